"""The wide tables that stand in a sheet among its two-column rubrics: tables of indicators, if they prove so.

A small table of yearly totals is none: it belongs to the money rubric that it stands in.
"""

import re
from collections.abc import Callable

from cdppe.api import Rangee, Releve, Section, Tableau, TableauProuve, normalize_numero

NOM = "indicateurs"
COURT = 160
"""A cell longer than this tells; no table of figures has one."""
PLEINES_MIN = 3

LUES = ("fiche", "rapport_financier")
"""The sections whose tables have their own readers."""

_TOTAL = re.compile(r"total\b", re.IGNORECASE)
_NUMERO = re.compile(r"\d{1,3}(?: ?(?:bis|ter|quater|[a-z]))?\b", re.IGNORECASE)
_MONNAIE = re.compile(r"\d\s*(?:€|euros?\b|EUR\b)", re.IGNORECASE)


def is_total(rangee: Rangee) -> bool:
    """The row of a small table of yearly totals: a total's name and several cells, one filled at least."""
    return len(rangee.cellules) > 2 and bool(_TOTAL.match(rangee.cellules[0].texte)) and any(rangee.cellules[1:])


def split_grilles(
    lignes: tuple[Rangee, ...], is_rubrique: Callable[[Rangee], bool]
) -> tuple[tuple[Rangee, ...], tuple[Tableau, ...]]:
    """The sheet's rows without those of its wide tables, and these tables."""
    gardees: list[Rangee] = []
    grilles: list[list[Rangee]] = []
    ouverte = False
    for rang, rangee in enumerate(lignes):
        suivante = lignes[rang + 1] if rang + 1 < len(lignes) else None
        large = not is_rubrique(rangee) and all(len(c.texte) <= COURT for c in rangee.cellules)
        propre = not is_total(rangee) and not (suivante and is_total(suivante) and not ouverte)
        if large and len(rangee.cellules) >= PLEINES_MIN and any(rangee.cellules) and (ouverte or propre):
            pleines = sum(bool(c) for c in rangee.cellules)
            if ouverte:
                grilles[-1].append(rangee)
                continue
            if pleines >= PLEINES_MIN:
                grilles.append([rangee])
                ouverte = True
                continue
        ouverte = ouverte and len(rangee.cellules) == 1  # a line of prose does not end a table
        gardees.append(rangee)
    return tuple(gardees), tuple(Tableau(tuple(rangees)) for rangees in grilles)


def read_grille(releve: Releve, tableau: Tableau, action: str) -> None:
    """Add the values of a table of indicators; one whose layout is not known is refused whole.

    ``action`` is the sheet's; outside of the sheets the rows say theirs.
    """
    prouve = releve.prove(tableau, NOM, _find_doute)
    if prouve is None:
        return
    for rangee in prouve.rangees:
        libelle, fiche = prouve.cellule(rangee, "libelle"), prouve.cellule(rangee, "fiche")
        numero = _NUMERO.search(fiche.texte)
        releve.take(libelle)
        releve.take(fiche)
        releve.read_valeurs(
            prouve,
            rangee,
            action=normalize_numero(numero[0]) if numero else action,
            libelle=libelle.texte,
            origine="fiche" if action else "annexe",
            rubrique="Indicateurs",
        )


def _find_doute(prouve: TableauProuve) -> str:
    """Headers beside their cells, which no sum proves; amounts of money under years, which are no indicators."""
    if prouve.deplacees:
        return "en-tête décalé, et rien ne prouve la vraie place des colonnes"
    monnaie = any(_MONNAIE.search(c.texte) for r in prouve.rangees for c in r.cellules)
    return "ses cellules sont des montants" if monnaie else ""


def read_ailleurs(releve: Releve, sections: tuple[Section, ...], lus: tuple[Tableau | None, ...]) -> None:
    """The wide tables outside of the sheets and of the financial report, but those of ``lus``: read, or refused."""
    for section in sections:
        for tableau in section.tableaux if section.cle not in LUES else ():
            if tableau.largeur >= PLEINES_MIN and not any(tableau is lu for lu in lus) and _has_chiffres(tableau):
                read_grille(releve, tableau, "")


def _has_chiffres(tableau: Tableau) -> bool:
    return any(c.isdigit() for r in tableau.rangees for cellule in r.cellules for c in cellule.texte)
