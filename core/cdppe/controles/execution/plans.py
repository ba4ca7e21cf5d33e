"""What a fiche plans year by year, against what a table says was spent by then."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from cdppe.controles.memoire import remember
from cdppe.controles.mots import ETAPES, add, format_euros, make_constat, name_periode, tolerate
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_POSTES_MAX = 10
Plan = tuple[Financement, ...]
"""The planned amounts of an action by year, all sources together: they make its planned total."""


def list_until(plan: Plan, annee: int) -> list[Financement]:
    """Those planned until the end of a year."""
    return [f for f in plan if f.fin is not None and f.fin <= annee]


def read_plans(dossier: Dossier) -> dict[str, Plan]:
    """For each action whose planned amounts are given by year in one place and make the planned total."""
    return remember(dossier, "plans", lambda: _read_plans(dossier))


def _read_plans(dossier: Dossier) -> dict[str, Plan]:
    plans: dict[str, Plan] = {}
    for action, faits in dossier.par_action.items():
        par_lieu: dict[tuple[str, str], dict[str, list[Financement]]] = defaultdict(lambda: defaultdict(list))
        totaux = set()
        for f in faits:
            if f.etape != "prevu" or f.base != "civile" or f.debut is None:
                continue
            if f.source != "total":
                par_lieu[f.document, f.origine][f.source].append(f)
            elif f.niveau == "action":
                totaux.add(f.montant)
        for par_source in par_lieu.values() if action else ():
            parts = [_read_source(siens) for siens in par_source.values()]
            plan = tuple(f for part in parts for f in part)
            if plan and totaux == {add(plan)}:
                plans.setdefault(action, plan)
    return plans


def _read_source(faits: Sequence[Financement]) -> Plan:
    """The yearly amounts of one source: its own, else those of its items, when they make what it gives in all."""
    entiers = {f.montant for f in faits if f.niveau == "action" and f.debut != f.fin}
    annuels = [f for f in faits if f.debut == f.fin]
    propres = _index([f for f in annuels if f.niveau == "action"])
    if propres and (not entiers or entiers == {add(propres)}):
        return tuple(propres)
    postes: dict[str, list[Financement]] = defaultdict(list)
    for f in _index([f for f in annuels if f.niveau == "detail"]):
        postes[f.libelle].append(f)
    if len(entiers) != 1 or len(postes) > _POSTES_MAX:
        return ()
    profils: dict[tuple[tuple[int | None, Decimal], ...], Plan] = {}
    for nombre in range(1, len(postes) + 1):
        for choix in combinations(postes.values(), nombre):
            plan = tuple(f for siens in choix for f in siens)
            if entiers == {add(plan)}:
                annees = sorted({f.fin for f in plan if f.fin})
                profils.setdefault(tuple((a, add(f for f in plan if f.fin == a)) for a in annees), plan)
    return next(iter(profils.values())) if len(profils) == 1 else ()


def _index(faits: Iterable[Financement]) -> list[Financement]:
    """Each amount of a label and year once; none when two of them differ."""
    annuels: dict[tuple[int | None, str], Financement] = {}
    for f in faits:
        if annuels.setdefault((f.fin, f.libelle), f).montant != f.montant:
            return []
    return list(annuels.values())


@dataclass(frozen=True, slots=True)
class Ecart:
    """A spent amount above the plan of its years, and both since the beginning."""

    fait: Financement
    prevus: list[Financement]
    cumul: Decimal
    cumul_prevu: Decimal

    @property
    def code(self) -> str:
        if self.cumul > self.cumul_prevu:
            return "depense_anticipee"
        return "depense_rattrapage" if add(self.prevus) else "depense_annee_sans_prevu"


def _list_depenses(dossier: Dossier, action: str, annee: int) -> list[Financement]:
    """What is spent in all of the action's sources by periods that end in a year, each amount once."""
    depenses: dict[tuple[int | None, Decimal | None], Financement] = {}
    for f in dossier.par_action[action]:
        entier = f.niveau == "action" and not f.libelle and f.source in ("non_ventile", "total")
        if entier and f.etape == "execute" and f.fin == annee and f.base == "civile":
            depenses.setdefault((f.debut, f.montant), f)
    return list(depenses.values())


def _list_ecarts(dossier: Dossier, annee: int) -> Iterator[Ecart]:
    debut, dernier = dossier.departement.departement.contrat
    for action, plan in read_plans(dossier).items():
        for f in _list_depenses(dossier, action, annee):
            prevus = [p for p in list_until(plan, annee) if (p.debut or 0) >= (f.debut or 0)]
            if (f.debut, f.fin) in ((None, annee), (debut, dernier)) or add([f]) <= add(prevus) + tolerate([f], prevus):
                continue
            avant = [d for a in range(debut, f.debut or debut) for d in _list_depenses(dossier, action, a)]
            ecart = Ecart(
                f, prevus, add([f]) + max((add([d]) for d in avant), default=Decimal(0)), add(list_until(plan, annee))
            )
            entier = f.fin == dernier and any(d.debut == debut for d in _list_depenses(dossier, action, dernier))
            if not (entier and ecart.code == "depense_anticipee"):  # the whole contract: depense_superieure_prevu
                yield ecart


def _find(dossier: Dossier, annee: int, code: str) -> Iterator[Constat]:
    if not read_plans(dossier):
        raise NonApplicable("aucune action ne donne son prévu par année avec un total qui en est la somme")
    for e in _list_ecarts(dossier, annee):
        if e.code != code:
            continue
        f, somme = e.fait, add(e.prevus)
        termes = f" ({' + '.join(format_euros(add([p])) for p in e.prevus)})" if len(e.prevus) > 1 else ""
        depuis = (
            f" ; depuis le début du contrat, {format_euros(e.cumul)} sont dépensés pour {format_euros(e.cumul_prevu)} "
            "prévus"
            if e.cumul != add([f]) or e.cumul_prevu != somme
            else ""
        )
        phrase = (
            f"Action {f.action}, {name_periode(f)} : l'{ETAPES[f.etape]} ({format_euros(add([f]))}) dépasse de "
            f"{format_euros(add([f]) - somme)} ce qui était prévu pour {name_periode(f)}, {format_euros(somme)}{termes}"
            f"{depuis}."
        )
        parts = e.prevus or read_plans(dossier)[f.action]
        yield make_constat(f, parts, somme, phrase, "Quelle année et quel financement couvrent cette dépense ?")


def examine_avance(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More spent since the beginning than was planned by then."""
    return _find(dossier, annee, "depense_anticipee")


def examine_rattrapage(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More spent in the year than planned for it, and in order since the beginning."""
    return _find(dossier, annee, "depense_rattrapage")


def examine_sans_prevu(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The same, where nothing at all was planned for the year."""
    return _find(dossier, annee, "depense_annee_sans_prevu")


PLANS: dict[str, Examen] = {
    "depense_anticipee": examine_avance,
    "depense_annee_sans_prevu": examine_sans_prevu,
    "depense_rattrapage": examine_rattrapage,
}
