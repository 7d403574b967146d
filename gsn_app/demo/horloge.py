"""The clock of a demonstration: it is set to a day of the story, and never goes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

PAS = timedelta(seconds=7)


class Horloge:
    """Callable clock, aware UTC. ``jour(j)`` counts days before the present of the story."""

    def __init__(self, maintenant: datetime, depart: int) -> None:
        self._present = maintenant
        self._instant = maintenant - timedelta(days=depart)
        self.pas = PAS

    def __call__(self) -> datetime:
        self._instant = min(self._instant + self.pas, self._present)
        return self._instant

    def go(self, jours: int) -> str:
        """Move to ``jours`` days before the present, if that is ahead; returns that day, ISO."""
        self._instant = max(self._instant, self._present - timedelta(days=jours, hours=2))
        return self.jour(jours)

    def jour(self, jours: int) -> str:
        """A day of the story, ISO, on this machine's calendar; negative in the future."""
        return self.date(jours).isoformat()

    def date(self, jours: int) -> date:
        """The same as a date."""
        return (self._present - timedelta(days=jours, hours=2)).astimezone().date()

    def spread(self, jours: int, nombre: int) -> None:
        """Let each look advance so that ``nombre`` looks reach ``jours`` days before the present."""
        goal = self._present - timedelta(days=jours)
        self.pas = max((goal - self._instant) / max(nombre, 1), timedelta(milliseconds=1))

    def settle(self) -> None:
        """Back to the ordinary pace."""
        self.pas = PAS
