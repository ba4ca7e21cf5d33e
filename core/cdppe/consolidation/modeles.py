"""What a synthesis is made of: tables whose every row says which facts it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cdppe.facts import Lecture

Cellule = str | int | Decimal | None
# ``long`` is text that may take several lines, ``taux`` a percentage (52.1 for 52.1 %).
# ``valeur`` is an indicator's figure, or the words that stand in its stead.
Genre = Literal["texte", "long", "nombre", "montant", "taux", "valeur"]
CHIFFRES: tuple[Genre, ...] = ("nombre", "montant", "taux", "valeur")
# Where a table is shown: everywhere, not on the console, or neither there nor in the Markdown text.
Portee = Literal["console", "texte", "classeur"]
Rubrique = Literal[
    "campagne",
    "argent",
    "objectifs",
    "indicateurs",
    "actions",
    "controles",
    "correspondance",
    "departements",
    "lecture",
]
RUBRIQUES: Mapping[Rubrique, str] = {
    "campagne": "Campagne",
    "argent": "Argent",
    "objectifs": "Objectifs",
    "indicateurs": "Indicateurs",
    "actions": "Actions",
    "controles": "Contrôles",
    "correspondance": "Correspondance",
    "departements": "Départements",
    "lecture": "Méthode et lecture",
}
"""The questions a reader comes with, in the order of every output."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column; those that are not ``essentielle`` stand in the workbook and the CSV file only."""

    nom: str
    genre: Genre = "texte"
    essentielle: bool = True


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: a cell for each column, the ids of the facts behind it, and behind single cells where they are known."""

    cellules: tuple[Cellule, ...]
    faits: tuple[str, ...] = ()
    cases: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def faits_of(self, colonne: int) -> tuple[str, ...]:
        """The facts of the cell; those of the row where the cell has none of its own."""
        return self.cases.get(colonne, self.faits)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: ``code`` names its CSV file, ``feuille`` its sheet, ``lettre`` starts the reference of its rows."""

    code: str
    lettre: str
    feuille: str
    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    notes: tuple[str, ...] = ()
    portee: Portee = "console"
    rubrique: Rubrique = "lecture"

    def repere(self, rang: int) -> str:
        """The reference of a row (from 0), the same in every output."""
        return f"{self.lettre}{rang + 1}"


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart: a table of the synthesis, its first columns of text naming what its columns of figures measure.

    ``modele`` names the template that draws it; ``resume`` says in a sentence what is to be seen.
    """

    code: str
    titre: str
    table: Table
    modele: str
    resume: str


@dataclass(frozen=True, slots=True)
class Synthese:
    """The tables of ``annee`` and the facts they come from, ``ids_*`` in the order of the facts of ``lecture``.

    ``avertissements`` (what is missing because it failed) and ``mentions`` (what a reader must know of the whole) stand
    at the top of every output; ``date`` is that of the newest document; ``textes`` is what stands on each line that a
    fact was read on, by document and line; ``debut`` is the first year of a synthesis of several, which ends in
    ``annee``.
    """

    annee: int
    editions: bool
    date: str
    avertissements: tuple[str, ...]
    tables: tuple[Table, ...]
    lecture: Lecture
    ids_actions: tuple[str, ...]
    ids_financements: tuple[str, ...]
    ids_indicateurs: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    graphiques: tuple[Graphique, ...] = ()
    textes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    debut: int | None = None

    @property
    def nom(self) -> str:
        """The years, as titles and names of files say them: ``2022``, ``2020-2022``."""
        return f"{self.debut}-{self.annee}" if self.debut else str(self.annee)

    @property
    def ids(self) -> dict[str, tuple[str, ...]]:
        """The ids of the facts that have one, by the name of their file, in its order."""
        return {
            "actions": self.ids_actions,
            "financements": self.ids_financements,
            "indicateurs": self.ids_indicateurs,
        }

    @property
    def origine(self) -> str:
        """Where the figures come from, as every sheet says it; the last sentence has no full stop."""
        editions = "Éditions embarquées des rapports (chiffres sans les phrases), et non les rapports eux-mêmes"
        return ". ".join((editions if self.editions else "Rapports transmis par les départements", *self.mentions))
