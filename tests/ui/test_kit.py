"""The kit: plain text, contrast, fields, tables, accessible names."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import BoxesField, CheckField, RadioField
from gsn_app.ui.kit.chip import ChipRow
from gsn_app.ui.kit.date_field import DateField, read_date
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.field import ChoiceField, LongTextField, SecretField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.icon import DESSINS, draw_icon
from gsn_app.ui.kit.label import Label, format_count, format_date, format_moment, set_tooltip
from gsn_app.ui.kit.markdown import split_blocks
from gsn_app.ui.kit.table import Column, Table
from gsn_app.ui.theme import CLAIR, SOMBRE, Tones, apply_theme, contrast
from tests.ui.socle import check_controls, click, find, qapp, type_text

__all__ = ["qapp"]
HOSTILE = "<b>Zola</b><img src='file:///etc/passwd'>"

TEXTE = ("texte", "texte_doux")
PAIRES = (
    *itertools.product(TEXTE, ("fond", "surface", "creux", "accent_doux")),
    ("accent", "fond"),
    ("accent", "surface"),
    ("danger", "fond"),
    ("danger", "surface"),
    ("accent_texte", "accent"),
    ("accent_texte", "accent_survol"),
    ("danger_texte", "danger"),
    *((f"{nom}_texte", nom) for nom in ("info", "alerte", "erreur", "succes", "barre")),
    ("barre_texte", "barre_choix"),
    *(("accent", nom) for nom in ("info", "alerte")),
)


@pytest.mark.parametrize("tones", [CLAIR, SOMBRE], ids=["clair", "sombre"])
@pytest.mark.parametrize(("texte", "sur"), PAIRES, ids=lambda x: str(x))
def test_every_text_keeps_a_contrast_of_four_and_a_half(tones: Tones, texte: str, sur: str) -> None:
    assert contrast(getattr(tones, texte), getattr(tones, sur)) >= 4.5


@pytest.mark.parametrize("tones", [CLAIR, SOMBRE], ids=["clair", "sombre"])
@pytest.mark.parametrize("sur", ["fond", "surface"])
def test_every_outline_keeps_a_contrast_of_three(tones: Tones, sur: str) -> None:
    for bord in (tones.contour, tones.accent, tones.danger):
        assert contrast(bord, getattr(tones, sur)) >= 3


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_label_shows_markup_as_letters_even_when_rich_text_is_asked(qtbot: QtBot) -> None:
    label = Label(HOSTILE)
    label.setTextFormat(Qt.TextFormat.RichText)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HOSTILE


def test_a_tooltip_escapes_markup(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, HOSTILE)
    assert "<img" not in widget.toolTip()
    assert "&lt;img" in widget.toolTip()


def test_no_label_of_a_dialog_renders_markup(qtbot: QtBot) -> None:
    dialogue = Dialog(None, "gsn_essai", HOSTILE, HOSTILE)
    qtbot.addWidget(dialogue)
    labels = dialogue.findChildren(QLabel)
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


@pytest.mark.parametrize("nom", sorted(DESSINS))
def test_every_icon_draws_something(qapp: QApplication, nom: str) -> None:
    image = QPixmap(24, 24)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_icon(painter, image.rect().toRectF(), nom, QColor("black"))
    painter.end()
    picture = image.toImage()
    dark = sum(picture.pixelColor(x, y).lightness() < 128 for x in range(24) for y in range(24))
    assert 15 < dark < 300


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("12/03/2010", "2010-03-12"),
        ("1er/3/2010", "2010-03-01"),
        ("12 3 2010", "2010-03-12"),
        ("12032010", "2010-03-12"),
        ("2010-03-12", "2010-03-12"),
        ("29/02/2012", "2012-02-29"),
        ("29/02/2011", ""),
        ("31/04/2010", ""),
        ("12/03/10", ""),
        ("demain", ""),
    ],
)
def test_a_date_is_read_as_it_is_written_in_france(typed: str, iso: str) -> None:
    assert read_date(typed) == iso


def test_a_typed_date_is_read_back_and_an_impossible_one_is_told(qtbot: QtBot) -> None:
    field = DateField("gsn_date")
    qtbot.addWidget(field)
    field.show()
    type_text(field.edit, "12032010")
    assert field.value() == "2010-03-12"
    assert field.reading.text() == "12\u00a0mars\u00a02010"
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() == "12/03/2010"
    field.set_value("31/02/2010")
    assert "n’existe pas" in field.reading.text()
    assert field.value() == "31/02/2010", "the action refuses it; nothing typed is lost"


def test_dates_and_counts_are_written_in_french() -> None:
    assert format_date("2026-11-21") == "21\u00a0nov.\u00a02026"
    assert format_date("2026-05-01") == "1er\u00a0mai\u00a02026"
    assert format_date("pas une date") == "pas une date"
    assert format_moment("2026-11-21T14:02:00") == "21\u00a0nov.\u00a02026 à 14:02"
    assert format_count(1, "situation") == "1\u00a0situation"
    assert format_count(0, "situation") == "0\u00a0situation"
    assert format_count(1204, "situation") == "1\u202f204\u00a0situations"


def test_typing_accents_and_ligatures_reaches_the_field(qtbot: QtBot) -> None:
    field = TextField("gsn_nom")
    qtbot.addWidget(field)
    type_text(field.edit, "Œuvré-Aïcha d’Île")
    assert field.value() == "Œuvré-Aïcha d’Île"


def test_a_text_too_long_is_kept_and_the_counter_says_how_many_to_cut(qtbot: QtBot) -> None:
    field = LongTextField("gsn_apport", limite=10)
    qtbot.addWidget(field)
    type_text(field.edit, "douze lettre")
    assert field.value() == "douze lettre"
    assert field.counter.text().startswith("2\u00a0caractères à retirer")


def test_a_choice_keeps_its_code_when_the_list_changes(qtbot: QtBot) -> None:
    field = ChoiceField("gsn_motif", [("motif.ABS", "Absentéisme"), ("motif.DEG", "Dégradation")])
    qtbot.addWidget(field)
    assert field.value() == ""
    field.set_value("motif.DEG")
    field.set_choices([("motif.DEG", "Dégradations"), ("motif.INC", "Incivilités")])
    assert field.value() == "motif.DEG"
    field.set_choices([("motif.INC", "Incivilités")])
    assert field.value() == ""


def test_the_wheel_never_changes_a_choice(qtbot: QtBot) -> None:
    field = ChoiceField("gsn_motif", [("a", "A"), ("b", "B")])
    qtbot.addWidget(field)
    field.show()
    field.set_value("a")
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field.combo, wheel)
    assert field.value() == "a"


def test_a_secret_is_hidden_until_shown_on_purpose(qtbot: QtBot) -> None:
    field = SecretField("gsn_phrase")
    qtbot.addWidget(field)
    field.show()
    type_text(field.edit, "lanterne")
    assert "lanterne" not in field.edit.displayText()
    click(field, "gsn_phrase_afficher")
    assert field.edit.displayText() == "lanterne"
    click(field, "gsn_phrase_afficher")
    assert "lanterne" not in field.edit.displayText()


def _form() -> Form:
    form = Form()
    form.add("nom", "&Nom", TextField("gsn_nom"), aide="Nom d’usage")
    form.add("naissance", "Date de naissance", DateField("gsn_naissance"))
    form.add("motif", "Motif", ChoiceField("gsn_motif", [("a", "Absentéisme")]))
    form.add("accord", "Accord", CheckField("gsn_accord", "La famille est d’accord"))
    form.add("reponse", "Réponse", RadioField("gsn_reponse", [("A", "Favorable"), ("B", "Défavorable")]))
    form.add("cercle", "Cercle", BoxesField("gsn_cercle", [("m1", "École"), ("m2", "CMS")]))
    form.add("texte", "Apport", LongTextField("gsn_texte", limite=600))
    return form


def test_each_label_is_tied_to_its_field_and_each_fault_is_read_with_it(qtbot: QtBot) -> None:
    form = _form()
    qtbot.addWidget(form)
    row = form.rows["nom"]
    assert row.label.buddy() is row.field.control
    assert row.field.control.accessibleName() == "Nom"
    assert row.field.control.accessibleDescription() == "Nom d’usage"
    assert not form.require("nom", "motif")
    assert row.fault.text() == "Ce champ est à remplir."
    assert "Ce champ est à remplir." in row.field.control.accessibleDescription()
    type_text(row.field.control, "Zola")
    assert row.fault.text() == "", "typing erases the fault"
    assert row.field.control.accessibleDescription() == "Nom d’usage"


def test_what_a_form_says_it_can_take_back(qtbot: QtBot) -> None:
    form, other = _form(), _form()
    qtbot.addWidget(form)
    qtbot.addWidget(other)
    values = {
        "nom": "Zola", "naissance": "2010-03-12", "motif": "a", "accord": "oui", "reponse": "B",
        "cercle": "m2", "texte": "Deux lignes\nici",
    }  # fmt: skip
    form.set_values(values)
    assert form.values() == values
    other.set_values(form.values())
    assert other.values() == values


def test_tab_order_is_reading_order_and_every_control_is_named_and_large_enough(qtbot: QtBot) -> None:
    form = _form()
    qtbot.addWidget(form)
    form.resize(600, 900)
    form.show()
    qtbot.waitExposed(form)
    check_controls(form)
    form.activateWindow()
    form.rows["nom"].field.control.setFocus()
    seen = []
    for _ in range(8):
        current = form.focusWidget()
        assert current is not None
        seen.append(current.mapTo(form, QPoint(0, 0)).y())
        QTest.keyClick(current, Qt.Key.Key_Tab)
    assert seen == sorted(seen)


def test_a_click_anywhere_on_the_words_ticks_the_box(qtbot: QtBot) -> None:
    field = CheckField("gsn_accord", "La famille est d’accord")
    qtbot.addWidget(field)
    field.show()
    QTest.mouseClick(field.box, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(90, 12))
    assert field.value() == "oui"


def test_a_destructive_dialog_waits_for_the_typed_word(qtbot: QtBot) -> None:
    from PySide6.QtCore import QTimer

    from gsn_app.ui.kit.dialog import confirm_destruction

    seen: list[bool] = []

    def answer() -> None:
        dialogue = QApplication.activeModalWidget()
        assert isinstance(dialogue, QWidget)
        bouton = find(dialogue, "gsn_destruction_oui")
        seen.append(bouton.isEnabled())
        type_text(find(dialogue, "gsn_destruction_mot"), "effacer")
        seen.append(bouton.isEnabled())
        QTest.mouseClick(bouton, Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, answer)
    assert confirm_destruction(None, "Effacer", "Tout part.", "effacer", "Effacer")
    assert seen == [False, True]


# -- table ---------------------------------------------------------------------------------------

NOMS = [("Zola", 15), ("Œuvré", 9), ("Éluard", 120), ("Eluard", 13), ("de La Tour", 2)]


def _table(qtbot: QtBot) -> Table[tuple[str, int]]:
    table: Table[tuple[str, int]] = Table(
        "gsn_table",
        "Situations",
        [
            Column("Nom", lambda x: x[0], etire=True),
            Column("Âge", lambda x: str(x[1]), lambda x: x[1], chiffres=True),
        ],
    )
    qtbot.addWidget(table)
    table.set_rows(NOMS)
    table.show()
    return table


def _shown(table: Table[tuple[str, int]]) -> list[str]:
    return [table.source.row_at(table.source.index(n, 0))[0] for n in range(table.source.rowCount())]


def test_names_sort_in_french_order_and_figures_by_value(qtbot: QtBot) -> None:
    table = _table(qtbot)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert _shown(table) == ["de La Tour", "Eluard", "Éluard", "Œuvré", "Zola"]
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert _shown(table) == ["de La Tour", "Œuvré", "Eluard", "Zola", "Éluard"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert _shown(table)[0] == "Éluard"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("elu", {"Éluard", "Eluard"}),
        ("OEUV", {"Œuvré"}),
        ("tour", {"de La Tour"}),
        ("la to", {"de La Tour"}),
        ("uard", set()),
    ],
)
def test_search_folds_accents_case_and_ligatures(qtbot: QtBot, typed: str, found: set[str]) -> None:
    table = _table(qtbot)
    table.source.filter(typed)
    assert set(_shown(table)) == found


def test_a_filter_and_a_search_go_together_and_survive_new_rows(qtbot: QtBot) -> None:
    table = _table(qtbot)
    table.source.filter("elu", lambda x: x[1] > 100)
    assert _shown(table) == ["Éluard"]
    table.set_rows([*NOMS, ("Éluard bis", 200)])
    assert set(_shown(table)) == {"Éluard", "Éluard bis"}


def test_a_cell_says_its_column_to_a_screen_reader(qtbot: QtBot) -> None:
    table = _table(qtbot)
    said = table.source.data(table.source.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Âge\u00a0: 15"


def test_enter_opens_the_row_and_copy_takes_nothing(qtbot: QtBot) -> None:
    table = _table(qtbot)
    opened: list[tuple[str, int]] = []
    table.opened.connect(opened.append)
    table.selectRow(2)
    clipboard = QApplication.clipboard()
    clipboard.setText("avant")
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "avant"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [("Éluard", 120)]


def test_a_narrow_table_scrolls_rather_than_crush_its_wide_column(qtbot: QtBot) -> None:
    table = _table(qtbot)
    table.resize(1000, 300)
    assert table.columnWidth(0) > 700
    table.resize(200, 300)
    assert table.columnWidth(0) == 160


# -- the rest ------------------------------------------------------------------------------------


def test_buttons_wrap_rather_than_leave_the_window(qtbot: QtBot) -> None:
    row = FlowRow(*(Button(f"Un bouton assez long {n}", f"gsn_b{n}") for n in range(4)))
    zone = QScrollArea()
    zone.setWidgetResizable(True)
    zone.setWidget(row)
    qtbot.addWidget(zone)
    zone.resize(300, 400)
    zone.show()
    qtbot.waitExposed(zone)
    assert zone.horizontalScrollBar().maximum() == 0
    assert len({b.y() for b in row.findChildren(Button)}) > 1


def test_a_chip_removes_its_filter_alone(qtbot: QtBot) -> None:
    row = ChipRow("gsn_puces")
    qtbot.addWidget(row)
    removed: list[str] = []
    row.removed.connect(removed.append)
    row.set_chips([("motif", "Absentéisme"), ("etat", "Ouverte")])
    row.show()
    click(row, "gsn_puces_etat")
    assert removed == ["etat"]
    row.set_chips([])
    assert row.isHidden()


def test_a_banner_says_its_kind_in_words_and_hides_when_empty(qtbot: QtBot) -> None:
    banner = Banner("alerte", "Il manque une sauvegarde.")
    qtbot.addWidget(banner)
    assert banner.accessibleName() == "Attention"
    banner.clear()
    assert banner.isHidden()


def test_a_running_button_is_disabled_and_comes_back_with_its_words(qtbot: QtBot) -> None:
    button = PrimaryButton("&Enregistrer", "gsn_enregistrer")
    qtbot.addWidget(button)
    button.set_running(True, "Enregistrement…")
    assert not button.isEnabled()
    assert button.text() == "Enregistrement…"
    button.set_running(False)
    assert button.isEnabled()
    assert button.text() == "&Enregistrer"


def test_markdown_becomes_blocks_of_plain_text() -> None:
    texte = "# Titre\n\nUn **mot** et\nla suite [lien](javascript:x).\n\n- un\n- deux\n\n## Partie"
    assert list(split_blocks(texte)) == [
        ("titre", "Titre"),
        ("texte", "Un mot et la suite lien."),
        ("point", "•\u00a0un"),
        ("point", "•\u00a0deux"),
        ("sous_titre", "Partie"),
    ]


def test_dark_changes_every_colour_and_comes_back(qapp: QApplication) -> None:
    apply_theme(qapp, sombre=True)
    try:
        assert qapp.palette().window().color().name() == SOMBRE.fond
    finally:
        apply_theme(qapp, sombre=False)
    assert qapp.palette().window().color().name() == CLAIR.fond
