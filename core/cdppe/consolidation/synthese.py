"""All the tables of a year, from what was read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from cdppe.cadre import Cadre
from cdppe.consolidation.actions import follow_actions
from cdppe.consolidation.calcul import Donnees
from cdppe.consolidation.campagne import CampagneDeclaree, describe_part, list_reponses, tabulate_reponses
from cdppe.consolidation.cumul import cumulate
from cdppe.consolidation.decisions import mention_decisions, settle_sommes
from cdppe.consolidation.execution import compare_execution
from cdppe.consolidation.faits import Faits, number_faits
from cdppe.consolidation.fiches_mesures import Citees
from cdppe.consolidation.modeles import RUBRIQUES, Graphique, Synthese, Table
from cdppe.consolidation.sources import compare_sources
from cdppe.consolidation.tables.controles import tabulate_bilan, tabulate_passages, tabulate_signalements
from cdppe.consolidation.tables.cumul import tabulate_cumul
from cdppe.consolidation.tables.cumul_objectifs import tabulate_cumul_engagements, tabulate_cumul_objectifs
from cdppe.consolidation.tables.ensemble import tabulate_ensemble
from cdppe.consolidation.tables.execution import tabulate_execution, tabulate_execution_actions
from cdppe.consolidation.tables.faits import (
    tabulate_ailleurs,
    tabulate_anomalies,
    tabulate_correspondance,
    tabulate_documents,
    tabulate_hors_sommes,
)
from cdppe.consolidation.tables.fiches import tabulate_fiches
from cdppe.consolidation.tables.graphiques import list_graphiques
from cdppe.consolidation.tables.indicateurs import tabulate_nationaux
from cdppe.consolidation.tables.objectifs import tabulate_engagements, tabulate_objectifs
from cdppe.consolidation.tables.series import tabulate_locaux, tabulate_series
from cdppe.consolidation.tables.sources import tabulate_reports, tabulate_reports_actions, tabulate_sources
from cdppe.controles import Bilan, Passage
from cdppe.controles.decisions import Decisions
from cdppe.facts import Action, Financement, Indicateur, Lecture


def consolidate(
    lectures: Iterable[Lecture],
    cadre: Cadre,
    annee: int,
    *,
    echecs: Iterable[tuple[str, str, str]] = (),
    editions: bool = False,
    attendus: Iterable[str] = (),
    bilan: Bilan | None = None,
    decisions: Decisions | None = None,
    attente: CampagneDeclaree | None = None,
    textes: Mapping[tuple[str, str], str] = MappingProxyType({}),
    debut: int | None = None,
) -> Synthese:
    """Return the synthesis of ``annee``: one Lecture for each document, whatever their order.

    ``echecs``: département, document and reason of what could not be read; ``editions``: the documents are the
    plugins' embedded editions; ``attendus``: the codes of the départements from which a report could come; ``bilan``:
    what the controls found, shown in tables of its own; ``decisions``: what staff decided, whose confirmed figures
    are used; ``attente``: the campaign, which then says who is expected, and opens the synthesis; ``textes``: what
    stands on each line of the documents; ``debut``: the first of several years, whose amounts are then added up too.
    """
    lues = tuple(lectures)
    decisions = decisions or Decisions()
    faits = number_faits(decisions.apply(lues))
    echecs = sorted(set(echecs))
    reponses = list_reponses(attente, lues, echecs) if attente else ()
    base = settle_sommes(faits.financements)
    sommes = base.sommes
    lignes = compare_sources(sommes)
    actions = follow_actions(faits.actions, sommes, cadre)
    donnees = Donnees(annee, cadre, faits, sommes, lignes, base.ecarts, actions, debut)
    taux = compare_execution(donnees)
    execution = tabulate_execution(donnees, taux)
    nationaux, controles = tabulate_nationaux(donnees), _tabulate_controles(donnees, bilan, decisions)
    citees = _cite(donnees, execution, nationaux, controles, bilan)
    cumuls = cumulate(sommes, donnees.plage) if debut else {}
    graphiques = list_graphiques(donnees, execution, cumuls)
    tables = _arrange(
        graphiques,
        campagne=(tabulate_reponses(attente, reponses),) if attente else (),
        argent=(
            *((tabulate_cumul(donnees, cumuls),) if debut else ()),
            tabulate_ensemble(donnees),
            tabulate_sources(donnees),
            execution,
            tabulate_reports(donnees),
            tabulate_hors_sommes(donnees),
            tabulate_ailleurs(donnees),
        ),
        objectifs=(
            *(
                (tabulate_cumul_engagements(donnees, cumuls), tabulate_cumul_objectifs(donnees, cumuls))
                if debut
                else ()
            ),
            tabulate_engagements(donnees),
            tabulate_objectifs(donnees),
        ),
        indicateurs=(nationaux, tabulate_series(donnees), tabulate_locaux(donnees)),
        actions=(tabulate_execution_actions(donnees, taux), tabulate_reports_actions(donnees)),
        controles=controles,
        correspondance=(tabulate_correspondance(donnees),),
        departements=(tabulate_fiches(donnees, citees, reponses, echecs),),
        lecture=(tabulate_documents(donnees, echecs), tabulate_anomalies(donnees)),
    )
    return Synthese(
        annee=annee,
        editions=editions,
        date=max((d.date for d in faits.lecture.documents), default=""),
        avertissements=(*_warn(echecs, faits.lecture), *map(name_panne, bilan.pannes if bilan else ())),
        tables=tables,
        lecture=faits.lecture,
        ids_actions=tuple(id_ for id_, _ in faits.actions),
        ids_financements=tuple(f.id for f in faits.financements),
        ids_indicateurs=tuple(f.id for f in faits.indicateurs),
        mentions=(
            *((describe_part(reponses, str(attente.annee)).removesuffix("."),) if attente else ()),
            *_mention(annee, faits, () if attente else sorted(set(attendus) - {code for code, _, _ in echecs})),
            *mention_decisions(faits, base),
            *decisions.list_perimees(lues, None if echecs else bilan),
        ),
        graphiques=graphiques,
        textes=_select_textes(faits.lecture, textes),
        debut=debut,
    )


def _arrange(graphiques: Iterable[Graphique], **par_rubrique: Iterable[Table]) -> tuple[Table, ...]:
    """The tables in the order of the questions they answer, each question's charts after its own."""
    dessinees = [g.table for g in graphiques]
    return tuple(
        table
        for rubrique in RUBRIQUES
        for table in (
            *(replace(t, rubrique=rubrique) for t in par_rubrique.get(rubrique, ())),
            *(t for t in dessinees if t.rubrique == rubrique),
        )
    )


def _select_textes(lecture: Lecture, textes: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The lines on which a fact stands."""
    faits: tuple[Action | Financement | Indicateur, ...]
    faits = (*lecture.actions, *lecture.financements, *lecture.indicateurs)
    places = dict.fromkeys((f.document, f.ligne) for f in faits)
    return {place: textes[place] for place in places if place in textes}


def _tabulate_controles(donnees: Donnees, bilan: Bilan | None, decisions: Decisions) -> tuple[Table, ...]:
    if bilan is None:
        return ()
    return (
        tabulate_bilan(bilan, donnees.plage),
        tabulate_signalements(donnees, bilan, decisions),
        tabulate_passages(bilan, donnees.plage),
    )


def _cite(
    donnees: Donnees, execution: Table, nationaux: Table, controles: tuple[Table, ...], bilan: Bilan | None
) -> Citees:
    """What the sheets of départements quote."""
    examines = (
        frozenset(p.departement for p in bilan.of_annees(donnees.plage.annees).passages) if bilan else frozenset()
    )
    return Citees(execution, nationaux, next((t for t in controles if t.code == "signalements"), None), examines)


def _warn(echecs: Iterable[tuple[str, str, str]], lecture: Lecture) -> tuple[str, ...]:
    """What failed, what was refused, and the documents in which nothing was found."""
    manquants = [f"Synthèse incomplète, manque {name_echec(*echec)}" for echec in echecs]
    refus = [
        f"Synthèse incomplète, {a.departement} {a.document}, ligne {a.ligne} : {a.message}"
        for a in lecture.anomalies
        if a.gravite == "bloquante"
    ]
    vides = [
        f"Synthèse incomplète, {departement} {document} : ni action ni montant trouvés ; vérifiez que c'est bien le "
        "rapport de ce département."
        for departement, document in _list_vides(lecture)
    ]
    return (*manquants, *refus, *vides)


def _list_vides(lecture: Lecture) -> list[tuple[str, str]]:
    """Département and name of the documents that gave neither an action nor an amount."""
    pleins = {(f.departement, f.document) for f in (*lecture.actions, *lecture.financements)}
    return [cle for d in lecture.documents if (cle := (d.departement, d.document)) not in pleins]


def _mention(annee: int, faits: Faits, attendus: Iterable[str]) -> tuple[str, ...]:
    """What a reader of the whole must know, and which is nobody's failure."""
    mentions = []
    lus = {d.departement for d in faits.lecture.documents}
    if absents := [code for code in attendus if code not in lus]:
        mentions.append(f"Sans rapport : {', '.join(absents)}")
    montants = [f for f in faits.financements if f.fait.montant is not None]
    if montants and not any(f.periode.contains(annee) for f in montants):
        annees = sorted({a for f in montants for a in (f.fait.debut, f.fait.fin) if a is not None})
        couvertes = f" : ils vont de {annees[0]} à {annees[-1]}" if annees else ""
        mentions.append(f"Aucun montant lu ne porte sur {annee}{couvertes}")
    return tuple(mentions)


def name_echec(departement: str, document: str, raison: str) -> str:
    """``62 rapport.txt : why``; a reason that already begins by the document does not say it twice."""
    nom = " ".join(filter(None, (departement, document)))
    return f"{nom} : {raison.removeprefix(f'{document} : ')}"


def name_panne(passage: Passage) -> str:
    """A control that crashed, where, and why."""
    return f"Contrôle en panne : {passage.controle.code}, {passage.departement} {passage.annee} : {passage.raison}"
