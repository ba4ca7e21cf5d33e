"""What of a table is shown where a page is narrow, and how a cell is written for a reader."""

from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.calcul import format_montant, format_valeur
from cdppe.consolidation.modeles import Cellule, Colonne, Genre, Table


class Extrait(NamedTuple):
    """The essential columns and rows of a table; the first cell of each row is its reference."""

    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Cellule, ...], ...]
    rangs: tuple[int, ...]


def extract(table: Table) -> Extrait:
    """Keep the essential columns, and the rows that have an amount in them or miss one (all, in a table without)."""
    garde = [n for n, colonne in enumerate(table.colonnes) if colonne.essentielle]
    montants = [n for n in garde if table.colonnes[n].genre == "montant"]
    manquants = [n for n, colonne in enumerate(table.colonnes) if colonne.nom == "Manquants"]
    tri = bool(manquants) and any(c.genre == "montant" and not c.essentielle for c in table.colonnes)
    lignes, rangs = [], []
    for rang, ligne in enumerate(table.lignes):
        if tri and not any(ligne.cellules[n] is not None for n in montants) and not ligne.cellules[manquants[0]]:
            continue
        lignes.append((table.repere(rang), *(ligne.cellules[n] for n in garde)))
        rangs.append(rang)
    return Extrait((Colonne("Repère"), *(table.colonnes[n] for n in garde)), tuple(lignes), tuple(rangs))


def format_cellule(valeur: Cellule, genre: Genre) -> str:
    """One cell in French: ``1 234,50 €``, ``52,1``; nothing for no value."""
    if valeur is None:
        return ""
    if isinstance(valeur, Decimal):
        if genre == "montant":
            return format_montant(valeur)
        return format_valeur(valeur) if genre == "valeur" else str(valeur).replace(".", ",")
    return str(valeur)
