"""``python -m gsn_app``: the ``gsn`` command."""

from gsn_app.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
