"""``cdppe synthese``: the tables of a year, across départements."""

from pathlib import Path

import click

_FORMATS = ("classeur", "markdown", "csv")


@click.command("synthese")
@click.option(
    "--annee",
    type=click.IntRange(2020, 2100),
    required=True,
    metavar="ANNÉE",
    help="Année de la synthèse, par exemple 2022.",
)
@click.option(
    "--departement",
    "departements",
    multiple=True,
    metavar="CODE",
    help="Code d'un département à prendre (répétable). Sans cette option : tous les départements installés.",
)
@click.option(
    "--rapports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER_OU_DOSSIER",
    help="Rapport ou dossier de rapports à lire (répétable), à la place des éditions embarquées.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    help="Dossier où écrire ; sorties/ANNÉE par défaut.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    default=_FORMATS,
    show_default="tous",
    help="Format à écrire (répétable).",
)
def command(
    annee: int, departements: tuple[str, ...], rapports: tuple[Path, ...], sortie: Path | None, formats: tuple[str, ...]
) -> int:
    """Écrit la synthèse d'une année : un classeur, un texte Markdown et des fichiers CSV, et montre les tableaux
    essentiels.

    Sans --rapports, lit l'édition chiffrée que chaque département installé embarque. Un document ou un département
    en échec n'arrête pas les autres : la synthèse dit en tête ce qui manque, et le code de sortie est 3.
    """
    from cdppe.cadre import load_cadre
    from cdppe.consolidation import consolidate
    from cdppe.erreurs import ErreurDocument
    from cdppe.plugins.campagne import read_campagne
    from cdppe.rendering.console import render_console
    from cdppe.rendering.sorties import write_synthese

    cadre = load_cadre(annee)
    campagne = read_campagne(rapports, departements)
    synthese = consolidate(
        campagne.lectures,
        cadre,
        annee,
        echecs=[(e.departement, e.document, e.raison) for e in campagne.echecs],
        editions=campagne.editions,
    )
    fichiers = write_synthese(synthese, sortie or Path("sorties") / str(annee), formats)
    click.echo(render_console(synthese))
    click.echo("\nFichiers écrits :")
    for fichier in fichiers:
        click.echo(f"  {fichier}")
    for nom in campagne.ignores:
        click.echo(f"Laissé de côté : {nom}", err=True)
    for avertissement in synthese.avertissements:
        click.echo(avertissement, err=True)
    return ErreurDocument.code_sortie if synthese.avertissements else 0
