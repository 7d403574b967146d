"""Colours, fonts and the small style sheet: calm, one accent, light and dark.

Every pair used for text keeps a contrast of at least 4.5:1 and every control outline 3:1; a test
computes the ratios (WCAG 2.2, 1.4.3 and 1.4.11). Combo boxes stay out of the style sheet, where they
would lose their arrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

POLICES = Path(__file__).resolve().parent.parent / "polices"
FAMILLE = "Noto Sans"
TAILLE = 10.5


@dataclass(frozen=True)
class Tones:
    """Colours of one appearance, as ``#rrggbb``; each ``*_texte`` is read on the tone it is named after."""

    fond: str
    surface: str
    creux: str
    texte: str
    texte_doux: str
    accent: str
    accent_survol: str
    accent_texte: str
    accent_doux: str
    filet: str
    contour: str
    danger: str
    danger_texte: str
    info: str
    info_texte: str
    alerte: str
    alerte_texte: str
    erreur: str
    erreur_texte: str
    succes: str
    succes_texte: str
    barre: str
    barre_texte: str
    barre_choix: str


CLAIR = Tones(
    fond="#f4f6f5",
    surface="#ffffff",
    creux="#eaefed",
    texte="#17262a",
    texte_doux="#4d5f64",
    accent="#0b5c63",
    accent_survol="#08484e",
    accent_texte="#ffffff",
    accent_doux="#dcecec",
    filet="#d8dfdd",
    contour="#758689",
    danger="#a3261f",
    danger_texte="#ffffff",
    info="#e3f0f1",
    info_texte="#0a434a",
    alerte="#fdf1d6",
    alerte_texte="#573a00",
    erreur="#fbe8e6",
    erreur_texte="#7c1913",
    succes="#e3f2e7",
    succes_texte="#164b28",
    barre="#0d3b41",
    barre_texte="#e2eeee",
    barre_choix="#1b5a61",
)

SOMBRE = Tones(
    fond="#11181a",
    surface="#1a2326",
    creux="#232e31",
    texte="#e7eded",
    texte_doux="#a9b7ba",
    accent="#6cc7cd",
    accent_survol="#8fd8dd",
    accent_texte="#06282b",
    accent_doux="#1d4246",
    filet="#313f43",
    contour="#7b8c90",
    danger="#f2978e",
    danger_texte="#3b0905",
    info="#173539",
    info_texte="#bfe6e9",
    alerte="#3d3013",
    alerte_texte="#f4dca4",
    erreur="#44201d",
    erreur_texte="#fbcbc6",
    succes="#1a3823",
    succes_texte="#bfe8cb",
    barre="#0b2528",
    barre_texte="#d5e5e6",
    barre_choix="#1c4a50",
)


def contrast(premier: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, from 1 to 21 (WCAG 2.2 definition)."""

    def luminance(couleur: str) -> float:
        parts = []
        for debut in (1, 3, 5):
            c = int(couleur[debut : debut + 2], 16) / 255
            parts.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    clair, sombre = sorted((luminance(premier), luminance(second)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def current_tones() -> Tones:
    """The tones in force, told from the application's palette (a widget's own is altered by the sheet)."""
    return SOMBRE if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else CLAIR


def make_palette(tones: Tones) -> QPalette:
    """The Qt palette of an appearance."""
    palette = QPalette()
    role = QPalette.ColorRole
    for cle, couleur in {
        role.Window: tones.fond,
        role.WindowText: tones.texte,
        role.Base: tones.surface,
        role.AlternateBase: tones.creux,
        role.Text: tones.texte,
        role.PlaceholderText: tones.texte_doux,
        role.Button: tones.surface,
        role.ButtonText: tones.texte,
        role.BrightText: tones.danger,
        role.Highlight: tones.accent,
        role.HighlightedText: tones.accent_texte,
        role.Link: tones.accent,
        role.LinkVisited: tones.accent,
        role.ToolTipBase: tones.surface,
        role.ToolTipText: tones.texte,
        role.Mid: tones.contour,
        role.Light: tones.surface,
        role.Midlight: tones.filet,
        role.Dark: tones.contour,
        role.Shadow: tones.filet,
        role.Accent: tones.accent,
    }.items():
        palette.setColor(cle, QColor(couleur))
    for cle in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, cle, QColor(tones.texte_doux))
    return palette


def style_sheet(t: Tones) -> str:
    """The style sheet: buttons, fields, tables, banners, sidebar."""
    return f"""
    QToolTip {{ background: {t.surface}; color: {t.texte}; border: 1px solid {t.contour}; padding: 6px; }}
    QScrollArea, QScrollArea > QWidget > QWidget#gsn_corps {{ background: transparent; border: none; }}
    QPushButton {{ background: {t.surface}; color: {t.texte}; border: 1px solid {t.contour};
        border-radius: 7px; padding: 7px 15px; min-height: 20px; }}
    QPushButton:hover {{ background: {t.creux}; }}
    QPushButton:pressed {{ background: {t.accent_doux}; }}
    QPushButton:focus {{ border: 2px solid {t.accent}; padding: 6px 14px; }}
    QPushButton:disabled {{ color: {t.texte_doux}; background: {t.creux}; border-color: {t.filet}; }}
    QPushButton[gsn="principal"] {{ background: {t.accent}; color: {t.accent_texte};
        border-color: {t.accent}; font-weight: 600; }}
    QPushButton[gsn="principal"]:hover {{ background: {t.accent_survol}; }}
    QPushButton[gsn="principal"]:focus {{ border: 2px solid {t.texte}; }}
    QPushButton[gsn="principal"]:disabled {{ background: {t.creux}; color: {t.texte_doux};
        border-color: {t.filet}; }}
    QPushButton[gsn="destructif"] {{ color: {t.danger}; border-color: {t.danger}; font-weight: 600; }}
    QPushButton[gsn="destructif"]:hover {{ background: {t.danger}; color: {t.danger_texte}; }}
    QPushButton[gsn="destructif"]:disabled {{ color: {t.texte_doux}; border-color: {t.filet}; }}
    QPushButton[gsn="lien"] {{ background: transparent; border: 1px solid transparent; color: {t.accent};
        text-decoration: underline; padding: 5px 6px 5px 1px; text-align: left; }}
    QPushButton[gsn="lien"]:hover {{ color: {t.accent_survol}; }}
    QPushButton[gsn="lien"]:focus {{ border: 2px solid {t.accent}; padding: 4px 5px 4px 0; }}
    QPushButton[gsn="puce"] {{ background: {t.accent_doux}; color: {t.texte}; border: 1px solid {t.accent};
        border-radius: 14px; padding: 3px 11px; }}
    QPushButton[gsn="puce"]:focus {{ border: 2px solid {t.texte}; padding: 2px 10px; }}
    QLineEdit, QPlainTextEdit {{ background: {t.surface}; color: {t.texte}; border: 1px solid {t.contour};
        border-radius: 7px; padding: 6px 9px; selection-background-color: {t.accent};
        selection-color: {t.accent_texte}; }}
    QLineEdit {{ min-height: 22px; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {t.accent}; padding: 5px 8px; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {t.creux}; color: {t.texte_doux};
        border-color: {t.filet}; }}
    QLineEdit[gsn_faute="oui"], QPlainTextEdit[gsn_faute="oui"] {{ border: 2px solid {t.danger};
        padding: 5px 8px; }}
    QLabel[gsn="titre"] {{ font-size: 18pt; font-weight: 600; color: {t.texte}; }}
    QLabel[gsn="sous_titre"] {{ font-size: 12.5pt; font-weight: 600; color: {t.texte}; }}
    QLabel[gsn="etiquette"] {{ font-weight: 600; color: {t.texte}; }}
    QLabel[gsn="indication"] {{ color: {t.texte_doux}; }}
    QLabel[gsn="faute"] {{ color: {t.danger}; font-weight: 600; }}
    QLabel[gsn="chiffre"] {{ font-size: 22pt; font-weight: 600; color: {t.accent}; }}
    QFrame[gsn="carte"] {{ background: {t.surface}; border: 1px solid {t.filet}; border-radius: 10px; }}
    QFrame[gsn="bandeau_info"] {{ background: {t.info}; border: 1px solid {t.info}; border-radius: 8px; }}
    QFrame[gsn="bandeau_alerte"] {{ background: {t.alerte}; border: 1px solid {t.alerte};
        border-radius: 8px; }}
    QFrame[gsn="bandeau_erreur"] {{ background: {t.erreur}; border: 1px solid {t.danger};
        border-radius: 8px; }}
    QFrame[gsn="bandeau_succes"] {{ background: {t.succes}; border: 1px solid {t.succes};
        border-radius: 8px; }}
    QFrame#gsn_fenetre_bandeau {{ border-radius: 0; border: none; }}
    QFrame[gsn="bandeau_info"] QLabel {{ color: {t.info_texte}; }}
    QFrame[gsn="bandeau_alerte"] QLabel {{ color: {t.alerte_texte}; }}
    QFrame[gsn="bandeau_erreur"] QLabel {{ color: {t.erreur_texte}; }}
    QFrame[gsn="bandeau_succes"] QLabel {{ color: {t.succes_texte}; }}
    QFrame[gsn="filet"] {{ background: {t.filet}; border: none; max-height: 1px; min-height: 1px; }}
    QTableView {{ background: {t.surface}; color: {t.texte}; border: 1px solid {t.filet};
        border-radius: 8px; gridline-color: transparent; selection-background-color: {t.accent_doux};
        selection-color: {t.texte}; outline: none; }}
    QTableView:focus {{ border: 2px solid {t.accent}; }}
    QTableView::item {{ padding: 0 10px; border-bottom: 1px solid {t.filet}; }}
    QTableView::item:selected {{ background: {t.accent_doux}; color: {t.texte}; }}
    QHeaderView {{ background: transparent; }}
    QHeaderView::section {{ background: {t.creux}; color: {t.texte_doux}; border: none;
        border-bottom: 1px solid {t.filet}; padding: 9px 13px; font-weight: 600; }}
    QProgressBar {{ background: {t.creux}; border: 1px solid {t.contour}; border-radius: 6px;
        min-height: 10px; max-height: 10px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 5px; }}
    QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 14px; margin: 0; }}
    QScrollBar::handle {{ background: {t.contour}; border-radius: 4px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 40px; }}
    QScrollBar::handle:horizontal {{ min-width: 40px; }}
    QScrollBar::handle:hover {{ background: {t.texte_doux}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QFrame#gsn_barre {{ background: {t.barre}; border: none; }}
    QFrame#gsn_barre QLabel {{ color: {t.barre_texte}; }}
    QPushButton[gsn="navigation"] {{ background: transparent; color: {t.barre_texte};
        border: 2px solid transparent; border-radius: 8px; padding: 9px 12px; text-align: left; }}
    QPushButton[gsn="navigation"]:hover {{ background: {t.barre_choix}; }}
    QPushButton[gsn="navigation"]:checked {{ background: {t.barre_choix}; font-weight: 600; }}
    QPushButton[gsn="navigation"]:focus {{ border: 2px solid {t.barre_texte}; }}
    QFrame#gsn_entete {{ background: {t.surface}; border-bottom: 1px solid {t.filet}; }}
    QStatusBar {{ background: {t.fond}; color: {t.texte_doux}; }}
    """


def install_fonts() -> None:
    """Load the bundled Noto Sans: PySide6 ships no font, and text without one is squares."""
    for fichier in sorted(POLICES.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(fichier))


def apply_theme(app: QApplication, *, sombre: bool | None = None) -> None:
    """Fusion, palette, fonts and style sheet; ``sombre`` None follows the system's appearance."""
    if sombre is None:
        sombre = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    tones = SOMBRE if sombre else CLAIR
    app.setStyle("Fusion")
    app.setPalette(make_palette(tones))
    police = QFont(FAMILLE)
    police.setPointSizeF(TAILLE)
    app.setFont(police)
    for classe in ("QAbstractItemView", "QHeaderView", "QStatusBar", "QMenu", "QToolTip"):
        QApplication.setFont(police, classe)  # type: ignore[arg-type]
    app.setStyleSheet(style_sheet(tones))
