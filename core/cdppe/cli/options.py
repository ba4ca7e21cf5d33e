"""The options that several commands share, worded once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

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


def option_formats(*formats: str) -> Callable[[F], F]:
    """Which of the formats that a command can write are wanted; all of them unless some are named."""
    tous = {2: "les deux", 3: "les trois"}[len(formats)]
    return click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(formats),
        default=formats,
        help=f"Format à écrire (répétable) ; {tous} sans cette option.",
    )
