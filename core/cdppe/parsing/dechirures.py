"""Rows of figures that the document tore: one printed over two lines, or one that lost or gained a cell."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cdppe.documents import Rangee, Tableau, join_passages

Suite = Literal["suite", "doute", ""]


@dataclass(frozen=True)
class MotsDechirure:
    """Patterns: ``ouvert``, what cannot end a label; ``propre``, what begins one of its own ("dont", "nombre")."""

    ouvert: str
    propre: str


@dataclass(frozen=True)
class Recousues:
    """The rows, torn ones joined, and the pairs of neighbours which may be one row or two.

    ``places`` is where the rows in doubt stand: those of the pairs, shifted ones, and those joined to a shifted one.
    """

    rangees: tuple[Rangee, ...]
    doutes: tuple[tuple[Rangee, Rangee], ...]
    places: frozenset[str]


def keeps_tabulations(tableaux: Iterable[Tableau]) -> bool:
    """Whether the document's rows keep the tabs before their empty last cells: a shorter row has then lost one."""
    return any(not r.cellules[-1] for t in tableaux for r in t.rangees if len(r.cellules) == t.largeur)


def is_decalee(rangee: Rangee, largeur: int, *, tabulations: bool) -> bool:
    """Whether the row has a cell too many or too few: its figures may stand under columns that are not theirs.

    A row may be short of its empty last cells where the document keeps none at all.
    """
    ecart = len(rangee.cellules) - largeur
    return ecart > 0 or (ecart < 0 and (tabulations or not rangee.cellules[-1]))


def join_morceaux(haut: Rangee, bas: Rangee, *, recousue: bool) -> Rangee:
    """The two rows as one, cell by cell."""
    largeur = max(len(haut.cellules), len(bas.cellules))
    cellules = tuple(join_passages((haut.cellule(r), bas.cellule(r))) for r in range(largeur))
    return replace(haut, cellules=cellules, recousue=haut.recousue or recousue)


def join_dechirees(
    rangees: Sequence[Rangee],
    libelle: int,
    valeurs: Collection[int],
    mots: MotsDechirure,
    *,
    seules: Collection[int] = (),
    decalees: Collection[str] = (),
) -> Recousues:
    """Join the rows that go on in the next one; those that may be two rows as well are told apart.

    ``libelle`` is the column of the labels; what begins in one of the columns ``seules`` is a row of its own.
    ``decalees`` are the places of the rows whose cells may not stand in their columns.
    """
    jointes: list[Rangee] = []
    doutes: list[tuple[Rangee, Rangee]] = []
    places = set(decalees)
    for rang, bas in enumerate(rangees):
        suite: Suite = ""
        texte = bas.cellule(libelle).texte
        # Most labels begin with a capital letter, below one which is whole: nothing to look at.
        if jointes and (not texte or texte[0].islower() or _is_ouvert(jointes[-1].cellule(libelle).texte, mots)):
            suivante = rangees[rang + 1] if rang + 1 < len(rangees) else None
            seule = any(not texte or not c.texte[0].islower() for r in seules if (c := bas.cellule(r)))
            perdue = not texte and bas.lieu in places
            suite = "" if seule or perdue else _find_suite(jointes[-1], bas, suivante, libelle, valeurs, mots)
        if suite == "suite":
            if bas.lieu in places:
                places.add(jointes[-1].lieu)
            jointes[-1] = join_morceaux(jointes[-1], bas, recousue=True)
            continue
        if suite == "doute":
            doutes.append((jointes[-1], bas))
            places |= {jointes[-1].lieu, bas.lieu}
        jointes.append(bas)
    return Recousues(tuple(jointes), tuple(doutes), frozenset(places))


def goes_on(texte: str, mots: MotsDechirure) -> bool:
    """Whether a label, or its absence, may be the rest of the one above."""
    return not texte or (texte[0].islower() and not re.match(mots.propre, texte, re.IGNORECASE))


def _is_ouvert(texte: str, mots: MotsDechirure) -> bool:
    return bool(re.search(mots.ouvert, texte, re.IGNORECASE))


def _find_suite(
    haut: Rangee, bas: Rangee, suivante: Rangee | None, libelle: int, valeurs: Collection[int], mots: MotsDechirure
) -> Suite:
    """Whether the lower row is the rest of the upper one, by the columns that both fill and the words between them."""
    dessus, texte = haut.cellule(libelle).texte, bas.cellule(libelle).texte
    pleines = [{r for r in valeurs if rangee.cellule(r)} for rangee in (haut, bas)]
    if not dessus or not any(pleines) or pleines[0] & pleines[1]:
        return ""
    if not texte:
        if not all(pleines):
            return ""
        nommee = suivante is not None and suivante.cellule(libelle) and not _fills(suivante, valeurs)
        return "doute" if nommee else "suite"
    if _is_ouvert(dessus, mots):
        return "suite"
    propre = re.match(mots.propre, texte, re.IGNORECASE)
    if all(pleines):
        return "doute" if propre else "suite"
    if propre or dessus[0].islower():
        return ""
    if pleines[1]:  # a row without values over several is their title, and not torn
        soeur = suivante is not None and suivante.cellule(libelle).texte[:1].islower() and _fills(suivante, valeurs)
        return "" if soeur else "doute"
    return "" if texte.endswith(":") else "doute"


def _fills(rangee: Rangee, valeurs: Collection[int]) -> bool:
    return any(rangee.cellule(r) for r in valeurs)
