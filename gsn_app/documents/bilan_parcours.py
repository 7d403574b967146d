"""The bilan de parcours on paper: who and when, référents, actions and results, orientations and relais; no narrative.

As many A4 pages as it takes, each with number, page n/N, anchor and QR at its foot. A long follow-up goes on over the
next page, its column heads repeated; no line is ever left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gsn_app.documents.mise_en_page import (
    DISCRET,
    FOND,
    GRAS,
    HAUTEUR,
    LARGEUR,
    MARGE,
    ROMAIN,
    Feuille,
    fit,
    french_date,
    wrap,
)
from gsn_app.domain.bilan_parcours import BilanParcours, FeuilleBilan

_MM: Final = 72 / 25.4
_UTILE: Final = LARGEUR - 2 * MARGE
_BAS: Final[float] = 36 * _MM
_CORPS: Final = 9.5
_PAS: Final = _CORPS * 1.35
_RETRAIT: Final = 5.0


@dataclass(frozen=True)
class _Tableau:
    titre: str
    tetes: tuple[str, ...]
    #: left end of each column, in points
    colonnes: tuple[float, ...]
    lignes: tuple[tuple[str, ...], ...]
    vide: str


def render_bilan(fiche: FeuilleBilan) -> bytes:
    """Return the PDF; raises CaractereNotPrintable."""
    total = len(_Dessin(fiche, 1).pages())
    return _Dessin(fiche, total).close()


class _Dessin:
    """One drawing of the whole sheet; the first counts the pages, the second writes them."""

    def __init__(self, fiche: FeuilleBilan, total: int) -> None:
        self.fiche = fiche
        self.total = total
        self.rang = 0
        self.feuille = Feuille("Bilan de parcours")
        self.y = 0.0
        self._begin()
        self._draw_facts(_facts_of(fiche))
        for tableau in _tables_of(fiche):
            self._draw_table(tableau)
        self._draw_end()
        self._foot()

    def pages(self) -> range:
        """One item a page drawn."""
        return range(self.rang)

    def close(self) -> bytes:
        """The document's bytes."""
        return self.feuille.close()

    def _begin(self) -> None:
        fiche, feuille = self.fiche, self.feuille
        if self.rang:
            self._foot()
            feuille.canvas.showPage()
        self.rang += 1
        feuille.watermark(f"{fiche.tirage.lecteur} – {french_date(fiche.tirage.imprime_le)}")
        y = HAUTEUR - MARGE - 12
        if self.rang == 1:
            y = feuille.letterhead(fiche.commune, fiche.tirage.entete, MARGE, y, _UTILE * 0.6)
            feuille.text(
                MARGE, y - 5, fiche.instance, ROMAIN, fit(fiche.instance, ROMAIN, 10, _UTILE), DISCRET
            )
        else:
            commune = f"Commune de {fiche.commune} – {fiche.instance}"
            feuille.text(MARGE, y, commune, GRAS, fit(commune, GRAS, 10, _UTILE))
        y -= 32
        feuille.text(MARGE, y, "Bilan de parcours", GRAS, 19)
        feuille.text_right(MARGE + _UTILE, y, f"n° {fiche.tirage.numero}", GRAS, 12)
        self.y = y - 14

    def _foot(self) -> None:
        tirage = self.fiche.tirage
        self.feuille.foot(
            f"Bilan de parcours {tirage.numero}",
            f"page {self.rang}/{self.total}",
            tirage.ancre,
            f"Exemplaire {tirage.exemplaire} – tiré par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
            "Dates, actions et relais seulement : les échanges du groupe n’y figurent pas.",
        )

    def _room(self, hauteur: float) -> bool:
        """Begin another page when what follows would meet the foot; True when it did."""
        if self.y - hauteur >= _BAS:
            return False
        self._begin()
        return True

    def _draw_facts(self, faits: Sequence[tuple[str, str]]) -> None:
        for nom, valeur in faits:
            lignes = wrap(valeur, ROMAIN, _CORPS + 0.5, _UTILE - 130)
            self._room(_PAS * len(lignes))
            for rang, ligne in enumerate(lignes):
                self.y -= _PAS * 1.08
                if rang == 0:
                    self.feuille.text(MARGE, self.y, nom, ROMAIN, _CORPS, DISCRET)
                self.feuille.text(MARGE + 130, self.y, ligne, ROMAIN, _CORPS + 0.5)

    def _draw_table(self, tableau: _Tableau) -> None:
        self._room(_PAS * 5.5)
        self.y -= _PAS * 2
        self.feuille.text(MARGE, self.y, tableau.titre, GRAS, _CORPS + 1.5)
        self.y -= _PAS * 0.5
        if not tableau.lignes:
            self.y -= _PAS
            self.feuille.text(MARGE, self.y, tableau.vide, ROMAIN, _CORPS, DISCRET)
            return
        self._draw_heads(tableau)
        for ligne in tableau.lignes:
            self._draw_line(tableau, ligne)

    def _draw_heads(self, tableau: _Tableau) -> None:
        self.y -= _PAS * 1.25
        self.feuille.band(MARGE, self.y - _PAS * 0.35, _UTILE, _PAS * 1.25, FOND)
        for gauche, fin, tete in self._columns(tableau, tableau.tetes):
            corps = fit(tete, GRAS, _CORPS, fin - gauche - 2 * _RETRAIT)
            self.feuille.text(MARGE + gauche + _RETRAIT, self.y, tete, GRAS, corps)

    def _draw_line(self, tableau: _Tableau, ligne: tuple[str, ...]) -> None:
        cellules = [
            (gauche, wrap(mots or "–", ROMAIN, _CORPS, fin - gauche - 2 * _RETRAIT))
            for gauche, fin, mots in self._columns(tableau, ligne)
        ]
        hauteur = max(len(mots) for _, mots in cellules) * _PAS
        if self._room(hauteur + _PAS * 0.4):
            self._draw_heads(tableau)
        haut = self.y - _PAS * 0.25
        for gauche, mots in cellules:
            for rang, mot in enumerate(mots, 1):
                self.feuille.text(MARGE + gauche + _RETRAIT, haut - rang * _PAS, mot, ROMAIN, _CORPS)
        self.y = haut - hauteur - _PAS * 0.15
        self.feuille.line(MARGE, self.y - _PAS * 0.2, MARGE + _UTILE, self.y - _PAS * 0.2, 0.4)

    @staticmethod
    def _columns(tableau: _Tableau, mots: Sequence[str]) -> list[tuple[float, float, str]]:
        fins = (*tableau.colonnes[1:], _UTILE)
        return list(zip(tableau.colonnes, fins, mots, strict=True))

    def _draw_end(self) -> None:
        self._room(_PAS * 4)
        self.y -= _PAS * 2.6
        fait = f"Établi le {french_date(self.fiche.tirage.imprime_le)}"
        self.feuille.text(MARGE, self.y, fait, ROMAIN, _CORPS + 0.5)
        self.feuille.text(MARGE + _UTILE / 2, self.y, "Le coordonnateur :", ROMAIN, _CORPS + 0.5)


def _facts_of(fiche: FeuilleBilan) -> list[tuple[str, str]]:
    b = fiche.bilan
    fin = (
        f"du {_jour(b.ouverte_le)} au {_jour(b.cloturee_le)}"
        if b.cloturee_le
        else f"depuis le {_jour(b.ouverte_le)}"
    )
    faits = [
        ("Personne", f"{b.prenom} {b.nom}, {'née' if b.sexe == 'F' else 'né'} le {_jour(b.date_naissance)}"),
        ("Suivi", fin),
        ("Rencontres notées", _contacts(b)),
    ]
    if b.cloture and b.cloturee_le:
        faits.append(("Clôture", fiche.word(b.cloture)))
    if b.sortie_positive:
        faits.append(("Sortie positive", fiche.word(b.sortie_positive)))
    return faits


def _contacts(b: BilanParcours) -> str:
    if not b.contacts:
        return "aucun"
    if b.contacts == 1:
        return f"1, le {_jour(b.premier_contact)}"
    return f"{b.contacts}, du {_jour(b.premier_contact)} au {_jour(b.dernier_contact)}"


def _tables_of(fiche: FeuilleBilan) -> tuple[_Tableau, ...]:
    b = fiche.bilan
    return (
        _Tableau(
            "Référents de parcours",
            ("Référent", "Du", "Au", "Accord recueilli le"),
            (0.0, 250.0, 325.0, 400.0),
            tuple(
                (fiche.word(r.membre_id), _jour(r.depuis), _jour(r.jusqu_au), _jour(r.accord_le))
                for r in b.referents
            ),
            "Aucun référent n’a été désigné.",
        ),
        _Tableau(
            "Actions",
            ("Action", "Début", "Fin", "Résultat"),
            (0.0, 250.0, 325.0, 400.0),
            tuple(
                (fiche.word(a.code), _jour(a.debut), _jour(a.fin), fiche.word(a.resultat)) for a in b.actions
            ),
            "Aucune action n’a été engagée.",
        ),
        _Tableau(
            "Orientations et relais",
            ("Dispositif", "Besoin", "Orientation", "Suite"),
            (0.0, 180.0, 325.0, 400.0),
            tuple(
                (
                    fiche.word(r.dispositif),
                    fiche.word(r.besoin),
                    _jour(r.date),
                    _suite(fiche, r.suite, r.relais_le),
                )
                for r in b.relais
            ),
            "Aucune orientation.",
        ),
    )


def _suite(fiche: FeuilleBilan, suite: str, le: str) -> str:
    return f"{fiche.word(suite)} le {_jour(le)}" if suite else ""


def _jour(iso: str) -> str:
    return french_date(date.fromisoformat(iso[:10])) if iso else ""
