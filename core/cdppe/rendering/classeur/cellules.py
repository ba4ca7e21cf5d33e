"""The cells of a sheet as a spreadsheet reads them: numbers, and text that nothing can take for anything else."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from cdppe.consolidation.modeles import Genre
from cdppe.rendering.classeur.styles import Styles
from cdppe.rendering.surete import safe_xml, starts_formula

TEXTE_MAX = 32_767
"""Characters that a cell can hold."""
# Text of these may take several lines.
PLIES: tuple[Genre, ...] = ("long", "valeur")
_COUPE = " … (coupé : la suite est dans le fichier CSV)"
_CHIFFRES_MAX = 15
_COURT = 80
# What a spreadsheet could take for something else than text begins otherwise.
_TEXTE_SIMPLE = re.compile(r"[^\W_]|[(«“\"…€/;:,.]")
_DATE = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}")
_JOUR_ZERO = date(1899, 12, 30)
# An "_x0041_" in a workbook is read as the character of that number.
_ECHAPPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Cellules:
    """Writes the cells of one sheet; a cell says where it stands only if ``places``, which doubles a large file.

    What follows the place of a short text is kept: a source, an étape or a document's name stands in a thousand cells.
    """

    def __init__(self, styles: Styles, places: bool) -> None:
        self._styles = styles
        self._ouvre = '<c r="{}"'.format if places else _open_sans_place
        self._suites: dict[tuple[str, Genre], str] = {}
        self._vide = f' s="{styles.texte}"/>'

    def write(self, place: str, valeur: object, genre: Genre, lie: bool = False, unite: str = "") -> str:
        """One cell; ``unite`` chooses how a value of that unit is shown."""
        if isinstance(valeur, str) and valeur:
            suite = self._suites.get((valeur, genre))
            if suite is None:
                suite = self._finish_str(valeur, genre)
                if len(valeur) <= _COURT:
                    self._suites[valeur, genre] = suite
        elif isinstance(valeur, int | Decimal):
            suite = _finish_nombre(valeur, self._choose(valeur, genre, unite)[lie])
        else:
            suite = self._vide
        return self._ouvre(place) + suite

    def text(self, place: str, texte: str, style: int) -> str:
        """A cell of text: never a formula nor an error, whatever it begins with."""
        return self._ouvre(place) + _finish_texte(texte, style)

    def number(self, place: str, nombre: int | Decimal, style: int) -> str:
        """A cell of a number."""
        return self._ouvre(place) + _finish_nombre(nombre, style)

    def blank(self, place: str, style: int) -> str:
        """An empty cell, for its look."""
        return f'{self._ouvre(place)} s="{style}"/>'

    def _finish_str(self, valeur: str, genre: Genre) -> str:
        if genre == "nombre" and valeur.isascii() and valeur.isdecimal() and len(valeur) <= _CHIFFRES_MAX:
            return _finish_nombre(int(valeur), self._styles.chiffres["nombre"].seul)
        if genre in ("texte", "valeur") and (jours := _count_jours(valeur)):
            return _finish_nombre(jours, self._styles.date)
        plie = genre in PLIES
        if _TEXTE_SIMPLE.match(valeur) or not starts_formula(valeur):
            return _finish_texte(valeur, self._styles.long if plie else self._styles.texte)
        return _finish_texte(valeur, self._styles.garde_long if plie else self._styles.garde)

    def _choose(self, valeur: int | Decimal, genre: Genre, unite: str) -> tuple[int, int]:
        chiffres = self._styles.chiffres
        if genre == "valeur":
            if unite in chiffres:
                return chiffres[unite]
            return chiffres["decimale" if valeur % 1 else "valeur"]
        return chiffres.get(genre, chiffres["nombre"])


def _open_sans_place(_: str) -> str:
    return "<c"


def _count_jours(texte: str) -> int | None:
    """The number by which a spreadsheet knows a date; None for what is no whole date."""
    if not _DATE.fullmatch(texte):
        return None
    try:
        return (date.fromisoformat(texte) - _JOUR_ZERO).days
    except ValueError:
        return None


def _finish_texte(texte: str, style: int) -> str:
    espace = ' xml:space="preserve"' if texte != texte.strip() else ""
    return f' s="{style}" t="inlineStr"><is><t{espace}>{escape(texte)}</t></is></c>'


def _finish_nombre(nombre: int | Decimal, style: int) -> str:
    chiffres = format(nombre, "f") if isinstance(nombre, Decimal) else nombre
    return f' s="{style}"><v>{chiffres}</v></c>'


def escape(texte: str) -> str:
    """Text as it stands in the file of a sheet."""
    if len(texte) > TEXTE_MAX // 2 and len(texte.encode("utf-16-le")) // 2 > TEXTE_MAX:
        texte = texte[: TEXTE_MAX // 2] + _COUPE
    texte = safe_xml(texte)
    if "_x" in texte:
        texte = _ECHAPPE.sub("_x005F_", texte)
    if "&" in texte or "<" in texte or ">" in texte or "\r" in texte:
        texte = texte.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return texte


def write_lien(place: str, cible: str, bulle: str = "") -> str:
    """A link of a cell to another of the workbook; ``bulle`` is shown under the pointer."""
    fin = f" tooltip={quoteattr(safe_xml(bulle))}" if bulle else ""
    return f'<hyperlink ref="{place}" location={quoteattr(safe_xml(cible))}{fin}/>'


def quote_feuille(nom: str) -> str:
    """The name of a sheet as a link writes it."""
    return "'" + nom.replace("'", "''") + "'"


def write_row(rang: int, cellules: Sequence[str], hauteur: float | None = None) -> str:
    """A row, of that height in points when the program must not find it by itself."""
    haut = f' ht="{hauteur:g}" customHeight="1"' if hauteur else ""
    return f'<row r="{rang}"{haut}>{"".join(cellules)}</row>'
