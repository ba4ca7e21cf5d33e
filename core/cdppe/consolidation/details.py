"""A yearly split that the document prints in parts only ("montants propres", "montants transverses") is added up.

Parts may hold each other (a line item within the "montants propres"), so none is added on its name. The split is
taken when parts over all years rebuild the action's own printed amount for the whole period, in one way only.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from cdppe.consolidation.faits import FaitFinancier, Periode
from cdppe.consolidation.sommes import Cle, Place, Somme, get_place

_PARTS_MAX = 3
_DEMI_EURO = Decimal("0.5")


class _Groupe(NamedTuple):
    departement: str
    action: str
    etape: str
    source: str


class _Part(NamedTuple):
    """One label's amounts by year, and the ids behind each."""

    libelle: str
    annees: dict[int, Decimal]
    faits: dict[int, tuple[str, ...]]


def add_details(faits: Iterable[FaitFinancier], sommes: Iterable[Somme]) -> tuple[Somme, ...]:
    """Return the yearly amounts that parts prove; every one is ``calcule``.

    Proof: the only wider amount of that action, étape and source equals the parts of all its years, give or take the
    half euro that each printed amount may have been rounded by; no single year of it has an amount of its own.
    """
    details: dict[_Groupe, list[FaitFinancier]] = defaultdict(list)
    for fait in faits:
        f = fait.fait
        if f.niveau == "detail" and f.action and f.montant is not None and f.perimetre == "action" and f.libelle:
            details[_Groupe(f.departement, f.action, f.etape, f.source)].append(fait)
    connues: dict[_Groupe, list[Somme]] = defaultdict(list)
    for somme in sommes:
        cle = somme.cle
        groupe = _Groupe(cle.departement, cle.action, cle.etape, cle.source)
        if groupe in details:
            connues[groupe].append(somme)
    return tuple(somme for groupe, siennes in connues.items() for somme in _split(groupe, siennes, details[groupe]))


def _split(groupe: _Groupe, connues: list[Somme], details: list[FaitFinancier]) -> list[Somme]:
    entier, montant = connues[0], connues[0].montant
    debut, fin, base = entier.cle.periode
    if len(connues) > 1 or montant is None or entier.manquants or base != "civile":
        return []
    if debut is None or fin is None or debut == fin:
        return []
    place = max(map(get_place, details))
    parts = _list_parts([d for d in details if get_place(d) == place], range(debut, fin + 1))
    proofs = [c for n in range(1, _PARTS_MAX + 1) for c in combinations(parts, n) if _rebuilds(c, montant)]
    splits = {tuple(sorted(_add_years(c).items())) for c in proofs}
    if len(splits) != 1:
        return []
    return [_somme(groupe, annee, part, proofs[0], place) for annee, part in splits.pop()]


def _list_parts(details: list[FaitFinancier], annees: range) -> list[_Part]:
    """The labels that state one amount for each of their years; any other is no proof of anything."""
    par_libelle: dict[str, dict[int, list[FaitFinancier]]] = defaultdict(lambda: defaultdict(list))
    for detail in details:
        debut, fin, base = detail.periode
        if base == "civile" and debut is not None and debut == fin and debut in annees:
            par_libelle[detail.fait.libelle][debut].append(detail)
    parts = []
    for libelle, par_annee in sorted(par_libelle.items()):
        montants = {a: [f.fait.montant for f in faits if f.fait.montant is not None] for a, faits in par_annee.items()}
        if all(len(set(m)) == 1 for m in montants.values()):
            ids = {a: tuple(f.id for f in faits) for a, faits in par_annee.items()}
            parts.append(_Part(libelle, {a: m[0] for a, m in montants.items()}, ids))
    return parts


def _rebuilds(parts: tuple[_Part, ...], entier: Decimal) -> bool:
    amounts = [m for part in parts for m in part.annees.values()]
    return abs(sum(amounts, -entier)) <= len(amounts) * _DEMI_EURO


def _add_years(parts: tuple[_Part, ...]) -> dict[int, Decimal]:
    years: dict[int, Decimal] = defaultdict(Decimal)
    for part in parts:
        for annee, montant in part.annees.items():
            years[annee] += montant
    return years


def _somme(groupe: _Groupe, annee: int, montant: Decimal, parts: tuple[_Part, ...], place: Place) -> Somme:
    cle = Cle(groupe.departement, groupe.action, "", groupe.etape, groupe.source, Periode(annee, annee, "civile"))
    ids = tuple(id_ for part in parts for id_ in part.faits.get(annee, ()))
    libelles = frozenset(part.libelle for part in parts)
    return Somme(cle, montant, ids, calcule=True, place=place, libelles=libelles)
