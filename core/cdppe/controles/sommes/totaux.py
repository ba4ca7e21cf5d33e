"""Printed totals against the rows that they close, and against the totals that they gather."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import prod

from cdppe.controles.mots import format_euros
from cdppe.controles.mots_montants import (
    ETAT,
    add,
    make_constat,
    name_objet,
    name_periode,
    name_sujet,
    periode_of,
    tolerate,
)
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable

_TABLEAUX = ("tableau_financier", "annexe")
_MOTIF_FICHES = re.compile(
    r"\b(?P<mot>sans|hors|avec)\s+(?:les?\s+|la\s+)?(?:fiches?|actions?)(?P<numeros>(?:[\s,+]|et|fiches?|actions?|\d+|bis)+)",
    re.IGNORECASE,
)
_MOTIF_NUMERO = re.compile(r"\d+(?:\s+bis)?")
CHOIX_MAX = 200
"""Beyond this many ways to gather subtotals, a match would prove nothing."""


@dataclass
class _Bloc:
    """The totals printed one below another, and the rows above them."""

    rangs: list[Financement] = field(default_factory=list)
    lignes: dict[str, list[Financement]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ecart:
    """A total, the parts that should make it, and what rounding allows."""

    total: Financement
    parts: tuple[Financement, ...]
    tolerance: Decimal
    mot: str

    @property
    def difference(self) -> Decimal:
        return (self.total.montant or Decimal(0)) - add(self.parts)

    @property
    def cle(self) -> tuple[int, ...]:
        """Which amounts were added."""
        return tuple(id(f) for f in self.parts)

    @property
    def is_colonne_de_details(self) -> bool:
        """Whether the parts are the details printed above the total, in its own column."""
        return {(f.niveau, f.colonne) for f in self.parts} == {("detail", self.total.colonne)}


def _read_blocs(dossier: Dossier, annee: int) -> Iterator[list[_Bloc]]:
    """For each table with totals, its blocks in the order of the document; the total of all closes the last one."""
    par_tableau: dict[tuple[str, str, int | None], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.origine in _TABLEAUX and f.fin == annee:
            par_tableau[f.document, f.origine, f.debut].append(f)
    for faits in par_tableau.values():
        if not any(f.niveau in ("sous_total", "total") for f in faits):
            continue
        blocs = [_Bloc()]
        for f in sorted(faits, key=lambda f: sort_key(f.ligne)):
            ferme = f.niveau in ("sous_total", "total")
            if not ferme and (blocs[-1].lignes or f.niveau == "total"):
                blocs.append(_Bloc())
            if ferme:
                if f.niveau == "total" and not any(t.niveau == "total" for t in _list_totaux(blocs[-1])):
                    blocs.append(_Bloc())
                blocs[-1].lignes.setdefault(f.ligne, []).append(f)
            else:
                blocs[-1].rangs.append(f)
        yield blocs


def _list_totaux(bloc: _Bloc) -> list[Financement]:
    return [f for faits in bloc.lignes.values() for f in faits]


def _same(part: Financement, total: Financement, source: bool = True) -> bool:
    return (
        part.etape == total.etape
        and (part.source == total.source or not source)
        and periode_of(part) == periode_of(total)
        and part.perimetre == total.perimetre
    )


def _read_fiches(nom: str, ecartees: frozenset[str]) -> frozenset[str] | None:
    """The actions that a total says it leaves out, given those its block's first total leaves out."""
    motif = _MOTIF_FICHES.search(nom)
    if motif is None:
        return None
    numeros = frozenset(_MOTIF_NUMERO.findall(motif["numeros"]))
    return ecartees - numeros if motif["mot"].casefold() == "avec" else numeros


def _compare_lignes(dossier: Dossier, annee: int) -> Iterator[Ecart]:
    """Each subtotal with the rows above it; of several ways to add them, the nearest."""
    for blocs in _read_blocs(dossier, annee):
        for bloc in blocs:
            ecartees: frozenset[str] = frozenset()
            for rang, totaux in enumerate(bloc.lignes.values()):
                lues = _read_fiches(totaux[0].action, ecartees)
                if rang and lues is None:
                    continue  # another total of the same rows that does not say what it leaves out
                ecartees = lues or frozenset()
                yield from _match([_try_lignes(t, bloc.rangs, ecartees) for t in totaux if t.niveau == "sous_total"])


def _match(essais: Sequence[Sequence[Ecart]]) -> Iterator[Ecart]:
    """Of each total of a line the nearest way to make it.

    One line may print two columns of one étape, the action's and its details': the sum of a column of details which
    proves the total under it right serves no other.
    """
    pris = {e.cle: e for siens in essais for e in siens if not e.difference and e.is_colonne_de_details}
    for siens in essais:
        libres = [e for e in siens if e.cle not in pris or pris[e.cle].total is e.total]
        if libres:
            yield min(libres, key=lambda e: abs(e.difference))


def _try_lignes(total: Financement, rangs: Sequence[Financement], ecartees: frozenset[str]) -> list[Ecart]:
    siens = [f for f in rangs if _same(f, total) and f.action not in ecartees]
    ambigus = {f.niveau: f.colonne for f in siens if f.certitude == "ambigu"}
    if total.montant is None or total.colonne in ambigus.values():
        return []
    essais = []
    for niveau in ("action", "detail"):
        parts = tuple(f for f in siens if f.niveau == niveau and f.montant is not None)
        if parts and niveau not in ambigus:
            essais.append(Ecart(total, parts, tolerate([total], parts), "lignes"))
    return essais


def _compare_contrats(dossier: Dossier, annee: int) -> Iterator[Ecart]:
    """Each total of the contract with the subtotals above it, or with all their rows."""
    for blocs in _read_blocs(dossier, annee):
        avant: list[_Bloc] = []
        for bloc in blocs:
            totaux = [f for f in _list_totaux(bloc) if f.niveau == "total"]
            yield from _match([_try_blocs(t, avant) for t in totaux])
            avant = [] if totaux else [*avant, bloc]


def _try_blocs(total: Financement, blocs: Sequence[_Bloc]) -> list[Ecart]:
    sources = ETAT if total.source == "etat" else (total.source,)

    def fits(f: Financement) -> bool:
        return f.montant is not None and f.source in sources and _same(f, total, source=False)

    if total.montant is None or any(
        f.certitude == "ambigu" and _same(f, total) for b in blocs for f in _list_totaux(b)
    ):
        return []
    essais: list[Ecart] = []
    totaux = [[f for f in _list_totaux(b) if fits(f)] for b in blocs if b.lignes]
    for colonne in (None, total.colonne):
        variantes = [v for siens in totaux if (v := [f for f in siens if colonne in (None, f.colonne)])]
        if variantes and prod(len(v) for v in variantes) <= CHOIX_MAX:
            essais += [Ecart(total, p, tolerate([total], p), "sous-totaux") for p in product(*variantes)]
    for niveau in ("action", "detail"):
        if rangs := tuple(f for b in blocs for f in b.rangs if f.niveau == niveau and fits(f)):
            essais.append(Ecart(total, rangs, tolerate([total], rangs), "lignes"))
    return essais


def _say(ecart: Ecart, arrondi: bool = False) -> Constat:
    total, somme = ecart.total, add(ecart.parts)
    debut = (
        f"{name_sujet(total)}, {name_objet(total)}, {name_periode(total)} : le rapport imprime "
        f"{format_euros(total.montant or Decimal(0))}, la somme des {len(ecart.parts)} {ecart.mot} fait "
        f"{format_euros(somme)}"
    )
    fin = f"soit {format_euros(abs(ecart.difference))} d'écart"
    if arrondi:
        return make_constat(
            total, ecart.parts, somme, f"{debut}, {fin}, ce que les arrondis suffisent à expliquer.", ""
        )
    return make_constat(total, ecart.parts, somme, f"{debut}, {fin}.")


def examine_totaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Subtotals and totals of tables against what they gather."""
    ecarts = [*_compare_lignes(dossier, annee), *_compare_contrats(dossier, annee)]
    if not ecarts:
        raise NonApplicable(f"aucun total de tableau n'est imprimé avec ses lignes pour {annee}")
    return (_say(e) for e in ecarts if abs(e.difference) > e.tolerance)


def examine_arrondis(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The same, where roundings explain the difference."""
    ecarts = [*_compare_lignes(dossier, annee), *_compare_contrats(dossier, annee)]
    if not ecarts:
        raise NonApplicable(f"aucun total de tableau n'est imprimé avec ses lignes pour {annee}")
    return (_say(e, True) for e in ecarts if 0 < abs(e.difference) <= e.tolerance)


_INSTRUCTION = "arithmétique : un total est la somme de ce qu'il rassemble (conception, 3, « niveau »)"

TOTAUX: tuple[Controle, ...] = (
    Controle(
        "total_lignes",
        "Total différent de la somme de ses lignes",
        "Chaque sous-total ou total d'un tableau est comparé à la somme des lignes qu'il ferme ; celui du contrat, à "
        "la somme des sous-totaux. Un total qui dit « sans la fiche n » ou « avec la fiche n » est pris au mot.",
        "majeure",
        "une demi-unité du dernier chiffre imprimé par montant additionné",
        "une cellule vide n'ajoute rien ; rien n'est dit quand une ligne porte un montant ambigu",
        _INSTRUCTION,
        examine_totaux,
        (
            "total_arrondi",
            "total_sources",
            "consomme_par_periode",
            "disponible_recalcule",
            "variation_recalculee",
            "avenant_tableau",
            "report_calcule",
        ),
    ),
    Controle(
        "total_arrondi",
        "Total différent de ses lignes par le seul arrondi",
        "La même comparaison, quand l'écart ne dépasse pas ce que les arrondis expliquent.",
        "information",
        "aucune",
        "comme total_lignes",
        _INSTRUCTION,
        examine_arrondis,
        ("montant_arrondi",),
    ),
)
