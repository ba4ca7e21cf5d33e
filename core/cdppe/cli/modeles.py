"""``cdppe modeles``: the templates of what is written, and copies of them to change."""

from pathlib import Path

import click


@click.command("modeles", no_args_is_help=False)
@click.argument("noms", nargs=-1, metavar="[NOM]...")
@click.option(
    "--copier",
    "dossier",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    help="Copie les modèles nommés (tous si aucun ne l'est) dans ce dossier ; n'y remplace aucun fichier.",
)
def command(noms: tuple[str, ...], dossier: Path | None) -> None:
    """Liste les modèles de ce que cdppe écrit, ou les copie pour les changer.

    Un dossier de modèles changés se donne à cdppe synthese et cdppe questions avec --modeles ; n'y gardez que ceux que
    vous avez changés : les autres restent ceux de cdppe.
    """
    from cdppe.rendering.modeles import MODELES, copy_modeles

    if dossier:
        for chemin in copy_modeles(dossier, noms):
            click.echo(f"Copié : {chemin}")
        return
    if noms:
        raise click.UsageError("Pour copier ces modèles, donnez --copier DOSSIER.")
    from tabulate import tabulate

    click.echo(tabulate(MODELES.items(), headers=("Modèle", "Ce qu'il fait")))
