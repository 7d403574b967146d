"""R7: which candidate tables leave. All together if the audit allows, else one at a time, then coarser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gsn_app.anonymat.alternative import is_told
from gsn_app.anonymat.audit import Verdict, audit_component
from gsn_app.anonymat.modele import Impression, build_components
from gsn_app.anonymat.recherche import MOST_PROGRAMMES
from gsn_app.domain.edition import Parametres, Registre, SpecificationTableau, TableauPublie
from gsn_app.errors import GsnError

#: share of the work that the common audit is taken for; the tables tried one at a time are the rest
_FIRST = 0.8


class RegisterExposed(Exception):
    """The editions already released would expose somebody once this edition's total is known."""


#: (share done between 0 and 1, French words) -> False to cancel
Progress = Callable[[float, str], bool]
#: prints a table at base (False) or coarse (True) level
Printer = Callable[[SpecificationTableau, bool], TableauPublie]


class PreparationCancelled(GsnError):
    """La préparation du rapport a été interrompue à votre demande ; rien n'est sorti, rien n'est inscrit."""

    code = "ANO-94"


@dataclass(slots=True)
class Admission:
    """Audits sets of tables against the register, remembering the verdict of every component met."""

    parametres: Parametres
    lots: Mapping[int, int]
    past: tuple[Impression, ...]
    edition: int
    epoques: Mapping[str, int]
    progress: Progress | None = None
    #: most programs solved for a component before its tables are refused unchecked
    most: int = MOST_PROGRAMMES
    _known: dict[tuple[object, ...], Verdict] = field(default_factory=dict)
    _share: float = 0.0

    def admit(
        self, specs: Sequence[SpecificationTableau], coarse: Iterable[str], printer: Printer
    ) -> tuple[list[TableauPublie], dict[str, Verdict]]:
        """Tables that may leave, in the order of ``specs``, and why the others may not.

        ``coarse`` names tables already released at the coarse level: they stay there. Tables of a component
        that the common audit finds safe are kept at once: components share no unknown. Raises
        ``RegisterExposed`` when what was already released exposes somebody on the lots of this edition.
        """
        stays_coarse = set(coarse)
        kept = {spec.code: printer(spec, spec.code in stays_coarse) for spec in specs}
        refused = self._audit(list(kept.values()))
        for code in refused:
            if code not in kept:
                raise RegisterExposed()
            del kept[code]
        by_size = sorted(enumerate(specs), key=lambda item: (len(item[1].variables), item[0]))
        retried = [spec for _, spec in by_size if spec.code in refused]
        for done, spec in enumerate(retried):
            self._share = max(self._share, _FIRST + (1 - _FIRST) * done / len(retried))
            for large in (True,) if spec.code in stays_coarse else (False, True):
                table = printer(spec, large)
                verdicts = self._audit([*kept.values(), table])
                if not verdicts:
                    kept[spec.code] = table
                    del refused[spec.code]
                    break
                refused[spec.code] = next(iter(verdicts.values()))
        return [kept[spec.code] for spec in specs if spec.code in kept], refused

    def find_narrower(
        self, asked: Sequence[SpecificationTableau], kept: Sequence[TableauPublie], printer: Printer
    ) -> TableauPublie | None:
        """The first of the tables asked that might leave beside those kept, base before coarse; it does not leave."""
        for spec in asked:
            if is_told(spec, kept):
                continue
            for large in (False, True):
                table = printer(spec, large)
                if not self._audit([*kept, table]):
                    return table
        return None

    def check_register(self) -> None:
        """Raises ``RegisterExposed`` unless the lots and the total alone expose nobody."""
        if self._audit([]):
            raise RegisterExposed()

    def _audit(self, candidates: Sequence[TableauPublie]) -> dict[str, Verdict]:
        """Candidates of unsafe components, with the verdict; the code is empty for what is already out."""
        seuil, large = self.parametres.seuil, self.parametres.large_seuil
        printed = [
            Impression(self.edition, table, self.epoques, large if table.large else seuil)
            for table in candidates
        ]
        components = build_components([*self.past, *printed])
        unsafe: dict[str, Verdict] = {}
        weights = [component.columns * len(component.editions) for component in components]
        done = 0
        for number, (component, weight) in enumerate(zip(components, weights, strict=True)):
            if component.key not in self._known:

                def tick(share: float, before: int = done, own: int = weight, rank: int = number) -> None:
                    self._tick((before + share * own) / sum(weights), rank + 1, len(components))

                tick(0.0)
                self._known[component.key] = audit_component(
                    component, self.lots, self.parametres, tick, most=self.most
                )
            done += weight
            verdict = self._known[component.key]
            if not verdict.safe:
                own = [code for edition, code in component.tables if edition == self.edition]
                unsafe.update(dict.fromkeys(own or [""], verdict))
        return unsafe

    def _tick(self, share: float, rank: int, known: int) -> None:
        """Report the share of the figures checked, and which group of linked tables is being looked at."""
        self._share = max(self._share, _FIRST * share)
        words = f"Vérification croisée des éditions (groupe de tableaux {rank} sur {known})"
        if self.progress is not None and not self.progress(self._share, words):
            raise PreparationCancelled()


def past_impressions(registre: Registre) -> tuple[Impression, ...]:
    """Everything the register says was printed."""
    return tuple(
        Impression(
            past.edition.numero,
            table,
            past.epoques,
            past.edition.parametres.large_seuil if table.large else past.edition.parametres.seuil,
        )
        for past in registre.editions
        for table in past.edition.tableaux
    )
