"""The six CSV files of the facts: UTF-8, comma, header, no BOM, ``\\n`` line ends, plain decimals with a dot."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from cdppe.facts import Lecture
from cdppe.rendering.depot import open_depot
from cdppe.rendering.surete import safe_csv

Fichier = tuple[str, list[str], Iterable[tuple[object, ...]]]
"""Name of a CSV file, its columns and its rows."""


def write_faits(lecture: Lecture, sortie: Path) -> tuple[Path, ...]:
    """Write the six files of ``lecture`` into the folder ``sortie``, all or none; return their paths.

    Text that a spreadsheet would compute gets an apostrophe before it (see ``safe_csv``); numbers never do.
    Raises ``ErreurSortie`` when one of the files cannot be replaced.
    """
    with open_depot(sortie) as depot:
        write_faits_in(lecture, depot)
    return tuple(sortie / f"{nom}.csv" for nom in Lecture.modeles())


def write_faits_in(lecture: Lecture, folder: Path, ids: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
    """The same into a folder that is already staged; ``ids`` of a file's facts add a last column ``id``."""
    for nom, header, rows in iter_faits(lecture, ids):
        write_csv(folder / f"{nom}.csv", header, rows)


def iter_faits(lecture: Lecture, ids: Mapping[str, Sequence[str]]) -> Iterator[Fichier]:
    """Name, columns and rows of each of the six files."""
    for nom, modele in Lecture.modeles().items():
        rows = rows_of(lecture, nom)
        header = list(modele.model_fields)
        if nom in ids:
            header.append("id")
            rows = ((*row, id_) for row, id_ in zip(rows, ids[nom], strict=True))
        yield nom, header, rows


def rows_of(lecture: Lecture, nom: str) -> Iterable[tuple[object, ...]]:
    """The values of one file's facts, in the order of its columns."""
    getter: Callable[[object], tuple[object, ...]] = attrgetter(*Lecture.modeles()[nom].model_fields)
    return map(getter, getattr(lecture, nom))


def write_csv(path: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    """Write one table; ``None`` is an empty cell, a ``Decimal`` is written in full, text is made safe."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return safe_csv(value.replace("\x00", "\ufffd")) if value and not value.isalnum() else value
    return format(value, "f") if isinstance(value, Decimal) else value
