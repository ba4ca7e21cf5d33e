"""``cdppe departements``: which plugins are installed, and which of them can be used."""

import click


@click.command("departements")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Liste les départements installés : code, nom, version, distribution d'origine et état.

    Un département « en panne » ne peut pas être lu ; la raison suit la liste, et le code de sortie est alors 3.
    """
    from tabulate import tabulate

    from cdppe.erreurs import ErreurPlugin
    from cdppe.plugins.registre import load_departements

    registre = load_departements().check()
    rows = [(d.code, d.nom, d.version, d.distribution, "prêt") for d in registre.departements]
    rows += [("", p.nom, "", p.distribution, "en panne") for p in registre.pannes]
    if not rows:
        click.echo("Aucun département installé : installez au moins un plugin « cdppe-<departement> ».")
        return
    click.echo(tabulate(rows, ("Code", "Département", "Version", "Distribution", "État"), disable_numparse=True))
    for panne in registre.pannes:
        click.echo(f"{panne.nom} en panne : {' '.join(panne.raison.split())}", err=True)
    if registre.pannes:
        ctx.exit(ErreurPlugin.code_sortie)
