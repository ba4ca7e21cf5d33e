"""All the facts of one document, in the order of the document."""

import re
from dataclasses import dataclass, fields

from cdppe.facts.modeles import Action, Anomalie, DocumentLu, Fait, Financement, Indicateur, NonLu


def sort_key(ligne: str) -> tuple[tuple[int, int, str], ...]:
    """Order places as the document does: lines as numbers, sheet cells and pages as text then numbers."""
    if ligne.isdecimal():  # most are
        return ((0, int(ligne), ""),)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", ligne))


@dataclass(frozen=True, slots=True)
class Bilan:
    """Where the figures of one document went: every number of its tables, every amount in euros of its prose."""

    document: str
    faits: int
    expliques: int
    non_compris: int

    @property
    def chiffres(self) -> int:
        """All of them."""
        return self.faits + self.expliques + self.non_compris


@dataclass(frozen=True, slots=True)
class Lecture:
    """What was read in one document; the field names are those of the CSV files, ``bilans`` apart."""

    documents: tuple[DocumentLu, ...] = ()
    actions: tuple[Action, ...] = ()
    financements: tuple[Financement, ...] = ()
    indicateurs: tuple[Indicateur, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()
    non_lus: tuple[NonLu, ...] = ()
    bilans: tuple[Bilan, ...] = ()

    @staticmethod
    def modeles() -> dict[str, type[Fait]]:
        """The fact type of each file, in the order of the files."""
        return {
            "documents": DocumentLu,
            "actions": Action,
            "financements": Financement,
            "indicateurs": Indicateur,
            "anomalies": Anomalie,
            "non_lus": NonLu,
        }

    def __add__(self, other: "Lecture") -> "Lecture":
        return Lecture(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
