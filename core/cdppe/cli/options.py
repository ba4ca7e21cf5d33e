"""The options that several commands share, worded once."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from cdppe.consolidation.campagne import CampagneDeclaree

F = TypeVar("F", bound=Callable[..., Any])
PREMIERE_ANNEE, DERNIERE_ANNEE = 2020, 2100
_ANNEES = re.compile(r"\s*(\d{4})\s*-\s*(\d{4})\s*")


def check_annees(ctx: click.Context, param: click.Parameter, texte: str | None) -> tuple[int, int] | None:
    """``2020-2022`` as its first and last year. Raises BadParameter, in French, for anything else."""
    if texte is None:
        return None
    trouve = _ANNEES.fullmatch(texte)
    if not trouve:
        raise click.BadParameter(f"« {texte} » ; donnez deux années, la première et la dernière, comme 2020-2022.")
    debut, fin = int(trouve[1]), int(trouve[2])
    if not PREMIERE_ANNEE <= min(debut, fin) <= max(debut, fin) <= DERNIERE_ANNEE:
        raise click.BadParameter(f"« {texte} » ; donnez des années de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
    if debut > fin:
        raise click.BadParameter(f"« {texte} » ; donnez la première année avant la dernière : {fin}-{debut}.")
    if debut == fin:
        raise click.BadParameter(f"« {texte} » ne fait qu'une année ; donnez-la avec --annee {debut}.")
    return debut, fin


option_annees = click.option(
    "--annees",
    callback=check_annees,
    metavar="PREMIÈRE-DERNIÈRE",
    help="Plusieurs années, comme 2020-2022, à la place de --annee : la synthèse de la dernière, et les cumuls.",
)

option_campagne = click.option(
    "--campagne",
    "fichier_campagne",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Fichier d'une campagne (cdppe campagne init) : son année, ses rapports, les départements attendus.",
)


def open_campagne(
    fichier: Path | None, annee: int | None, rapports: tuple[Path, ...]
) -> "tuple[CampagneDeclaree | None, int | None, tuple[Path, ...]]":
    """The campaign, if any, and the year and the reports, which it says where the command line does not.

    Raises ErreurUsage for another year than its own: it would say who answered for a year that is not shown.
    """
    from cdppe.consolidation.campagne import load_campagne
    from cdppe.erreurs import ErreurUsage

    if fichier is None:
        return None, annee, rapports
    attente = load_campagne(fichier)
    rapports = rapports or attente.list_rapports(fichier.parent)
    if annee not in (None, attente.annee):
        dossiers = " ".join(f"--rapports {r}" for r in rapports)
        raise ErreurUsage(
            f"{fichier} est la campagne de {attente.annee} et non de {annee} : ôtez l'année, ou donnez {dossiers} à la "
            "place de --campagne."
        )
    return attente, attente.annee, rapports


option_departements = click.option(
    "--departement",
    "departements",
    multiple=True,
    metavar="CODE",
    help="Code d'un département à prendre (répétable). Sans cette option : tous ceux des rapports donnés ou installés.",
)
option_rapports = click.option(
    "--rapports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER_OU_DOSSIER",
    help="Rapport ou dossier de rapports à lire (répétable), à la place des éditions embarquées.",
)
option_decisions = click.option(
    "--decisions",
    "fichier_decisions",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Constats acceptés et chiffres confirmés ; par défaut decisions.toml à côté des rapports donnés.",
)
option_sortie = click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    help="Dossier où écrire ; sorties/ANNÉE par défaut.",
)


option_modeles = click.option(
    "--modeles",
    "dossier_modeles",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DOSSIER",
    help="Vos modèles : ceux de ce dossier prennent, un par un, la place de ceux de cdppe (cdppe modeles).",
)


def option_formats(formats: Sequence[str], defaut: Sequence[str]) -> Callable[[F], F]:
    """Which of the formats that a command can write are wanted; those of ``defaut`` unless some are named."""
    return click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(formats),
        default=defaut,
        help=f"Format à écrire (répétable) ; sans cette option : {', '.join(defaut)}.",
    )
