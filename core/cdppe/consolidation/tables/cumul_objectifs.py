"""What was planned and spent over several years, all sources together, by national engagement and objective."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cdppe.consolidation.actions import PLUSIEURS, ActionSuivie, Unite, find_engagement, format_actions
from cdppe.consolidation.calcul import Donnees, Plage, add_montants, list_faits, list_manquants, note_manquants
from cdppe.consolidation.cumul import CleCumul, Cumul, touches
from cdppe.consolidation.modeles import Cellule, Colonne, Ligne, Table
from cdppe.consolidation.mots import ETAPES, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme
from cdppe.consolidation.tables.cumul import describe_laisses, name_exercices

_ETAPES = ("prevu", "execute")
_NOTES = (
    "Toutes sources, cumulées action par action : la règle est celle du tableau « Cumul ».",
    "Une action qui sert plusieurs objectifs n'est comptée qu'une fois, sur la ligne qui les réunit.",
)


def tabulate_cumul_engagements(donnees: Donnees, cumuls: Mapping[CleCumul, Cumul]) -> Table:
    """One row for each national engagement, then for what belongs to several or none."""
    groupes: dict[str, list[ActionSuivie]] = {e.code: [] for e in donnees.cadre.engagements}
    for action in donnees.actions.values():
        groupes.setdefault(action.engagement, []).append(action)
    libelles: dict[str, str] = {e.code: e.libelle for e in donnees.cadre.engagements}
    libelles |= {PLUSIEURS: "(objectifs de plusieurs engagements)", "": "(sans objectif national)"}
    tetes = {code: (code, libelles[code]) for code in sorted(groupes, key=lambda c: (c == "", c == PLUSIEURS, c))}
    noms = (
        "cumul_engagements",
        "UE",
        "Cumul par engagement",
        f"Montants cumulés de {donnees.plage.nom}, par engagement",
    )
    rows = [(tetes[code], groupes[code]) for code in tetes]
    return _tabulate(donnees, cumuls, noms, (Colonne("Engagement"),), rows)


def tabulate_cumul_objectifs(donnees: Donnees, cumuls: Mapping[CleCumul, Cumul]) -> Table:
    """One row for each national objective on which somebody acts, or group of objectives that one action serves."""
    groupes: dict[tuple[int, ...], list[ActionSuivie]] = defaultdict(list)
    for action in donnees.actions.values():
        groupes[action.objectifs].append(action)
    rows: list[tuple[tuple[str, ...], list[ActionSuivie]]] = []
    for numeros, actions in sorted(groupes.items(), key=lambda g: (not g[0], len(g[0]) > 1, g[0])):
        objectif = donnees.cadre.get_objectif(numeros[0]) if len(numeros) == 1 else None
        libelle = "(une action pour plusieurs objectifs)" if len(numeros) > 1 else "(sans objectif national)"
        if len(numeros) == 1:
            libelle = objectif.libelle if objectif else f"(absent du cadre national de {donnees.annee})"
        tete = (find_engagement(numeros, donnees.cadre), " + ".join(map(str, numeros)), libelle)
        rows.append((tete, actions))
    noms = (
        "cumul_objectifs",
        "UO",
        "Cumul par objectif",
        f"Montants cumulés de {donnees.plage.nom}, par objectif national",
    )
    return _tabulate(donnees, cumuls, noms, (Colonne("Engagement"), Colonne("Objectif")), rows)


def _tabulate(
    donnees: Donnees,
    cumuls: Mapping[CleCumul, Cumul],
    noms: tuple[str, str, str, str],
    premieres: tuple[Colonne, ...],
    rows: Iterable[tuple[tuple[str, ...], Sequence[ActionSuivie]]],
) -> Table:
    plage = donnees.plage
    lues: dict[CleCumul, list[Somme]] = defaultdict(list)
    for somme in donnees.lignes:
        cle = somme.cle
        if cle.source == TOUTES_SOURCES and cle.etape in _ETAPES and touches(cle.periode, plage):
            lues[CleCumul(Unite.of(cle), cle.etape, cle.source)].append(somme)
    lignes = tuple(_ligne(tete, actions, plage, cumuls, lues) for tete, actions in rows)
    colonnes = (
        *premieres,
        Colonne("Libellé", "long"),
        Colonne("Départements et actions", "long", essentielle=False),
        *(
            colonne
            for etape in _ETAPES
            for colonne in (
                Colonne(f"{ETAPES[etape]}, cumul", "montant"),
                Colonne(f"{ETAPES[etape]}, exercices comptés"),
            )
        ),
        Colonne("Ne s'ajoute pas", "long"),
        Colonne("Manquants", "nombre"),
    )
    code, lettre, feuille, titre = noms
    notes = (*_NOTES, note_manquants(s for siennes in lues.values() for s in siennes))
    return Table(code, lettre, feuille, titre, colonnes, lignes, notes)


def _ligne(
    tete: tuple[str, ...],
    actions: Sequence[ActionSuivie],
    plage: Plage,
    cumuls: Mapping[CleCumul, Cumul],
    lues: Mapping[CleCumul, list[Somme]],
) -> Ligne:
    toutes: list[Somme] = []
    cellules: list[Cellule] = []
    phrases: list[str] = []
    ids_laisses: list[str] = []
    cases: dict[int, tuple[str, ...]] = {}
    for etape in _ETAPES:
        cles = [CleCumul(a.unite, etape, TOUTES_SOURCES) for a in actions]
        toutes += [s for cle in cles for s in lues.get(cle, ())]
        siens = [(cle.unite, cumuls[cle]) for cle in cles if cle in cumuls]
        retenus = [s for _, c in siens for s in c.retenus]
        comptes = [*retenus, *(s for _, c in siens for s in c.doubles)]
        laisses = [(unite, laisse) for unite, c in siens for laisse in c.laisses]
        ids_laisses += list_faits(laisse.somme for _, laisse in laisses)
        phrases += [f"{ETAPES[etape].lower()}, {mots}"] if (mots := describe_laisses(laisses, resume=True)) else []
        cases[len(tete) + 1 + len(cellules)] = list_faits(comptes)
        cellules += [add_montants(retenus), name_exercices(comptes, plage)]
    agissent = [a for a in actions if a.unite.action or any(s.montant for e in _ETAPES for s in _get(lues, a, e))]
    cases[len(tete) + 1 + len(cellules)] = tuple(ids_laisses)
    ids = {*list_faits(toutes), *ids_laisses, *(id_ for siens_ids in cases.values() for id_ in siens_ids)}
    return Ligne(
        (*tete, format_actions(agissent), *cellules, " ; ".join(phrases), len(list_manquants(toutes))),
        (*sorted(ids), *(id_ for a in agissent for id_ in a.ids)),
        cases,
    )


def _get(lues: Mapping[CleCumul, list[Somme]], action: ActionSuivie, etape: str) -> Sequence[Somme]:
    return lues.get(CleCumul(action.unite, etape, TOUTES_SOURCES), ())
