"""Copy the licence texts of every package of a lock: ``licences.py LOCK FOLDER``.

Also writes ``paquets.txt``, the name, version and declared licence of each. Fails on a package that
ships no licence text, but for Qt's own, whose texts ``packaging/debian/copyright`` names.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)

#: wheels without a licence text: LGPL-3, told in packaging/debian/copyright
TOLD_IN_COPYRIGHT = {"pyside6-essentials", "pyside6-pdf", "shiboken6"}


def declared(meta: dict[str, str]) -> str:
    """The licence a package declares, from the newest metadata field it fills."""
    short = meta.get("License-Expression") or meta.get("License") or ""
    return short.splitlines()[0] if short else "voir le texte"


def main(lock: str, folder: str) -> int:
    """Copy the texts; return 1 when some package has none."""
    target = Path(folder)
    names = re.findall(r"^([a-z0-9-]+)==", Path(lock).read_text(encoding="utf-8"), re.MULTILINE)
    rows, without = [], []
    for name in sorted(set(names)):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # pinned for another platform
        rows.append(f"{name} {found.version}: {declared(dict(found.metadata.items()))}")
        texts = [f for f in found.files or [] if LICENCE.search(f.name) and f.suffix not in {".py", ".pyc"}]
        kept = [f for f in texts if Path(str(found.locate_file(f))).is_file()]
        (target / name).mkdir(parents=True, exist_ok=True)
        for text in kept:
            shutil.copyfile(str(found.locate_file(text)), target / name / text.name)
        if not kept and name not in TOLD_IN_COPYRIGHT:
            without.append(name)
    (target / "paquets.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    if without:
        sys.stderr.write(f"No licence text shipped by: {', '.join(without)}\n")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
