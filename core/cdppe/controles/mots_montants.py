"""The words and the marks that the controls of amounts share: what a sum is compared with, and how it is said."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cdppe.controles.lieux import SOURCES, format_periode, list_termes
from cdppe.controles.mots import ETAPES
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, compute_tolerance, place_of

ETAT = ("fir", "bop304", "ondam", "etat")
"""The sources whose credits are the State's and the health insurance's."""
QUEL_EST_LE_BON = "Pouvez-vous indiquer lequel des montants est le bon ?"


def name_periode(fait: Financement) -> str:
    """``2022``, ``2020-2022``, ``année scolaire 2020-2021``."""
    return format_periode(fait.debut, fait.fin, fait.base)


def name_objet(fait: Financement) -> str:
    """``prévu, FIR``."""
    return f"{ETAPES[fait.etape]}, {SOURCES[fait.source]}"


def name_sujet(fait: Financement) -> str:
    """``Action 12``, or the printed name of a total; what belongs to no action by its label."""
    if fait.niveau in ("sous_total", "total"):
        return f"« {fait.action} »"
    return f"Action {fait.action}" if fait.action else f"« {fait.libelle} »"


def add(faits: Iterable[Financement]) -> Decimal:
    """The sum of amounts; what has none adds nothing."""
    return sum((f.montant for f in faits if f.montant is not None), Decimal(0))


def tolerate(*groupes: Iterable[Financement]) -> Decimal:
    """What rounding alone may make differ."""
    return compute_tolerance(f.montant for faits in groupes for f in faits if f.montant is not None)


def periode_of(fait: Financement) -> tuple[int | None, int | None, str]:
    """First and last year, and what kind of period."""
    return fait.debut, fait.fin, fait.base


def make_constat(
    fait: Financement,
    parts: Sequence[Financement],
    attendu: Decimal,
    phrase: str,
    question: str = QUEL_EST_LE_BON,
    objet: str = "",
) -> Constat:
    """A finding about a stated amount and the facts that speak against it."""
    trouve = fait.montant if fait.montant is not None else Decimal(0)
    places = dict.fromkeys(place_of(f) for f in (fait, *parts))
    return Constat(
        tuple(places),
        phrase,
        action=fait.action,
        objet=objet or name_objet(fait),
        periode=name_periode(fait),
        trouve=str(trouve),
        attendu=str(attendu),
        difference=str(trouve - attendu),
        termes=list_termes(parts),
        question=question,
    )
