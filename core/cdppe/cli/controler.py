"""``cdppe controler``: what reports contradict, before they are sent or once they are received."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdppe.cli.options import option_decisions, option_departements

if TYPE_CHECKING:
    from cdppe.controles import Bilan, Signalement
    from cdppe.controles.decisions import Decisions

_GRAVITES = ("bloquante", "majeure", "mineure", "information")


@click.command("controler", no_args_is_help=False)
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path), metavar="[DOCUMENT]...")
@option_departements
@click.option(
    "--annee", type=int, metavar="ANNÉE", help="Une seule année ; toutes celles des rapports sans cette option."
)
@click.option(
    "--gravite",
    type=click.Choice(_GRAVITES),
    default="mineure",
    show_default=True,
    help="Gravité à partir de laquelle les constats sont montrés, et le code de sortie vaut 1.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["texte", "csv", "json"]),
    default="texte",
    show_default=True,
    help="Texte pour l'écran, ou des lignes pour un autre programme.",
)
@option_decisions
@click.option("--passages", is_flag=True, help="Montre aussi comment chaque contrôle s'est passé.")
def command(
    documents: tuple[Path, ...],
    departements: tuple[str, ...],
    annee: int | None,
    gravite: str,
    format_: str,
    fichier_decisions: Path | None,
    passages: bool,
) -> int:
    """Contrôle un ou plusieurs rapports et dit ce qui s'y contredit, par département, année et gravité.

    Un département peut s'en servir avant d'envoyer son rapport. Sans DOCUMENT, contrôle l'édition chiffrée que chaque
    département installé embarque. Code de sortie 1 s'il y a des constats de la gravité demandée, ceux qu'une décision
    accepte ou règle mis à part ; 3 si un document ou un contrôle n'a pas pu être lu ou passé en entier.
    """
    from cdppe.cadre import load_cadre
    from cdppe.cli.avancement import show_avancement
    from cdppe.cli.bilan import check_campagne, check_lectures, report_echecs, report_ignores, report_perimees
    from cdppe.controles import examine_campagne
    from cdppe.controles.confirmes import settle_constats
    from cdppe.controles.decisions import open_decisions
    from cdppe.controles.passage import GRAVITES
    from cdppe.erreurs import ErreurDocument
    from cdppe.plugins.campagne import read_campagne
    from cdppe.plugins.registre import load_departements

    decisions = open_decisions(fichier_decisions, documents)
    registre = load_departements()
    with show_avancement() as suivre:
        campagne = read_campagne(documents, departements, registre, suivre=suivre)
        check_campagne(campagne, departements)
        check_lectures(campagne, annee)
        examine = partial(examine_campagne, registre=registre, cadre=load_cadre(annee))
        bilan = examine(campagne, suivre=suivre)
    decisions, _ = settle_constats(decisions, bilan, campagne, examine)
    report_perimees(decisions, campagne, bilan)
    if annee is not None:
        bilan = bilan.of_annee(annee)
    montres = [s for s in bilan.signalements if GRAVITES.index(s.gravite) <= GRAVITES.index(gravite)]
    if format_ == "texte":
        _print_texte(montres, gravite, bilan, decisions, passages)
    else:
        _print_rangees(montres, format_)
    report_ignores(campagne)
    if report_echecs(campagne, bilan):
        return ErreurDocument.code_sortie
    return int(any(decisions.decide(s) is None for s in montres))


def _print_texte(
    signalements: list["Signalement"], gravite: str, bilan: "Bilan", decisions: "Decisions", passages: bool
) -> None:
    from itertools import groupby

    from tabulate import tabulate

    from cdppe.rendering.surete import safe_console

    if not signalements:
        click.echo(f"Aucun constat de gravité {gravite}{' ou plus grave' if gravite != _GRAVITES[0] else ''}.")
    for (departement, annee), groupe in groupby(signalements, key=lambda s: (s.departement, s.annee)):
        click.echo(f"\n{departement} — {annee}")
        for (sienne, code, titre), siens in groupby(
            groupe, key=lambda s: (s.gravite, s.controle.code, s.controle.titre)
        ):
            click.echo(f"  {sienne} — {titre} ({code})")
            for s in siens:
                decision = decisions.decide(s)
                suite = f" — {safe_console(decision.describe())}" if decision else ""
                click.echo(f"    {safe_console(s.constat.phrase)} [{safe_console(s.lignes)}] {s.empreinte}{suite}")
    rangees = [
        (
            departement,
            annee,
            *(compte[etat] for etat in ("constats", "rien", "non_applicable", "panne")),
            sum(compte.values()),
        )
        for (departement, annee), compte in bilan.comptes.items()
    ]
    entetes = ("Dép.", "Année", "Avec constats", "Rien trouvé", "Non applicable", "En panne", "Contrôles")
    click.echo("\n" + tabulate(rangees, entetes))
    if passages:
        mots = {"rien": "rien trouvé", "constats": "constats", "non_applicable": "non applicable", "panne": "en panne"}
        lignes = [(p.departement, p.annee, p.controle.code, mots[p.etat], p.raison) for p in bilan.passages]
        click.echo(
            "\n" + tabulate(lignes, ("Dép.", "Année", "Contrôle", "État", "Raison"), maxcolwidths=[None] * 4 + [80])
        )


def _print_rangees(signalements: list["Signalement"], format_: str) -> None:
    """One row for each finding, with every column of a complete one."""
    import csv
    import io

    from cdppe.controles.releves import COLONNES
    from cdppe.rendering.surete import safe_csv

    if format_ == "json":
        rangees = [dict(zip(COLONNES, s.cellules, strict=True)) for s in signalements]
        click.echo(json.dumps(rangees, ensure_ascii=False, indent=1))
        return
    flux = io.StringIO()
    writer = csv.writer(flux, lineterminator="\n")
    writer.writerow(COLONNES)
    writer.writerows([safe_csv(str(valeur)) for valeur in s.cellules] for s in signalements)
    click.echo(flux.getvalue(), nl=False)
