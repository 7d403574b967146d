"""The small layout kit of every printed sheet: fonts, plain-text drawing, letterhead, foot, watermark, QR, boxes.

Texts are drawn glyph by glyph on the canvas, never through a markup paragraph: hostile text is only text.
Lengths are PDF points (1/72 inch), origin at the bottom left. Bytes are deterministic (invariant mode) and
metadata neutral: a title, no person, no date of making.
"""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from io import BytesIO
from typing import Final

from PIL import Image
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from gsn_app.domain.logo import EnTetePapier
from gsn_app.errors import InvalidInput

LARGEUR, HAUTEUR = A4
MARGE: Final = 13 * mm
ROMAIN: Final = "GsnSans"
GRAS: Final = "GsnSans-Gras"
ITALIQUE: Final = "GsnSans-Italique"
_FICHIERS: Final = {
    ROMAIN: "NotoSans-Regular.ttf",
    GRAS: "NotoSans-Bold.ttf",
    ITALIQUE: "NotoSans-Italic.ttf",
}
#: grey levels: 0 black, 1 white; text and rules survive a photocopier set to black and white
NOIR: Final = 0.0
DISCRET: Final = 0.08
TRAIT: Final = 0.15
FOND: Final = 0.90
FILIGRANE: Final = 0.87


class CaractereNotPrintable(InvalidInput):
    """Le caractère « {caractere} » ne peut pas être imprimé : remplacez-le par une lettre latine, grecque ou cyrillique."""

    code = "DOC-01"


class DocumentTooLong(InvalidInput):
    """Ce document ne tient pas sur une page, même en petits caractères : raccourcissez les textes les plus longs."""

    code = "DOC-02"


def register_fonts() -> None:
    """Register the bundled Noto Sans once (program data read from the package, never from a path given)."""
    if ROMAIN in pdfmetrics.getRegisteredFontNames():
        return
    for nom, fichier in _FICHIERS.items():
        octets = (resources.files("gsn_app") / "polices" / fichier).read_bytes()
        pdfmetrics.registerFont(TTFont(nom, BytesIO(octets)))


def require_printable(texte: str) -> str:
    """Return the text, or raise CaractereNotPrintable for a character that the font lacks."""
    connus = pdfmetrics.getFont(ROMAIN).face.charToGlyph
    for caractere in texte:
        if ord(caractere) not in connus:
            raise CaractereNotPrintable(caractere=caractere)
    return texte


def width_of(texte: str, police: str, corps: float) -> float:
    """Width in points."""
    return float(pdfmetrics.stringWidth(texte, police, corps))


_FINES: Final = re.compile(r" (?=[;:!?»](?: |$))|(?<=«) |(?<=\b\d\d) (?=\d\d\b)")


def hold(texte: str) -> str:
    """The same text with no-break spaces inside « », before ; : ! ? and inside a telephone number (nothing else changes)."""
    return _FINES.sub("\u00a0", texte)


def wrap(texte: str, police: str, corps: float, largeur: float) -> list[str]:
    """Break on ordinary spaces; a word wider than the line after a hyphen or inside; nothing is dropped."""
    lignes: list[str] = []
    courante = ""
    for mot in hold(texte).split(" "):
        essai = f"{courante} {mot}" if courante else mot
        if width_of(essai, police, corps) <= largeur:
            courante = essai
            continue
        if courante:
            lignes.append(courante)
        morceaux = _break_word(mot, police, corps, largeur)
        lignes += morceaux[:-1]
        courante = morceaux[-1]
    return [*lignes, courante]


def _break_word(mot: str, police: str, corps: float, largeur: float) -> list[str]:
    morceaux, courant = [], ""
    for caractere in mot:
        if courant and width_of(courant + caractere, police, corps) > largeur:
            coupe = courant.rfind("-") + 1 or len(courant)
            morceaux.append(courant[:coupe])
            courant = courant[coupe:]
        courant += caractere
    return [*morceaux, courant]


def fit(texte: str, police: str, corps: float, largeur: float, minimum: float = 4.0) -> float:
    """Return the largest size ≤ ``corps`` at which one line fits; DocumentTooLong under ``minimum``."""
    requis = width_of(texte, police, corps)
    ajuste = corps if requis <= largeur else corps * largeur / requis
    if ajuste < minimum:
        raise DocumentTooLong()
    return ajuste


JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def long_date(jour: date) -> str:
    """« mercredi 18 novembre 2026 », « 1er » included, no line break inside."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{JOURS[jour.weekday()]}\u00a0{quantieme}\u00a0{MOIS[jour.month - 1]}\u00a0{jour.year}"


def french_heure(heure: str) -> str:
    """« 17 h 30 » for « 17:30 », no line break inside."""
    return heure.replace(":", "\u00a0h\u00a0")


def french_date(jour: date | None) -> str:
    """« 21/11/2026 », "" for None."""
    return f"{jour:%d/%m/%Y}" if jour else ""


class Feuille:
    """One A4 page being drawn; ``close`` returns the PDF bytes."""

    def __init__(self, titre: str) -> None:
        register_fonts()
        self._tampon = BytesIO()
        self.canvas = Canvas(self._tampon, pagesize=A4, invariant=1, pageCompression=1, lang="fr-FR")
        self.canvas.setTitle(titre)
        self.canvas.setAuthor("")
        self.canvas.setSubject("")
        self.canvas.setKeywords("")
        self.canvas.setCreator("")
        self.canvas.setProducer("")

    def text(
        self, x: float, y: float, texte: str, police: str = ROMAIN, corps: float = 9, gris: float = NOIR
    ) -> None:
        """Draw one line of plain text from its left end."""
        self.canvas.setFillGray(gris)
        self.canvas.setFont(police, corps)
        self.canvas.drawString(x, y, require_printable(hold(texte)))

    def text_right(
        self, x: float, y: float, texte: str, police: str = ROMAIN, corps: float = 9, gris: float = NOIR
    ) -> None:
        """Draw one line of plain text up to its right end."""
        self.text(x - width_of(texte, police, corps), y, texte, police, corps, gris)

    def line(self, x1: float, y1: float, x2: float, y2: float, epaisseur: float = 0.5) -> None:
        """Draw a rule."""
        self.canvas.setStrokeGray(TRAIT)
        self.canvas.setLineWidth(epaisseur)
        self.canvas.line(x1, y1, x2, y2)

    def frame(self, x: float, y: float, largeur: float, hauteur: float, epaisseur: float = 0.9) -> None:
        """Draw a black rectangle, not filled: the watermark stays visible."""
        self.canvas.setStrokeGray(NOIR)
        self.canvas.setLineWidth(epaisseur)
        self.canvas.rect(x, y, largeur, hauteur)

    def band(self, x: float, y: float, largeur: float, hauteur: float, gris: float = FOND) -> None:
        """Fill a rectangle."""
        self.canvas.setFillGray(gris)
        self.canvas.rect(x, y, largeur, hauteur, stroke=0, fill=1)

    def checkbox(self, x: float, y: float, cote: float, coche: bool) -> None:
        """Draw a box, crossed or empty: drawn, since a font may lack the glyphs."""
        c = self.canvas
        c.setStrokeGray(NOIR)
        c.setLineWidth(0.8)
        c.rect(x, y, cote, cote)
        if coche:
            retrait = cote * 0.2
            c.setLineWidth(cote * 0.15)
            c.setLineCap(1)
            c.line(x + retrait, y + retrait, x + cote - retrait, y + cote - retrait)
            c.line(x + retrait, y + cote - retrait, x + cote - retrait, y + retrait)
            c.setLineCap(0)

    def letterhead(
        self, commune: str, entete: EnTetePapier | None, x: float, y: float, largeur: float, *,
        corps: float = 12, adresse: bool = True, logo: tuple[float, float] = (32 * mm, 16 * mm), hauteur: float = 74,
    ) -> float:  # fmt: skip
        """Logo at the left, then « Commune de … » from the baseline ``y``, service and address in small.

        ``logo``: largest width and height; texts shrink down to half until they hold in ``hauteur``. Returns the next
        free baseline under both.
        """
        bas = y
        if entete and entete.logo:
            trouve = entete.logo
            echelle = min(logo[0] / trouve.largeur, logo[1] / trouve.hauteur)
            large, haut = trouve.largeur * echelle, trouve.hauteur * echelle
            image = Image.frombytes("RGB", (trouve.largeur, trouve.hauteur), trouve.pixels)
            self.canvas.drawInlineImage(image, x, y + corps * 0.8 - haut, large, haut)
            bas = y + corps * 0.8 - haut - 12
            x, largeur = x + large + 8, largeur - large - 8
        phrases = entete.lignes if entete and adresse else ()
        for reduit in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
            titre, petit = corps * reduit, 8.5 * max(reduit, 0.6)
            noms = wrap(f"Commune de {commune}", GRAS, titre, largeur)
            lignes = [ligne for phrase in phrases for ligne in wrap(phrase, ROMAIN, petit, largeur)]
            if len(noms) * titre * 1.25 + len(lignes) * petit * 1.24 <= hauteur:
                break
        for ligne in noms:
            self.text(x, y, ligne, GRAS, titre)
            y -= titre * 1.25
        for ligne in lignes:
            self.text(x, y, ligne, ROMAIN, petit, DISCRET)
            y -= petit * 1.24
        return min(y, bas)

    def watermark(self, texte: str) -> None:
        """Repeat reader and date in light grey across the page, under everything else."""
        c = self.canvas
        corps = fit(texte, ROMAIN, 17, HAUTEUR * 0.75)
        c.saveState()
        c.translate(LARGEUR / 2, HAUTEUR / 2)
        c.rotate(38)
        for rang in range(-2, 3):
            self.text(-width_of(texte, ROMAIN, corps) / 2, rang * 50 * mm, texte, ROMAIN, corps, FILIGRANE)
        c.restoreState()

    def qr(self, x: float, y: float, cote: float, texte: str) -> None:
        """Draw a QR code (level M, quiet zone of two modules inside ``cote``, white under it)."""
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(texte)
        code.make()
        nombre = code.getModuleCount()
        module = cote / (nombre + 4)
        self.band(x, y, cote, cote, 1.0)
        self.canvas.setFillGray(NOIR)
        for rang in range(nombre):
            colonne = 0
            while colonne < nombre:
                debut = colonne
                while colonne < nombre and code.isDark(rang, colonne):
                    colonne += 1
                if colonne > debut:
                    haut = y + cote - (rang + 3) * module
                    gauche = x + (debut + 2) * module
                    self.canvas.rect(
                        gauche, haut, (colonne - debut) * module, module * 1.02, stroke=0, fill=1
                    )
                colonne += 1

    def foot(self, gauche: str, numero_page: str, ancre: str, tirage: str, mention: str) -> None:
        """Draw number, page, copy's reader, anchor as text and QR."""
        cote = 21 * mm
        bas = 9 * mm
        droite = LARGEUR - MARGE
        self.qr(droite - cote + 2 * mm, bas, cote, ancre)
        fin = droite - cote - 1 * mm
        self.line(MARGE, bas + cote, fin, bas + cote)
        self.text(MARGE, bas + 15.5 * mm, gauche, GRAS, fit(gauche, GRAS, 8.5, fin - MARGE - 60))
        self.text_right(fin, bas + 15.5 * mm, numero_page, GRAS, 8.5)
        self.text(MARGE, bas + 10.5 * mm, tirage, ROMAIN, fit(tirage, ROMAIN, 7.5, fin - MARGE), DISCRET)
        sceau = f"Sceau du journal : {ancre}"
        self.text(MARGE, bas + 5.5 * mm, sceau, ROMAIN, fit(sceau, ROMAIN, 8, fin - MARGE))
        self.text(MARGE, bas + 1 * mm, mention, ITALIQUE, fit(mention, ITALIQUE, 7.5, fin - MARGE), DISCRET)

    def close(self) -> bytes:
        """Finish the page and return the bytes of the document."""
        self.canvas.showPage()
        self.canvas.save()
        return self._tampon.getvalue()
