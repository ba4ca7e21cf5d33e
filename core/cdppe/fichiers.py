"""The TOML files that a user writes: read alike, with the fault named where it stands."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli

from cdppe.erreurs import ErreurUsage, describe_systeme


def read_utf8(chemin: Path, quoi: str, conseil: str = "") -> str:
    """The text of a file; raises ErreurUsage, which names ``quoi`` and gives the ``conseil``, if it cannot be read."""
    try:
        return chemin.read_bytes().decode("utf-8-sig")  # what Windows' own editor writes begins by a mark
    except FileNotFoundError as erreur:
        raise ErreurUsage(f"{chemin} : {quoi} introuvable{conseil}.") from erreur
    except OSError as erreur:
        raise ErreurUsage(f"{chemin} : {quoi} illisible ({describe_systeme(erreur)}){conseil}.") from erreur
    except UnicodeDecodeError as erreur:
        raise ErreurUsage(f"{chemin} : ce fichier n'est pas en UTF-8 ; l'enregistrer dans ce codage.") from erreur


def parse_toml(nom: str, texte: str, forme: str = "", parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Its content; raises ErreurUsage with the line, and the ``forme`` in which the file's entries are written."""
    try:
        return tomli.loads(texte, parse_float=parse_float)
    except tomli.TOMLDecodeError as erreur:
        ligne = re.search(r"line (\d+)", str(erreur))
        lieu = f"ligne {ligne[1]}" if ligne else "à la fin"
        raise ErreurUsage(
            f"{nom}, {lieu} : ce n'est pas du TOML ; {forme}chaque ligne s'écrit cle = \"valeur\" (sans guillemets "
            "pour un nombre ou une date)."
        ) from erreur
