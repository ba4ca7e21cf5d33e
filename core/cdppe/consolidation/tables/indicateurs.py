"""What the national indicators say in one year, département by département."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.cadre import IndicateurNational
from cdppe.consolidation.calcul import Donnees
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.indicateurs import (
    NOTE_MANQUANTS,
    ParPeriode,
    Valeur,
    compute_evolution,
    compute_part,
    explain_incomparable,
    explain_non_additionnable,
    find_derniere,
    format_fait,
    group_nationaux,
    join_ids,
)
from cdppe.consolidation.modeles import Cellule, Colonne, Ligne, Table
from cdppe.consolidation.mots import NATURES, NON_IMPRIME

_INDISPONIBLES = "indicateurs_indisponibles"
_ENSEMBLE = "Ensemble"


def tabulate_nationaux(donnees: Donnees) -> Table:
    """The national indicators of the year: a row for each département (two for two bases), and the sum."""
    par_code = group_nationaux(donnees)
    departements = _list_departements(donnees)
    lignes: list[Ligne] = []
    for national in donnees.cadre.indicateurs:
        suivis = par_code.get(national.code, {})
        valeurs: list[Valeur] = []
        absents: dict[str, list[str]] = defaultdict(list)
        for departement in departements:
            if departement not in suivis:
                absents[_find_raison(donnees, departement)].append(departement)
                continue
            for ligne, valeur in _list_annee(national, departement, suivis[departement], donnees.annee):
                lignes.append(ligne)
                valeurs += [valeur] if valeur else []
        if ensemble := _add_departements(national, valeurs):
            lignes.append(ensemble)
        lignes += [_absent(national, ", ".join(codes), raison)[0] for raison, codes in sorted(absents.items())]
    colonnes = (
        Colonne("Objectif"),
        Colonne("Code", essentielle=False),
        Colonne("Indicateur national", "long"),
        Colonne("Unité"),
        Colonne("Département"),
        Colonne("Période"),
        Colonne("Référence", "valeur"),
        Colonne("Cible", "valeur"),
        Colonne("Réalisé", "valeur"),
        Colonne("Réalisé avant", "valeur", essentielle=False),
        Colonne("Évolution recalculée (%)", "taux"),
        Colonne("Réalisé / cible (%)", "taux"),
        Colonne("Comparable", "long"),
        Colonne("Additionné", "long", essentielle=False),
        Colonne("Imprimé ailleurs", "long"),
    )
    notes = (
        "L'évolution est recalculée d'une année à la suivante, sur la même base ; en points pour un pourcentage.",
        "« Comparable » : même définition que l'indicateur national, et même sorte d'année ; « Ensemble » n'additionne "
        "que ceux-là, quand l'indicateur s'additionne.",
        NOTE_MANQUANTS,
        *(f"{code}, ligne {ligne} : « {texte} »." for code, ligne, texte in _list_indisponibles(donnees)),
    )
    titre = "Indicateurs nationaux, par département"
    return Table("indicateurs_nationaux", "I", "Indicateurs nationaux", titre, colonnes, tuple(lignes), notes)


def _list_departements(donnees: Donnees) -> list[str]:
    return sorted({d.departement for d in donnees.faits.lecture.documents})


def _list_indisponibles(donnees: Donnees) -> Iterator[tuple[str, str, str]]:
    """Département, line and words of each report that says that it cannot give its indicators."""
    for document in donnees.faits.lecture.documents:
        remarques = zip(document.remarques.split(";"), document.textes_remarques.split(" | "), strict=False)
        for remarque, texte in remarques:
            code, _, ligne = remarque.partition("@")
            if code == _INDISPONIBLES:
                yield document.departement, ligne, texte


def _find_raison(donnees: Donnees, departement: str) -> str:
    """Why a département gives nothing: what its report says of it, with its line."""
    for code, ligne, _ in _list_indisponibles(donnees):
        if code == departement:
            return f"le rapport dit ses indicateurs indisponibles (ligne {ligne}, citée sous le tableau)"
    return "aucun indicateur du rapport n'y est rattaché"


def _list_annee(
    national: IndicateurNational, departement: str, valeurs: ParPeriode, annee: int
) -> Iterator[tuple[Ligne, Valeur | None]]:
    """The rows of the year, one for each period that ends in it, with the value that counts."""
    periodes = sorted({p for n, p in valeurs if n in ("cible", "realise") and p.fin == annee})
    reference = find_derniere(valeurs, "reference", annee)
    if not periodes:
        derniere = max((p.fin for n, p in valeurs if n == "realise" and p.fin is not None), default=None)
        raison = f"sans valeur pour {annee}" + (f" (dernière : {derniere})" if derniere else "")
        yield _absent(national, departement, raison, reference)
    for periode in periodes:
        cible, realise = valeurs.get(("cible", periode)), valeurs.get(("realise", periode))
        avant = _find_avant(valeurs, periode)
        atteinte = None
        if cible and realise and cible.valeur is not None and realise.valeur is not None:
            atteinte = compute_part(realise.valeur, cible.valeur) if cible.unite == realise.unite else None
        lue = realise or cible
        raison = explain_incomparable(national, lue) if lue else ""
        comparable = realise is not None and realise.valeur is not None
        additionne = explain_non_additionnable(national) or (
            "" if comparable and not raison else "pas de valeur comparable"
        )
        yield (
            _ligne_nationale(
                national,
                departement,
                periode.libelle,
                (reference, cible, realise, avant),
                (compute_evolution(avant, realise), atteinte),
                f"non : {raison}" if raison else "oui" if comparable else "sans valeur réalisée",
                f"non : {additionne}" if additionne else "oui",
            ),
            realise if comparable and not raison else None,
        )


def _absent(
    national: IndicateurNational, departement: str, raison: str, reference: Valeur | None = None
) -> tuple[Ligne, Valeur | None]:
    vides = (reference, None, None, None)
    return _ligne_nationale(national, departement, "", vides, (None, None), f"non : {raison}", ""), None


def _ligne_nationale(
    national: IndicateurNational,
    departement: str,
    periode: str,
    valeurs: tuple[Valeur | None, Valeur | None, Valeur | None, Valeur | None],
    taux: tuple[Decimal | None, Decimal | None],
    comparable: str,
    additionne: str,
) -> Ligne:
    tete = (str(national.objectif), national.code, national.libelle, national.unite, departement, periode)
    cases = {len(tete) + rang: v.ids for rang, v in enumerate(valeurs) if v is not None}
    _, cible, realise, avant = valeurs
    cases[len(tete) + len(valeurs)] = join_ids(avant, realise)
    cases[len(tete) + len(valeurs) + 1] = join_ids(cible, realise)
    autres = [f for v in valeurs if v is not None for f in v.autres]
    ailleurs = " ; ".join(f"{format_fait(f)} ({NATURES[f.fait.nature].lower()}, ligne {f.fait.ligne})" for f in autres)
    cellules = (*tete, *(v.cellule if v else NON_IMPRIME for v in valeurs), *taux, comparable, additionne, ailleurs)
    cases[len(cellules) - 1] = tuple(f.id for f in autres)
    return Ligne(cellules, (*join_ids(*valeurs), *(f.id for f in autres)), cases)


def _add_departements(national: IndicateurNational, valeurs: list[Valeur]) -> Ligne | None:
    """The sum over départements of what may be added; none for a single one, and never for a rate."""
    chiffres = [v.valeur for v in valeurs if v.valeur is not None]
    if len(chiffres) < 2 or explain_non_additionnable(national):
        return None
    ids = join_ids(*valeurs)
    periodes = sorted({v.periode.libelle for v in valeurs})
    cellules: tuple[Cellule, ...] = (
        str(national.objectif),
        national.code,
        national.libelle,
        national.unite,
        _ENSEMBLE,
        ", ".join(periodes),
        None,
        None,
        sum(chiffres, Decimal(0)),
        None,
        None,
        None,
        f"{len(chiffres)} départements",
        "calculé",
        "",
    )
    return Ligne(cellules, ids, {8: ids})


def _find_avant(valeurs: ParPeriode, periode: Periode) -> Valeur | None:
    """The result of the year before on the same base, or the reference when that is its year."""
    if periode.debut is None or periode.fin is None:
        return None
    avant = Periode(periode.debut - 1, periode.fin - 1, periode.base)
    if periode.base != "scolaire" and periode.debut != periode.fin:
        return None
    return valeurs.get(("realise", avant)) or valeurs.get(("reference", avant))
