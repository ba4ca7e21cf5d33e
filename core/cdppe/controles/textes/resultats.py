"""The results of an action, which prose may tell too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.textes.constats import CENT, memorise
from cdppe.controles.textes.phrases import Cle
from cdppe.controles.textes.racines import rate_libelle
from cdppe.facts import Indicateur
from cdppe.parsing.nombres import Nombre
from cdppe.parsing.periodes import Periode
from cdppe.plugins.controle import Dossier

_MOITIE = 0.5


@memorise
def group_resultats(dossier: Dossier) -> dict[Cle, list[Indicateur]]:
    """The cells of each action of each document that give what was reached, as a number."""
    groupes: dict[Cle, list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.valeur is not None and i.nature in ("reference", "realise"):
            groupes[i.document, i.action].append(i)
    return dict(groupes)


class Note(NamedTuple):
    """A cell, how much of its label words tell, and how many of its words."""

    cellule: Indicateur
    part: float
    communs: int


def rate_cellules(cellules: Iterable[Indicateur], racines: frozenset[str]) -> Iterator[Note]:
    """The cells of whose label these words tell half at least."""
    for i in cellules:
        part, communs = rate_libelle(i.libelle, racines)
        if part >= _MOITIE:
            yield Note(i, part, communs)


def choose(notes: Sequence[Note]) -> Note | None:
    """The cell whose label is told best; None when others told as well say another number."""
    meilleure = max(notes, key=lambda n: (n.part, n.communs), default=None)
    rivales = {n.cellule.valeur for n in notes if meilleure and n.part == meilleure.part}
    return meilleure if len(rivales) == 1 else None


def is_meme_periode(dite: Periode, i: Indicateur) -> bool:
    """Whether a period of prose is that of a cell; a month or a day speaks of its year."""
    if dite.debut is None or dite.fin is None:
        return False
    if (dite.debut, dite.fin) == (i.debut, i.fin):
        return (dite.base == "scolaire") == (i.base == "scolaire") or dite.debut != dite.fin
    return dite.base in ("date", "partielle") and dite.fin == i.fin == i.debut


def compute_unite(dit: Decimal) -> Decimal:
    """A unit of the last digit of a figure: since some cut and some round, it may be as far from the truth."""
    return Decimal(1).scaleb(min(int(dit.as_tuple().exponent), 0))


def is_taux(part: Decimal, tout: Decimal, dit: Decimal, approche: bool = False) -> bool:
    """Whether a rate is that of two figures."""
    marge = max(compute_unite(dit), Decimal("1.5")) if approche else compute_unite(dit)
    return tout != 0 and abs(CENT * part / tout - dit) < marge


def is_interverti(un: Decimal, autre: Decimal) -> bool:
    """Whether two figures have the same digits in another order: one of them was miswritten."""
    return sorted(str(un)) == sorted(str(autre))


def value_of(lu: Nombre | Indicateur) -> Decimal:
    """The value of a number or a cell; zero when it has none."""
    return lu.valeur or Decimal(0)
