"""``gsn diagnostic --residus``: looking for words that should be gone, with one member's passphrase; names nobody."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from gsn_app.actions.sauvegarde import read_reglage_sauvegarde
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput
from gsn_app.store import residu as store

LIMITE = 200


class MotTooShort(InvalidInput):
    """Donnez au moins un mot ou un identifiant de quatre caractères : plus court, il se trouve partout par hasard."""

    code = "EFF-06"


def search_residus(
    session: Session, mots: Iterable[str], dossiers: Iterable[Path] = ()
) -> list[store.Residu]:
    """Every place of the vault, of this machine's folder, of the backup media and of the temporary folder's own files
    where a word stands; the journal keeps how many words were searched, never which. Raises MotTooShort.
    """
    clean = [validate_texte("Mot", mot, LIMITE) for mot in mots if mot.strip()]
    if not clean or any(len(mot) < store.MINIMUM for mot in clean):
        raise MotTooShort()
    session.trace(Acte.RESIDU_CHERCHE, motif=f"{len(clean)} mots cherchés")
    temporary = [path for path in Path(tempfile.gettempdir()).glob("gsn-*") if path.is_dir()]
    there = [
        folder
        for folder in (*map(Path, read_reglage_sauvegarde(session).supports), *temporary, *dossiers)
        if Path(folder).is_dir()
    ]
    return store.search(session.coffre, clean, there)
