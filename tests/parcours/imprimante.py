"""A print queue for the journeys: two small programs named ``lp`` and ``lpstat``, as the system would have them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LP = """#!/bin/sh
# keeps what it is given, as a spooler would
dir="{sortie}"
n=$(ls "$dir" | grep -c '\\.pdf$')
cat > "$dir/feuille-$n.pdf"
printf '%s\\n' "$@" > "$dir/feuille-$n.arguments"
echo "request id is Accueil-$n (1 file(s))"
"""
LPSTAT = """#!/bin/sh
case "$1" in
  -e) echo Accueil ;;
  -d) echo "system default destination: Accueil" ;;
esac
"""


@dataclass(frozen=True)
class Bac:
    """The tray where the sheets come out."""

    programmes: Path
    sortie: Path

    def sheets(self) -> list[tuple[bytes, list[str]]]:
        """Each sheet, in order: its bytes and the arguments of its print job."""
        found = sorted(self.sortie.glob("*.pdf"), key=lambda f: int(f.stem.partition("-")[2]))
        return [(f.read_bytes(), f.with_suffix(".arguments").read_text().splitlines()) for f in found]


def install(folder: Path) -> Bac:
    """Write the two programs; the folder is to be put in front of the PATH."""
    bac = Bac(folder / "programmes", folder / "sortie")
    for each in (bac.programmes, bac.sortie):
        each.mkdir(parents=True)
    for nom, texte in (("lp", LP.format(sortie=bac.sortie)), ("lpstat", LPSTAT)):
        (bac.programmes / nom).write_text(texte)
        (bac.programmes / nom).chmod(0o755)
    return bac
