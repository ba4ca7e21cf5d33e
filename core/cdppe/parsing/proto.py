"""What a money cell gives before it is a fact: the row, the column and the plugin say the rest."""

from decimal import Decimal
from typing import Literal, NamedTuple

from cdppe.facts.modeles import Source
from cdppe.parsing.nombres import Certitude
from cdppe.parsing.periodes import Periode

#: Why an amount is not ``sur``: its notation, words for its period, source, label or scope, "par an", several amounts
#: in the cell, or other words that bear on it.
Motif = Literal["notation", "periode", "source", "libelle", "perimetre", "par_an", "plusieurs", "mots"]


class MontantLu(NamedTuple):
    """One row that a money cell gives; ``periode`` and ``source`` only where its own words say so.

    ``libelle`` is the label that names a part; ``note`` the bracketed words after an amount, which a caller may take as
    label where a row continues the one above. ``texte[debut:fin]`` holds the figure (from first to last for a total).
    """

    montant: Decimal | None
    certitude: Certitude
    niveau: Literal["action", "detail"] = "action"
    libelle: str = ""
    periode: Periode | None = None
    source: Source | None = None
    perimetre: Literal["action", "plus_large"] = "action"
    debut: int = 0
    fin: int = 0
    note: str = ""
    motifs: tuple[Motif, ...] = ()
