"""``python -m tests.anonymat information``: the table of docs/information.md, measured again."""

from __future__ import annotations

import sys

from tests.anonymat.information import main

if __name__ == "__main__":
    sys.exit(main() if sys.argv[1:] == ["information"] else "information ?")
