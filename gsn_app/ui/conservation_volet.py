"""Two decisions about a date: archive a closed situation for a written need, or bring its erasure forward."""

from __future__ import annotations

from gsn_app.actions.archive import DatesPossibles, advance_effacement, archive_situation, read_dates
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import LongTextField
from gsn_app.ui.kit.label import format_date, hint
from gsn_app.ui.kit.volet import Volet


class _DateVolet(Volet):
    """A volet that says first which dates are possible."""

    def __init__(self, context: Context, situation_id: str) -> None:
        super().__init__(context, situation_id)
        self.dates = hint("")
        self.dates.setObjectName(f"gsn_{self.formulaire}_dates")
        self.form.colonne.insertWidget(0, self.dates)
        context.run(read_dates, situation_id, on_success=self._show_dates, on_error=self.show_refusal)

    def _show_dates(self, dates: DatesPossibles) -> None:
        self.dates.setText(self.say(dates))

    def say(self, dates: DatesPossibles) -> str:
        """What is possible, in one sentence."""
        raise NotImplementedError


class ArchiverVolet(_DateVolet):
    """Keeps a closed situation longer, hidden from the lists (AU-038 art. 5)."""

    formulaire = "archive"
    titre = "Mettre en archive intermédiaire"
    explication = (
        "La situation quitte toutes les listes. Elle ne s’ouvre plus qu’avec un motif écrit, inscrit au journal à chaque "
        "fois. L’archive se justifie par une nécessité précise, par exemple un contentieux en cours."
    )
    enregistrer = "&Mettre en archive"

    def build(self) -> None:
        """Until when, why."""
        self.form.add("jusqu_au", "Archive jusqu’au", DateField("gsn_archive_jusqu_au"))
        self.form.add(
            "motif", "Nécessité", LongTextField("gsn_archive_motif", limite=300),
            aide="Ce texte est conservé avec la situation et contrôlé. N’y nommez personne.",
        )  # fmt: skip

    def say(self, dates: DatesPossibles) -> str:
        """How far it may go."""
        return f"Au plus tard jusqu’au {format_date(dates.archive_max)}." if dates.archive_max else ""

    def submit(self) -> None:
        """Archive."""
        if self.form.require("jusqu_au", "motif"):
            v = self.form.values()
            self.send(
                archive_situation, self.objet_id, jusqu_au=v["jusqu_au"], motif=v["motif"],
                tell="Situation mise en archive.",
            )  # fmt: skip


class AvancerVolet(_DateVolet):
    """Brings the date of an erasure forward; it cannot be put back."""

    formulaire = "effacement_avance"
    titre = "Avancer la date d’effacement"
    explication = (
        "La nouvelle date ne pourra plus être reculée. Ce jour-là, la situation sera encore lisible et pourra être "
        "effacée\u00a0; le lendemain, plus personne ne la lira."
    )
    enregistrer = "A&vancer la date"

    def build(self) -> None:
        """When."""
        self.form.add("jour", "Effacer le", DateField("gsn_avance_jour"))

    def say(self, dates: DatesPossibles) -> str:
        """The date in force."""
        return f"Aujourd’hui prévue le {format_date(dates.echeance)}." if dates.echeance else ""

    def submit(self) -> None:
        """Bring forward."""
        if self.form.require("jour"):
            self.send(advance_effacement, self.objet_id, self.form.value("jour"), tell="Date avancée.")
