"""``cdppe tracer``: from a line to what it feeds, from a figure of the synthesis to its lines."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdppe.cli.options import (
    open_campagne,
    option_annees,
    option_campagne,
    option_decisions,
    option_departements,
    option_rapports,
)

if TYPE_CHECKING:
    from cdppe.consolidation.trace import Index, Trace
    from cdppe.plugins.campagne import Campagne

_FAIT = re.compile(r"[0-9AB]{2,3}-[AFI][0-9]+")
_EMPLOIS_MAX = 12
_ANNEE = 2022


@click.command("tracer", no_args_is_help=False)
@click.argument("cible", metavar="CIBLE")
@click.option(
    "--annee",
    type=int,
    metavar="ANNÉE",
    help="Année de la synthèse ; celle de la campagne, ou 2022, sans cette option.",
)
@option_annees
@option_campagne
@option_departements
@option_rapports
@option_decisions
def command(
    cible: str,
    annee: int | None,
    annees: tuple[int, int] | None,
    fichier_campagne: Path | None,
    departements: tuple[str, ...],
    rapports: tuple[Path, ...],
    fichier_decisions: Path | None,
) -> int:
    """Montre d'où vient un chiffre de la synthèse, ou ce que devient une ligne d'un rapport.

    CIBLE est une ligne d'un rapport (62:284, ou rapport.txt:284), une ligne de la synthèse (S12), une de ses cases
    (S12:2022, le nom de la colonne après les deux-points) ou un fait (62-F0012).
    """
    from cdppe.cadre import load_cadre
    from cdppe.cli.avancement import show_avancement
    from cdppe.cli.bilan import check_campagne
    from cdppe.consolidation import consolidate
    from cdppe.consolidation.trace import Index
    from cdppe.controles import examine_campagne
    from cdppe.controles.decisions import open_decisions
    from cdppe.plugins.campagne import read_campagne
    from cdppe.plugins.registre import load_departements
    from cdppe.rendering.surete import safe_console

    if annee and annees:
        raise click.UsageError("Donnez --annee ou --annees, pas les deux.")
    debut, annee = annees or (None, annee)
    attente, annee, rapports = open_campagne(fichier_campagne, annee, rapports)
    annee = annee or _ANNEE
    decisions = open_decisions(fichier_decisions, rapports)
    registre, cadre = load_departements(), load_cadre(annee)
    with show_avancement() as suivre:
        campagne = read_campagne(rapports, departements, registre, vide=attente is not None, suivre=suivre)
    if attente is None:
        check_campagne(campagne, departements)
    # Whether an accepted finding still exists can only be said of all years.
    bilan = examine_campagne(
        campagne, registre, cadre, None if decisions.acceptes else range(debut or annee, annee + 1)
    )
    synthese = consolidate(
        campagne.lectures,
        cadre,
        annee,
        echecs=[(e.departement, e.document, e.raison) for e in campagne.echecs],
        editions=campagne.editions,
        bilan=bilan,
        decisions=decisions,
        attente=attente,
        debut=debut,
    )
    index = Index(synthese)
    for ligne in _answer(index, campagne, cible.strip()):
        texte = safe_console(ligne)
        click.echo(texte and " " * (len(ligne) - len(ligne.lstrip(" "))) + texte)
    for echec in campagne.echecs:
        click.echo(f"Échec : {echec.departement} {echec.document} : {echec.raison}", err=True)
    return 3 if campagne.echecs else 0


def _answer(index: "Index", campagne: "Campagne", cible: str) -> Iterator[str]:
    avant, _, apres = cible.rpartition(":")
    if _FAIT.fullmatch(cible):
        yield from _show(index.trace(cible))
    elif avant and (nom := _find_document(campagne, avant)):
        _check_ligne(campagne, nom, apres)
        yield from _show_ligne(index, campagne, nom, apres)
    else:
        yield from _show_case(index, *(cible.split(":", 1) if ":" in cible else (cible, "")))


def _find_document(campagne: "Campagne", nom: str) -> str:
    """The document of that name, or the only one of that département. Raises ErreurUsage when it has several."""
    from cdppe.erreurs import ErreurUsage

    lus = [lecture.documents[0] for lecture in campagne.lectures]
    noms = [d.document for d in lus if nom in (d.document, Path(d.document).name)]
    noms = noms or [d.document for d in lus if d.departement == nom]
    if len(noms) > 1:
        raise ErreurUsage(f"« {nom} » désigne plusieurs documents ({', '.join(noms)}) : donnez le nom du fichier.")
    return noms[0] if noms else ""


def _check_ligne(campagne: "Campagne", document: str, ligne: str) -> None:
    """Raise ErreurUsage for a place that the document does not have."""
    from cdppe.erreurs import ErreurUsage
    from cdppe.facts import sort_key

    derniere = max(campagne.find_lieux(document), key=sort_key, default="")
    if not ligne.isdigit() and ligne not in campagne.find_lieux(document):
        raise ErreurUsage(f"« {ligne} » n'est pas une ligne de {document} : donnez son numéro, de 1 à {derniere}.")
    if ligne.isdigit() and derniere.isdigit() and not 1 <= int(ligne) <= int(derniere):
        raise ErreurUsage(f"{document} n'a pas de ligne {ligne} : la dernière qui porte du texte est la {derniere}.")


def _show_ligne(index: "Index", campagne: "Campagne", document: str, ligne: str) -> Iterator[str]:
    texte = " | ".join(campagne.find_textes(document, ligne))
    yield f"{document}, ligne {ligne} : {texte or '(rien de lisible sur cette ligne)'}"
    for remarque in index.list_remarques(document, ligne):
        yield f"Remarque du rapport sur lui-même ({remarque}) : la synthèse la cite là où des valeurs manquent."
    traces = list(index.trace_ligne(document, ligne))
    for trace in traces:
        yield ""
        yield from _show(trace)
    non_lus = index.list_non_lus(document, ligne)
    for non_lu, raison in non_lus:
        colonne = f" (colonne « {non_lu.colonne} »)" if non_lu.colonne else ""
        yield ""
        yield f"Hors des faits{colonne} : « {non_lu.texte} » — raison : {raison}"
    if not traces and not non_lus:
        yield "Aucun fait n'est lu sur cette ligne, et rien n'y reste : ni nombre de tableau, ni montant en euros."
    for anomalie in index.synthese.lecture.anomalies:
        if anomalie.document == document and ligne in anomalie.ligne.split(";"):
            yield ""
            yield f"Anomalie {anomalie.gravite} ({anomalie.code}) : {anomalie.message}"


def _show_case(index: "Index", repere: str, colonne: str) -> Iterator[str]:
    from cdppe.rendering.presentation import format_cellule

    table, ligne, rang = index.find_case(repere, colonne)
    yield f"{repere} — {table.titre}"
    for numero, (entete, valeur) in enumerate(zip(table.colonnes, ligne.cellules, strict=True)):
        if valeur not in (None, "") and rang in (None, numero):
            yield f"  {entete.nom} : {format_cellule(valeur, entete.genre)}"
    ids = ligne.faits if rang is None else ligne.faits_of(rang)
    if not ids:
        yield "Aucun fait derrière cette case."
    elif rang is not None and rang not in ligne.cases:
        yield "Cette case n'a pas de faits à elle ; voici ceux de sa ligne."
    for id_ in ids:
        yield ""
        yield from _show(index.trace(id_), emplois=False)


def _show(trace: "Trace", emplois: bool = True) -> Iterator[str]:
    """One fact: what it says, where it stands, in which words, and what it feeds."""
    from cdppe.consolidation.description import describe_fait

    fait = trace.fait
    yield f"{trace.id}  {describe_fait(fait)}"
    yield f"  {fait.document}, ligne {fait.ligne} : « {getattr(fait, 'texte', '') or getattr(fait, 'intitule', '')} »"
    if not emplois:
        return
    for emploi in trace.emplois[:_EMPLOIS_MAX]:
        colonnes = f", colonne {' et '.join(f'« {c} »' for c in emploi.colonnes)}" if emploi.colonnes else ""
        yield f"  → {emploi.repere} ({emploi.table.titre}){colonnes}"
    if len(trace.emplois) > _EMPLOIS_MAX:
        yield f"  → et {len(trace.emplois) - _EMPLOIS_MAX} autres lignes"
    if trace.raison:
        yield f"  → dans aucune ligne de la synthèse : {trace.raison}"
