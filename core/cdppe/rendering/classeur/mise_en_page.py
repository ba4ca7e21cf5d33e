"""How a sheet is printed: A4 landscape, its header repeated, its pages numbered, what it is at the top of each."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from openpyxl.utils import get_column_letter

from cdppe.rendering.surete import safe_xml

_A4 = 9
_LISIBLE = 260
"""Characters beyond which a page is too small to be read: the sheet then takes several pages in width."""
_TEXTE_MAX = 110


@dataclass(frozen=True, slots=True)
class Pages:
    """The last column and row to print, the width of it all in characters; what is said at the top and bottom.

    ``entete`` is the row repeated on each page (0 for none), ``figees`` how many columns are, on several in width, and
    ``repetee`` the width of these.
    """

    colonnes: int
    lignes: int
    largeur: float
    titre: str
    origine: str
    entete: int = 0
    figees: int = 1
    repetee: float = 0
    seule: bool = False
    """All on one page: a chart must not be cut in two."""


def set_pages(sheet: Any, pages: Pages) -> None:
    """Make the sheet ready to be printed."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth = 1 if pages.seule else _count_pages(pages)
    sheet.page_setup.fitToHeight = int(pages.seule)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for cote, marge in {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.7, "header": 0.3, "footer": 0.3}.items():
        setattr(sheet.page_margins, cote, marge)
    sheet.print_area = f"A1:{get_column_letter(pages.colonnes)}{pages.lignes}"
    if pages.entete:
        sheet.print_title_rows = f"{pages.entete}:{pages.entete}"
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = f"A:{get_column_letter(pages.figees)}"
    for partie, texte in (
        (sheet.oddHeader.left, _guard(pages.titre)),
        (sheet.oddFooter.left, _guard(pages.origine)),
        (sheet.oddFooter.right, "page &P sur &N"),
    ):
        partie.text, partie.size = texte, 8


def _count_pages(pages: Pages) -> int:
    """How many pages in width: each but the first begins with the columns that are repeated."""
    return max(1, ceil((pages.largeur - pages.repetee) / (_LISIBLE - pages.repetee)))


def _guard(texte: str) -> str:
    """Text at the top or foot of a page, where "&" begins a code and no more than 255 characters hold."""
    court = texte if len(texte) <= _TEXTE_MAX else texte[: _TEXTE_MAX - 1] + "…"
    return safe_xml(court).replace("&", "&&")
