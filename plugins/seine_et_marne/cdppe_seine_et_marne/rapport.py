"""One report, from its parts to its facts: the financial table, then each action's own sheet."""

from cdppe.api import Cadre, Departement, Document, Lecture, Releve, Tableau, split_sections
from cdppe_seine_et_marne.actions import add_actions, find_titres_annonces
from cdppe_seine_et_marne.annexe import explain_objectifs
from cdppe_seine_et_marne.bilan import read_bilan
from cdppe_seine_et_marne.fiches import Fiche, keep_fiches, split_fiches
from cdppe_seine_et_marne.financier import find_rangements, read_tableau_financier
from cdppe_seine_et_marne.grilles import read_ailleurs
from cdppe_seine_et_marne.indicateurs import read_indicateurs
from cdppe_seine_et_marne.moyens import add_moyens, list_annonces, prepare_moyens
from cdppe_seine_et_marne.propre import load_propre


def read_document(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    """Every fact of one report of Seine-et-Marne."""
    propre = load_propre(departement)
    releve = Releve(document, departement, cadre)
    sections = keep_fiches(split_sections(document, departement.titres), propre)
    fiches = split_fiches(sections, propre)
    rangements = find_rangements(sections, cadre)
    add_actions(releve, fiches, rangements, find_titres_annonces(releve, sections), propre)
    moyens = [prepare_moyens(fiche, propre) for fiche in fiches]
    annonces = {fiche.numero: list_annonces(lus) for fiche, lus in zip(fiches, moyens, strict=True)}
    financier = read_tableau_financier(releve, sections, annonces)
    for fiche, lus in zip(fiches, moyens, strict=True):
        add_moyens(releve, fiche, lus, propre)
        read_bilan(releve, fiche)
        read_indicateurs(releve, fiche, propre)
    read_ailleurs(releve, sections, (financier, explain_objectifs(releve, sections)))
    _explain_tetes(releve, fiches)
    return releve.finish()


def _explain_tetes(releve: Releve, fiches: tuple[Fiche, ...]) -> None:
    """List the numbers of actions and objectives in the heads of the sheets."""
    cellules = {id(c) for b in releve.document.blocs if isinstance(b, Tableau) for r in b.rangees for c in r.cellules}
    for fiche in fiches:
        _refuse_orphelines(releve, fiche)
        for passage in (fiche.titre, *(p for p in fiche.tete if id(p) in cellules)):
            if id(passage) in cellules:
                releve.explain(passage, "reference")


def _refuse_orphelines(releve: Releve, fiche: Fiche) -> None:
    """Rubrics that begin again within a sheet are another action's, and nobody knows which."""
    if not fiche.orphelines:
        return
    premiere = fiche.orphelines[0]
    releve.anomalie(
        "fiche_sans_titre",
        "bloquante",
        f"Après la fiche {fiche.numero}, la rubrique « {premiere.cellules[0].texte} » recommence : c'est une autre "
        "fiche, dont le titre n'est pas compris ; ses chiffres ne sont pas lus. Écrivez « FICHE ACTION n » au-dessus "
        "d'elle.",
        [premiere.lieu],
        "",
        "FICHE ACTION n",
        premiere.cellules[0].texte,
    )
    for rangee in fiche.orphelines:
        for cellule in rangee.cellules if len(rangee.cellules) > 1 else ():
            releve.explain(cellule, "disposition_inconnue")
