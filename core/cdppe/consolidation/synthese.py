"""All the tables of a year, from what was read."""

from collections.abc import Iterable

from cdppe.cadre import Cadre
from cdppe.consolidation.actions import follow_actions
from cdppe.consolidation.calcul import Donnees
from cdppe.consolidation.details import add_details
from cdppe.consolidation.execution import compare_execution
from cdppe.consolidation.faits import number_faits
from cdppe.consolidation.modeles import Synthese
from cdppe.consolidation.sommes import sum_financements
from cdppe.consolidation.sources import compare_sources
from cdppe.consolidation.table_execution import tabulate_execution, tabulate_execution_actions
from cdppe.consolidation.table_faits import (
    tabulate_ailleurs,
    tabulate_anomalies,
    tabulate_correspondance,
    tabulate_documents,
    tabulate_hors_sommes,
)
from cdppe.consolidation.table_objectifs import tabulate_engagements, tabulate_objectifs
from cdppe.consolidation.table_sources import tabulate_reports, tabulate_reports_actions, tabulate_sources
from cdppe.facts import Anomalie, Lecture


def consolidate(
    lectures: Iterable[Lecture],
    cadre: Cadre,
    annee: int,
    *,
    echecs: Iterable[tuple[str, str, str]] = (),
    editions: bool = False,
) -> Synthese:
    """Return the synthesis of ``annee``: one Lecture for each document, whatever their order.

    ``echecs``: département, document and reason of what could not be read; ``editions``: the documents are the
    plugins' embedded editions.
    """
    faits = number_faits(lectures)
    echecs = sorted(set(echecs))
    base = sum_financements(faits.financements)
    sommes = base.sommes + add_details(faits.financements, base.sommes)
    lignes = compare_sources(sommes)
    actions = follow_actions(faits.actions, sommes, cadre)
    donnees = Donnees(annee, cadre, faits, sommes, lignes, base.ecarts, actions)
    taux = compare_execution(donnees)
    return Synthese(
        annee=annee,
        editions=editions,
        date=max((d.date for d in faits.lecture.documents), default=""),
        avertissements=_warn(echecs, faits.lecture.anomalies),
        tables=(
            tabulate_documents(donnees, echecs),
            tabulate_sources(donnees),
            tabulate_engagements(donnees),
            tabulate_objectifs(donnees),
            tabulate_execution(donnees, taux),
            tabulate_execution_actions(donnees, taux),
            tabulate_reports(donnees),
            tabulate_reports_actions(donnees),
            tabulate_correspondance(donnees),
            tabulate_hors_sommes(donnees),
            tabulate_ailleurs(donnees),
            tabulate_anomalies(donnees),
        ),
        lecture=faits.lecture,
        ids_actions=tuple(id_ for id_, _ in faits.actions),
        ids_financements=tuple(f.id for f in faits.financements),
    )


def _warn(echecs: Iterable[tuple[str, str, str]], anomalies: Iterable[Anomalie]) -> tuple[str, ...]:
    """The sentences that stand at the top of every output."""
    manquants = [f"Synthèse incomplète, manque {_name_echec(*echec)}" for echec in echecs]
    refus = [
        f"Synthèse incomplète, {a.departement} {a.document}, ligne {a.ligne} : {a.message}"
        for a in anomalies
        if a.gravite == "bloquante"
    ]
    return (*manquants, *refus)


def _name_echec(departement: str, document: str, raison: str) -> str:
    """``62 rapport.txt : why``; a reason that already begins by the document does not say it twice."""
    nom = " ".join(filter(None, (departement, document)))
    return f"{nom} : {raison.removeprefix(f'{document} : ')}"
