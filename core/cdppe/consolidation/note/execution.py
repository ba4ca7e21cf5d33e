"""Rates of execution over the rows where planned and spent money compare."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cdppe.consolidation.consultation import Consultation, Rangee, case_departements, join_reperes, list_departements
from cdppe.consolidation.execution import compute_taux
from cdppe.consolidation.mots import SOURCES, TOUTES_SOURCES
from cdppe.controles.mots import count, format_euros, format_nombre


@dataclass(frozen=True, slots=True)
class Execution:
    """Planned and spent money that compare, of one period; ``repere`` names the rows that are added."""

    periode: str
    prevu: Decimal
    execute: Decimal
    departements: tuple[str, ...]
    actions: int
    repere: str

    @property
    def taux(self) -> Decimal:
        """Spent over planned, in percent."""
        return compute_taux(self.prevu, self.execute)

    @property
    def precision(self) -> str:
        """Whose money it is."""
        return f"{self.periode}, {count(self.actions, 'action')} ({case_departements(self.departements)})"

    def describe(self) -> str:
        """``68,2 % pour 2020-2022 (40 actions ; 77)``."""
        de = f"{count(self.actions, 'action')} ; {list_departements(self.departements)}"
        return f"{format_nombre(self.taux, '%')} pour {self.periode} ({de})"

    def detail(self) -> str:
        """The two amounts behind the rate."""
        return f"{format_euros(self.execute)} sont exécutés sur {format_euros(self.prevu)} prévus"


def add_execution(vue: Consultation) -> tuple[Execution, ...]:
    """The rates over all départements, a row for each period, from the table of départements."""
    rangees = [r for r in vue.rows("execution") if r.read("Source") == SOURCES[TOUTES_SOURCES]]
    return _add(rangees, "Prévu comparable", "Exécuté comparable", "Actions comparables")


def add_actions(rangees: Iterable[Rangee]) -> tuple[Execution, ...]:
    """The same over some rows of the table of actions."""
    return _add(rangees, "Prévu", "Exécuté", "")


def _add(rangees: Iterable[Rangee], prevu: str, execute: str, actions: str) -> tuple[Execution, ...]:
    groupes: dict[str, list[Rangee]] = defaultdict(list)
    for r in rangees:
        if r.montant("Taux (%)") is not None:
            groupes[r.texte("Période")].append(r)
    return tuple(
        Execution(
            periode=periode,
            prevu=sum((r.montant(prevu) or Decimal(0) for r in siennes), Decimal(0)),
            execute=sum((r.montant(execute) or Decimal(0) for r in siennes), Decimal(0)),
            departements=tuple(sorted({r.texte("Département") for r in siennes})),
            actions=sum(r.nombre(actions) for r in siennes) if actions else len(siennes),
            repere=join_reperes([r.repere for r in siennes]),
        )
        for periode, siennes in groupes.items()
    )
