"""Tables of indicators as they are laid out: one printed twice, two labels in one cell."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cdppe.controles.mots import check_dernier
from cdppe.controles.reperes import check_texte, find_action, list_tableaux, name_action, place_rangee
from cdppe.documents import Rangee, Tableau
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

_COMPTE = r"(?:Nombre|Nb|Taux|Part|Pourcentage)"
_ACCOLES = re.compile(rf"{_COMPTE}\b.{{8,}}?[^\s.,;:/(–—-] {_COMPTE} (?:de|d'|d’|des|du)\b")


def _list_corps(tableau: Tableau, lignes: set[str]) -> Iterator[list[Rangee]]:
    """The rows that hold indicators; a label that comes back begins another table, which no blank line cut."""
    corps: dict[str, Rangee] = {}
    for rangee in (r for r in tableau.rangees if r.lieu in lignes and r.cellules and r.cellules[0]):
        if (libelle := normalize_libelle(rangee.cellules[0].texte)) in corps:
            yield list(corps.values())
            corps = {}
        corps[libelle] = rangee
    yield list(corps.values())


def _list_cellules(rangees: list[Rangee]) -> list[set[str]]:
    return [{normalize_libelle(c.texte) or c.texte for c in r.cellules[1:] if c} for r in rangees]


def find_repetes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two tables of an action with the same rows, one of which has all that the other has."""
    check_dernier(dossier, annee)
    check_texte(dossier)
    lignes: dict[str, set[str]] = defaultdict(set)
    for i in dossier.lecture.indicateurs:
        lignes[i.document].add(i.ligne)
    pareils: dict[tuple[str, ...], list[list[Rangee]]] = defaultdict(list)
    for document, tableau in list_tableaux(dossier):
        for corps in (c for c in _list_corps(tableau, lignes[document]) if len(c) > 1):
            action = find_action(dossier, document, corps[0].lieu)
            pareils[document, action, *(normalize_libelle(r.cellules[0].texte) for r in corps)].append(corps)
    if not pareils:
        raise NonApplicable("aucun tableau n'a deux indicateurs")
    for (document, action, *_), tableaux in pareils.items():
        for un, autre in pairwise(tableaux):
            paires = list(zip(_list_cellules(un), _list_cellules(autre), strict=True))
            if not any(a | b for a, b in paires) or not (
                all(a <= b for a, b in paires) or all(a >= b for a, b in paires)
            ):
                continue
            plus = "" if all(a == b for a, b in paires) else ", l'un avec une colonne de plus"
            yield Constat(
                places=tuple(place_rangee(document, r) for r in (*un, *autre)),
                phrase=f"{name_action(action)} : le même tableau de {len(un)} indicateurs est imprimé deux fois "
                f"(l. {un[0].lieu} et l. {autre[0].lieu}){plus}.",
                action=action,
                objet="tableau d'indicateurs répété",
                trouve=str(len(un)),
            )


def find_accoles(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A row whose label is two: nothing says which of them its figures count."""
    check_dernier(dossier, annee)
    libelles: dict[tuple[str, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        libelles[i.action, i.libelle].append(i)
    for (action, libelle), cellules in libelles.items():
        if _ACCOLES.search(libelle):
            yield Constat(
                places=tuple(dict.fromkeys(map(place_of, cellules))),
                phrase=f"{name_action(action)} : une même ligne porte plusieurs indicateurs (« {libelle} »), sans dire "
                "duquel sont ses valeurs.",
                action=action,
                objet=libelle,
            )


TABLEAUX: dict[str, Examen] = {"tableau_indicateurs_repete": find_repetes, "libelles_accoles": find_accoles}
