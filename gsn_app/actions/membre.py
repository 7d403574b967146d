"""Members of the bodies: who they are, enrolment at the workstation, charter signature state (C1)."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, NouveauMembre, Role
from gsn_app.domain.phrase_passe import encode_passphrase, require_strong
from gsn_app.domain.texte import fold
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import dossier as box
from gsn_app.store import seance as seances
from gsn_app.store import situation as situations
from gsn_app.store.cle_fichier import require_settled
from gsn_app.store.cle_journal import open_audit
from gsn_app.store.cle_scellee import HEADS, Compartiment, Dossier, Genre
from gsn_app.store.creation import drop_shared_key, enrol, open_shared_key, settle_header, share_key
from gsn_app.store.depart import save_annuaire
from gsn_app.store.unite import Unite

#: body id of the auditeur
TOUTES = "*"


class RoleMissing(InvalidInput):
    """Choisissez au moins un rôle dans une instance pour ce membre."""

    code = "MEM-03"


class MembreAlreadyEnrolled(InvalidInput):
    """Un membre de ce nom exerce déjà cette fonction : vérifiez l’annuaire."""

    code = "MEM-04"


class RacineMissing(Refused):
    """Seul un coordonnateur qui détient la clé racine peut enrôler un membre."""

    code = "MEM-05"


class RoleInvalid(InvalidInput):
    """Ce rôle n’est pas possible : une instance de ce coffre pour chaque rôle, et l’auditeur n’en tient aucun autre."""

    code = "MEM-06"


class AuditeurAlreadyEnrolled(Refused):
    """Un auditeur est déjà enrôlé et détient seul la clé du journal : il ne peut pas y en avoir un second."""

    code = "MEM-07"


class SuccesseurAlreadyEnrolled(Refused):
    """Un successeur de l’auditeur est déjà enrôlé : l’auditeur lui remet la clé du journal, puis vous prononcez son départ."""

    code = "MEM-23"


class MembreAlreadyConfirmed(InvalidInput):
    """L’empreinte de {nom} est déjà confirmée, ou cette personne n’est plus en fonction."""

    code = "MEM-21"


class EmpreinteMismatch(Refused):
    """L’empreinte de la feuille n’est pas celle de l’annuaire pour {nom} : ne confirmez pas, enrôlez de nouveau la personne."""

    code = "MEM-22"


def list_membres(session: Session) -> list[Membre]:
    """Every member of the signed directory, by name."""
    return sorted(session.coffre.annuaire.membres, key=lambda m: m.nom.casefold())


def membre_of(session: Session, membre_id: str) -> Membre:
    """One member; raises MembreUnknown."""
    return session.coffre.annuaire.membre(membre_id)


def membre_signe(session: Session, membre_id: str) -> str:
    """Date the member signed the charter in force, "" when they have not."""
    return session.signed(membre_id)


def auditeur_provisoire(session: Session) -> bool:
    """True while no auditeur is enrolled and confirmed: a coordonnateur then holds the journal's key (domain 1)."""
    membres = session.coffre.annuaire.membres
    return not any(Role.AUDITEUR in m.roles.values() for m in membres if m.actif and not m.a_confirmer)


def list_auditeurs(session: Session) -> list[Membre]:
    """Auditeurs in office, confirmed or not: one, two during a succession."""
    return [m for m in session.coffre.annuaire.membres if m.actif and Role.AUDITEUR in m.roles.values()]


@act(Acte.MEMBRE_ENROLE)
def enrol_membre(
    session: Session, nouveau: NouveauMembre, passphrase: str, *, kdf: KdfPolicy = KDF,
    a_confirmer: bool = False, succession: bool = False,
) -> Membre:  # fmt: skip
    """Enrol a member who types their own passphrase here; they read nothing before signing the charter (C1).

    ``a_confirmer``: no key is granted until a coordonnateur confirms the fingerprint (:func:`confirm_membre`).
    ``succession``: an auditeur beside the one in office, who will hand them the journal's key (``cle_journal``).

    An auditeur takes over the journal's key from the provisional holder. A new coordonnateur receives the
    identity and coded attributes of the body's situations once they have signed (:func:`complete_remises`).
    Costs one Argon2id.
    """
    session.gate(Acte.MEMBRE_ENROLE)
    clean = nouveau.validated()
    _check_roles(session, clean)
    for instance_id in clean.roles.keys() - {TOUTES}:
        session.gate(Acte.MEMBRE_ENROLE, instance_id)
    require_strong(passphrase)
    coffre = session.coffre
    same = (fold(clean.nom), fold(clean.fonction))
    if any((fold(m.nom), fold(m.fonction)) == same for m in coffre.annuaire.membres if m.actif):
        raise MembreAlreadyEnrolled()
    if open_shared_key(coffre, "racine") is None:
        raise RacineMissing()
    auditeur = Role.AUDITEUR in clean.roles.values()
    alone = auditeur_provisoire(session)
    if auditeur and not alone and not succession:
        raise AuditeurAlreadyEnrolled()
    if auditeur and succession and len(list_auditeurs(session)) > 1:
        raise SuccesseurAlreadyEnrolled()
    require_settled(coffre)
    coordonnateur = Role.COORDONNATEUR in clean.roles.values()
    unit = session.unit(Acte.MEMBRE_ENROLE, motif=", ".join(sorted(set(clean.roles.values()))))
    with unit as u:
        membre, header = enrol(
            coffre, u, clean, encode_passphrase(passphrase), kdf, auditeur=auditeur and alone and not a_confirmer,
            racine=coordonnateur and not a_confirmer, a_confirmer=a_confirmer,
        )  # fmt: skip
        if auditeur and alone and not a_confirmer:
            drop_shared_key(coffre, u, coffre.member_id, "audit")
    settle_header(coffre, header, kdf)
    return membre


@act(Acte.MEMBRE_CONFIRME)
def confirm_membre(session: Session, membre_id: str, empreinte: str) -> None:
    """Confirm that the fingerprint read on the signed sheet is the directory's; keys may be granted from then on.

    Raises EmpreinteMismatch, MembreAlreadyConfirmed.
    """
    session.gate(Acte.MEMBRE_CONFIRME)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    for instance_id in membre.roles.keys() - {TOUTES}:
        session.gate(Acte.MEMBRE_CONFIRME, instance_id)
    if not membre.actif or not membre.a_confirmer:
        raise MembreAlreadyConfirmed(nom=membre.nom)
    if "".join(str(empreinte).split()).upper() != membre.empreinte.replace(" ", ""):
        raise EmpreinteMismatch(nom=membre.nom)
    root = open_shared_key(coffre, "racine")
    if root is None:
        raise RacineMissing()
    alone = auditeur_provisoire(session)
    holder = bytes.fromhex(membre_id)
    with session.unit(Acte.MEMBRE_CONFIRME, motif=f"membre {membre_id}") as u:
        save_annuaire(u, coffre.annuaire.with_membre(replace(membre, a_confirmer=False)), root)
        if Role.COORDONNATEUR in membre.roles.values():
            share_key(u, holder, "racine", root)
        audit = open_audit(coffre)
        if Role.AUDITEUR in membre.roles.values() and alone and audit is not None:
            share_key(u, holder, "audit", audit)
            drop_shared_key(coffre, u, coffre.member_id, "audit")


def _check_roles(session: Session, nouveau: NouveauMembre) -> None:
    """At least one role; each in a body of this vault; an auditeur, over all bodies, holds no other (domain 1)."""
    if not nouveau.roles:
        raise RoleMissing()
    known = {instance.id for instance in session.coffre.annuaire.instances}
    auditeur = nouveau.roles.get(TOUTES) is Role.AUDITEUR
    for instance_id, role in nouveau.roles.items():
        alone = auditeur and len(nouveau.roles) == 1
        if not isinstance(role, Role) or not (alone or (instance_id in known and role is not Role.AUDITEUR)):
            raise RoleInvalid()


def complete_remises(session: Session) -> None:
    """Hand the heads of their bodies to each coordonnateur who has signed since their enrolment (C1, domain 3).

    Runs at a coordonnateur's login: nobody is given a key before signing, and nobody is forgotten after. A body is
    handed by its own coordonnateur: a mere member of its circles does not hold all that is due.
    """
    coffre = session.coffre
    if not session.has_role(Role.COORDONNATEUR) or session.charte_a_signer:
        return
    for membre in coffre.annuaire.membres:
        bodies = {i for i, role in membre.roles.items() if role is Role.COORDONNATEUR}
        mark = f"remise.{membre.id}"
        if (
            not bodies
            or membre.id == session.membre.id
            or not membre.recevable
            or not session.signed(membre.id)
        ):
            continue
        served = _read_served(coffre.read_valeur(mark), bodies)
        due = {i for i in bodies - served if session.role_in(i) is Role.COORDONNATEUR}
        if not due:
            continue
        with session.unit(Acte.MEMBRE_ADMIS, motif=f"coordonnateur {membre.id}") as u:
            u.save_valeur(mark, " ".join([session.today(), *sorted(served | due)]).encode())
            for dossier in list(coffre.dossiers.values()):
                if _instance_of(session, dossier) in due:
                    _hand_over(session, u, dossier, membre)


def _read_served(value: bytes | None, bodies: set[str]) -> set[str]:
    """Bodies already handed: a mark is a day then their ids; a day alone, from before, says all of them."""
    if value is None:
        return set()
    return set(value.decode().split()[1:]) or set(bodies)


def _instance_of(session: Session, dossier: Dossier) -> str:
    head = box.read_head(session.coffre, dossier, HEADS[Genre(dossier.genre)])
    if head is None:
        return ""
    return str(head.contenu.get("instance_id") or head.contenu.get("instance") or "")


def _hand_over(session: Session, u: Unite, dossier: Dossier, membre: Membre) -> None:
    if dossier.genre == Genre.SEANCE:
        seances.add_lecteur(u, dossier, membre.id)
        return
    if dossier.genre != Genre.SITUATION:
        box.grant(u, dossier, bytes.fromhex(membre.id), dossier.cles)
        return
    le = session.now().isoformat(timespec="seconds")
    instance_id = _instance_of(session, dossier)
    if dossier.compartment(Compartiment.SUIVI) is not None:
        if not situations.is_admitted(session.coffre, dossier, membre.id):
            situations.admit(u, dossier, membre, instance_id, le, "coordonnateur", circle=False)
    else:
        situations.hand_on(u, dossier, membre, False, instance_id, le)
