"""The tables of a section as they were before text, blank lines or a page cut them: pieces joined, headers mended."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from cdppe.api import (
    Bloc,
    Disposition,
    Passage,
    Rangee,
    Tableau,
    TableauProuve,
    join_passages,
    normalize_libelle,
    prove_tableau,
)

TETE_MAX = 3
LARGE_MIN = 9
"""No table of a sheet is so wide."""


def has_indicateurs(tableau: Tableau) -> bool:
    """Whether a column is headed "Indicateurs"."""
    return any(_is_tete(r) for r in tableau.rangees[:TETE_MAX])


def split_indicateurs(tableau: Tableau) -> tuple[Tableau | None, Tableau | None]:
    """The rows above the header of a table of indicators, and the table: nothing may part them in the text."""
    rang = next((n for n, r in enumerate(tableau.rangees) if _is_tete(r)), len(tableau.rangees))
    avant, apres = tableau.rangees[:rang], tableau.rangees[rang:]
    if not avant or not apres:
        return (tableau, None) if avant else (None, tableau)
    return Tableau(avant), Tableau(apres, tableau.restes)


def count_colonnes(tableau: Tableau) -> int:
    """How many columns the table has, empty ones at its right side left out."""
    return max((rang for r in tableau.rangees for rang, c in enumerate(r.cellules, 1) if c), default=0)


def _is_tete(rangee: Rangee) -> bool:
    return any(normalize_libelle(c.texte) in ("indicateur", "indicateurs") for c in rangee.cellules)


def join_tableaux(
    blocs: tuple[Bloc, ...], ends: Callable[[Passage], bool], disposition: Disposition
) -> Iterator[tuple[Tableau, Passage | None]]:
    """Each table with the line above it that ``ends`` tables (a heading of the sheet).

    A piece without header, as wide as the table above and with nothing but sentences between, is its end; one that
    follows a header cut in two is its body.
    """
    ouvert: Tableau | None = None
    rubrique: Passage | None = None
    for bloc in blocs:
        if not isinstance(bloc, Tableau):
            if ends(bloc.passage):
                if ouvert:
                    yield ouvert, rubrique
                ouvert, rubrique = None, bloc.passage
            continue
        suite = _continue(ouvert, bloc, disposition) if ouvert and not has_indicateurs(bloc) else None
        if ouvert and suite is None:
            yield ouvert, rubrique
        ouvert = suite or _mend_bloc(bloc, disposition)
    if ouvert:
        yield ouvert, rubrique


def _continue(ouvert: Tableau, bloc: Tableau, disposition: Disposition) -> Tableau | None:
    # Rows short of their last empty cells go on with the table when none of them begins a new objective, or when
    # they are too wide to be another's.
    large = LARGE_MIN <= ouvert.largeur <= bloc.largeur + TETE_MAX
    courtes = bloc.largeur < ouvert.largeur and all(
        (large or not r.cellules[0]) and r.cellules[-1] for r in bloc.rangees
    )
    if bloc.largeur == ouvert.largeur or courtes:
        return _concat(ouvert, bloc)
    if ouvert.largeur == bloc.largeur + 1 and all(_is_tete(r) for r in ouvert.rangees):  # its header alone has come
        return _mend_tete(ouvert, bloc, disposition) or _concat(ouvert, bloc)
    return None


def _concat(un: Tableau, autre: Tableau) -> Tableau:
    return Tableau(un.rangees + autre.rangees, un.restes + autre.restes)


def _mend_tete(tete: Tableau, corps: Tableau, disposition: Disposition) -> Tableau | None:
    """The table when joining two cells of its header, in one way only, gives headers that are all known."""
    essais = []
    for rang in range(tete.largeur - 1):
        rangees = tuple(_join_cellules(r, rang) for r in tete.rangees)
        tableau = _concat(Tableau(rangees, tete.restes), corps)
        prouve = prove_tableau(tableau, disposition)
        if isinstance(prouve, TableauProuve) and is_complet(prouve):
            essais.append(tableau)
    return essais[0] if len(essais) == 1 else None


def _mend_bloc(bloc: Tableau, disposition: Disposition) -> Tableau:
    """The table, its header mended when it has one cell more than every row below."""
    tetes = tuple(r for r in bloc.rangees if len(r.cellules) == bloc.largeur)
    corps = tuple(r for r in bloc.rangees if len(r.cellules) == bloc.largeur - 1)
    if not corps or len(tetes) != 1 or bloc.rangees != (*tetes, *corps) or not _is_tete(tetes[0]):
        return bloc
    return _mend_tete(Tableau(tetes), Tableau(corps, bloc.restes), disposition) or bloc


def _join_cellules(rangee: Rangee, rang: int) -> Rangee:
    cellules = rangee.cellules
    if rang + 1 >= len(cellules):
        return rangee
    jointe = join_passages(cellules[rang : rang + 2])
    return replace(rangee, cellules=(*cellules[:rang], jointe, *cellules[rang + 2 :]))


def is_complet(tableau: TableauProuve) -> bool:
    """Whether every printed header is a declared one, and every column of values has one.

    A row longer than the header is in doubt by itself; where most are, it is the header that is in doubt.
    """
    lus = {rang for rangs in tableau.rangs.values() for rang in rangs}
    entetes = {rang for rang, chemin in enumerate(tableau.chemins) if chemin}
    largeur = max((len(r.cellules) for r in tableau.tete), default=0)
    droites = [r for r in tableau.rangees if len(r.cellules) <= largeur]
    lues = droites if 2 * len(droites) >= len(tableau.rangees) else tableau.rangees
    pleines = {rang for r in lues for rang, c in enumerate(r.cellules) if c}
    return entetes <= lus and pleines <= lus
