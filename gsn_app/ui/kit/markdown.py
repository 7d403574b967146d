"""Shows the charter's Markdown as plain labels: headings, paragraphs, lists; never HTML, links or images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.ui.kit.label import Label

_MARKS = re.compile(r"(\*\*|__|`)")


def split_blocks(texte: str) -> Iterator[tuple[str, str]]:
    """Yield ``(kind, text)``: titre, sous_titre, point or texte; marks of emphasis are dropped."""
    paragraphe: list[str] = []
    for ligne in [*texte.splitlines(), ""]:
        nu = ligne.strip()
        kind = ""
        if nu.startswith("#"):
            kind, nu = ("titre" if nu.startswith("# ") else "sous_titre"), nu.lstrip("#").strip()
        elif re.match(r"^([-*+•]|\d+[.)])\s", nu):
            kind = "point"
            nu = re.sub(r"^[-*+]\s+", "•\u00a0", nu)
        if (kind or not nu) and paragraphe:
            yield ("point" if paragraphe[0].startswith("•") else "texte"), _plain(" ".join(paragraphe))
            paragraphe = []
        if kind == "point":
            paragraphe = [nu]
        elif kind:
            yield kind, _plain(nu)
        elif nu:
            paragraphe.append(nu)


def _plain(texte: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", _MARKS.sub("", texte))


class MarkdownView(QWidget):
    """The text, in a column to put in a scroll area."""

    def __init__(self, texte: str) -> None:
        super().__init__()
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(9)
        for kind, contenu in split_blocks(texte):
            label = Label(contenu, {"titre": "titre", "sous_titre": "sous_titre"}.get(kind, ""))
            if kind == "point":
                label.setContentsMargins(16, 0, 0, 0)
            elif kind != "texte":
                label.setContentsMargins(0, 10, 0, 0)
            colonne.addWidget(label)
