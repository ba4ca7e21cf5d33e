"""Money outside sections 3.1 and 3.2: the annexe of the ONDAM credits, totals in words, the table of conventions."""

import re
from collections.abc import Iterable
from typing import Any

from cdppe.api import (
    Financement,
    Passage,
    Periode,
    Rangee,
    Releve,
    Section,
    TableauProuve,
    find_montants,
    is_cellule_montant,
    montant_lu,
    parse_periode,
    read_montants,
)
from cdppe_pas_de_calais.prose import strip_puce
from cdppe_pas_de_calais.structure import join_suites, match_disposition


def read_annexe(releve: Releve, section: Section, numeros: Iterable[str]) -> None:
    """Read the annexe's table: its rows say the étape, its columns the action (as the TOML declares)."""
    periode = parse_periode(section.titre.texte, contrat=releve.departement.contrat) or releve.periode_contrat
    connues = frozenset(numeros)
    regles = releve.departement.propre["annexe"]["rangees"]
    for tableau in join_suites(
        section.tableaux,
        releve.departement,
        ("annexe",),
        lambda r, _: any(re.search(regle["motif"], r.cellule(0).texte, re.IGNORECASE) for regle in regles),
    ):
        prouve = releve.prove(tableau, "annexe")
        if prouve is not None:
            for rangee in prouve.rangees:
                _read_rangee(releve, prouve, rangee, periode, connues)


def _read_rangee(
    releve: Releve, tableau: TableauProuve, rangee: Rangee, periode: Periode, connues: frozenset[str]
) -> None:
    propre: dict[str, Any] = releve.departement.propre["annexe"]
    libelle = tableau.cellule(rangee, "libelle").texte
    releve.explain(tableau.cellule(rangee, "libelle"), "date" if parse_periode(libelle) else "reference")
    regle = next((r for r in propre["rangees"] if re.search(r["motif"], libelle, re.IGNORECASE)), None)
    for cle, colonne in propre["colonnes"].items():
        for rang in tableau.rangs.get(cle, ()):
            cellule = rangee.cellule(rang)
            if not cellule:
                continue
            if regle is None:  # left to the list of figures not understood
                continue
            releve.read_cellule(
                cellule,
                action=colonne["action"] if colonne["action"] in connues else "",
                etape=regle["etape"],
                source=propre["source"],
                periode=parse_periode(libelle, contrat=releve.departement.contrat) or periode,
                origine="annexe",
                niveau=colonne["niveau"],
                libelle=tableau.chemins[rang].rpartition(" / ")[2],
                colonne=tableau.chemins[rang],
                interprete=True,
            )


def read_totaux(releve: Releve, section: Section) -> None:
    """Read the totals in words that the TOML declares for that section; other amounts there are said unread."""
    periode = parse_periode(section.titre.texte, contrat=releve.departement.contrat) or releve.periode_contrat
    regles = [r for r in releve.departement.propre["totaux"] if r["section"] == section.cle]
    for passage in map(strip_puce, section.textes):
        if not (montants := find_montants(passage.texte)):
            continue
        nu = passage.texte.replace("*", "")
        trouve = next(((r, m) for r in regles if (m := re.search(r["motif"], nu, re.IGNORECASE))), None)
        if trouve is None:  # left to the list of figures not understood
            continue
        regle, motif = trouve
        seul = montants[0] if len(montants) == 1 else None
        lu = (
            montant_lu(seul.valeur, seul.debut, seul.fin, seul.certitude)
            if seul
            else montant_lu(None, montants[0].debut, montants[-1].fin, "ambigu")
        )
        releve.take(passage)
        releve.financement(
            passage,
            lu,
            action=(motif.groupdict().get("nom") or regle["nom"]).strip(),
            niveau=regle["niveau"],
            etape=regle["etape"],
            source=regle["source"],
            periode=periode,
            origine="annexe" if section.cle == "annexe" else "texte",
            interprete=regle.get("interprete", False),
        )


def read_conventions(releve: Releve, section: Section, action: str, faits: Iterable[Financement]) -> None:
    """Read the conventions signed with operators, as details of what the fiche's 3.2 counts."""
    connus = {f.montant for f in faits if f.montant}
    # A row that follows under no header has, as the others, words first and an amount at last.
    for tableau in join_suites(section.tableaux, releve.departement, ("conventions",), _is_convention):
        if not match_disposition(tableau, releve.departement, ("conventions",)):
            continue
        prouve = releve.prove(tableau, "conventions")
        if prouve is not None:
            largeur = max(len(r.cellules) for r in prouve.tete)
            # A wider row is another table's, which nothing parts from this one.
            for rangee in (r for r in prouve.rangees if len(r.cellules) <= largeur):
                _read_convention(releve, prouve, rangee, action, connus)


def _is_convention(rangee: Rangee, _: str) -> bool:
    premiere, *autres = rangee.cellules
    return bool(premiere) and not is_cellule_montant(premiere.texte) and is_cellule_montant(autres[-1].texte)


def _read_convention(releve: Releve, tableau: TableauProuve, rangee: Rangee, action: str, connus: set[Any]) -> None:
    releve.explain(tableau.cellule(rangee, "duree"), "duree", tableau.chemin("duree"))
    total = bool(
        re.search(releve.departement.propre["mots"]["total"], tableau.cellule(rangee, "organisme").texte, re.IGNORECASE)
    )
    noms = (tableau.cellule(rangee, "organisme").texte, tableau.cellule(rangee, "territoire").texte)
    for cle in ("montant", "suite"):
        cellule: Passage = tableau.cellule(rangee, cle)
        periode = releve.periode_colonne(tableau, cle)
        if not cellule:
            continue
        if periode.debut is None or periode.debut > releve.departement.contrat[1]:
            releve.explain(cellule, "hors_contrat", tableau.chemin(cle))
        elif total:
            # The sum of the rows above: it would count their money once more beside the 3.2.
            lus = {lu.montant for lu in read_montants(cellule.texte)}
            releve.explain(cellule, "repetition" if lus <= connus else "calcul", tableau.chemin(cle))
        else:
            releve.read_cellule(
                cellule,
                action=action,
                etape="engage",
                source="non_ventile",
                periode=periode,
                origine="texte",
                niveau="detail",
                libelle=" — ".join(n for n in noms if n),
                colonne=tableau.chemin(cle),
                interprete=True,
            )
