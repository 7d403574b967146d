"""Fixtures of the windows: a vault of one's own and a workstation to sit at."""

from tests.ui.ecran import coffre, modele, sit_down, themed

__all__ = ["coffre", "modele", "sit_down", "themed"]
