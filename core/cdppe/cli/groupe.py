"""The ``cdppe`` command: its list of commands, each imported only when it is called."""

from importlib import import_module

import click

from cdppe import __version__

# What ``cdppe --help`` says of each, so that it need not import pandas to say it.
COMMANDES = {
    "cadre": "Montre le cadre national : engagements, objectifs, sources de financement.",
    "campagne": "Prépare la campagne d'une année, et montre qui a répondu.",
    "comparer": "Dit ce qui a changé entre deux éditions d'une synthèse ou d'un rapport.",
    "controler": "Dit ce qui se contredit dans des rapports, et où.",
    "controles": "Liste les contrôles : ce que chacun cherche, et sa règle.",
    "departements": "Liste les départements installés, leur version et leur état.",
    "lire": "Lit un rapport et en écrit tous les faits (six fichiers CSV).",
    "modeles": "Liste les modèles de ce qui est écrit, ou les copie pour les changer.",
    "questions": "Écrit les questions à poser à un département (Word et Markdown).",
    "synthese": "Écrit la synthèse d'une année ou de plusieurs, tous départements réunis.",
    "tracer": "Montre d'où vient un chiffre, ou ce que devient une ligne d'un rapport.",
}


class GroupeParesseux(click.Group):
    """A group whose commands live in ``cdppe.cli.<name>``, under the name ``command``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in COMMANDES:
            raise click.NoSuchCommand(cmd_name, possibilities=COMMANDES, ctx=ctx)
        command: click.Command = import_module(f"cdppe.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commandes "):
            formatter.write_dl(list(COMMANDES.items()))


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"cdppe {__version__}")
        ctx.exit()


@click.group(
    cls=GroupeParesseux,
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    epilog="Aide d'une commande : cdppe COMMANDE --help",
)
@click.option("--trace", is_flag=True, expose_value=False, help="En cas d'erreur, montre aussi la trace technique.")
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Montre la version de cdppe et s'arrête.",
)
def groupe() -> None:
    """Synthèse annuelle des rapports d'exécution des contrats départementaux de prévention et de protection de
    l'enfance (CDPPE) : chaque chiffre mène à sa ligne dans son document.

    Code de sortie : 0 fait ; 1 fait, avec des constats que vous avez demandés ; 2 commande mal écrite ; 3 un
    document ou un département n'a pas pu être lu.
    """
