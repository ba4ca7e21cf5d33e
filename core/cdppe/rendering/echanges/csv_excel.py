"""The CSV files that a French Excel opens right by a double-click: semicolon, decimal comma, BOM, CRLF."""

import csv
import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from cdppe.consolidation.modeles import Synthese
from cdppe.rendering.modeles import ORIGINE, Modeles
from cdppe.rendering.surete import safe_csv
from cdppe.rendering.tables_csv import iter_fichiers

_CELLULE_MAX = 32_000
"""Excel's own limit is 32,767 characters: beyond, the rest of a cell runs over the rows below."""
_COURT = 40
"""No text longer than this is taken for a figure or a date."""
_CHIFFRES_EN_TEXTE = frozenset({"attendu", "trouve", "Attendu", "Trouvé", "Différence"})
"""Columns of text whose figures are plain decimals with a dot (conception.md, section 3)."""
_CHIFFRE = re.compile(r"\d")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_MOIS = r"(?:janv|f[ée]vr|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)\w*\.?"
_CHANGE = re.compile(
    rf"""
    0\d+ | \d{{16,}}                             # the zero, or what follows the fifteenth digit, would be lost
    | \d+(?:[.,]\d+)?e[+-]?\d+                   # 12e45: a power of ten
    | \d{{1,2}}\s*[-/.]\s*\d{{1,4}} | \d{{4}}[-/]\d{{1,2}}   # 1-2, 3/4, 1.2, 2022-12: a day or a month
    | \d{{1,2}}([-/.])\d{{1,2}}\1\d{{1,2}}             # 1-2-3: a date
    | \d+\ \d+/\d+                               # 2 1/2: a fraction
    | \d{{1,4}}(?:\s*:\s*\d{{0,2}})+(?:\s*[ap]m?)? | \d{{1,2}}\s+[ap]m?   # 13 a, 9:30, 2021 : — an hour
    | \(\s*\d[\d\s.,]*\)                         # (12): a negative amount
    | (?:\d{{1,2}}[\s/-]*)?{_MOIS}(?:[\s/-]*\d{{1,4}})? # mai 2020, 31 décembre 2021
    """,
    re.VERBOSE | re.IGNORECASE,
)


def write_csv_excel(synthese: Synthese, folder: Path, modeles: Modeles = ORIGINE) -> None:
    """Write the files of the format ``csv``, under names that end in ``-excel``."""
    for nom, header, rows in iter_fichiers(synthese):
        en_texte = [champ in _CHIFFRES_EN_TEXTE for champ in header]
        path = folder / f"{nom}-excel.csv"
        with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow(header)
            writer.writerows([_cell(v, t) for v, t in zip(row, en_texte, strict=True)] for row in rows)


def changes_in_excel(texte: str) -> bool:
    """True when Excel would show something else: ``01``, ``1-2``, ``13 a``, ``12e45``; a whole date it shows as one."""
    propre = texte.strip()
    return len(propre) <= _COURT and _CHIFFRE.search(propre) is not None and _CHANGE.fullmatch(propre) is not None


def _cell(value: object, en_texte: bool) -> object:
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if not isinstance(value, str) or not value:
        return value
    if en_texte and _DECIMAL.fullmatch(value):
        return value.replace(".", ",")
    return _protect_court(value) if len(value) <= _COURT else _protect(value)


def _protect(texte: str) -> str:
    return "'" + texte if changes_in_excel(texte) else safe_csv(_cut(texte.replace("\x00", "\ufffd")))


# A code, a period or the name of a document stands in a hundred thousand cells.
_protect_court = lru_cache(maxsize=65536)(_protect)


def _cut(texte: str) -> str:
    """A text that a cell of Excel can hold; a list of facts is cut between two, and says how many it leaves out."""
    if len(texte) <= _CELLULE_MAX:
        return texte
    debut, point, _ = texte[:_CELLULE_MAX].rpartition(";")
    if not point:
        return f"{texte[:_CELLULE_MAX]}…"
    return f"{debut} ; et {texte.count(';') - debut.count(';')} autres, dans le format csv"
