"""What differs between the tables of two syntheses, cell by cell, and the facts behind it."""

import itertools
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cdppe.consolidation.comparaison.faits import Suite
from cdppe.consolidation.modeles import CHIFFRES, Cellule, Genre, Ligne, Table
from cdppe.consolidation.mots import NON_IMPRIME
from cdppe.facts.libelles import normalize_libelle

# The text columns before the first column of figures name a row, save in these tables.
_CLES: Mapping[str, tuple[str, ...]] = {
    "campagne": ("Département",),
    "constats": ("Département", "Constat", "Code ou raison"),
    "controles_passages": ("Département", "Contrôle"),
    "correspondance": ("Département", "Action"),
    "indicateurs_locaux": ("Département", "Action", "Rubrique", "Indicateur", "Base"),
    "lecture": ("Département",),
    "signalements": ("Département", "Numéro du constat"),
}
_NUMEROS = frozenset({"Engagement", "Objectif", "Action"})
"""Columns whose cell says nothing without its column's name."""
_SANS_CHIFFRE = frozenset({None, NON_IMPRIME})
# What names a row to a reader, where it is not its key.
_TITRES: Mapping[str, tuple[str, ...]] = {"signalements": ("Département", "Constat")}


@dataclass(frozen=True, slots=True)
class CaseComparee:
    """A cell of figures that is not the same; None is a figure that is absent.

    ``causes``: ranks of the movements behind it; ``entres``, ``sortis``: facts that did not change, and that the cell
    counts now (by their later id) or counted before (by their earlier one).
    """

    colonne: str
    genre: Genre
    avant: Cellule
    apres: Cellule
    causes: tuple[int, ...] = ()
    entres: tuple[str, ...] = ()
    sortis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """A row that is not the same; ``sujet`` is what names it, ``departement`` whose it is, if anyone's."""

    sorte: Literal["change", "apparu", "disparu"]
    sujet: tuple[str, ...]
    reperes: tuple[str, str]
    cases: tuple[CaseComparee, ...]
    departement: str = ""


@dataclass(frozen=True, slots=True)
class TableComparee:
    """A table that both editions have: what differs in its rows and in its columns (old and new name where renamed)."""

    table: Table
    lignes: tuple[LigneComparee, ...]
    apparues: tuple[str, ...] = ()
    disparues: tuple[str, ...] = ()
    renommees: tuple[tuple[str, str], ...] = ()

    @property
    def change(self) -> bool:
        """True when there is something to say of it."""
        return bool(self.lignes or self.apparues or self.disparues or self.renommees)


class Causes:
    """For the ids of a cell in each edition, what explains that it is not the same."""

    def __init__(self, suite: Suite) -> None:
        self._paires, self.numeros = suite.paires, suite.numeros
        self._retours = {apres: avant for avant, apres in suite.paires.items()}
        self._avant: dict[str, int] = {}
        self._apres: dict[str, int] = {}
        for rang, mouvement in enumerate(suite.mouvements):
            if mouvement.sorte != "deplace":
                if mouvement.avant:
                    self._avant[mouvement.avant.id] = rang
                if mouvement.apres:
                    self._apres[mouvement.apres.id] = rang

    def explain(
        self, avant: Sequence[str], apres: Sequence[str]
    ) -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
        """Ranks of the movements, unchanged facts that came in, unchanged facts that went out."""
        rangs = {self._avant[i] for i in avant if i in self._avant}
        rangs |= {self._apres[i] for i in apres if i in self._apres}
        connus_avant, connus_apres = set(avant), set(apres)
        entres = (
            i for i in apres if i not in self._apres and i in self._retours and self._retours[i] not in connus_avant
        )
        sortis = (
            i for i in avant if i not in self._avant and i in self._paires and self._paires[i] not in connus_apres
        )
        return tuple(sorted(rangs)), tuple(dict.fromkeys(entres)), tuple(dict.fromkeys(sortis))


def compare_tables(avant: Table, apres: Table, causes: Causes, memes_annees: bool) -> TableComparee:
    cle = _find_cle(avant, apres)
    paires = list(_match_lignes(_renumber(avant, causes.numeros), apres, cle))
    renommees = _find_renommees(avant, apres, paires)
    colonnes = list(_pair_colonnes(avant, apres, {apres: avant for avant, apres in renommees}))
    seules = [c for c in colonnes if c.avant is None or c.apres is None]
    # What one year's synthesis shows, and another's does not, is no change: neither a column nor a row.
    comparees = [c for c in colonnes if c.genre in CHIFFRES and (memes_annees or c not in seules)]
    paires = [p for p in paires if memes_annees or (p.avant and p.apres)]
    titre = _TITRES.get(apres.code, cle)
    lignes = (_compare_lignes(avant, apres, paire, titre, comparees, causes) for paire in paires)
    return TableComparee(
        table=apres,
        lignes=tuple(ligne for ligne in lignes if ligne),
        apparues=tuple(c.nom for c in seules if c.avant is None),
        disparues=tuple(c.nom for c in seules if c.apres is None),
        renommees=renommees,
    )


def _renumber(table: Table, numeros: Mapping[tuple[str, str], str]) -> Table:
    """The earlier table, its rows under the later numbers of their actions."""
    changes = {(code, action): numero for (code, action), numero in numeros.items() if action != numero}
    rangs = _read_rangs(table, ("Département", "Action"))
    if not changes or len(rangs) < 2:
        return table
    lignes = []
    for ligne in table.lignes:
        cellules = list(ligne.cellules)
        cellules[rangs[1]] = changes.get((str(cellules[rangs[0]]), str(cellules[rangs[1]])), cellules[rangs[1]])
        lignes.append(replace(ligne, cellules=tuple(cellules)))
    return replace(table, lignes=tuple(lignes))


class _Paire(NamedTuple):
    """The rank and the row in each edition."""

    avant: tuple[int, Ligne] | None
    apres: tuple[int, Ligne] | None


class _ColonnePaire(NamedTuple):
    """A column and its rank in each edition."""

    nom: str
    genre: Genre
    avant: int | None
    apres: int | None


def _find_cle(avant: Table, apres: Table) -> tuple[str, ...]:
    """The columns that name a row, in both editions: long texts, which are reworded, only where the others do not."""
    connues = {c.nom for c in avant.colonnes} & {c.nom for c in apres.colonnes}
    if apres.code in _CLES:
        return tuple(nom for nom in _CLES[apres.code] if nom in connues)
    debut = [c for c in itertools.takewhile(lambda c: c.genre not in CHIFFRES, apres.colonnes) if c.nom in connues]
    courte = tuple(c.nom for c in debut if c.genre != "long")
    return courte if _is_unique(avant, courte) and _is_unique(apres, courte) else tuple(c.nom for c in debut)


def _is_unique(table: Table, cle: Sequence[str]) -> bool:
    rangs = _read_rangs(table, cle)
    return len({_make_cle(ligne, rangs) for ligne in table.lignes}) == len(table.lignes)


def _make_cle(ligne: Ligne, rangs: Iterable[int]) -> Hashable:
    return tuple(normalize_libelle(valeur) if isinstance(valeur := ligne.cellules[n], str) else valeur for n in rangs)


def _read_rangs(table: Table, noms: Iterable[str]) -> list[int]:
    rangs = {c.nom: rang for rang, c in enumerate(table.colonnes)}
    return [rangs[nom] for nom in noms if nom in rangs]


def _match_lignes(avant: Table, apres: Table, cle: Sequence[str]) -> Iterator[_Paire]:
    """Rows of one key: those of equal figures first, the others in their order; what is left came or went."""
    communes = [c.nom for c in apres.colonnes if c.genre in CHIFFRES and c.nom in {a.nom for a in avant.colonnes}]
    groupes: dict[Hashable, tuple[_File, _File]] = {}
    for cote, table in enumerate((avant, apres)):
        rangs, chiffres = _read_rangs(table, cle), _read_rangs(table, communes)
        for rang, ligne in enumerate(table.lignes):
            groupe = groupes.setdefault(_make_cle(ligne, rangs), (_File(), _File()))
            groupe[cote].append((tuple(ligne.cellules[n] for n in chiffres), (rang, ligne)))
    for siens, autres in groupes.values():
        restes: dict[Hashable, deque[tuple[int, Ligne]]] = defaultdict(deque)
        for valeurs, place in autres:
            restes[valeurs].append(place)
        reste = []
        for valeurs, place in siens:
            if restes[valeurs]:
                yield _Paire(place, restes[valeurs].popleft())
            else:
                reste.append(place)
        nouvelles = sorted((place for file in restes.values() for place in file), key=lambda place: place[0])
        yield from (_Paire(*paire) for paire in itertools.zip_longest(reste, nouvelles))


_File = list[tuple[Hashable, tuple[int, Ligne]]]


def _find_renommees(avant: Table, apres: Table, paires: Iterable[_Paire]) -> tuple[tuple[str, str], ...]:
    """Columns of the same kind and the same cells under another name; old name, then new."""
    noms, noms_apres = ({c.nom for c in t.colonnes} for t in (avant, apres))
    perdues = [(n, c) for n, c in enumerate(avant.colonnes) if c.nom not in noms_apres]
    nouvelles = [(n, c) for n, c in enumerate(apres.colonnes) if c.nom not in noms]
    communs = [(p.avant[1].cellules, p.apres[1].cellules) for p in paires if p.avant and p.apres]
    anciennes: dict[Hashable, list[str]] = defaultdict(list)
    for n, c in perdues:
        anciennes[(c.genre, tuple(cellules[n] for cellules, _ in communs))].append(c.nom)
    renommees = []
    for n, c in nouvelles:
        cellules = tuple(autres[n] for _, autres in communs)
        homonymes = anciennes.get((c.genre, cellules), [])
        if len(homonymes) == 1 and any(v is not None and v != "" for v in cellules):
            renommees.append((homonymes.pop(), c.nom))
    return tuple(renommees)


def _pair_colonnes(avant: Table, apres: Table, anciens: Mapping[str, str]) -> Iterator[_ColonnePaire]:
    """All the columns, those of the later edition first; ``anciens``: the former names of those renamed."""
    rangs = {c.nom: rang for rang, c in enumerate(avant.colonnes)}
    for rang, c in enumerate(apres.colonnes):
        yield _ColonnePaire(c.nom, c.genre, rangs.pop(anciens.get(c.nom, c.nom), None), rang)
    for nom, rang in rangs.items():
        yield _ColonnePaire(nom, avant.colonnes[rang].genre, rang, None)


def _compare_lignes(
    avant: Table,
    apres: Table,
    paire: _Paire,
    titre: Sequence[str],
    colonnes: Iterable[_ColonnePaire],
    causes: Causes,
) -> LigneComparee | None:
    cases = []
    for c in colonnes:
        un, ids = _read_case(paire.avant, c.avant)
        autre, ids_apres = _read_case(paire.apres, c.apres)
        if un != autre and not {un, autre} <= _SANS_CHIFFRE:
            cases.append(CaseComparee(c.nom, c.genre, un, autre, *causes.explain(ids, ids_apres)))
    if paire.avant and paire.apres and not cases:
        return None
    table, place = (apres, paire.apres) if paire.apres else (avant, paire.avant)
    assert place is not None  # noqa: S101 - a pair has at least one side
    sujet = tuple(_name(table.colonnes[n].nom, v) for n in _read_rangs(table, titre) if (v := place[1].cellules[n]))
    return LigneComparee(
        sorte="change" if paire.avant and paire.apres else "apparu" if paire.apres else "disparu",
        sujet=sujet or tuple(v for v in place[1].cellules if v and isinstance(v, str))[:1],
        reperes=(
            avant.repere(paire.avant[0]) if paire.avant else "",
            apres.repere(paire.apres[0]) if paire.apres else "",
        ),
        cases=tuple(cases),
        departement="".join(str(place[1].cellules[n]) for n in _read_rangs(table, ("Département",))),
    )


def _name(colonne: str, valeur: Cellule) -> str:
    """``Objectif 2``, ``FIR``; a département is its code."""
    return f"{colonne} {valeur}" if colonne in _NUMEROS else str(valeur)


def _read_case(place: tuple[int, Ligne] | None, colonne: int | None) -> tuple[Cellule, tuple[str, ...]]:
    """A cell and the facts behind it; an absent one is None."""
    if place is None or colonne is None:
        return None, ()
    valeur = place[1].cellules[colonne]
    return (None if valeur == "" else valeur), place[1].faits_of(colonne)
