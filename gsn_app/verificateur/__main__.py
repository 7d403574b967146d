"""``python -m gsn_app.verificateur``."""

from gsn_app.verificateur.ligne import main

if __name__ == "__main__":
    raise SystemExit(main())
