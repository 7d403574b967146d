"""« Conservation »: what is to be erased, soon or now, a batch with its preview, archives, and what remains of it all."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.attestation import print_attestation
from gsn_app.actions.effacement import (
    LIBELLES_REGLE,
    ApercuEffacement,
    EcheanceConservation,
    Effacement,
    LigneEffacee,
    erase_batch,
    list_echeances,
    list_effacements,
    preview_effacement,
)
from gsn_app.actions.impression import Feuille
from gsn_app.actions.session import Session
from gsn_app.domain.conservation import EtatConservation, RegleConservation
from gsn_app.ui.conservation_archive import ArchivesSection
from gsn_app.ui.conservation_volet import ArchiverVolet, AvancerVolet
from gsn_app.ui.kit.button import Button, DestructiveButton
from gsn_app.ui.kit.check import TickBox
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import confirm_destruction
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Label, format_count, format_date, hint
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.kit.volet import VoletScreen

MOT = "effacer"
A_EFFACER = {EtatConservation.ECHUE, EtatConservation.DEPASSEE}
LIGNES = 10


def read_conservation(session: Session) -> tuple[list[EcheanceConservation], list[LigneEffacee]]:
    """Dates and nameless lines, read in one go."""
    return list_echeances(session), list_effacements(session)


def word_delay(echeance: EcheanceConservation) -> str:
    """« dans 12 jours (le 28 févr. 2027), délai après clôture »."""
    quand = format_date(echeance.jour)
    regle = LIBELLES_REGLE[echeance.regle]
    if echeance.jours == 0:
        return f"Dernier jour de conservation aujourd’hui, {regle}"
    if echeance.jours < 0:
        return f"Échéance dépassée depuis le {quand}, {regle}"
    return f"Dans {format_count(echeance.jours, 'jour')} (le {quand}), {regle}"


def word_preview(apercu: ApercuEffacement) -> str:
    """What goes, and what stays."""
    quoi = [
        format_count(nombre, un, plusieurs)
        for nombre, un, plusieurs in (
            (apercu.situations, "situation", "situations"),
            (apercu.saisines, "saisine", "saisines"),
            (apercu.rappels, "rappel à l’ordre", "rappels à l’ordre"),
        )
        if nombre
    ]
    dedans = [
        format_count(nombre, un, plusieurs)
        for nombre, un, plusieurs in (
            (apercu.pieces, "contenu", "contenus"),
            (apercu.historique, "ligne d’historique", "lignes d’historique"),
            (apercu.brouillons, "brouillon", "brouillons"),
            (apercu.cles, "clé d’accès", "clés d’accès"),
        )
        if nombre
    ]
    reste = (
        f" {format_count(apercu.compteurs, 'jeune restera compté', 'jeunes resteront comptés')} sans nom pour le rapport "
        "annuel." if apercu.compteurs else ""
    )  # fmt: skip
    return (
        f"Disparaîtront pour tous les membres et pour toujours\u00a0: {', '.join(quoi)}, soit {', '.join(dedans)}."
        f"{reste} Une ligne sans nom gardera la date, l’auteur et la règle."
    )


class ConservationScreen(VoletScreen):
    """Nothing is erased by itself: a coordonnateur looks, types the word, and the journal says so."""

    titre = "Conservation"
    aide = (
        "Cette page montre ce dont la durée de conservation se termine\u00a0: dans les soixante jours, aujourd’hui, ou "
        "déjà passée.\n\n"
        "Le dernier jour, une situation se lit encore. Le lendemain, plus personne ne la lit\u00a0: elle perd son nom ici "
        "et il ne reste qu’à l’effacer.\n\n"
        "Effacer détruit les contenus, l’historique, les brouillons et les clés de tous les membres. Rien ne peut "
        "l’annuler. L’attestation liste les sauvegardes qui contiennent encore ce qui a été effacé.\n\n"
        "Une archive intermédiaire se justifie par écrit et ne dépasse jamais 36 mois après la clôture, ni le "
        "vingt-cinquième anniversaire."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.apercu_bouton = Button("", "gsn_conservation_apercu")
        self.effacer = Button("", "gsn_conservation_effacer")
        self.attester = Button(
            "&Imprimer l’attestation", "gsn_conservation_attester", self.print_attestation, icone="imprimante"
        )
        self.a_effacer = Section("gsn_conservation_a_effacer", "À effacer")
        self.bientot = Section("gsn_conservation_bientot", "Bientôt")
        self.archives = ArchivesSection(context)
        self.faits = Section("gsn_conservation_faits", "Effacements faits", self.attester)
        for section in (self.a_effacer, self.bientot, self.archives, self.faits):
            self.page_corps.addWidget(section)
        self.boxes: dict[str, TickBox] = {}
        self._apercu: ApercuEffacement | None = None
        self._reperes: tuple[str, ...] = ()
        self._phrase = Label("")
        self._wanted = ""
        self.attester.hide()

    def open_objet(self, objet_id: str) -> None:
        """A task named one element: it will be ticked once the list is read."""
        self._wanted = objet_id

    def refresh(self) -> None:
        """Read the dates again; an archive left open is closed."""
        if self.volet is None:
            self.archives.forget()
            self.context.run(read_conservation, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[list[EcheanceConservation], list[LigneEffacee]]) -> None:
        echeances, lignes = lu
        now = [e for e in echeances if e.etat in A_EFFACER]
        self._show_due(now)
        self._show_soon([e for e in echeances if e.etat not in A_EFFACER])
        self._show_done(lignes)

    def _show_due(self, echeances: list[EcheanceConservation]) -> None:
        self.a_effacer.clear()
        self.boxes, self._apercu = {}, None
        wanted = self._wanted
        if not echeances:
            self.a_effacer.add_empty("Rien n’est à effacer aujourd’hui.")
            return
        for rang, echeance in enumerate(echeances):
            libelle = echeance.libelle[:1].upper() + echeance.libelle[1:]
            box = TickBox(libelle)
            box.setObjectName(f"gsn_conservation_choix_{rang}")
            box.setAccessibleDescription(word_delay(echeance))
            box.setChecked(wanted in ("", echeance.id))
            box.toggled.connect(self._forget_preview)
            self.boxes[echeance.id] = box
            bloc = QWidget()
            colonne = QVBoxLayout(bloc)
            colonne.setContentsMargins(0, 0, 0, 0)
            colonne.setSpacing(1)
            colonne.addWidget(box)
            colonne.addWidget(hint(word_delay(echeance)))
            self.a_effacer.add(bloc, filet=rang > 0)
        self._phrase = Label("")
        self._phrase.setObjectName("gsn_conservation_phrase")
        self._phrase.hide()
        self.a_effacer.add(self._phrase)
        self.apercu_bouton = Button("Voir ce qui sera effacé…", "gsn_conservation_apercu", self.preview)
        self.effacer = DestructiveButton(
            "&Effacer…", "gsn_conservation_effacer", self.erase, icone="corbeille"
        )
        self.effacer.setEnabled(False)
        self.a_effacer.add(FlowRow(self.apercu_bouton, self.effacer))

    def _show_soon(self, echeances: list[EcheanceConservation]) -> None:
        self.bientot.clear()
        if not echeances:
            self.bientot.add_empty("Aucune échéance dans les soixante jours.")
        for rang, echeance in enumerate(echeances):
            bloc = QWidget()
            colonne = QVBoxLayout(bloc)
            colonne.setContentsMargins(0, 0, 0, 0)
            colonne.setSpacing(4)
            nom = Label(echeance.libelle[:1].upper() + echeance.libelle[1:], "etiquette")
            nom.setObjectName(f"gsn_conservation_nom_{rang}")
            colonne.addWidget(nom)
            colonne.addWidget(hint(word_delay(echeance)))
            if echeance.genre == "situation" and not echeance.archive:
                colonne.addWidget(self._decisions(rang, echeance))
            self.bientot.add(bloc, filet=rang > 0)

    def _decisions(self, rang: int, echeance: EcheanceConservation) -> FlowRow:
        boutons = []
        for genre, mots, verbe in (
            (AvancerVolet, "Avancer la date…", "avancer"),
            (ArchiverVolet, "Mettre en archive…", "archiver"),
        ):
            bouton = Button(
                mots, f"gsn_conservation_{verbe}_{rang}", partial(self._decide, genre, echeance.id)
            )
            bouton.setAccessibleName(f"{mots} {echeance.libelle}")
            boutons.append(bouton)
        return FlowRow(*boutons)

    def _decide(self, genre: type[AvancerVolet | ArchiverVolet], situation_id: str) -> None:
        self.open_volet(genre(self.context, situation_id))

    def _show_done(self, lignes: list[LigneEffacee]) -> None:
        self.faits.clear()
        if not lignes:
            self.faits.add_empty("Aucun effacement dans ce coffre.")
            return
        faits = Facts("gsn_conservation_lignes")
        faits.show_facts(
            [(format_date(x.le), f"{_rule(x.regle)} (repère {x.repere[:8]})") for x in lignes[-LIGNES:]]
        )
        self.faits.add(faits)
        if len(lignes) > LIGNES:
            self.faits.add_empty(f"Les {LIGNES} derniers sur {len(lignes)}.")
        self._reperes = self._reperes or tuple(x.repere for x in lignes if x.le == lignes[-1].le)
        self.attester.show()

    # -- acts ------------------------------------------------------------------------------------

    def chosen(self) -> list[str]:
        """Ids of the boxes ticked."""
        return [one for one, box in self.boxes.items() if box.isChecked()]

    def _forget_preview(self) -> None:
        self._apercu = None
        self._phrase.hide()
        self.effacer.setEnabled(False)

    def preview(self) -> None:
        """Count what would go; nothing goes without it."""
        self.context.run(
            preview_effacement, self.chosen(), on_success=self._show_preview, on_error=self.show_error,
            boutons=(self.apercu_bouton,),
        )  # fmt: skip

    def _show_preview(self, apercu: ApercuEffacement) -> None:
        self.banner.clear()
        self._apercu = apercu
        self._phrase.setText(word_preview(apercu))
        self._phrase.show()
        self.effacer.setEnabled(True)
        self.effacer.setFocus()

    def erase(self) -> None:
        """Erase what was previewed, once the word is typed."""
        apercu = self._apercu
        if apercu is None or list(apercu.ids) != self.chosen():
            return
        if confirm_destruction(
            self, "Effacer pour toujours", word_preview(apercu), MOT, "&Effacer", nom="gsn_effacement"
        ):
            self.context.run(
                erase_batch, apercu.ids, on_success=self._erased, on_error=self.show_error,
                boutons=(self.effacer, self.apercu_bouton),
            )  # fmt: skip

    def _erased(self, effacement: Effacement) -> None:
        self._reperes = tuple(ligne.repere for ligne in effacement.lignes)
        self._wanted = ""
        nombre = format_count(len(effacement.lignes), "élément effacé", "éléments effacés")
        suite = "" if effacement.compacte else " Le fichier sera réécrit à la prochaine ouverture."
        self.show_success(f"{nombre}. Imprimez l’attestation ci-dessous.{suite}")
        self.context.refresh_state()
        self.refresh()

    def print_attestation(self) -> None:
        """The sheet of the last batch."""
        self.context.run(
            print_attestation, self._reperes, on_success=self._print, on_error=self.show_error,
            boutons=(self.attester,),
        )  # fmt: skip

    def _print(self, feuille: Feuille) -> None:
        self.context.print_sheet(feuille)


def _rule(regle: str) -> str:
    try:
        return LIBELLES_REGLE[RegleConservation(regle)]
    except ValueError:
        return "copie ancienne effacée de nouveau"
