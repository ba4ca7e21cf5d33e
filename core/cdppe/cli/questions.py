"""``cdppe questions``: what goes back to a département, as a Word document and as Markdown."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdppe.cli.options import option_decisions, option_formats, option_modeles, option_rapports, option_sortie

if TYPE_CHECKING:
    from cdppe.controles import Signalement


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
@option_modeles
@option_formats(("word", "markdown"), ("word", "markdown"))
def command(
    departement: str,
    annee: int,
    rapports: tuple[Path, ...],
    fichier_decisions: Path | None,
    sortie: Path | None,
    dossier_modeles: Path | None,
    formats: tuple[str, ...],
) -> int:
    """Écrit les questions à poser à un département : ce qui a été reçu, ce qui manque, puis ce que ses documents
    contredisent, du plus au moins important, avec leurs lignes et leurs textes.

    Les questions sont numérotées (Q1, Q2…) pour que la réponse les cite. Le document Word suit un modèle,
    templates/questions.docx, dont les styles se changent dans Word.
    """
    from cdppe.cadre import load_cadre
    from cdppe.cli.avancement import show_avancement
    from cdppe.cli.bilan import check_campagne, check_lectures, report_echecs, report_ignores, report_perimees
    from cdppe.consolidation.calcul import count
    from cdppe.consolidation.questions import list_questions, prepare_courrier
    from cdppe.controles import examine_campagne
    from cdppe.controles.confirmes import settle_constats
    from cdppe.controles.decisions import open_decisions
    from cdppe.controles.passage import make_dossiers
    from cdppe.erreurs import ErreurDocument, ErreurUsage
    from cdppe.plugins.campagne import read_campagne
    from cdppe.plugins.registre import load_departements
    from cdppe.rendering.modeles import Modeles
    from cdppe.rendering.questions import write_questions

    cadre = load_cadre(annee)
    decisions = open_decisions(fichier_decisions, rapports)
    registre = load_departements()
    with show_avancement() as suivre:
        campagne = read_campagne(rapports, (departement,), registre, suivre=suivre)
    check_campagne(campagne, (departement,))
    if not campagne.lectures and not campagne.echecs:
        raise ErreurUsage(f"Aucun rapport du département {departement} : donnez-le avec --rapports.")
    check_lectures(campagne, annee)
    (dossier,) = make_dossiers(campagne, registre, cadre)
    examine = partial(examine_campagne, registre=registre, cadre=cadre)
    bilan = examine(campagne)
    decisions, restants = settle_constats(decisions, bilan, campagne, examine)
    courrier = prepare_courrier(dossier, restants, decisions, annee, campagne.find_textes, editions=campagne.editions)
    fichiers = write_questions(courrier, sortie or Path("sorties") / str(annee), formats, Modeles(dossier_modeles))
    questions = count(len(courrier.questions) + len(courrier.annexe), "question")
    manques = count(len(courrier.manques), "manque")
    click.echo(f"{courrier.departement} ({departement}), {annee} : {questions}, {manques}.")
    _point_elsewhere(list_questions(restants, decisions), annee)
    click.echo("\nFichiers écrits :")
    for fichier in fichiers:
        click.echo(f"  {fichier}")
    report_ignores(campagne)
    report_perimees(decisions, campagne, bilan)
    return ErreurDocument.code_sortie if report_echecs(campagne, bilan) else 0


def _point_elsewhere(signalements: "list[Signalement]", annee: int) -> None:
    """Other years of the same reports have questions of their own."""
    from collections import Counter

    autres = Counter(s.annee for s in signalements if s.annee != annee)
    if autres:
        listes = ", ".join(f"{a} ({nombre})" for a, nombre in sorted(autres.items()))
        click.echo(f"Ces documents appellent aussi des questions sur d'autres exercices : {listes} ; voir --annee.")
