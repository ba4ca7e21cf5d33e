"""The indicators over the years: the national ones by département, the local ones by national objective."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from cdppe.consolidation.actions import Unite
from cdppe.consolidation.calcul import Donnees, format_valeur
from cdppe.consolidation.faits import FaitIndicateur, Periode
from cdppe.consolidation.indicateurs import (
    NOTE_MANQUANTS,
    Valeur,
    find_derniere,
    group_nationaux,
    group_periodes,
    join_ids,
)
from cdppe.consolidation.modeles import Cellule, Colonne, Ligne, Table
from cdppe.consolidation.mots import BASES, NATURES, NON_IMPRIME
from cdppe.facts.libelles import normalize_libelle

_NATURES = ("reference", "cible", "realise")
_NOTE_SCOLAIRE = "Une année scolaire est rangée sous l'année où elle finit ; la colonne « Base » le dit."


def tabulate_series(donnees: Donnees) -> Table:
    """The national indicators over the years: reference, targets and results, a column for each year."""
    annees = _list_annees(f for f in donnees.faits.indicateurs if f.fait.indicateur_national)
    par_code = group_nationaux(donnees)
    lignes: list[Ligne] = []
    for national in donnees.cadre.indicateurs:
        for departement, valeurs in sorted(par_code.get(national.code, {}).items()):
            tete = (str(national.objectif), national.code, national.libelle, national.unite, departement)
            for nature in _NATURES:
                bases = sorted({p.base for n, p in valeurs if n == nature})
                for base in bases:
                    serie = {p: v for (n, p), v in valeurs.items() if n == nature and p.base == base}
                    lignes.append(_ligne_serie((*tete, NATURES[nature], BASES[base]), serie, annees))
    colonnes = (
        Colonne("Objectif"),
        Colonne("Code", essentielle=False),
        Colonne("Indicateur national", "long"),
        Colonne("Unité"),
        Colonne("Département"),
        Colonne("Nature"),
        Colonne("Base"),
        *(Colonne(str(a), "valeur") for a in annees),
        Colonne("Autres périodes", "long"),
    )
    titre = "Indicateurs nationaux, au fil des années"
    return Table(
        "indicateurs_series",
        "IS",
        "Séries d'indicateurs",
        titre,
        colonnes,
        tuple(lignes),
        (_NOTE_SCOLAIRE, NOTE_MANQUANTS),
        "texte",
    )


class _Local(NamedTuple):
    """A local indicator: whose, in which action and rubric, under which label."""

    departement: str
    action: str
    rubrique: str
    libelle: str


def tabulate_locaux(donnees: Donnees) -> Table:
    """Every indicator as the reports name it, under the national objective of its action."""
    locaux: dict[_Local, list[FaitIndicateur]] = defaultdict(list)
    for f in donnees.faits.indicateurs:
        cle = _Local(
            f.fait.departement, f.fait.action, normalize_libelle(f.fait.rubrique), normalize_libelle(f.fait.libelle)
        )
        locaux[cle].append(f)
    annees = _list_annees(f for f in donnees.faits.indicateurs if f.fait.nature == "realise")
    lignes: list[tuple[tuple[object, ...], Ligne]] = []
    for rang, (cle, faits) in enumerate(locaux.items()):
        action = donnees.actions.get(Unite(cle.departement, cle.action))
        objectifs = action.objectifs if action else ()
        for base in sorted({f.fait.base for f in faits}):
            siens = [f for f in faits if f.fait.base == base]
            tri = (objectifs or (999,), cle.departement, rang, base)
            lignes.append((tri, _ligne_locale(siens, objectifs, annees, donnees.annee)))
    colonnes = (
        Colonne("Objectifs nationaux"),
        Colonne("Département"),
        Colonne("Action"),
        Colonne("Rubrique", "long"),
        Colonne("Indicateur", "long"),
        Colonne("Code national", essentielle=False),
        Colonne("Unité"),
        Colonne("Base"),
        Colonne("Référence", "valeur"),
        Colonne(f"Cible {donnees.annee}", "valeur"),
        *(Colonne(f"Réalisé {a}", "valeur") for a in annees),
        Colonne("Autres périodes", "long"),
        Colonne("Commentaire", "long", essentielle=False),
    )
    titre = "Indicateurs des rapports, par objectif national"
    notes = ("Aucun de ces indicateurs n'est additionné : chacun est celui de son rapport.", _NOTE_SCOLAIRE)
    triees = tuple(ligne for _, ligne in sorted(lignes, key=lambda c: c[0]))
    return Table(
        "indicateurs_locaux",
        "IL",
        "Indicateurs des rapports",
        titre,
        colonnes,
        triees,
        (*notes, NOTE_MANQUANTS),
        "texte",
    )


def _list_annees(faits: Iterable[FaitIndicateur]) -> list[int]:
    return sorted({f.periode.fin for f in faits if f.periode.fin is not None and _is_annee(f.periode)})


def _is_annee(periode: Periode) -> bool:
    """One year, or one school year."""
    if periode.debut is None or periode.fin is None or periode.base == "partielle":
        return False
    return periode.fin - periode.debut == (periode.base == "scolaire")


def _ligne_serie(tete: tuple[str, ...], serie: dict[Periode, Valeur], annees: list[int]) -> Ligne:
    par_annee = {p.fin: v for p, v in serie.items() if _is_annee(p)}
    autres = [(p, v) for p, v in sorted(serie.items(), key=lambda c: c[0].sort_key(0)) if not _is_annee(p)]
    cases = {len(tete) + rang: par_annee[a].ids for rang, a in enumerate(annees) if a in par_annee}
    cases[len(tete) + len(annees)] = join_ids(*(v for _, v in autres))
    cellules = (
        *tete,
        *(par_annee[a].cellule if a in par_annee else NON_IMPRIME for a in annees),
        _format_autres(autres),
    )
    return Ligne(cellules, join_ids(*serie.values()), cases)


def _ligne_locale(faits: list[FaitIndicateur], objectifs: tuple[int, ...], annees: list[int], annee: int) -> Ligne:
    premier = faits[0].fait
    valeurs = group_periodes(faits)
    reference = find_derniere(valeurs, "reference", annee)
    cible = next((v for (n, p), v in sorted(valeurs.items()) if n == "cible" and p.fin == annee), None)
    realises = {p: v for (n, p), v in valeurs.items() if n == "realise"}
    par_annee = {p.fin: v for p, v in realises.items() if _is_annee(p)}
    autres = [(p, v) for p, v in sorted(realises.items(), key=lambda c: c[0].sort_key(0)) if not _is_annee(p)]
    commentaires = [f for f in faits if f.fait.nature == "commentaire" and f.fait.texte]
    tete: tuple[Cellule, ...] = (
        ", ".join(map(str, objectifs)),
        premier.departement,
        premier.action,
        premier.rubrique,
        premier.libelle,
        premier.indicateur_national,
        _find_unite(faits),
        BASES[premier.base],
    )
    suite = [reference, cible, *(par_annee.get(a) for a in annees)]
    cases = {len(tete) + rang: v.ids for rang, v in enumerate(suite) if v}
    cases[len(tete) + len(suite)] = join_ids(*(v for _, v in autres))
    cases[len(tete) + len(suite) + 1] = tuple(f.id for f in commentaires)
    cellules = (
        *tete,
        *(v.cellule if v else NON_IMPRIME for v in suite),
        _format_autres(autres),
        " ; ".join(f"{f.periode.libelle} : {f.fait.texte}" for f in commentaires),
    )
    return Ligne(cellules, tuple(f.id for f in faits), cases)


def _find_unite(faits: list[FaitIndicateur]) -> str:
    """The unit that the values share; an evolution in percent says nothing of what is counted."""
    unites = {f.fait.unite for f in faits if f.fait.valeur is not None and f.fait.nature in _NATURES}
    return unites.pop() if len(unites) == 1 else ""


def _format_autres(autres: list[tuple[Periode, Valeur]]) -> str:
    return " ; ".join(f"{p.libelle} : {_format(v)}" for p, v in autres)


def _format(valeur: Valeur) -> str:
    if valeur.valeur is None:
        return valeur.mot
    chiffre = format_valeur(valeur.valeur)
    return f"{chiffre}\u00a0{valeur.unite}" if valeur.unite else chiffre
