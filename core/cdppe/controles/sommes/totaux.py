"""Printed totals against the rows that they close, and against the totals that they gather."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain, product
from math import prod

from cdppe.controles.lieux import PRECISES
from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    ETAT,
    add,
    periode_of,
    tolerate,
)
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Dossier, NonApplicable

_TABLEAUX = ("tableau_financier", "annexe")
_NIVEAUX = ("sous_total", "total")
_MOTIF_FICHES = re.compile(
    r"\b(?P<mot>sans|hors|avec)\s+(?:les?\s+|la\s+)?(?:fiches?|actions?)(?P<numeros>(?:[\s,+]|et|fiches?|actions?|\d+|bis)+)",
    re.IGNORECASE,
)
_MOTIF_NUMERO = re.compile(r"\d+(?:\s+bis)?")
CHOIX_MAX = 200
"""Beyond this many ways to gather subtotals, a match would prove nothing."""


@dataclass
class _Bloc:
    """The totals printed one below another, line by line, and the rows above them."""

    rangs: list[Financement] = field(default_factory=list)
    lignes: dict[str, list[Financement]] = field(default_factory=dict)

    @cached_property
    def par_sujet(self) -> dict[tuple[object, ...], list[Financement]]:
        """The rows, once all are read, by what a total must share with them, source apart."""
        groupes: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
        for f in self.rangs:
            groupes[f.etape, periode_of(f), f.perimetre].append(f)
        return groupes

    def list_rangs(self, total: Financement) -> list[Financement]:
        """Those that speak of the same as a total, whatever their source."""
        return self.par_sujet.get((total.etape, periode_of(total), total.perimetre), [])


@dataclass(frozen=True)
class Ecart:
    """A total and the parts that should make it; ``mot`` is what they are."""

    total: Financement
    parts: tuple[Financement, ...]
    mot: str
    debut: str = ""
    """The first line of the rows, of which some may not be read."""
    ecartes: tuple[Financement, ...] = ()
    """The rows that the total says it leaves out."""

    @cached_property
    def difference(self) -> Decimal:
        return add([self.total]) - add(self.parts)

    @property
    def tolerance(self) -> Decimal:
        """What rounding allows."""
        return tolerate([self.total], self.parts)

    @property
    def cle(self) -> tuple[int, ...]:
        """Which amounts were added."""
        return tuple(id(f) for f in self.parts)

    @property
    def oublies(self) -> tuple[Financement, ...]:
        """Those of the rows left out that alone explain the difference: all of them, or one."""
        choix = [self.ecartes, *((f,) for f in self.ecartes)]
        return next((c for c in choix if c and add(c) == self.difference), ())

    @cached_property
    def is_faux(self) -> bool:
        """Whether more than rounding makes them differ."""
        return bool(self.difference) and abs(self.difference) > self.tolerance


def _read_blocs(dossier: Dossier) -> list[list[_Bloc]]:
    """For each table with totals, its blocks in the order of the document; the total of all closes the last one.

    A table goes on below for the next year: the rows of a total are those printed since the last totals.
    """
    par_tableau: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.origine in _TABLEAUX and f.fin is not None:
            par_tableau[f.document, f.origine].append(f)
    tables = []
    for faits in par_tableau.values():
        if not any(f.niveau in _NIVEAUX for f in faits):
            continue
        blocs = [_Bloc()]
        for f in sorted(faits, key=lambda f: sort_key(f.ligne)):
            ferme = f.niveau in _NIVEAUX
            if not ferme and (blocs[-1].lignes or f.niveau == "total"):
                blocs.append(_Bloc())
            if ferme:
                if f.niveau == "total" and not any(t.niveau == "total" for t in _list_totaux(blocs[-1])):
                    blocs.append(_Bloc())
                blocs[-1].lignes.setdefault(f.ligne, []).append(f)
            else:
                blocs[-1].rangs.append(f)
        tables.append(blocs)
    return tables


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


def _compare_lignes(blocs: Sequence[_Bloc]) -> Iterator[Ecart]:
    """Each subtotal with the rows above it."""
    for bloc in blocs:
        ecartees: frozenset[str] = frozenset()
        for rang, totaux in enumerate(bloc.lignes.values()):
            lues = _read_fiches(totaux[0].action, ecartees)
            if rang and lues is None:
                continue  # another total of the same rows that does not say what it leaves out
            ecartees = lues or frozenset()
            essais = [_try_lignes(t, totaux, bloc, ecartees) for t in totaux if t.niveau == "sous_total"]
            yield from _join([e for e in essais if e])


def _join(ecarts: Sequence[Ecart]) -> Iterator[Ecart]:
    """One line may print the same total twice, under the actions and under their details: it is wrong once."""
    faux: dict[tuple[object, ...], Ecart] = {}
    for e in ecarts:
        cle = (e.total.etape, e.total.source, periode_of(e.total), e.total.montant)
        if not e.is_faux:
            yield e
        elif cle not in faux or e.parts[0].niveau == "action":
            faux[cle] = e
    yield from faux.values()


def _name_colonne(fait: Financement) -> str:
    """A header repeated on the next page may have other spaces."""
    return "".join(fait.colonne.split()).casefold()


def _try_lignes(
    total: Financement, voisins: Sequence[Financement], bloc: _Bloc, ecartees: frozenset[str]
) -> Ecart | None:
    """The actions of a total's column or, when these are in another one, their details."""
    memes = [f for f in bloc.list_rangs(total) if f.source == total.source]
    siens = [f for f in memes if f.action not in ecartees]
    ambigus = [f for f in siens if f.certitude == "ambigu"]
    if total.montant is None or total.colonne in {f.colonne for f in ambigus}:
        return None
    essais: dict[str, tuple[Financement, ...]] = {}
    for niveau in ("action", "detail"):
        parts = tuple(f for f in siens if f.niveau == niveau and f.montant is not None)
        if parts and niveau not in {f.niveau for f in ambigus}:
            essais[niveau] = parts
    propres = [n for n, parts in essais.items() if _name_colonne(total) in map(_name_colonne, parts)]
    niveau = next(iter(propres or essais), "")
    if not niveau or (not propres and (len(essais) > 1 or sum(_same(v, total) for v in voisins) > 1)):
        return None
    tus = [f for f in memes if f.niveau == niveau and f.action in ecartees and f.montant]
    ecart = Ecart(total, essais[niveau], "lignes", bloc.rangs[0].ligne, tuple(tus))
    if niveau == "action" or not ecart.is_faux or "action" not in essais:
        return ecart
    detaillees = {f.action for f in essais["detail"]}
    nues = tuple(f for f in essais["action"] if f.action not in detaillees and f.montant)
    complet = Ecart(total, (*essais["detail"], *nues), "lignes", bloc.rangs[0].ligne)
    return complet if not nues or not complet.is_faux else None


def _compare_contrats(blocs: Sequence[_Bloc]) -> Iterator[Ecart]:
    """Each total of the contract with the subtotals above it, or with all their rows."""
    avant: list[_Bloc] = []
    for bloc in blocs:
        totaux = [f for f in _list_totaux(bloc) if f.niveau == "total"]
        if totaux:
            yield from _join(list(_match(totaux, avant)))
        avant = [] if totaux else [*avant, bloc]


def _list_groupes(blocs: Sequence[_Bloc]) -> list[list[list[Financement]]]:
    """The lines of subtotals; those of one group are readings of the same rows: one of them counts."""
    groupes: list[list[list[Financement]]] = []
    for bloc in blocs:
        connues: set[str] = set()
        for rang, ligne in enumerate(bloc.lignes.values()):
            sources: set[str] = {f.source for f in ligne if f.source in PRECISES}
            if not rang or (sources and connues and not sources & connues):
                groupes.append([ligne])
                connues = sources
            else:
                groupes[-1].append(ligne)
                connues |= sources
    return groupes


def _match(totaux: Sequence[Financement], blocs: Sequence[_Bloc]) -> Iterator[Ecart]:
    """Of the ways to choose one line of subtotals in each group, the one which makes most totals of the line."""
    groupes = _list_groupes(blocs)
    choix = list(product(*groupes)) if prod(map(len, groupes)) <= CHOIX_MAX else []
    essais = {
        id(t): [Ecart(t, p, "sous-totaux") if (p := _pick(t, c, groupes)) else None for c in choix] for t in totaux
    }
    voix = [sum(1 for t in totaux if (e := essais[id(t)][rang]) and not e.is_faux) for rang in range(len(choix))]
    for total in totaux:
        if total.montant is None or any(f.certitude == "ambigu" and _same(f, total) for f in chain(*chain(*groupes))):
            continue
        siens = [(voix[rang], e) for rang, e in enumerate(essais[id(total)]) if e]
        tous = [e for _, e in siens] + _try_rangs(total, blocs)
        if justes := [e for e in tous if not e.is_faux]:
            yield min(justes, key=lambda e: abs(e.difference))
        elif siens:
            elus = [e for v, e in siens if v == max(siens, key=lambda s: s[0])[0]]
            yield from elus[:1] if len({e.difference for e in elus}) == 1 else ()
        else:
            yield from tous[:1]


def _fits(fait: Financement, total: Financement) -> bool:
    sources = ETAT if total.source == "etat" else (total.source,)
    return fait.montant is not None and fait.source in sources and _same(fait, total, source=False)


def _pick(
    total: Financement, lignes: Sequence[list[Financement]], groupes: Sequence[list[list[Financement]]]
) -> tuple[Financement, ...]:
    """What the lines print of a total, in its column; nothing when one of them prints none and its neighbour does."""
    parts: list[Financement] = []
    for ligne, groupe in zip(lignes, groupes, strict=True):
        siens = [f for f in ligne if _fits(f, total)]
        siens = [f for f in siens if _name_colonne(f) == _name_colonne(total)] or siens
        if len({f.montant for f in siens}) > 1 or (not siens and any(_fits(f, total) for li in groupe for f in li)):
            return ()
        parts += siens[:1]
    return tuple(parts)


def _try_rangs(total: Financement, blocs: Sequence[_Bloc]) -> list[Ecart]:
    rangs = [f for b in blocs for f in b.list_rangs(total) if _fits(f, total)]
    essais = (tuple(f for f in rangs if f.niveau == niveau) for niveau in ("action", "detail"))
    return [Ecart(total, parts, "lignes") for parts in essais if parts]


def list_tous(dossier: Dossier) -> list[Ecart]:
    """Subtotals and totals of tables with what they gather."""

    def compare() -> list[Ecart]:
        return [e for blocs in _read_blocs(dossier) for e in (*_compare_lignes(blocs), *_compare_contrats(blocs))]

    return remember(dossier, "totaux", compare)


def list_ecarts(dossier: Dossier, annee: int) -> list[Ecart]:
    """Those of a year."""
    ecarts = [e for e in list_tous(dossier) if e.total.fin == annee]
    if not ecarts:
        raise NonApplicable(f"aucun total de tableau n'est imprimé avec ses lignes pour {annee}")
    return ecarts
