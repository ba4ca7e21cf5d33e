"""All the outputs of a synthesis, in place together or not at all."""

from collections.abc import Callable, Collection
from pathlib import Path

from cdppe.consolidation.modeles import Synthese
from cdppe.rendering.depot import open_depot

FORMATS = ("classeur", "markdown", "csv")


def write_synthese(synthese: Synthese, sortie: Path, formats: Collection[str] = FORMATS) -> tuple[Path, ...]:
    """Write the formats asked for into the folder ``sortie``; return the paths of the files.

    Raises ErreurSortie when a file cannot be replaced; those of before are then intact.
    """
    writers: dict[str, Callable[[Synthese, Path], None]] = {
        "classeur": _write_classeur,
        "markdown": _write_markdown,
        "csv": _write_csv,
    }
    with open_depot(sortie) as depot:
        for nom in FORMATS:
            if nom in formats:
                writers[nom](synthese, depot)
        noms = sorted(p.name for p in depot.iterdir())
    return tuple(sortie / nom for nom in noms)


def _write_classeur(synthese: Synthese, depot: Path) -> None:
    from cdppe.rendering.classeur import write_classeur

    write_classeur(synthese, depot / f"synthese-{synthese.annee}.xlsx")


def _write_markdown(synthese: Synthese, depot: Path) -> None:
    from cdppe.rendering.markdown import render_markdown

    (depot / f"synthese-{synthese.annee}.md").write_text(
        render_markdown(synthese), encoding="utf-8", errors="replace", newline="\n"
    )


def _write_csv(synthese: Synthese, depot: Path) -> None:
    from cdppe.rendering.tables_csv import write_tables

    write_tables(synthese, depot)
