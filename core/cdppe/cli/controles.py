"""``cdppe controles``: the catalogue of controls."""

import click


@click.command("controles")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["texte", "markdown"]),
    default="texte",
    show_default=True,
    help="Texte pour l'écran, ou la page de documentation en Markdown.",
)
def command(format_: str) -> None:
    """Montre tous les contrôles : ce que chacun cherche, sa gravité, sa tolérance, et d'où vient sa règle.

    Les contrôles nationaux d'abord, puis ceux que le plugin d'un département ajoute pour ses seuls rapports.
    """
    from cdppe.controles import NATIONAUX, list_controles
    from cdppe.plugins.registre import load_departements
    from cdppe.rendering.controles import describe_catalogue, describe_controle

    registre = load_departements()
    par_departement = list_controles(registre)
    ajouts = {d.nom: par_departement[d.code][len(NATIONAUX) :] for d in registre.departements}
    propres = {nom: controles for nom, controles in ajouts.items() if controles}
    if format_ == "markdown":
        click.echo(describe_catalogue(NATIONAUX, propres), nl=False)
        return
    click.echo("\n\n".join(describe_controle(c) for c in NATIONAUX))
    for nom, controles in propres.items():
        click.echo(f"\nContrôles du plugin {nom}\n")
        click.echo("\n\n".join(describe_controle(c) for c in controles))
