"""What a sheet of a département is made of, and how the tables that it quotes are read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cdppe.consolidation.modeles import Cellule, Ligne, Table


@dataclass(frozen=True, slots=True)
class Mesure:
    """One measure of one département; it faces the others' of the same name only when it is ``comparable``.

    ``faits`` are those of the value, ``appuis`` those of what ``lecture`` quotes beside it.
    """

    rubrique: str
    nom: str
    valeur: Cellule
    unite: str
    faits: tuple[str, ...] = ()
    lecture: str = ""
    comparable: bool = False
    appuis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citees:
    """The tables that sheets quote; ``signalements`` is None without controls, ``examines`` whom these examined."""

    execution: Table
    nationaux: Table
    signalements: Table | None = None
    examines: frozenset[str] = frozenset()


class Rangee(NamedTuple):
    """One row of a table, by the names of its columns."""

    rangs: Mapping[str, int]
    ligne: Ligne

    def get(self, nom: str) -> Cellule:
        return self.ligne.cellules[self.rangs[nom]]

    def faits(self, nom: str) -> tuple[str, ...]:
        return self.ligne.cases.get(self.rangs[nom], ())


def group_rangees(table: Table) -> dict[str, list[Rangee]]:
    """The rows of a table by département."""
    rangs = {c.nom: n for n, c in enumerate(table.colonnes)}
    groupes: dict[str, list[Rangee]] = defaultdict(list)
    for ligne in table.lignes:
        groupes[str(ligne.cellules[rangs["Département"]])].append(Rangee(rangs, ligne))
    return groupes


def name_mesure(nom: str, periode: str, annee: int) -> str:
    """A measure of another period than the year says which."""
    return nom if periode == str(annee) else f"{nom}, {periode}"
