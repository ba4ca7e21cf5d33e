"""The indicators of the sheets: tables where there are some, what their words state, and why other figures are none."""

from typing import cast

from cdppe.api import Nature, Passage, Periode, Raison, Releve, parse_periode
from cdppe_seine_et_marne.fiches import Fiche, Rubrique
from cdppe_seine_et_marne.grilles import read_grille
from cdppe_seine_et_marne.phrases import Trouvee, find_valeurs
from cdppe_seine_et_marne.propre import Propre
from cdppe_seine_et_marne.raisons import explain_reste

MONEY = ("moyens", "bilan_financier")
"""The rubrics whose figures are money."""
NOMS = "acteurs"
"""The rubric that lists names, some of which hold a number."""


def read_indicateurs(releve: Releve, fiche: Fiche, propre: Propre) -> None:
    """Add the values that the rubrics of a sheet state; its other figures are listed with their reason."""
    for grille in fiche.grilles:
        read_grille(releve, grille, fiche.numero)
    for rubrique in fiche.rubriques:
        if rubrique.cle in MONEY:
            continue
        etiquette = rubrique.morceaux[0].etiquette
        regles = tuple(r for r in propre.regles if rubrique.cle in r.rubriques)
        for morceau in rubrique.morceaux:
            releve.explain(morceau.etiquette, "date" if rubrique.cle else "non_compris", "")
            trouvees = find_valeurs(morceau.texte, regles, releve.departement.contrat[0])
            for trouvee in trouvees:
                _add(releve, fiche, rubrique, morceau.texte, trouvee)
            raison = propre.raison_rubrique(rubrique.cle)
            if rubrique.cle == NOMS:
                explain_reste(releve, morceau.texte, (), (), propre.raisons, etiquette.texte, raison)
            else:
                _explain_recit(releve, morceau.texte, trouvees, raison, etiquette.texte)
        for queue in rubrique.queues:
            releve.explain(queue, "non_compris", etiquette.texte)


def _add(releve: Releve, fiche: Fiche, rubrique: Rubrique, texte: Passage, trouvee: Trouvee) -> None:
    etiquette = rubrique.morceaux[0].etiquette.texte
    releve.indicateur(
        texte.part(trouvee.debut, trouvee.fin),
        action=fiche.numero,
        libelle=trouvee.libelle or etiquette,
        nature=cast(Nature, trouvee.nature),
        periode=trouvee.periode or _find_periode(releve, etiquette),
        origine="fiche",
        rubrique=etiquette,
        niveau="detail" if trouvee.detail else "action",
        lue=trouvee.lue,
    )


def _find_periode(releve: Releve, etiquette: str) -> Periode:
    """What the rubric's label says ("Bilan qualitatif au 31/12/2022": since the contract began), else the contract."""
    return parse_periode(etiquette, contrat=releve.departement.contrat) or releve.periode_contrat


def _explain_recit(releve: Releve, texte: Passage, trouvees: tuple[Trouvee, ...], raison: Raison, colonne: str) -> None:
    """The figures of the cell that are no values: one row for each run of words between two of them."""
    bornes = (0, *(b for t in trouvees for b in (t.debut, t.fin)), len(texte.texte))
    for debut, fin in zip(bornes[::2], bornes[1::2], strict=True):
        releve.explain(texte.part(debut, fin), raison, colonne)
