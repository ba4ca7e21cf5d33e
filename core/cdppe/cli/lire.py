"""``cdppe lire``: the facts of reports, as six CSV files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cdppe.plugins.campagne import Campagne


@click.command("lire", no_args_is_help=False)
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path), metavar="[DOCUMENT]...")
@click.option(
    "--departement",
    "departements",
    multiple=True,
    metavar="CODE",
    help="Code du département (répétable). Sans cette option, chaque rapport est reconnu à son contenu.",
)
@click.option(
    "--rapports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER_OU_DOSSIER",
    help="Rapport ou dossier de rapports à lire (répétable) ; comme DOCUMENT.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv"]),
    default="csv",
    show_default=True,
    help="Format des faits.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sorties/faits"),
    show_default=True,
    metavar="DOSSIER",
    help="Dossier où écrire les six fichiers.",
)
def command(
    documents: tuple[Path, ...], departements: tuple[str, ...], rapports: tuple[Path, ...], format_: str, sortie: Path
) -> int:
    """Lit un ou plusieurs rapports et en écrit tous les faits : documents, actions, financements, indicateurs,
    anomalies et chiffres non lus.

    Sans DOCUMENT ni --rapports, lit l'édition chiffrée que chaque département installé embarque.
    """
    from cdppe.cli.bilan import check_campagne
    from cdppe.facts import Lecture
    from cdppe.plugins.campagne import read_campagne
    from cdppe.rendering.faits_csv import write_faits

    campagne = read_campagne((*documents, *rapports), departements)
    check_campagne(campagne, departements)
    lecture = sum(campagne.lectures, Lecture())
    if campagne.lectures:
        write_faits(lecture, sortie)
        click.echo(_summarize(campagne, sortie))
    return _report(campagne)


def _summarize(campagne: "Campagne", sortie: Path) -> str:
    from tabulate import tabulate

    rangees = []
    for lecture in campagne.lectures:
        document = lecture.documents[0]
        ambigus = sum(f.certitude == "ambigu" for f in lecture.financements)
        rangees.append(
            (
                document.departement,
                document.document,
                len(lecture.actions),
                len(lecture.financements),
                ambigus,
                len(lecture.anomalies),
                len(lecture.non_lus),
            )
        )
    entetes = ("Dép.", "Document", "Actions", "Financements", "dont ambigus", "Anomalies", "Chiffres non lus")
    texte = tabulate(rangees, entetes, disable_numparse=True, colalign=("left", "left", *["right"] * 5))
    if campagne.editions:
        texte += "\nSource : éditions chiffrées embarquées dans les plugins (aucun rapport n'a été donné)."
    return f"{texte}\nFaits écrits dans {sortie}"


def _report(campagne: "Campagne") -> int:
    """Say on stderr what was left aside, failed, refused or empty; 3 when anything but the first."""
    from cdppe.cli.bilan import report_ignores

    report_ignores(campagne)
    for echec in campagne.echecs:
        nom = " ".join(filter(None, (echec.departement, echec.document)))
        click.echo(f"Échec : {nom} : {echec.raison.removeprefix(f'{echec.document} : ')}", err=True)
    refus = [a for lecture in campagne.lectures for a in lecture.anomalies if a.gravite == "bloquante"]
    for anomalie in refus:
        click.echo(
            f"Non lu : {anomalie.document}, ligne {anomalie.ligne} : {anomalie.message} "
            f"Attendu : {anomalie.attendu}. Trouvé : {anomalie.trouve}.",
            err=True,
        )
    vides = [lecture.documents[0] for lecture in campagne.lectures if not (lecture.actions or lecture.financements)]
    for document in vides:
        click.echo(
            f"Rien trouvé : {document.document} : ni action ni montant ; vérifiez que c'est bien un rapport du "
            f"département {document.departement}.",
            err=True,
        )
    return 3 if campagne.echecs or refus or vides else 0
