"""The list of the national objectives that the report recalls in a table: labels and their numbers, no figure."""

import re

from cdppe.api import Releve, Section, Tableau

NOM = "objectifs_nationaux"
_LISTE = re.compile(r"\s*\d{1,2}\.\s+(?=[^\W\d_])")


def explain_objectifs(releve: Releve, sections: tuple[Section, ...]) -> Tableau | None:
    """List the labels of that table, and return it; another cell in it stays unexplained."""
    for section in sections:
        for tableau in section.tableaux if section.cle == NOM else ():
            if _is_liste(releve, tableau):
                for cellule in (c for r in tableau.rangees for c in r.cellules):
                    if _LISTE.search(cellule.texte) or releve.cadre.match_engagement(cellule.texte):
                        releve.explain(cellule, "reference")
                return tableau
    return None


def _is_liste(releve: Releve, tableau: Tableau) -> bool:
    """Its columns are engagements, and its cells number objectives."""
    entetes = [c for c in tableau.rangees[0].cellules if c]
    numerotees = sum(bool(_LISTE.match(c.texte)) for r in tableau.rangees[1:] for c in r.cellules)
    return len(entetes) > 1 and all(releve.cadre.match_engagement(c.texte) for c in entetes) and numerotees > 1
