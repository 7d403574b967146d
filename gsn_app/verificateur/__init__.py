"""Standalone verifier of a journal: needs ``cryptography`` only, no content key, no vault.

Level 0 proves consistency and order: sequence, chain, commitments, session signatures, directory, anchors. A holder
of the file key could chain anew with session keys of their own, so authorship needs an anchor from paper, or
level 1: with the audit key, each session's certificate is checked against the signed directory.

``python -m gsn_app.verificateur EXPORT [--ancre ANCRE]… [--cle-audit FICHIER]``
"""

from gsn_app.verificateur.annuaire import Directory
from gsn_app.verificateur.anomalie import Anomalie, Genre
from gsn_app.verificateur.export import read_export, write_export
from gsn_app.verificateur.ligne import describe, main
from gsn_app.verificateur.signature import serve
from gsn_app.verificateur.verification import Entry, Verdict, verify

__all__ = [
    "Anomalie", "Directory", "Entry", "Genre", "Verdict", "describe", "main", "read_export", "serve", "verify",
    "write_export",
]  # fmt: skip
