"""The member chosen in the table: their state in words and what may be done, each act behind its own question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal

from gsn_app.actions.cle_journal import hand_cle_journal
from gsn_app.actions.depart import ApercuDepart, preview_depart, renew_cle_fichier, revoke_membre
from gsn_app.actions.enrolement import print_enrolement
from gsn_app.actions.impression import Feuille
from gsn_app.actions.membre import confirm_membre
from gsn_app.actions.passation import admit_successeur, promote_membre
from gsn_app.actions.phrase_passe import change_phrase
from gsn_app.actions.suspension import reactivate_membre, suspend_membre
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, Role
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, DestructiveButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import confirm, confirm_destruction, inform
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, Label, format_count, format_date, hint, subtitle
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.visibility import set_shown
from gsn_app.ui.membre_geste import PhraseDialog, ask_empreinte, ask_empreinte_successeur, ask_suspension

MOT_DEPART = "départ"
INVITE = "Choisissez une personne dans le tableau pour voir son état et ce que vous pouvez faire."


class MembreFiche(Card):
    """``changed`` carries the sentence of success; the screen then reads everything again."""

    changed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("gsn_membre_fiche")
        self.context = context
        self._membre: Membre | None = None
        self.nom = subtitle("")
        self.nom.setObjectName("gsn_membre_fiche_nom")
        self.etat = hint(INVITE)
        self.etat.setObjectName("gsn_membre_fiche_etat")
        self.empreinte = Label("", "etiquette")
        self.empreinte.setObjectName("gsn_membre_fiche_empreinte")
        #: « récupérable : … essayé le … », said by the recovery screens
        self.recuperable = hint("")
        self.recuperable.setObjectName("gsn_membre_fiche_recuperable")
        self.banner = Banner(nom="gsn_membre_fiche_bandeau")
        for widget in (self.nom, self.banner, self.etat, self.empreinte, self.recuperable):
            self.corps.addWidget(widget)
        self.confirmer = Button(
            "&Confirmer l’empreinte", "gsn_membre_confirmer", self._confirm, icone="succes"
        )
        self.imprimer = Button("&Imprimer la feuille d’enrôlement", "gsn_membre_imprimer", self._print)
        self.phrase = Button("Changer ma &phrase de passe", "gsn_membre_phrase", self._change_phrase)
        self.cle = Button("Renouveler la &clé du coffre", "gsn_membre_cle", self._renew_key, icone="cle")
        self.nommer = Button("&Nommer coordonnateur", "gsn_membre_nommer", self._promote)
        self.transmettre = Button("&Transmettre mes cercles", "gsn_membre_transmettre", self._pass_on)
        self.remettre = Button(
            "&Remettre la clé du journal", "gsn_membre_remettre", self._hand_key, icone="cle"
        )
        self.suspendre = Button("&Suspendre", "gsn_membre_suspendre", self._suspend)
        self.reactiver = Button("&Rouvrir l’accès", "gsn_membre_reactiver", self._reactivate)
        self.depart = DestructiveButton("Prononcer le &départ", "gsn_membre_depart", self._ask_departure)
        self.boutons = (
            self.confirmer, self.imprimer, self.phrase, self.cle, self.nommer, self.transmettre, self.remettre,
            self.suspendre, self.reactiver, self.depart,
        )  # fmt: skip
        self.rangee = FlowRow(*self.boutons)
        self.corps.addWidget(self.rangee)
        self.progress = ProgressPanel(
            "gsn_membre_depart_attente", "Renouvellement des clés, dossier par dossier, puis du fichier…"
        )
        self.corps.addWidget(self.progress)
        self.show_membre(None, "")

    def show_membre(self, membre: Membre | None, signe_le: str) -> None:
        """Show one member, or the invitation to choose one."""
        self._membre = membre
        self.banner.clear()
        set_shown(self.nom, membre is not None)
        set_shown(self.empreinte, membre is not None)
        set_shown(self.recuperable, False)
        if membre is None:
            self.etat.setText(INVITE)
            self._offer(set())
            return
        self.nom.setText(f"{membre.nom}, {membre.fonction}")
        self.etat.setText(describe_membre(membre, signe_le))
        self.empreinte.setText(f"Empreinte des clés\u00a0: {membre.empreinte}")
        self._offer(self._permitted(membre, signe_le))

    def set_recuperable(self, phrase: str) -> None:
        """Say whether the member's access can be recovered, and when it was tried."""
        self.recuperable.setText(phrase)
        set_shown(self.recuperable, bool(phrase))

    def offer_cle_journal(self) -> None:
        """A successor waits for the journal's key: the auditeur in office hands it over, the others are told."""
        membre, session = self._membre, self.context.session
        if membre is None or membre.id == session.membre.id:
            self.etat.setText(
                f"{self.etat.text()} L’auditeur en fonction doit vous remettre la clé du journal."
            )
            return
        self.etat.setText(
            f"{self.etat.text()} Attend la clé du journal\u00a0: l’auditeur en fonction la remet depuis sa session\u00a0; s’il ne "
            "peut plus venir, les gardiens réunis («\u00a0Rendre ce que personne ne détient…\u00a0»)."
        )
        if session.permits(Acte.JOURNAL_CLE_REMISE):
            set_shown(self.remettre, True)
            set_shown(self.rangee, True)

    def _hand_key(self) -> None:
        membre = self._membre
        empreinte = ask_empreinte_successeur(self, membre) if membre is not None else None
        if membre is not None and empreinte is not None:
            tell = f"La clé du journal est remise à {membre.nom}, qui lit maintenant le journal comme vous."
            self._run(hand_cle_journal, membre.id, empreinte, tell=tell)

    def _permitted(self, membre: Membre, signe_le: str) -> set[Button]:
        """Acts offered; the actions judge again."""
        soi = membre.id == self.context.session.membre.id
        found = {self.phrase} if soi else set()
        if not self.context.session.has_role(Role.COORDONNATEUR) or not membre.actif:
            return found
        found.add(self.imprimer)
        if membre.a_confirmer:
            found.add(self.confirmer)
        if soi:
            return found | {self.cle}
        found.add(self.depart)
        roles = set(membre.roles.values())
        if membre.suspendu_le:
            found.add(self.reactiver)
        elif Role.AUDITEUR not in roles:
            found.add(self.suspendre)
        if membre.recevable and signe_le:
            if Role.MEMBRE in roles:
                found.add(self.nommer)
            if Role.COORDONNATEUR in roles:
                found.add(self.transmettre)
        return found

    def _offer(self, permis: set[Button]) -> None:
        for bouton in self.boutons:
            set_shown(bouton, bouton in permis)
        set_shown(self.rangee, bool(permis))

    # -- acts ----------------------------------------------------------------------------------

    def _run(self, action: Callable[..., Any], *args: Any, tell: str, **mots: Any) -> None:
        self.banner.clear()
        self.context.run(
            action, *args, on_success=lambda _: self.changed.emit(tell), on_error=self._refused,
            boutons=self.boutons, **mots,
        )  # fmt: skip

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)

    def _print(self) -> None:
        if self._membre is not None:
            self.context.run(
                print_enrolement, self._membre.id, on_success=self._show_sheet, on_error=self._refused,
                boutons=self.boutons,
            )  # fmt: skip

    def _show_sheet(self, feuille: Feuille) -> None:
        self.context.print_sheet(feuille)

    def _confirm(self) -> None:
        membre = self._membre
        empreinte = ask_empreinte(self, membre) if membre is not None else None
        if membre is not None and empreinte is not None:
            tell = f"Empreinte de {membre.nom} confirmée\u00a0: des clés peuvent lui être remises."
            self._run(confirm_membre, membre.id, empreinte, tell=tell)

    def _suspend(self) -> None:
        membre = self._membre
        motif = ask_suspension(self, membre) if membre is not None else None
        if membre is not None and motif is not None:
            self._run(suspend_membre, membre.id, motif, tell=f"L’accès de {membre.nom} est suspendu.")

    def _reactivate(self) -> None:
        if self._membre is not None:
            self._run(reactivate_membre, self._membre.id, tell=f"L’accès de {self._membre.nom} est rouvert.")

    def _promote(self) -> None:
        membre = self._membre
        if membre is None:
            return
        instance = next(i for i, role in membre.roles.items() if role is Role.MEMBRE)
        texte = (
            "Cette personne pourra ouvrir des situations, admettre des membres et prononcer des départs. Elle recevra "
            "l’identité et les attributs codés de toutes les situations de l’instance, pas leurs échanges."
        )
        if confirm(
            self, f"Nommer {membre.nom} coordonnateur", texte, "&Nommer", nom="gsn_membre_nommer_question"
        ):
            self._run(promote_membre, membre.id, instance, tell=f"{membre.nom} est coordonnateur.")

    def _pass_on(self) -> None:
        membre = self._membre
        texte = (
            "Cette personne lira, dès maintenant, les échanges de toutes les situations dont vous êtes du cercle. Chaque "
            "admission est inscrite au journal. Elle pourra ensuite prononcer votre départ depuis sa session."
        )
        if membre is not None and confirm(
            self,
            f"Transmettre mes cercles à {membre.nom}",
            texte,
            "&Transmettre",
            nom="gsn_membre_transmettre_question",
        ):
            tell = f"Vos cercles sont transmis à {membre.nom}, qui peut maintenant prononcer votre départ."
            self._run(admit_successeur, membre.id, tell=tell, panneau=self.progress)

    def _renew_key(self) -> None:
        texte = (
            "Le fichier du coffre reçoit une nouvelle clé, pour les mêmes membres. À faire après qu’une phrase a été vue "
            "ou une copie perdue, une fois la personne enrôlée de nouveau\u00a0: les anciennes copies n’ouvriront rien "
            "de ce qui sera écrit ensuite."
        )
        if confirm(self, "Renouveler la clé du coffre", texte, "&Renouveler", nom="gsn_membre_cle_question"):
            self._run(renew_cle_fichier, tell="La clé du coffre est renouvelée.", panneau=self.progress)

    def _change_phrase(self) -> None:
        answer = PhraseDialog(self).ask()
        if answer is not None:
            tell = "Votre phrase de passe est changée. L’ancienne n’ouvre plus ce coffre."
            self._run(change_phrase, *answer, tell=tell, kdf=self.context.kdf)

    def _ask_departure(self) -> None:
        if self._membre is not None:
            self.context.run(
                preview_depart, self._membre.id, on_success=self._departure, on_error=self._refused,
                boutons=self.boutons,
            )  # fmt: skip

    def _departure(self, apercu: ApercuDepart) -> None:
        membre = apercu.membre
        if apercu.obstacle:
            inform(
                self, f"{membre.nom} ne peut pas partir maintenant", apercu.obstacle, nom="gsn_membre_depart_obstacle",
                icone="alerte",
            )  # fmt: skip
            return
        racine = " La clé racine sera renouvelée." if apercu.racine else ""
        if Role.AUDITEUR in membre.roles.values():
            racine += " Celle du journal aussi\u00a0: son successeur lira ce qui s’écrira."
        parmi = (
            f" (parmi {format_count(apercu.dossiers, 'situation')} que vous détenez)"
            if apercu.dossiers
            else ""
        )
        ailleurs = set(membre.roles) - {i.id for i in self.context.session.instances} - {"*"}
        suite = (
            " Celles d’une instance que vous ne coordonnez pas attendront son coordonnateur\u00a0: la situation le dira."
            if ailleurs
            else ""
        )
        texte = (
            f"Son accès est fermé pour toujours. Les clés des situations que cette personne lisait sont renouvelées{parmi}, "
            f"puis la clé du coffre.{racine}{suite} Ce qu’elle a "
            "lu ou copié jusqu’ici lui reste connu\u00a0: rien de ce qui sera écrit ensuite ne lui sera lisible."
        )
        if confirm_destruction(
            self, f"Prononcer le départ de {membre.nom}", texte, MOT_DEPART, "&Prononcer le départ",
            nom="gsn_membre_depart_question",
        ):  # fmt: skip
            tell = f"Le départ de {membre.nom} est prononcé\u00a0: les clés sont renouvelées."
            self._run(revoke_membre, membre.id, tell=tell, panneau=self.progress)


def describe_membre(membre: Membre, signe_le: str) -> str:
    """State in one or two sentences."""
    depuis = f"En fonction depuis le {format_date(membre.enrole_le[:10])}"
    if not membre.actif:
        return f"A quitté le groupe le {format_date(membre.revoque_le)}. Ses clés n’ouvrent plus rien de nouveau."
    if membre.a_confirmer:
        return (
            f"{depuis}. Empreinte à confirmer\u00a0: imprimez la feuille, faites-la signer, puis recopiez l’empreinte. Aucune "
            "clé n’est remise avant."
        )
    if membre.suspendu_le:
        return f"{depuis}. Accès suspendu depuis le {format_date(membre.suspendu_le)}."
    charte = (
        f"Charte signée le {format_date(signe_le)}."
        if signe_le
        else "Charte à signer\u00a0: rien ne lui est ouvert."
    )
    return f"{depuis}. {charte}"
