"""The tables that charts are drawn from: few rows, one kind of figure, and the facts behind each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from cdppe.cadre.territoires import load_territoires
from cdppe.consolidation.actions import PLUSIEURS, ActionSuivie, Unite
from cdppe.consolidation.calcul import Donnees, add_montants, count, list_faits, note_manquants
from cdppe.consolidation.cumul import CleCumul, Cumul
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.modeles import Colonne, Graphique, Ligne, Rubrique, Table
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, RANG_SOURCE, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme
from cdppe.consolidation.tables.graphiques_indicateurs import chart_indicateurs
from cdppe.controles.mots import agree, format_euros, format_liste, format_nombre

_ETAPES = ("prevu", "engage", "execute")
_BARRES_MAX = 25
_NOMBRES_MAX = 30
"""So many bars, and so many columns of numbers, stay readable."""
_DOUBLES = "Ne les additionnez pas : deux noms de source peuvent désigner le même argent."
_NOTE_ANNEE = "Montants de la seule année {} : ceux d'une période plus longue ou d'une année scolaire n'y sont pas."
_NOTE_CUMUL = (
    "Montants qui s'additionnent d'une année à l'autre, comme dans le tableau du cumul, qui montre aussi ceux qui ne "
    "s'ajoutent pas."
)
_LIGNES = (TOUTES_SOURCES, ETAT_ASSURANCE_MALADIE)
_SANS_DETAIL = "Toutes sources, sans détail"
_HORS_CADRE = {
    PLUSIEURS: ("plusieurs", "(actions dont les objectifs relèvent de plusieurs engagements)"),
    "": ("sans", "(sans objectif national)"),
}


class _Noms(NamedTuple):
    """What a chart of money is called, and where it stands."""

    code: str
    lettre: str
    rubrique: Rubrique
    selon: str
    tetes: tuple[Colonne, ...]
    notes: tuple[str, ...]
    mise_en_garde: str = ""


def list_graphiques(
    donnees: Donnees, execution: Table, cumuls: Mapping[CleCumul, Cumul] = MappingProxyType({})
) -> tuple[Graphique, ...]:
    """The charts that have a figure to show.

    ``execution`` is the table of the rates by département; ``cumuls`` what adds up over the years, when there are
    several.
    """
    sommes = _select(donnees, cumuls)
    tous = (
        _chart_sources(donnees, sommes),
        _chart_engagements(donnees, sommes),
        _chart_execution(donnees, execution),
        chart_indicateurs(donnees),
        _chart_grille(donnees),
    )
    return tuple(g for g in tous if g)


def _select(donnees: Donnees, cumuls: Mapping[CleCumul, Cumul]) -> list[Somme]:
    """What is planned, committed or spent for the year alone; of several years, what adds up over them."""
    if donnees.debut is not None:
        return [s for cle, cumul in cumuls.items() if cle.etape in _ETAPES for s in cumul.retenus]
    annee = Periode(donnees.annee, donnees.annee, "civile")
    return [s for s in (*donnees.sommes, *donnees.lignes) if s.cle.etape in _ETAPES and s.cle.periode == annee]


def _chart_sources(donnees: Donnees, sommes: Iterable[Somme]) -> Graphique | None:
    """Planned and spent by source; a printed total stands only where the action has no source of its own."""
    retenues = [s for s in sommes if s.cle.source not in _LIGNES]
    detaillees = {_name(s) for s in retenues if s.cle.source != "total" and s.montant is not None}
    groupes: dict[str, list[Somme]] = defaultdict(list)
    doubles = 0
    for somme in sorted(retenues, key=lambda s: RANG_SOURCE[s.cle.source]):
        if somme.cle.source != "total":
            groupes[SOURCES[somme.cle.source]].append(somme)
        elif _name(somme) in detaillees:
            doubles += 1
        else:
            groupes[_SANS_DETAIL].append(somme)
    notes = [_DOUBLES]
    if _SANS_DETAIL in groupes:
        notes.append(f"« {_SANS_DETAIL} » : totaux d'une action dont aucune source n'est donnée.")
    if doubles:
        notes.append("Le total d'une action dont une source au moins est donnée n'y est pas.")
    noms = _Noms("sources", "VS", "argent", "par source", (Colonne("Source"),), tuple(notes), f" {_DOUBLES}")
    return _chart_argent(donnees, noms, [((source,), sommes) for source, sommes in groupes.items()])


def _name(somme: Somme) -> tuple[Unite, str]:
    return Unite.of(somme.cle), somme.cle.etape


def _chart_engagements(donnees: Donnees, sommes: Iterable[Somme]) -> Graphique | None:
    """Planned and spent by national engagement, all sources together."""
    tetes = {e.code: (e.code, e.libelle) for e in donnees.cadre.engagements} | _HORS_CADRE
    groupes: dict[str, list[Somme]] = {code: [] for code in tetes}
    for somme in sommes:
        if somme.cle.source == TOUTES_SOURCES:
            groupes[donnees.actions[Unite.of(somme.cle)].engagement].append(somme)
    rows = [(tetes[code], siennes) for code, siennes in groupes.items() if siennes or code not in _HORS_CADRE]
    notes = ("Toutes sources : le total imprimé de chaque action, à défaut la somme de ses sources.",)
    colonnes = (Colonne("Engagement"), Colonne("Libellé", "long"))
    noms = _Noms("engagements", "VE", "objectifs", "par engagement national", colonnes, notes)
    return _chart_argent(donnees, noms, rows)


def _chart_argent(
    donnees: Donnees, noms: _Noms, rows: Sequence[tuple[tuple[str, ...], list[Somme]]]
) -> Graphique | None:
    """A column for each étape of which an amount is known; what is not known is an empty cell."""
    sommes = [s for _, siennes in rows for s in siennes]
    connus = {
        etape: sorted({s.cle.departement for s in sommes if s.cle.etape == etape and s.montant is not None})
        for etape in _ETAPES
    }
    etapes = [etape for etape in _ETAPES if connus[etape]]
    if not etapes:
        return None
    lignes = []
    premiere = len(noms.tetes)
    for tete, siennes in rows:
        par_etape = [[s for s in siennes if s.cle.etape == etape] for etape in etapes]
        cases = {premiere + rang: list_faits(parts) for rang, parts in enumerate(par_etape)}
        lignes.append(
            Ligne((*tete, *map(add_montants, par_etape)), list_faits(s for parts in par_etape for s in parts), cases)
        )
    annees = donnees.plage.nom
    titre = f"{format_liste(ETAPES[e] for e in etapes).capitalize()} {annees}, {noms.selon}"
    codes = " ; ".join(f"{ETAPES[e].lower()} : {', '.join(connus[e])}" for e in etapes)
    notes = (
        _NOTE_CUMUL if donnees.debut is not None else _NOTE_ANNEE.format(annees),
        "Case vide : aucun montant connu, ce qui n'est pas zéro.",
        f"Départements qui ont un montant, {codes}.",
        *noms.notes,
        note_manquants(s for s in sommes if s.cle.etape in etapes),
    )
    colonnes = (*noms.tetes, *(Colonne(ETAPES[e], "montant") for e in etapes))
    axe = noms.tetes[0].nom.lower()
    maxima = " ; ".join(
        f"{ETAPES[e].lower()}, {axe} {_find_maximum(lignes, premiere + n)}" for n, e in enumerate(etapes)
    )
    nombres = format_liste(f"{ETAPES[e].lower()} de {count(len(connus[e]), 'département')}" for e in etapes)
    resume = f"Plus gros montants de {annees} : {maxima}. Montants connus : {nombres}.{noms.mise_en_garde}"
    if any(_count_groupes(siennes) > 1 for _, siennes in rows):
        resume += " Les barres voisines ne viennent pas toujours des mêmes départements : ne les comparez pas."
    return _make((noms.code, noms.lettre, noms.rubrique), "barres", titre, colonnes, lignes, notes, resume)


def _count_groupes(sommes: Iterable[Somme]) -> int:
    """How many sets of départements stand behind the étapes."""
    par_etape: dict[str, set[str]] = {}
    for somme in sommes:
        if somme.montant is not None and somme.cle.etape in _ETAPES:
            par_etape.setdefault(somme.cle.etape, set()).add(somme.cle.departement)
    return len({frozenset(codes) for codes in par_etape.values()})


def _find_maximum(lignes: list[Ligne], colonne: int) -> str:
    """``« FIR » (1 000 €)``: the row with the greatest amount."""
    montants = [(c, str(ligne.cellules[0])) for ligne in lignes if isinstance(c := ligne.cellules[colonne], Decimal)]
    montant, nom = max(montants, key=lambda m: m[0])
    return f"« {nom} » ({_euros(montant)})"


def _euros(montant: Decimal) -> str:
    return format_euros(montant).replace(" ", "\u00a0")


def _chart_execution(donnees: Donnees, execution: Table) -> Graphique | None:
    """The rate of each département over its comparable actions, for the year, else for a longer period around it."""
    taux: dict[str, Ligne] = {}
    for ligne in execution.lignes:
        if ligne.cellules[1] == SOURCES[TOUTES_SOURCES] and ligne.cellules[5] is not None:
            taux.setdefault(str(ligne.cellules[0]), ligne)
    if not taux:
        return None
    territoires = load_territoires()
    lus = {d.departement for d in donnees.faits.lecture.documents}
    lignes = []
    for code in sorted(lus, key=lambda c: (-_taux_of(taux.get(c)), c)):
        nom = territoires[code].nom if code in territoires else ""
        sien = taux.get(code)
        if sien is None:
            lignes.append(Ligne((code, nom, "non comparable", None, None, None, None)))
            continue
        _, _, periode, prevu, execute, rapport, actions, *_ = sien.cellules
        cases = {3: sien.cases[5], 4: sien.cases[3], 5: sien.cases[4]}
        lignes.append(Ligne((code, nom, periode, rapport, prevu, execute, actions), sien.cases[5], cases))
    titre = f"Taux d'exécution de {donnees.annee} ou de la période qui le contient, par département"
    colonnes = (
        Colonne("Département"),
        Colonne("Nom"),
        Colonne("Période"),
        Colonne("Taux (%)", "taux"),
        Colonne("Prévu comparable", "montant"),
        Colonne("Exécuté comparable", "montant"),
        Colonne("Actions comparables", "nombre"),
    )
    notes = (
        "Toutes sources, sur les seules actions dont le prévu et l'exécuté se comparent ; « Taux d'exécution "
        "par département » dit pourquoi les autres ne se comparent pas.",
        f"La période est {donnees.annee} ; à défaut, une plus longue qui la contient, que la colonne nomme.",
    )
    dernier, premier = lignes[len(taux) - 1], lignes[0]
    if len(taux) > 1 and dernier.cellules[3] == premier.cellules[3]:
        bornes = f"tous à {_format_taux(premier)}"
    else:
        bornes = " à ".join(dict.fromkeys(_name_taux(ligne) for ligne in (dernier, premier)))
        bornes = f"{'de ' if len(taux) > 1 else ''}{bornes}"
    resume = (
        f"{count(len(taux), 'département')} sur {len(lus)} {agree(len(taux), 'a', 'ont')} un prévu et un exécuté qui "
        f"se comparent : {bornes}."
    )
    modele = "taux" if len(taux) <= _BARRES_MAX else "taux_nombreux"
    return _make(("execution", "VX", "argent"), modele, titre, colonnes, lignes, notes, resume)


def _taux_of(ligne: Ligne | None) -> Decimal:
    """A département without a rate comes last."""
    taux = ligne.cellules[5] if ligne else None
    return taux if isinstance(taux, Decimal) else Decimal(-1)


def _name_taux(ligne: Ligne) -> str:
    """``68,2 % (77 Seine-et-Marne, 2020-2022)``."""
    code, nom, periode, *_ = ligne.cellules
    return f"{_format_taux(ligne)} ({f'{code} {nom}'.strip()}, {periode})"


def _format_taux(ligne: Ligne) -> str:
    return format_nombre(Decimal(str(ligne.cellules[3])), "%")


def _chart_grille(donnees: Donnees) -> Graphique | None:
    """How many actions of each département serve each objective."""
    departements = sorted({d.departement for d in donnees.faits.lecture.documents})
    cases: dict[tuple[int, str], list[ActionSuivie]] = defaultdict(list)
    for action in donnees.actions.values():
        for numero in action.objectifs if action.unite.action else ():
            cases[numero, action.unite.departement].append(action)
    if not cases:
        return None
    libelles = {o.numero: o.libelle for o in donnees.cadre.objectifs}
    lignes = []
    for numero in sorted(libelles.keys() | {numero for numero, _ in cases}):
        ids = [tuple(id_ for a in cases.get((numero, d), ()) for id_ in a.ids) for d in departements]
        nombres = (len(cases[numero, d]) if (numero, d) in cases else None for d in departements)
        libelle = libelles.get(numero, f"(absent du cadre national de {donnees.annee})")
        faits = tuple(id_ for siens in ids for id_ in siens)
        lignes.append(Ligne((str(numero), libelle, *nombres), faits, {2 + n: siens for n, siens in enumerate(ids)}))
    titre = "Objectifs nationaux et départements : nombre d'actions"
    colonnes = (Colonne("Objectif"), Colonne("Libellé", "long"), *(Colonne(d, "nombre") for d in departements))
    notes = (
        "Une action qui sert plusieurs objectifs est comptée pour chacun ; celles qu'aucun objectif national ne décide "
        "n'y sont pas. Case vide : aucune action rattachée.",
    )
    modele = "grille" if len(departements) <= _NOMBRES_MAX else "grille_large"
    return _make(("grille", "VG", "objectifs"), modele, titre, colonnes, lignes, notes, _resume_grille(lignes))


def _resume_grille(lignes: list[Ligne]) -> str:
    """How many objectives somebody serves, which most départements serve, and which nobody does."""
    servis = [(sum(c is not None for c in ligne.cellules[2:]), str(ligne.cellules[0])) for ligne in lignes]
    plus = max(nombre for nombre, _ in servis)
    premiers = [numero for nombre, numero in servis if nombre == plus]
    absents = [numero for nombre, numero in servis if not nombre]
    communs = count(len(premiers), "objectif") if len(premiers) > 3 else f"n°\u00a0{format_liste(premiers)}"
    reste = f" ; sans action : {', '.join(absents)}" if absents else ""
    return (
        f"{len(lignes) - len(absents)} des {len(lignes)} objectifs ont au moins une action ; les plus partagés en ont "
        f"dans {count(plus, 'département')} ({communs}){reste}."
    )


def _make(
    noms: tuple[str, str, Rubrique],
    modele: str,
    titre: str,
    colonnes: tuple[Colonne, ...],
    lignes: list[Ligne],
    notes: tuple[str, ...],
    resume: str,
) -> Graphique:
    code, lettre, rubrique = noms
    table = Table(
        f"graphique_{code}", lettre, f"Graphique {code}", titre, colonnes, tuple(lignes), notes, "classeur", rubrique
    )
    return Graphique(code, titre, table, f"graphiques/{modele}.json", resume)
