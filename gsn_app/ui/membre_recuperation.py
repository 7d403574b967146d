"""Recovery inside « Membres et charte »: keys to hand back, enrol again, trials, shares, kit, and the events all see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.gardien import PartAttente, list_parts, try_parts
from gsn_app.actions.recuperation import Rendu, recover_situations
from gsn_app.actions.reenrolement import (
    Essai,
    Remise,
    SituationFragile,
    list_annonces,
    list_fragiles,
    list_remises,
    read_essai,
    reenrol_membre,
    return_keys,
    try_membre,
)
from gsn_app.actions.secret_poste import EtatSecret, read_etat_secret
from gsn_app.actions.session import Session
from gsn_app.actions.trousse import print_trousse, trousse_printed
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, Role
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog, inform
from gsn_app.ui.kit.label import Label, format_count, format_date, format_moment
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.section import Facts, Section, clear_layout
from gsn_app.ui.parts_dialogue import PartsDialog, ProvePartDialog, RenewDialog
from gsn_app.ui.phrase_passe import PassphraseChoice
from gsn_app.ui.recuperation import tell_rendu
from gsn_app.ui.secret_poste import SecretPosteDialog, word_secret

MONTREES = 12
PHRASES = {
    Acte.MEMBRE_REENROLE: "{qui} a de nouvelles clés, enrôlé par {par}",
    Acte.CLES_REMISES: "{par} a remis ses clés à {qui}",
    Acte.COFFRE_RECUPERE: "Le coffre a été rendu à {qui} par les gardiens",
    Acte.SITUATIONS_RECUPEREES: "{par} a fait rendre ce qui manquait par les gardiens",
    Acte.SEQUESTRE_RENOUVELE: "{par} a renouvelé les parts de récupération",
    Acte.PART_PROUVEE: "Un gardien a prouvé sa part devant {par}",
    Acte.JOURNAL_CLE_REMISE: "{par} a remis la clé du journal à {qui}",
    Acte.PART_EXPIREE: "Des parts jamais prouvées ont été détruites",
}


@dataclass(frozen=True)
class Etat:
    """Everything the parts below show, read in one go."""

    remises: tuple[Remise, ...]
    parts: tuple[PartAttente, ...]
    essai_parts: Essai
    trousse: bool
    secret: EtatSecret
    evenements: tuple[tuple[str, str, str], ...]


def read_etat(session: Session) -> Etat:
    """Events with names in place of ids; nothing of a situation."""
    noms = {m.id: m.nom for m in session.coffre.annuaire.membres}
    evenements = []
    for annonce in list_annonces(session, MONTREES):
        phrase = PHRASES.get(Acte(annonce.acte), "{par}\u00a0: " + annonce.acte)
        texte = phrase.format(
            qui=noms.get(annonce.membre_id, "un membre"), par=noms.get(annonce.par, "un membre")
        )
        evenements.append((annonce.le, texte, annonce.detail))
    return Etat(
        tuple(list_remises(session)), tuple(list_parts(session)), read_essai(session, "sequestre"),
        trousse_printed(session), read_etat_secret(session), tuple(evenements),
    )  # fmt: skip


def word_essai(essai: Essai) -> str:
    """« oui, essayé le 21 nov. 2026 »."""
    if not essai.le:
        return "jamais essayé"
    return f"{'oui' if essai.reussi else 'en partie'}, essayé le {format_date(essai.le)}"


class RecuperationPanel(QWidget):
    """Three cards; a coordonnateur sees them all, any member the keys to hand back and the events."""

    def __init__(
        self, context: Context, on_done: Callable[[str], object], on_error: Callable[[GsnError], object],
        chosen: Callable[[], Membre | None],
    ) -> None:  # fmt: skip
        super().__init__()
        self.context, self.on_done, self.on_error, self.chosen = context, on_done, on_error, chosen
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(16)
        self.remises = Section("gsn_remises", "Clés à remettre")
        self.remises.hide()
        colonne.addWidget(self.remises)
        self.again = Button("&Enrôler de nouveau…", "gsn_recup_reenroler", self.reenrol)
        self.attempt = Button("Essayer sa &récupération", "gsn_recup_essayer", self.try_membre)
        self.trousse = Button(
            "Imprimer la &trousse", "gsn_recup_trousse", self.print_trousse, icone="imprimante"
        )
        self.trial = Button("Essayer les &parts…", "gsn_recup_essayer_parts", self.try_parts)
        self.renew = Button("Re&nouveler les parts…", "gsn_recup_renouveler", self.renew_parts)
        self.orphans = Button("Rendre ce que personne ne &détient…", "gsn_recup_orphelines", self.recover)
        self.single = Button("Situations à un seul détenteur", "gsn_recup_fragiles", self.show_single)
        self.secret = Button(
            "Renouveler le &secret du poste…", "gsn_recup_secret", self.renew_secret, icone="cle"
        )
        self.section = Section(
            "gsn_recuperation_membres", "Récupération", self.again, self.attempt, self.trousse, self.trial, self.renew,
            self.orphans, self.secret, self.single,
        )  # fmt: skip
        self.facts = Facts("gsn_recup_faits")
        self.section.contenu.addWidget(self.facts)
        self.waiting = QVBoxLayout()
        self.section.contenu.addLayout(self.waiting)
        self.progress = ProgressPanel("gsn_recup_attente", "Essai en cours, quelques secondes…")
        self.section.contenu.addWidget(self.progress)
        colonne.addWidget(self.section)
        self.section.setVisible(context.session.has_role(Role.COORDONNATEUR))
        self.events = Section("gsn_evenements", "Événements vus de tous")
        colonne.addWidget(self.events)

    def refresh(self) -> None:
        """Read again."""
        self.context.run(read_etat, on_success=self._show, on_error=self.on_error)

    def _show(self, etat: Etat) -> None:
        self.remises.clear()
        self.remises.setVisible(bool(etat.remises))
        for rang, remise in enumerate(etat.remises):
            self.remises.add(self._remise_line(rang, remise), filet=rang > 0)
        attente = [p for p in etat.parts if not p.expiree]
        mots = _word_parts(etat.essai_parts) if not attente else f"{len(attente)} pas encore prouvées"
        self.facts.show_facts(
            [
                ("Parts des gardiens", mots),
                (
                    "Trousse de récupération",
                    "imprimée" if etat.trousse else "à imprimer, puis à mettre sous enveloppe",
                ),
                ("Secret de ce poste", word_secret(etat.secret)),
                (
                    "Un membre",
                    "choisissez-le dans la liste, puis enrôlez-le de nouveau ou essayez sa récupération",
                ),
            ]
        )
        clear_layout(self.waiting)
        for part in etat.parts:
            self.waiting.addWidget(self._part_line(part))
        self.events.clear()
        for rang, (le, texte, detail) in enumerate(etat.evenements):
            line = f"{texte} ({detail})" if detail else texte
            libelle = Label(f"{format_moment(le)} — {line}")
            libelle.setObjectName(f"gsn_evenement_{rang}")
            self.events.add(libelle)
        if not etat.evenements:
            self.events.add_empty("Aucune clé n’a été renouvelée ni remise, aucun gardien n’a été réuni.")

    def _remise_line(self, rang: int, remise: Remise) -> QWidget:
        compte = [
            format_count(n, mot) for n, mot in (
                (remise.situations, "situation"), (remise.saisines, "saisine"), (remise.apports, "apport réservé"),
            ) if n
        ]  # fmt: skip
        texte = f"{remise.nom} a de nouvelles clés. Vous pouvez lui remettre\u00a0: {', '.join(compte)}."
        bouton = Button(
            "&Remettre les clés", f"gsn_remise_{rang}", lambda: self._return(remise.membre_id), icone="cle"
        )
        bouton.setAccessibleName(f"Remettre ses clés à {remise.nom}")
        return _line(Label(texte), bouton)

    def _part_line(self, part: PartAttente) -> QWidget:
        if part.expiree:
            return Label(
                f"{part.gardien}\u00a0: part détruite au bout de trente jours. Renouvelez les parts.", "faute"
            )
        if not part.ici:
            return Label(f"{part.gardien}\u00a0: part en attente chez le coordonnateur qui a créé le coffre.")
        bouton = Button("Faire &prouver sa part", f"gsn_recup_part_{part.rang}", lambda: self.prove(part))
        bouton.setAccessibleName(f"Faire prouver sa part à {part.gardien}")
        return _line(
            Label(f"{part.gardien}\u00a0: part en attente jusqu’au {format_date(part.limite)}."), bouton
        )

    def _return(self, membre_id: str) -> None:
        self.context.run(
            return_keys,
            membre_id,
            on_success=lambda n: self.on_done(f"{format_count(n, 'dossier remis', 'dossiers remis')}."),
            on_error=self.on_error,
        )

    # -- a member of the list ------------------------------------------------------------------

    def _member(self) -> Membre | None:
        membre = self.chosen()
        if membre is None:
            inform(
                self,
                "Choisissez un membre",
                "Choisissez d’abord une ligne de la liste des membres.",
                nom="gsn_recup_choisir",
            )
        return membre

    def reenrol(self) -> None:
        """The member chosen types a new passphrase here."""
        membre = self._member()
        if membre is not None:
            ReenrolDialog(self, self.context, membre, self.on_done).open()

    def try_membre(self) -> None:
        """Rehearse on the worker; nothing but the dated line is written."""
        membre = self._member()
        if membre is not None:
            self.context.run(
                try_membre,
                membre.id,
                kdf=self.context.kdf,
                on_success=lambda essai: self.on_done(
                    f"{membre.nom}\u00a0: {word_essai(essai)} ({essai.detail})."
                ),
                on_error=self.on_error,
                boutons=(self.attempt,),
                panneau=self.progress,
                compte=False,
            )

    # -- shares and kit ------------------------------------------------------------------------

    def print_trousse(self) -> None:
        """The sheet goes to the preview, as every print."""
        self.context.run(
            print_trousse,
            on_success=lambda feuille: self.context.print_sheet(feuille, lambda _done: self.refresh()),
            on_error=self.on_error,
            boutons=(self.trousse,),
        )

    def renew_secret(self) -> None:
        """After a stolen machine or a kit that was read."""
        SecretPosteDialog(self, self.context, self.on_done).open()

    def try_parts(self) -> None:
        """Prove shares without writing anything but the dated line."""
        PartsDialog(
            self, self.context, "gsn_essai_parts", "Essayer les parts",
            "Les gardiens réunis prouvent que leurs mots ouvrent tout. Rien n’est écrit que la date de l’essai.",
            "&Essayer", try_parts, lambda essai: self.on_done(f"Les parts ouvrent le coffre\u00a0: {essai.detail}."),
        ).open()  # fmt: skip

    def recover(self) -> None:
        """Hand back what nobody living holds."""
        PartsDialog(
            self, self.context, "gsn_orphelines", "Rendre ce que personne ne détient",
            "Avec leurs mots, les gardiens rendent à chaque membre ce qui lui est dû, et à vous les situations que plus "
            "personne ne détient. Tous les membres en verront la trace.",
            "&Rendre", recover_situations, self._recovered,
        ).open()  # fmt: skip

    def _recovered(self, rendu: Rendu) -> None:
        inform(self, "C’est rendu", tell_rendu(rendu), nom="gsn_orphelines_rendu", icone="succes")
        self.on_done("Ce que les gardiens ont ouvert a été rendu.")

    def renew_parts(self) -> None:
        """New shares for the same custodians or others."""
        RenewDialog(
            self, self.context, lambda: self.on_done("Les nouvelles parts remplacent les anciennes.")
        ).open()

    def prove(self, part: PartAttente) -> None:
        """An absent custodian came."""
        ProvePartDialog(
            self, self.context, part, lambda: self.on_done(f"{part.gardien} a prouvé sa part.")
        ).open()

    def show_single(self) -> None:
        """Names, journaled as a consultation."""
        self.context.run(
            list_fragiles, on_success=self._show_single, on_error=self.on_error, boutons=(self.single,)
        )

    def _show_single(self, found: list[SituationFragile]) -> None:
        lines = [f"{f.personne}\u00a0: {f.detenteur or 'plus personne'}" for f in found]
        texte = "\n".join(lines) or "Chaque situation que vous détenez l’est par deux personnes au moins."
        conseil = (
            "\n\nAdmettez une seconde personne\u00a0: si le seul détenteur oublie, il faudra les gardiens."
        )
        inform(self, "Situations à un seul détenteur", texte + (conseil if found else ""), nom="gsn_fragiles")


class ReenrolDialog(Dialog):
    """The member takes the keyboard: a new passphrase, typed twice."""

    def __init__(
        self, parent: QWidget, context: Context, membre: Membre, on_done: Callable[[str], object]
    ) -> None:
        super().__init__(
            parent,
            "gsn_reenrolement",
            f"Enrôler de nouveau {membre.nom}",
            "Laissez la place à cette personne. Ses anciennes clés sont abandonnées, ses brouillons aussi\u00a0; elle signera "
            "la charte, puis ceux qui détiennent ses situations lui remettront ses clés. Tous les membres le verront.",
            "cle",
        )
        self.context, self.membre, self.on_done = context, membre, on_done
        self.setMinimumWidth(600)
        self.banner = Banner(nom="gsn_reenrolement_bandeau")
        self.corps.addWidget(self.banner)
        self.passphrase = PassphraseChoice("gsn_reenrolement")
        self.corps.addWidget(self.passphrase)
        self.progress = ProgressPanel("gsn_reenrolement_attente", "Nouvelles clés, une à deux secondes…")
        self.corps.addWidget(self.progress)
        self.add_button(Button("&Revenir", "gsn_reenrolement_revenir", self.reject))
        self.submit = PrimaryButton("&Enrôler de nouveau", "gsn_reenrolement_valider", self.enrol)
        self.add_button(self.submit)

    def enrol(self) -> None:
        """Check, then act on the worker."""
        self.banner.clear()
        phrase = self.passphrase.accept()
        if not phrase:
            self.fit()
            return
        self.context.run(
            reenrol_membre,
            self.membre.id,
            phrase,
            kdf=self.context.kdf,
            on_success=self._done,
            on_error=self._refused,
            boutons=(self.submit,),
            panneau=self.progress,
            compte=False,
        )

    def _done(self, _membre: object) -> None:
        self.passphrase.erase()
        self.accept()
        self.on_done(f"{self.membre.nom} a de nouvelles clés et doit maintenant signer la charte.")

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.fit()


def _word_parts(essai: Essai) -> str:
    if not essai.le:
        return "jamais essayées\u00a0: réunissez les gardiens une fois l’an"
    return f"essayées le {format_date(essai.le)}, {essai.detail}"


def _line(libelle: Label, bouton: Button) -> QWidget:
    ligne = QWidget()
    rangee = QHBoxLayout(ligne)
    rangee.setContentsMargins(0, 2, 0, 2)
    rangee.addWidget(libelle, 1)
    rangee.addWidget(bouton)
    return ligne
