"""Creating a vault: everything is decided and proved first, and written in one gesture at the end.

Recovery shares are shown, then typed again: nothing is written before every share has been proved, so an
interrupted creation leaves nothing.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from mnemonic import Mnemonic

from gsn_app.actions.adoption import read_charte_modele
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.epreuve import Epreuve, Gardien
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.sauvegarde import (
    Sauvegarde,
    make_sauvegarde,
    read_reglage_sauvegarde,
    save_reglage_sauvegarde,
)
from gsn_app.actions.session import Session
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.charte import parse
from gsn_app.domain.membre import Instance, NouveauMembre, Role, TypeInstance, check_instances
from gsn_app.domain.phrase_passe import MOTS_PHRASE, encode_passphrase, find_weakness, require_strong
from gsn_app.domain.texte import validate_texte
from gsn_app.domain.trousse import TrousseMistyped
from gsn_app.errors import InvalidInput
from gsn_app.poste import Poste
from gsn_app.ressources import read_ressource
from gsn_app.store.coffre import Coffre, now
from gsn_app.store.creation import Plan, create_coffre

Progress = Callable[[int, int], bool]


class InstancesMissing(InvalidInput):
    """Choisissez au moins une instance pour ce coffre."""

    code = "CRE-05"


class InstanceUnknown(InvalidInput):
    """Ce type d’instance n’existe pas : aucune donnée nominative ne va en formation plénière ni restreinte (C7)."""

    code = "CRE-06"


def generate_passphrase() -> str:
    """Eight French words (88 bits), to be offered."""
    words = Mnemonic("french").wordlist
    return " ".join(secrets.choice(words) for _ in range(MOTS_PHRASE))


def list_words() -> list[str]:
    """The 2,048 French words of passphrases and recovery kits, accents composed."""
    return [unicodedata.normalize("NFC", word) for word in Mnemonic("french").wordlist]


def spell_secret(secret: bytes) -> list[str]:
    """32 bytes as twenty-four French words, checksum included."""
    return unicodedata.normalize("NFC", Mnemonic("french").to_mnemonic(secret)).split()


def join_secret(words: Sequence[str]) -> bytes:
    """Inverse of :func:`spell_secret`; raises TrousseMistyped when the checksum says no."""
    try:
        return bytes(Mnemonic("french").to_entropy([unicodedata.normalize("NFKD", word) for word in words]))
    except (ValueError, LookupError):
        raise TrousseMistyped() from None


def known_passphrase_error(passphrase: str) -> str:
    """ "" when acceptable, else the French reason."""
    return find_weakness(passphrase)


def read_charte_texte() -> str:
    """The charter shipped with the program, Markdown."""
    return read_ressource("charte.md").decode()


class Creation(Epreuve):
    """A vault to be: its shares wait to be proved. Lives in memory only."""

    def __init__(
        self, *, commune: str, instances: Sequence[tuple[TypeInstance, str]], coordonnateur: NouveauMembre,
        passphrase: str, auditeur: NouveauMembre | None, passphrase_auditeur: str, gardiens: Sequence[Gardien],
        seuil: int, demonstration: bool,
    ) -> None:  # fmt: skip
        if not instances:
            raise InstancesMissing()
        if not all(isinstance(kind, TypeInstance) for kind, _ in instances):
            raise InstanceUnknown()
        check_instances([kind for kind, _ in instances])
        super().__init__(gardiens, seuil)
        require_strong(passphrase)
        self._commune = validate_texte("Commune", commune, 100)
        self._instances = tuple(
            Instance(f"{kind.lower()}-{n}", kind, validate_texte("Nom de l’instance", nom, 100))
            for n, (kind, nom) in enumerate(instances, 1)
        )
        roles = {instance.id: Role.COORDONNATEUR for instance in self._instances}
        who = coordonnateur.validated()
        self._coordonnateur = NouveauMembre(who.nom, who.fonction, who.institution, roles)
        self._auditeur = None
        if auditeur is not None:
            require_strong(passphrase_auditeur)
            dpo = auditeur.validated()
            self._auditeur = NouveauMembre(dpo.nom, dpo.fonction, dpo.institution, {"*": Role.AUDITEUR})
        self._passphrases = (passphrase, passphrase_auditeur)
        self._demonstration = demonstration

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The bodies, with the ids they will have."""
        return self._instances

    def defer(self, rang: int, absent: bool = True) -> None:
        """The custodian is not there: their share will wait, sealed to the coordonnateur, thirty days at most."""
        self._require_rank(rang)
        self._deferred[rang] = absent and not self._proved[rang]

    def finish(
        self, dossier: Path, poste: Path | None = None, *, kdf: KdfPolicy = KDF, progress: Progress | None = None,
        clock: Callable[..., object] | None = None,
    ) -> Session:  # fmt: skip
        """Write the vault and return it open as the coordonnateur, charter signed; raises PartsUnproved, FolderNotEmpty."""
        self._require_proved()
        report = progress or (lambda *_: True)
        report(0, 2)
        texte, regles = read_charte_modele()
        parse(texte, regles)
        plan = Plan(
            self._commune, self._instances, texte, regles,
            self._gardiens, self._seuil, self._tirage.cle, self._tirage.controle, self._demonstration,
            tuple((rang, self.parts[rang]) for rang, later in enumerate(self._deferred) if later),
        )  # fmt: skip
        coffre = create_coffre(
            Path(dossier), Poste(poste), plan, self._coordonnateur, encode_passphrase(self._passphrases[0]),
            policy=kdf, clock=clock or now,  # type: ignore[arg-type]
            complete=lambda found: self._complete(found, kdf, report),
        )  # fmt: skip
        report(2, 2)
        return Session(coffre)

    def _complete(self, coffre: Coffre, kdf: KdfPolicy, report: Progress) -> None:
        """The rest of the ceremony, before the folder takes its name: a kill leaves nothing, or the whole of it."""
        session = Session(coffre)
        sign_charte(session)  # the wizard shows the charter and says that creating the vault signs it
        report(1, 2)
        if self._auditeur is not None:
            enrol_membre(session, self._auditeur, self._passphrases[1], kdf=kdf)


def make_first_sauvegarde(session: Session, support: Path, *, progress: Progress | None = None) -> Sauvegarde:
    """Make the first backup of a new vault, reopened from its medium, and keep that medium for those to come.

    Raises the errors of ``sauvegarde.make_sauvegarde``: the vault stands, and « À faire » keeps asking.
    """
    save_reglage_sauvegarde(session, replace(read_reglage_sauvegarde(session), supports=(str(support),)))
    return make_sauvegarde(session, support, progress=progress)


def prepare_creation(
    *, commune: str, instances: Sequence[tuple[TypeInstance, str]], coordonnateur: NouveauMembre,
    passphrase: str, auditeur: NouveauMembre | None, passphrase_auditeur: str = "", gardiens: Sequence[Gardien],
    seuil: int = 2, demonstration: bool = False,
) -> Creation:  # fmt: skip
    """Check what was typed and draw the recovery shares; nothing is written."""
    return Creation(
        commune=commune, instances=instances, coordonnateur=coordonnateur, passphrase=passphrase,
        auditeur=auditeur, passphrase_auditeur=passphrase_auditeur, gardiens=gardiens, seuil=seuil,
        demonstration=demonstration,
    )  # fmt: skip
