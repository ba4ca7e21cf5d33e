"""Dates in French words or figures, as ISO text."""

import re
from collections.abc import Iterator
from datetime import date

from cdppe.facts.libelles import normalize_libelle

_MOIS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_DATE = re.compile(r"\b(\d{1,2})(?:er)?(?: (\d{1,2}) | ([a-z]+) )(\d{4})\b")


def find_dates(texte: str) -> Iterator[str]:
    """Each full date of the text ("1er juin 2022", "15/09/2022") as ``YYYY-MM-DD``; impossible ones are left out."""
    for jour, chiffre, mot, annee in _DATE.findall(normalize_libelle(texte)):
        mois = int(chiffre) if chiffre else _MOIS.index(mot) + 1 if mot in _MOIS else 0
        try:
            yield date(int(annee), mois, int(jour)).isoformat()
        except ValueError:
            continue
