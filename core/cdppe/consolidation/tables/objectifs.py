"""Who acts on each national objective, and with how much money."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cdppe.consolidation.actions import PLUSIEURS, ActionSuivie, Unite, find_engagement, format_actions
from cdppe.consolidation.calcul import (
    Donnees,
    add_montants,
    list_faits,
    list_manquants,
    list_periodes,
    note_manquants,
)
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.modeles import Cellule, Colonne, Ligne, Table
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme

_ETAPES = ("prevu", "engage", "execute")
_SUFFIXES = {TOUTES_SOURCES: "", ETAT_ASSURANCE_MALADIE: " (État et assurance maladie)"}
_NOTE_ENGAGEMENT = (
    "L'engagement est celui de l'objectif national ; « Imprimé ailleurs » nomme les actions que leur document range "
    "sous un autre engagement."
)
_NOTE_PLUSIEURS = (
    "Une action qui sert plusieurs objectifs est comptée parmi les actions de chacun ; son argent n'est compté "
    "qu'une fois, sur la ligne qui réunit ces objectifs."
)

_Colonnes = list[tuple[str, str, Periode]]
_Tete = tuple[str, str, str, str]
_ParUnite = dict[Unite, list[Somme]]


def tabulate_objectifs(donnees: Donnees) -> Table:
    """One row for each national objective, then for each group of objectives that one action serves, then for none."""
    par_unite, montants = _select(donnees)
    groupes: dict[tuple[int, ...], list[ActionSuivie]] = defaultdict(list)
    agissent: dict[int, list[ActionSuivie]] = defaultdict(list)
    for action in donnees.actions.values():
        groupes[action.objectifs].append(action)
        for numero in action.objectifs:
            agissent[numero].append(action)
    numeros = sorted({o.numero for o in donnees.cadre.objectifs} | agissent.keys())
    rows: list[tuple[_Tete, list[ActionSuivie], list[ActionSuivie]]] = []
    for numero in numeros:
        objectif = donnees.cadre.get_objectif(numero)
        engagement = objectif.engagement if objectif else ""
        libelle = objectif.libelle if objectif else f"(absent du cadre national de {donnees.annee})"
        head: _Tete = (engagement, str(numero), libelle, objectif.nature if objectif else "")
        rows.append((head, agissent[numero], groupes.get((numero,), [])))
    for objectifs, actions in groupes.items():
        if len(objectifs) > 1:
            nom = " + ".join(map(str, objectifs))
            head = (find_engagement(objectifs, donnees.cadre), nom, "(une action pour plusieurs objectifs)", "")
            rows.append((head, actions, actions))
    sans: dict[str, list[ActionSuivie]] = defaultdict(list)
    for action in groupes.get((), []):
        sans[action.imprime].append(action)
    for imprime, actions in sans.items():
        rows.append(
            (("", "", f"(sans objectif national, engagement imprimé : {imprime or 'aucun'})", ""), actions, actions)
        )
    rows.sort(key=lambda r: (_rang(r[0][0]), _rang_objectif(r[0][1]), r[0][2]))
    noms = (
        Colonne("Engagement"),
        Colonne("Objectif"),
        Colonne("Libellé", "long"),
        Colonne("Nature", essentielle=False),
    )
    lignes = [_ligne(head, actions, payees, par_unite, montants) for head, actions, payees in rows]
    return Table(
        "objectifs",
        "O",
        "Objectifs",
        "Objectifs nationaux : qui agit, montants prévus et exécutés",
        (*noms, *_colonnes(montants)),
        tuple(lignes),
        (_NOTE_ENGAGEMENT, _NOTE_PLUSIEURS, note_manquants(s for ss in par_unite.values() for s in ss)),
    )


def tabulate_engagements(donnees: Donnees) -> Table:
    """One row for each national engagement, then for what belongs to several or none."""
    par_unite, montants = _select(donnees)
    par_engagement: dict[str, list[ActionSuivie]] = {e.code: [] for e in donnees.cadre.engagements}
    for action in donnees.actions.values():
        par_engagement.setdefault(action.engagement, []).append(action)
    libelles: dict[str, str] = {e.code: e.libelle for e in donnees.cadre.engagements}
    libelles |= {
        PLUSIEURS: "(actions dont les objectifs relèvent de plusieurs engagements)",
        "": "(sans objectif national)",
    }
    lignes = [
        _ligne((code, libelles[code]), actions, actions, par_unite, montants)
        for code, actions in sorted(par_engagement.items(), key=lambda c: _rang(c[0]))
    ]
    return Table(
        "engagements",
        "E",
        "Engagements",
        "Engagements nationaux : qui agit, montants prévus et exécutés",
        (Colonne("Engagement"), Colonne("Libellé", "long"), *_colonnes(montants)),
        tuple(lignes),
        (_NOTE_ENGAGEMENT, note_manquants(s for ss in par_unite.values() for s in ss)),
    )


def _select(donnees: Donnees) -> tuple[_ParUnite, _Colonnes]:
    """The comparable lines of the year, by action, and the columns of amounts they fill."""
    par_unite: _ParUnite = defaultdict(list)
    retenues = [
        s
        for s in donnees.lignes
        if s.cle.etape in _ETAPES and (s.cle.periode.contains(donnees.annee) or s.cle.periode.debut is None)
    ]
    for somme in retenues:
        par_unite[Unite.of(somme.cle)].append(somme)
    colonnes = [
        (etape, source, periode)
        for source in _SUFFIXES
        for etape in _ETAPES
        for periode in list_periodes(
            (s for s in retenues if s.cle.etape == etape and s.cle.source == source), donnees.annee
        )
    ]
    return par_unite, colonnes


def _colonnes(montants: _Colonnes) -> tuple[Colonne, ...]:
    return (
        Colonne("Départements", "nombre", essentielle=False),
        Colonne("Actions", "nombre", essentielle=False),
        Colonne("Départements et actions", "long"),
        *(
            Colonne(
                f"{ETAPES[etape]} {periode.libelle}{_SUFFIXES[source]}",
                "montant",
                essentielle=source == TOUTES_SOURCES and etape != "engage",
            )
            for etape, source, periode in montants
        ),
        Colonne("Imprimé ailleurs", "long", essentielle=False),
        Colonne("Manquants", "nombre"),
    )


def _ligne(
    head: tuple[Cellule, ...],
    actions: Sequence[ActionSuivie],
    payees: Iterable[ActionSuivie],
    par_unite: _ParUnite,
    montants: _Colonnes,
) -> Ligne:
    """One row: ``actions`` are counted, the money of ``payees`` is."""
    sommes = [s for action in payees for s in par_unite.get(action.unite, ())]
    # An objective printed with no action and no money shows nobody acting on it.
    actions = [a for a in actions if a.unite.action or any(s.montant for s in par_unite.get(a.unite, ()))]
    vraies = [a for a in actions if a.unite.action]
    par_colonne = [[s for s in sommes if (s.cle.etape, s.cle.source, s.cle.periode) == c] for c in montants]
    return Ligne(
        (
            *head,
            len({a.unite.departement for a in actions}),
            len(vraies),
            format_actions(actions),
            *map(add_montants, par_colonne),
            " ; ".join(f"{a.unite.departement} : {a.unite.nom} (imprimé {a.imprime})" for a in actions if a.differe),
            len(list_manquants(sommes)),
        ),
        (*list_faits(sommes), *(id_ for a in actions for id_ in a.ids)),
        {len(head) + 3 + rang: list_faits(siennes) for rang, siennes in enumerate(par_colonne)},
    )


def _rang(engagement: str) -> tuple[bool, bool, str]:
    """Engagements in their order, then what belongs to several, then to none."""
    return (engagement == "", engagement == PLUSIEURS, engagement)


def _rang_objectif(objectif: str) -> tuple[bool, bool, int, str]:
    return (not objectif, not objectif.isdigit(), int(objectif) if objectif.isdigit() else 0, objectif)
