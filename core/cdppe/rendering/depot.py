"""Outputs appear whole or not at all: written beside, then put in place together."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cdppe.erreurs import ErreurUsage, describe_systeme


class ErreurSortie(ErreurUsage):
    """The outputs cannot be written where they were asked for; those of before are intact."""


@contextmanager
def open_depot(sortie: Path) -> Iterator[Path]:
    """Yield an empty folder; every file written into it moves to ``sortie`` when the block ends without error.

    Raises ``ErreurSortie`` when a file of ``sortie`` cannot be replaced (open elsewhere, no right to write, no
    room left); the files that stood there before are then put back.
    """
    created = _make(sortie)
    done = False
    try:
        with tempfile.TemporaryDirectory(prefix=".cdppe-", dir=sortie, ignore_cleanup_errors=True) as name:
            nouveaux, anciens = Path(name, "nouveaux"), Path(name, "anciens")
            nouveaux.mkdir()
            anciens.mkdir()
            yield nouveaux
            _exchange(nouveaux, anciens, sortie)
            done = True
    except OSError as exc:
        raise ErreurSortie(
            f"Impossible d'écrire dans « {sortie} » ({describe_systeme(exc)}) : vérifiez la place et les droits, "
            "ou choisissez un autre dossier avec --sortie."
        ) from exc
    finally:
        if not done:
            for folder in created:
                shutil.rmtree(folder, ignore_errors=True)


def _make(sortie: Path) -> list[Path]:
    """Create the folder and its parents; return the one to remove when nothing could be written."""
    missing = [p for p in (sortie, *sortie.parents) if not p.exists()]
    try:
        sortie.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ErreurSortie(
            f"Le dossier de sortie « {sortie} » ne peut pas être créé ({describe_systeme(exc)}) : "
            "choisissez un autre dossier avec --sortie."
        ) from exc
    return missing[-1:]


def _exchange(nouveaux: Path, anciens: Path, sortie: Path) -> None:
    """Move every new file into ``sortie``, each old one aside first; on a refusal, undo all of it."""
    posed: list[str] = []
    aside: list[str] = []
    name = ""
    try:
        for name in sorted(p.name for p in nouveaux.iterdir()):
            if (sortie / name).is_dir():
                raise IsADirectoryError(name)
            if (sortie / name).exists():
                (sortie / name).replace(anciens / name)
                aside.append(name)
            (nouveaux / name).replace(sortie / name)
            posed.append(name)
    except OSError as exc:
        for done in posed:
            if done not in aside:
                (sortie / done).unlink(missing_ok=True)
        for old in aside:
            (anciens / old).replace(sortie / old)
        raise ErreurSortie(
            f"« {sortie / name} » ne peut pas être remplacé, sans doute parce qu'il est ouvert dans un autre "
            "programme : fermez-le et relancez la commande (les fichiers précédents sont intacts)."
        ) from exc
