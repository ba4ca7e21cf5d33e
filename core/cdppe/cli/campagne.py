"""``cdppe campagne``: of whom reports are expected, and who answered."""

from pathlib import Path

import click

_FICHIER = "campagne.toml"
option_fichier = click.option(
    "--fichier",
    "--campagne",
    "fichier",
    type=click.Path(path_type=Path, dir_okay=False),
    default=_FICHIER,
    show_default=True,
    metavar="FICHIER",
    help="Fichier de la campagne.",
)


@click.group("campagne", subcommand_metavar="init|etat")
def command() -> None:
    """Prépare et suit la campagne d'une année : les départements dont un rapport est attendu, la date limite, et qui
    a répondu."""


@command.command("init")
@option_fichier
@click.option(
    "--annee",
    type=click.IntRange(2020, 2100),
    required=True,
    metavar="ANNÉE",
    help="Exercice sur lequel portent les rapports, par exemple 2022.",
)
@click.option(
    "--departement",
    "departements",
    multiple=True,
    metavar="CODE",
    help="Code d'un département attendu (répétable) ; les 101 sans cette option.",
)
def init(fichier: Path, annee: int, departements: tuple[str, ...]) -> None:
    """Écrit un fichier de campagne, à compléter ensuite ; n'en remplace jamais un."""
    from cdppe.consolidation.campagne import write_campagne

    campagne = write_campagne(fichier, annee, departements)
    click.echo(
        f"{fichier} écrit : {len(campagne.attendus)} départements attendus au {campagne.limite:%d/%m/%Y}. Mettez les "
        f"rapports reçus dans le dossier {fichier.parent / campagne.rapports[0]}, puis : cdppe campagne etat"
    )


@command.command("etat")
@option_fichier
def etat(fichier: Path) -> int:
    """Montre qui a répondu, qui est en retard, qui manque, et les exercices que chaque rapport couvre vraiment.

    Un rapport est en retard d'après le jour écrit sous [recus] dans le fichier de la campagne, sinon d'après sa
    propre date. Code de sortie 3 si un rapport reçu n'a pas pu être lu.
    """
    from cdppe.cli.avancement import show_avancement
    from cdppe.cli.bilan import report_ignores
    from cdppe.consolidation.campagne import list_reponses, load_campagne, tabulate_reponses
    from cdppe.consolidation.synthese import name_echec
    from cdppe.erreurs import ErreurDocument
    from cdppe.plugins.campagne import read_campagne
    from cdppe.rendering.console import render_table

    campagne = load_campagne(fichier)
    with show_avancement() as suivre:
        lue = read_campagne(campagne.list_rapports(fichier.parent), vide=True, suivre=suivre)
    echecs = [(e.departement, e.document, e.raison) for e in lue.echecs]
    click.echo(render_table(tabulate_reponses(campagne, list_reponses(campagne, lue.lectures, echecs))))
    report_ignores(lue)
    for echec in echecs:
        click.echo(f"Non lu : {name_echec(*echec)}", err=True)
    return ErreurDocument.code_sortie if echecs else 0
