"""« Sauvegardes »: the media, what stands on them, how old; make one, prove one again, try a restore."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from gsn_app.actions.restauration import try_restore, verify_sauvegarde
from gsn_app.actions.sauvegarde import (
    SUPPORTS_MAX,
    EtatSauvegarde,
    Minute,
    ReglageSauvegarde,
    Sauvegarde,
    Support,
    make_sauvegarde,
    read_etat_sauvegarde,
    save_reglage_sauvegarde,
)
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.field import SecretField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, Label, format_count, format_date, format_moment, hint
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.table import Column, Table

MEGA = 1_000_000


def describe_age(jours: int | None) -> str:
    """« aujourd’hui », « hier », « il y a 12 jours », « jamais »."""
    if jours is None:
        return "jamais"
    if jours < 1:
        return "aujourd’hui"
    return "hier" if jours == 1 else f"il y a {jours}\u00a0jours"


def describe_etat(sauvegarde: Sauvegarde) -> str:
    """« vérifiée », « à vérifier » or « inutilisable »."""
    if sauvegarde.defaut:
        return "inutilisable"
    return "vérifiée" if sauvegarde.verifiee_le else "à vérifier"


def describe_taille(octets: int) -> str:
    """« 12,4 Mo »."""
    return f"{octets / MEGA:.1f}\u00a0Mo".replace(".", ",") if octets else ""


def describe_minute(minute: Minute | None) -> str:
    """What the last trial restore proved."""
    if minute is None:
        return "Aucun essai de restauration n’a encore été mené à son terme."
    dossiers = format_count(minute.dossiers, "dossier ouvert", "dossiers ouverts")
    duree = f"{minute.secondes:.1f}".replace(".", ",")
    return (
        f"Récupérable, essayé le {format_moment(minute.date)} par {minute.membre}\u00a0: {minute.fichier}, "
        f"ancre {minute.ancre}, {dossiers}, {duree}\u00a0s."
    )


COLONNES: tuple[Column[Sauvegarde], ...] = (
    Column("Faite le", lambda x: format_moment(x.date) or "date illisible", lambda x: x.date, largeur=190),
    Column("Âge", lambda x: describe_age(x.age_jours) if x.date else "", lambda x: x.age_jours, largeur=120),
    Column("État", describe_etat, largeur=110),
    Column("Fichier", lambda x: x.fichier.name, largeur=270, etire=True),
    Column(
        "Gardée jusqu’au",
        lambda x: format_date(x.conservee_jusque),
        lambda x: x.conservee_jusque,
        largeur=140,
    ),
    Column("Ancre", lambda x: x.ancre, lambda x: x.n, largeur=210),
    Column("Taille", lambda x: describe_taille(x.taille), lambda x: x.taille, largeur=90, chiffres=True),
    Column("Support", lambda x: str(x.fichier.parent), largeur=260),
)


class SauvegardeScreen(Screen):
    """Everyone who works in the vault makes a backup; a coordonnateur chooses where, verifies and tries."""

    titre = "Sauvegardes"
    largeur = 1500
    aide = (
        "Une sauvegarde est une copie chiffrée du coffre, sous une clé à elle, relue entièrement depuis son support "
        "avant d’être dite vérifiée. Seuls les coordonnateurs, ou les gardiens réunis avec leurs parts, peuvent "
        "l’ouvrir\u00a0: la clé USB perdue ne dit rien.\n\nElle se fait d’elle-même après l’ouverture et en quittant, "
        "quand elle est due. Cinq jours et quatre semaines sont gardés.\n\n«\u00a0Essayer une restauration\u00a0» refait "
        "tout comme le jour venu, dans un dossier provisoire, puis l’efface\u00a0: faites-le une fois par an.\n\n"
        "Gardez un second support ailleurs que dans le même bâtiment."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._chief = context.session.permits(Acte.SAUVEGARDE_ESSAYEE)
        self.make = self.add_head_button(
            PrimaryButton("&Sauvegarder maintenant", "gsn_sauvegarde_faire", self._make, icone="enregistrer")
        )
        self.progress = ProgressPanel("gsn_sauvegarde_progression", "Sauvegarde", cancellable=True)
        self.corps.addWidget(self.progress)
        self.state = Banner(nom="gsn_sauvegarde_etat")
        self.corps.addWidget(self.state)
        self._build_list()
        self._build_trial()
        self._build_media()
        self.corps.addStretch(1)

    def _build_list(self) -> None:
        self.carte = Card("Sauvegardes présentes")
        self.media = Label("", "indication")
        self.media.setObjectName("gsn_sauvegarde_supports")
        self.carte.corps.addWidget(self.media)
        self.table: Table[Sauvegarde] = Table("gsn_sauvegarde_table", "Sauvegardes présentes", COLONNES)
        self.table.setMinimumHeight(230)
        self.carte.corps.addWidget(self.table)
        self.empty = EmptyState(
            "enregistrer",
            "Aucune sauvegarde ici",
            "Choisissez un dossier sur un autre support, puis sauvegardez.",
        )
        self.carte.corps.addWidget(self.empty)
        self.verify = Button(
            "&Vérifier de nouveau", "gsn_sauvegarde_verifier", self._verify, icone="bouclier"
        )
        self.carte.corps.addWidget(FlowRow(self.verify))
        self.corps.addWidget(self.carte)

    def _build_trial(self) -> None:
        carte = Card("Essai de restauration")
        self.minute = Label("")
        self.minute.setObjectName("gsn_sauvegarde_minute")
        carte.corps.addWidget(self.minute)
        self.trial = Form()
        self.phrase = SecretField("gsn_sauvegarde_phrase")
        self.trial.add(
            "phrase",
            "Votre &phrase de passe",
            self.phrase,
            aide="La sauvegarde choisie dans la liste, ou la plus récente, est restaurée à l’écart puis effacée.",
        )
        carte.corps.addWidget(self.trial)
        self.attempt = Button("&Essayer une restauration", "gsn_sauvegarde_essayer", self._try)
        carte.corps.addWidget(FlowRow(self.attempt))
        self.trial.setVisible(self._chief)
        self.attempt.setVisible(self._chief)
        self.corps.addWidget(carte)

    def _build_media(self) -> None:
        self.settings = Card("Où et quand")
        self.form = Form()
        for rang, (libelle, suite) in enumerate(
            (("&Dossier habituel", "premier"), ("Se&cond support", "second"))
        ):
            field = TextField(f"gsn_sauvegarde_{suite}", limite=400, exemple="/media/cle-usb/sauvegardes")
            self.form.add(suite, libelle, field, facultatif=bool(rang))
            choose = Button("Choisir…", f"gsn_sauvegarde_choisir_{suite}")
            choose.setAccessibleName(f"Choisir le dossier\u00a0: {libelle.replace('&', '')}")
            choose.clicked.connect(lambda _checked=False, name=suite: self._choose(name))
            self.form.add_widget(FlowRow(choose))
        self.form.add("delai", "Sauvegarder tous les… (&jours)", TextField("gsn_sauvegarde_delai", limite=2))
        self.settings.corps.addWidget(self.form)
        self.keep = Button("En&registrer", "gsn_sauvegarde_enregistrer", self._save)
        self.settings.corps.addWidget(
            hint(
                "Un support à part\u00a0: clé, disque externe, dossier partagé. Jamais le dossier du coffre."
            )
        )
        self.settings.corps.addWidget(FlowRow(self.keep))
        self.settings.setVisible(self._chief)
        self.corps.addWidget(self.settings)
        self._extra: tuple[str, ...] = ()

    # -- what is there ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the media again: nothing is opened."""
        self.context.run(read_etat_sauvegarde, on_success=self._show, on_error=self.show_error)

    def _show(self, etat: EtatSauvegarde) -> None:
        found = [x for support in etat.supports for x in support.sauvegardes]
        self.table.set_rows(sorted(found, key=lambda x: x.date, reverse=True))
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.verify.setVisible(self._chief and bool(found))
        self.attempt.setEnabled(bool(found))
        self.media.setText("\n".join(_describe_support(x) for x in etat.supports))
        self.media.setVisible(bool(etat.supports))
        self.minute.setText(describe_minute(etat.essai))
        self.make.setEnabled(bool(etat.supports))
        self._show_age(etat)
        paths = [str(x.dossier) for x in etat.supports]
        self._extra = tuple(paths[2:SUPPORTS_MAX])
        if not self.form.value("premier"):
            first, second = [*paths, "", ""][:2]
            self.form.set_values({"premier": first, "second": second, "delai": str(etat.delai_jours)})

    def _show_age(self, etat: EtatSauvegarde) -> None:
        if not etat.supports:
            detail = "Choisissez un dossier ci-dessous." if self._chief else "Signalez-le au coordonnateur."
            self.state.announce("alerte", "Aucun dossier de sauvegarde n’est choisi.", detail)
        elif etat.en_retard:
            age = describe_age(etat.age_jours)
            self.state.announce("alerte", f"Sauvegarde en retard\u00a0: la dernière vérifiée, {age}.")
        else:
            self.state.announce(
                "succes",
                f"Dernière sauvegarde vérifiée {describe_age(etat.age_jours)}, le {format_moment(etat.derniere)}.",
            )

    # -- gestures --------------------------------------------------------------------------------

    def _make(self) -> None:
        self.banner.clear()
        self.progress.start("Sauvegarde, puis relecture du support")
        self.context.run(
            make_sauvegarde, on_success=self._made, on_error=self._failed, boutons=(self.make,),
            panneau=self.progress,
        )  # fmt: skip

    def _made(self, sauvegarde: Sauvegarde) -> None:
        self.show_success(f"Sauvegarde vérifiée sur son support, ancre {sauvegarde.ancre}.")
        self.refresh()

    def _failed(self, error: GsnError) -> None:
        self.show_error(error)
        self.refresh()

    def _chosen(self) -> Sauvegarde | None:
        row = self.table.current_row()
        if row is None and self.table.source.rows:
            row = next((x for x in self.table.source.rows if not x.defaut), None)
        return row

    def _verify(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        self.banner.clear()
        self.progress.start("Relecture de la sauvegarde")
        self.context.run(
            verify_sauvegarde, chosen.fichier, on_error=self._failed, boutons=(self.verify,), panneau=self.progress,
            on_success=lambda _none: self.show_success(f"{chosen.fichier.name} est entière et authentique."),
        )  # fmt: skip

    def _try(self) -> None:
        chosen = self._chosen()
        if chosen is None or not self.trial.require("phrase"):
            return
        phrase = self.phrase.value()
        self.phrase.set_value("")
        self.banner.clear()
        self.progress.start("Essai de restauration")
        self.context.run(
            try_restore, chosen.fichier, phrase, kdf=self.context.kdf, on_success=self._tried,
            on_error=self._failed, boutons=(self.attempt,), panneau=self.progress,
        )  # fmt: skip

    def _tried(self, minute: Minute) -> None:
        self.show_success(f"Essai réussi\u00a0: {minute.fichier} se restaure et s’ouvre.")
        self.refresh()

    def _choose(self, nom: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier de sauvegarde")
        if chosen:
            self.form.set_values({nom: str(Path(chosen))})

    def _save(self) -> None:
        if not self.form.require("premier", "delai"):
            return
        delai = self.form.value("delai").strip()
        if not delai.isdecimal():
            self.form.set_fault("delai", "Écrivez un nombre de jours.")
            return
        paths = (self.form.value("premier"), self.form.value("second"), *self._extra)
        self.banner.clear()
        self.context.run(
            save_reglage_sauvegarde, ReglageSauvegarde(paths, int(delai)), on_success=lambda _none: self._saved(),
            on_error=self.show_error, boutons=(self.keep,),
        )  # fmt: skip

    def _saved(self) -> None:
        self.show_success("Dossiers de sauvegarde enregistrés.")
        self.refresh()


def _describe_support(support: Support) -> str:
    there = "présent" if support.present else "absent, à brancher"
    return f"{support.dossier} ({there}), dernière sauvegarde\u00a0: {describe_age(support.age_jours)}"
