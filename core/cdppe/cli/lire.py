"""``cdppe lire``: the facts of reports, as six CSV files."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cdppe.facts import Lecture
    from cdppe.plugins.campagne import Campagne


_REFUSE = "disposition_inconnue"


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
@click.option(
    "--non-compris", is_flag=True, help="Montre aussi, ligne par ligne, les chiffres non compris (code de sortie 1)."
)
def command(
    documents: tuple[Path, ...],
    departements: tuple[str, ...],
    rapports: tuple[Path, ...],
    format_: str,
    sortie: Path,
    non_compris: bool,
) -> int:
    """Lit un ou plusieurs rapports et en écrit tous les faits : documents, actions, financements, indicateurs,
    anomalies et chiffres non lus. Montre le bilan des chiffres de chaque rapport : ceux qui sont dans les faits, ceux
    qu'une raison explique, ceux qui ne sont pas compris.

    Sans DOCUMENT ni --rapports, lit l'édition chiffrée que chaque département installé embarque.
    """
    from cdppe.cli.avancement import show_avancement
    from cdppe.cli.bilan import check_campagne
    from cdppe.facts import Lecture
    from cdppe.plugins.campagne import read_campagne
    from cdppe.rendering.faits_csv import write_faits

    with show_avancement() as suivre:
        campagne = read_campagne((*documents, *rapports), departements, suivre=suivre)
    check_campagne(campagne, departements)
    lecture = sum(campagne.lectures, Lecture())
    if campagne.lectures:
        write_faits(lecture, sortie)
        click.echo(_summarize(campagne))
        click.echo(f"\n{_draw_bilan(campagne)}")
        for partie in filter(None, (_list_non_compris(lecture) if non_compris else "", _list_propositions(lecture))):
            click.echo(f"\n{partie}")
        click.echo(f"\nFaits écrits dans {sortie}")
    statut = _report(campagne)
    return statut or int(non_compris and any(b.non_compris for b in lecture.bilans))


def _summarize(campagne: "Campagne") -> str:
    from tabulate import tabulate

    rangees = []
    for lecture in campagne.lectures:
        document = lecture.documents[0]
        ambigus = sum(f.certitude == "ambigu" for f in lecture.financements)
        ambigus += sum(f.certitude == "ambigu" for f in lecture.indicateurs)
        rangees.append(
            (
                document.departement,
                document.document,
                len(lecture.actions),
                len(lecture.financements),
                len(lecture.indicateurs),
                ambigus,
                len(lecture.anomalies),
            )
        )
    entetes = ("Dép.", "Document", "Actions", "Montants", "Indicateurs", "dont ambigus", "Anomalies")
    texte = tabulate(rangees, entetes, disable_numparse=True, colalign=("left", "left", *["right"] * 5))
    if campagne.editions:
        texte += "\nSource : éditions chiffrées embarquées dans les plugins (aucun rapport n'a été donné)."
    return texte


def _draw_bilan(campagne: "Campagne") -> str:
    from tabulate import tabulate

    bilans = [b for lecture in campagne.lectures for b in lecture.bilans]
    rangees = [(b.document, b.chiffres, b.faits, b.expliques, b.non_compris) for b in bilans]
    entetes = ("Document", "Chiffres", "= dans les faits", "+ expliqués", "+ non compris")
    titre = "Bilan des chiffres : nombres des tableaux, montants en euros du texte"
    return f"{titre}\n{tabulate(rangees, entetes, disable_numparse=True, colalign=('left', *['right'] * 4))}"


def _list_non_compris(lecture: "Lecture") -> str:
    """The figures that nobody understood, line by line."""
    from tabulate import tabulate

    from cdppe.rendering.surete import safe_console

    non_compris = (n for n in lecture.non_lus if n.raison == "non_compris")
    rangees = [(n.document, n.ligne, safe_console(n.colonne), safe_console(n.texte)) for n in non_compris]
    if not rangees:
        return "Aucun chiffre non compris."
    entetes = ("Document", "Ligne", "Colonne", "Texte")
    return tabulate(rangees, entetes, disable_numparse=True, maxcolwidths=[None, None, 40, 70])


def _list_propositions(lecture: "Lecture") -> str:
    """The labels that resemble a national indicator's, which a human reader takes or leaves."""
    from cdppe.rendering.surete import safe_console

    proches = [a for a in lecture.anomalies if a.code == "indicateur_proche"]
    lignes = [f"  {a.document}, ligne {a.ligne} : {safe_console(a.message)}" for a in proches]
    return "\n".join(("Propositions, à décider dans le plugin :", *lignes)) if lignes else ""


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
    # A row that is refused stands in no table that is: say that part of the report was left.
    rangees = Counter(n.document for lecture in campagne.lectures for n in lecture.non_lus if n.raison == _REFUSE)
    refuses = {a.document for a in refus}
    for nom, nombre in sorted(rangees.items()):
        if nom not in refuses:
            click.echo(
                f"Non lu : {nom} : {nombre} cellule(s) de rangées dont la place n'est pas sûre ; voir "
                f"anomalies.csv, et non_lus.csv (raison {_REFUSE}).",
                err=True,
            )
    return 3 if campagne.echecs or refus or vides or rangees else 0
