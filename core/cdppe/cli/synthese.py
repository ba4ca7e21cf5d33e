"""``cdppe synthese``: the tables of a year, across départements."""

from functools import partial
from pathlib import Path

import click

from cdppe.cli.options import (
    DERNIERE_ANNEE,
    PREMIERE_ANNEE,
    open_campagne,
    option_annees,
    option_campagne,
    option_decisions,
    option_departements,
    option_formats,
    option_modeles,
    option_rapports,
    option_sortie,
)
from cdppe.rendering.formats import DEFAUT, FORMATS


def _check_annee(ctx: click.Context, param: click.Parameter, annee: int | None) -> int | None:
    if annee is not None and not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE:
        raise click.BadParameter(f"« {annee} » ; donnez une année de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
    return annee


@click.command("synthese")
@click.option(
    "--annee",
    type=int,
    callback=_check_annee,
    metavar="ANNÉE",
    help="Année de la synthèse, par exemple 2022 ; celle de la campagne sans cette option.",
)
@option_annees
@option_campagne
@option_departements
@option_rapports
@option_decisions
@option_sortie
@option_modeles
@option_formats(FORMATS, DEFAUT)
def command(
    annee: int | None,
    annees: tuple[int, int] | None,
    fichier_campagne: Path | None,
    departements: tuple[str, ...],
    rapports: tuple[Path, ...],
    fichier_decisions: Path | None,
    sortie: Path | None,
    dossier_modeles: Path | None,
    formats: tuple[str, ...],
) -> int:
    """Écrit la synthèse d'une année, ou de plusieurs : une page, un classeur, une note Word, un texte Markdown, des
    fichiers CSV et JSON ; et montre les tableaux essentiels.

    Sans --rapports, lit l'édition chiffrée que chaque département installé embarque. Un document ou un département
    en échec n'arrête pas les autres : la synthèse dit en tête ce qui manque, et le code de sortie est 3.
    """
    from cdppe.cadre import load_cadre
    from cdppe.cli.avancement import show_avancement
    from cdppe.cli.bilan import check_campagne, report_ignores, report_perimees
    from cdppe.consolidation import consolidate
    from cdppe.controles import examine_campagne
    from cdppe.controles.confirmes import settle_constats
    from cdppe.controles.decisions import open_decisions
    from cdppe.erreurs import ErreurDocument
    from cdppe.plugins.campagne import read_campagne
    from cdppe.plugins.registre import load_departements
    from cdppe.rendering.console import render_console
    from cdppe.rendering.modeles import Modeles
    from cdppe.rendering.sorties import write_synthese

    if annee and annees:
        raise click.UsageError("Donnez --annee ou --annees, pas les deux.")
    debut, annee = annees or (None, annee)
    attente, annee, rapports = open_campagne(fichier_campagne, annee, rapports)
    if annee is None:
        raise click.UsageError("Donnez --annee, ou --campagne qui la dit, ou --annees pour plusieurs années.")
    cadre = load_cadre(annee)
    decisions = open_decisions(fichier_decisions, rapports)
    registre = load_departements()
    modeles = Modeles(dossier_modeles)
    with show_avancement() as suivre:
        campagne = read_campagne(rapports, departements, registre, vide=attente is not None, suivre=suivre)
        if attente is None:
            check_campagne(campagne, departements)
        # Whether an accepted finding still exists can only be said of all years.
        examinees = None if decisions.acceptes else range(debut or annee, annee + 1)
        examine = partial(examine_campagne, registre=registre, cadre=cadre, annees=examinees)
        bilan = examine(campagne, suivre=suivre)
        decisions, _ = settle_constats(decisions, bilan, campagne, examine)
        suivre("Synthèse", 0, 1)
        synthese = consolidate(
            campagne.lectures,
            cadre,
            annee,
            echecs=[(e.departement, e.document, e.raison) for e in campagne.echecs],
            editions=campagne.editions,
            attendus=departements or [d.code for d in registre.departements],
            bilan=bilan,
            decisions=decisions,
            attente=attente,
            textes=campagne.list_textes(),
            debut=debut,
        )
        fichiers = write_synthese(synthese, sortie or Path("sorties") / synthese.nom, formats, modeles, suivre)
    click.echo(render_console(synthese))
    click.echo("\nFichiers écrits :")
    for fichier in fichiers:
        click.echo(f"  {fichier}")
    report_ignores(campagne)
    report_perimees(decisions, campagne, bilan)
    for avertissement in synthese.avertissements:
        click.echo(avertissement, err=True)
    return ErreurDocument.code_sortie if synthese.avertissements else 0
