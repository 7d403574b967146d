"""Entrance of the child: ``python -m gsn_app.bac_a_sable``."""

import sys

from gsn_app.bac_a_sable.enfant import run

if __name__ == "__main__":
    sys.exit(run())
