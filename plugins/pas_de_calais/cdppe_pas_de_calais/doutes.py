"""What in a proven table of indicators contradicts its layout: one such thing, and the whole table is refused."""

import re
from collections import Counter

from cdppe.api import Passage, TableauProuve, read_valeur


def is_valeur(passage: Passage) -> bool:
    """A figure and its unit, and nothing else."""
    lue = read_valeur(passage.texte)
    return lue.statut == "chiffre" and lue.certitude == "sur"


def find_doute(tableau: TableauProuve, *, argent: bool) -> str:
    """Why the table cannot be trusted, or "". ``argent`` says that an indicator may be in euros there."""
    if any(any(r.cellules) for r in tableau.avant):
        return "des rangées précèdent son en-tête"
    largeur = count_entetes(tableau)
    longues = [r for r in tableau.rangees if len(r.cellules) > largeur]
    if 2 * len(longues) > len(tableau.rangees):
        return f"la rangée de la ligne {longues[0].lieu} a plus de cellules que l'en-tête, et d'autres avec elle"
    droites = [r for r in tableau.rangees if len(r.cellules) <= largeur]
    lus = {p for rangs in tableau.rangs.values() for p in rangs}
    for rang, chemin in enumerate(tableau.chemins[:largeur]):
        if rang not in lus and (chemin or any(r.cellule(rang) for r in droites)):
            return f"colonne {rang + 1} non déclarée : « {chemin} »"
    for rang in _find_fantomes(tableau):
        if any(r.cellule(rang) for r in droites):
            return f"la colonne {rang + 1}, qui répète un en-tête, n'est pas vide"
    if double := next((c for c, n in _count_entetes(tableau).items() if n > 1), ""):
        return f"deux colonnes « {double} »"
    valeurs = [r.cellule(rang).texte for r in tableau.rangees for rang in _find_valeurs(tableau)]
    if not argent and any("€" in v for v in valeurs):
        return "des montants en euros"
    return ""


def count_entetes(tableau: TableauProuve) -> int:
    """How many cells the header has, empty ones included."""
    return len(tableau.tete[-1].cellules)


def _find_valeurs(tableau: TableauProuve) -> list[int]:
    return [p for c in tableau.disposition.colonnes if c.nature for p in tableau.rangs.get(c.cle, ())]


def find_groupes(tableau: TableauProuve) -> tuple[str, ...]:
    """The cells of the upper header, each over a group of columns, from left to right."""
    return tuple(dict.fromkeys(c.texte for r in tableau.tete[:-1] for c in r.cellules if c))


def _find_fantomes(tableau: TableauProuve) -> list[int]:
    """Columns that the extraction cut off ("du en"), or printed once more than there are groups: they hold nothing."""
    groupes = len(find_groupes(tableau))
    coupees = list(tableau.rangs.get("fantome", ()))
    if not groupes:
        return coupees
    return coupees + [
        p for c in tableau.disposition.colonnes if c.nature for p in tableau.rangs.get(c.cle, ())[groupes:]
    ]


def _count_entetes(tableau: TableauProuve) -> Counter[str]:
    """How often each header stands over a column of values; under groups each of them has its own."""
    if find_groupes(tableau):
        return Counter()
    return Counter(re.sub(r"\s+", " ", tableau.chemins[p]) for p in _find_valeurs(tableau))
