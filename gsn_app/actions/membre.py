"""Members of the bodies: who they are, enrolment at the workstation, charter signature state (C1)."""

from __future__ import annotations

from gsn_app.actions.ouverture import encode_passphrase
from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, NouveauMembre, Role
from gsn_app.domain.phrase_passe import require_strong
from gsn_app.domain.texte import fold
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import dossier as box
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Genre
from gsn_app.store.creation import drop_shared_key, enrol, open_shared_key, settle_header
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
    """True while no auditeur is enrolled: a coordonnateur then holds the journal's key (domain 1)."""
    return not any(Role.AUDITEUR in m.roles.values() for m in session.coffre.annuaire.membres if m.actif)


@act(Acte.MEMBRE_ENROLE)
def enrol_membre(
    session: Session, nouveau: NouveauMembre, passphrase: str, *, kdf: KdfPolicy = KDF
) -> Membre:
    """Enrol a member who types their own passphrase here; they read nothing before signing the charter (C1).

    An auditeur takes over the journal's key from the provisional holder. A new coordonnateur receives the
    identity and coded attributes of the body's situations. Costs one Argon2id.
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
    if auditeur and not auditeur_provisoire(session):
        raise AuditeurAlreadyEnrolled()
    coordonnateur = Role.COORDONNATEUR in clean.roles.values()
    unit = session.unit(Acte.MEMBRE_ENROLE, motif=", ".join(sorted(set(clean.roles.values()))))
    with unit as u:
        membre, header = enrol(
            coffre, u, clean, encode_passphrase(passphrase), kdf, auditeur=auditeur, racine=coordonnateur
        )
        if auditeur:
            drop_shared_key(coffre, u, coffre.member_id, "audit")
        if coordonnateur:
            _hand_over(session, u, membre)
    settle_header(coffre, header, kdf)
    return membre


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


def _hand_over(session: Session, u: Unite, membre: Membre) -> None:
    """A new coordonnateur holds the heads of every situation of their bodies, and their saisines and register."""
    coffre = session.coffre
    for dossier in list(coffre.dossiers.values()):
        if dossier.genre == Genre.SITUATION:
            head = box.read_head(coffre, dossier, Compartiment.TYPOLOGIE)
            instance_id = str(head.contenu["instance_id"]) if head else ""
        elif dossier.genre == Genre.SAISINE:
            head = box.read_head(coffre, dossier, Compartiment.SAISINE)
            instance_id = str(head.contenu["instance_id"]) if head else ""
        else:
            head = box.read_head(coffre, dossier, Compartiment.REGISTRE)
            instance_id = str(head.contenu["instance"]) if head else ""
        if membre.roles.get(instance_id) is not Role.COORDONNATEUR:
            continue
        if dossier.genre == Genre.SITUATION:
            if dossier.compartment(Compartiment.SUIVI) is not None:
                le = session.now().isoformat(timespec="seconds")
                situations.admit(u, dossier, membre, instance_id, le, "coordonnateur", circle=False)
            else:
                situations.hand_on(u, dossier, membre, False, instance_id, "")
        else:
            box.grant(u, dossier, bytes.fromhex(membre.id), dossier.cles)
