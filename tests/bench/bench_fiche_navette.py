"""P8: the fiche-navette to PDF bytes, beside a blank page of the same library."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from gsn_app.documents.fiche_navette import render_fiche_navette
from tests.bench.chantier import Chantier
from tests.bench.mesure import head, take, tell
from tests.documents.exemples_fiche import EXEMPLES

MESURES = ("P8",)


def measure(_chantier: Chantier) -> None:
    """The sheet needs no vault."""
    render()


def render(times: int = 20) -> None:
    """Each example of the tests, after one render that loads the fonts."""
    head("P8  fiche-navette en octets PDF (budget 150 ms)")
    blank = take("page blanche de reportlab", 1, _blank, times)
    tell(blank, blank.median, "lui-même")
    for nom, make in EXEMPLES.items():
        fiche = make()
        first = take(f"fiche « {nom} », la première", 1, lambda f=fiche: render_fiche_navette(f), 1)
        tell(first, blank.median, "page blanche")
        tell(
            take(f"fiche « {nom} »", 1, lambda f=fiche: render_fiche_navette(f), times),
            blank.median,
            "page blanche",
        )


def _blank() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
