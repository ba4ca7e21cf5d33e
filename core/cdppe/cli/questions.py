"""``cdppe questions``: what goes back to a département, as a Word document and as Markdown."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdppe.cli.options import option_decisions, option_rapports, option_sortie

if TYPE_CHECKING:
    from cdppe.controles import Signalement
    from cdppe.plugins.campagne import Campagne

_FORMATS = ("word", "markdown")


@click.command("questions")
@click.option("--departement", required=True, metavar="CODE", help="Code du département, par exemple 77.")
@click.option(
    "--annee",
    type=click.IntRange(2020, 2100),
    required=True,
    metavar="ANNÉE",
    help="Exercice sur lequel portent les questions, par exemple 2022.",
)
@option_rapports
@option_decisions
@option_sortie
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    default=_FORMATS,
    help="Format à écrire (répétable) ; les deux sans cette option.",
)
def command(
    departement: str,
    annee: int,
    rapports: tuple[Path, ...],
    fichier_decisions: Path | None,
    sortie: Path | None,
    formats: tuple[str, ...],
) -> int:
    """Écrit les questions à poser à un département : ce qui a été reçu, ce qui manque, puis ce que ses documents
    contredisent, du plus au moins important, avec leurs lignes et leurs textes.

    Les questions sont numérotées (Q1, Q2…) pour que la réponse les cite. Le document Word suit un modèle,
    templates/questions.docx, dont les styles se changent dans Word.
    """
    from cdppe.cadre import load_cadre
    from cdppe.cli.bilan import check_campagne, report_echecs, report_ignores, report_perimees
    from cdppe.consolidation.calcul import count
    from cdppe.consolidation.questions import list_questions, prepare_courrier
    from cdppe.controles import examine_campagne
    from cdppe.controles.decisions import open_decisions
    from cdppe.controles.passage import make_dossiers
    from cdppe.erreurs import ErreurDocument
    from cdppe.plugins.campagne import read_campagne
    from cdppe.plugins.registre import load_departements
    from cdppe.rendering.questions import write_questions

    cadre = load_cadre(annee)
    decisions = open_decisions(fichier_decisions, rapports)
    registre = load_departements()
    campagne = read_campagne(rapports, (departement,), registre)
    check_campagne(campagne, (departement,))
    _check_lectures(campagne, departement)
    (dossier,) = make_dossiers(campagne, registre, cadre)
    bilan = examine_campagne(campagne, registre, cadre)
    courrier = prepare_courrier(dossier, bilan, decisions, annee, campagne.find_textes, editions=campagne.editions)
    fichiers = write_questions(courrier, sortie or Path("sorties") / str(annee), formats)
    questions = count(len(courrier.questions) + len(courrier.annexe), "question")
    manques = count(len(courrier.manques), "manque")
    click.echo(f"{courrier.departement} ({departement}), {annee} : {questions}, {manques}.")
    _point_elsewhere(list_questions(bilan, decisions), annee)
    click.echo("\nFichiers écrits :")
    for fichier in fichiers:
        click.echo(f"  {fichier}")
    report_ignores(campagne)
    report_perimees(decisions, campagne, bilan)
    return ErreurDocument.code_sortie if report_echecs(campagne, bilan) else 0


def _check_lectures(campagne: "Campagne", departement: str) -> None:
    """Raise ErreurUsage without a report, ErreurDocument when none of them could be read or holds anything."""
    from cdppe.erreurs import ErreurDocument, ErreurUsage

    if any(lecture.actions or lecture.financements for lecture in campagne.lectures):
        return
    if campagne.echecs:
        raisons = " ".join(e.raison for e in campagne.echecs)
        raise ErreurDocument(f"Aucun rapport du département {departement} n'a pu être lu. {raisons}")
    if campagne.lectures:
        noms = ", ".join(d.document for lecture in campagne.lectures for d in lecture.documents)
        raise ErreurDocument(
            f"{noms} : ni action ni montant ; vérifiez que c'est bien un rapport du département {departement}."
        )
    raise ErreurUsage(f"Aucun rapport du département {departement} : donnez-le avec --rapports.")


def _point_elsewhere(signalements: "list[Signalement]", annee: int) -> None:
    """Other years of the same reports have questions of their own."""
    from collections import Counter

    autres = Counter(s.annee for s in signalements if s.annee != annee)
    if autres:
        listes = ", ".join(f"{a} ({nombre})" for a, nombre in sorted(autres.items()))
        click.echo(f"Ces documents appellent aussi des questions sur d'autres exercices : {listes} ; voir --annee.")
