"""Entrance of the packed program: the ``gsn`` command."""

from gsn_app.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
