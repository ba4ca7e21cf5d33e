"""One sheet of the workbook, written row after row: title, warnings, notes, header, rows, links to facts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from cdppe.consolidation.modeles import CHIFFRES, Colonne, Genre
from cdppe.rendering.surete import safe_xml, starts_formula

_LARGEUR_MIN, _MARGE = 7, 2
_A4 = 9
_LARGEURS_MAX: Mapping[Genre, int] = {"texte": 45, "long": 60, "valeur": 24}
# Text of these may take several lines.
_PLIES: tuple[Genre, ...] = ("long", "valeur")
# What openpyxl or a spreadsheet could take for something else than text begins otherwise.
_TEXTE_SIMPLE = re.compile(r"[^\W_]|[(«“\"…€/;:,.]")
# ``[$-40C]``: as France writes it, in the programs that would otherwise follow their own language; ``_-``: the space
# that parts a figure from the text on its right.
_FORMATS: Mapping[Genre, str] = {
    "montant": '[$-40C]#,##0.00\\ "€"_-',
    "taux": "[$-40C]0.0_-",
    "nombre": "0_-",
    "valeur": "[$-40C]#,##0_-",
}
_DECIMALE = "[$-40C]#,##0.0##_-"
_HAUTEUR = 15


@dataclass(frozen=True, slots=True)
class Feuille:
    """What a sheet holds; ``premiers`` is the id that each row's last cell but one leads to, if any.

    The first ``figees`` columns stay in view, the last ``hors_page`` are not printed.
    """

    nom: str
    titre: str
    origine: str
    avertissements: tuple[str, ...]
    notes: tuple[str, ...]
    colonnes: tuple[Colonne, ...]
    lignes: Sequence[tuple[object, ...]]
    premiers: Sequence[str]
    figees: int = 1
    hors_page: int = 0

    @property
    def haut(self) -> tuple[tuple[str, str], ...]:
        """The rows above the header, each with its style."""
        notes = (self.origine, *self.notes)
        return (("titre", self.titre), *(("alerte", a) for a in self.avertissements), *(("note", n) for n in notes))

    @property
    def premiere(self) -> int:
        """The number of the first row of data."""
        return len(self.haut) + 2


class Styles:
    """The few styles of the workbook, made once: openpyxl would look each up again for every cell."""

    def __init__(self, classeur: Workbook) -> None:
        self._modele = classeur.create_sheet("Styles")
        haut = Alignment(vertical="top")
        self.titre = self._make(font=Font(bold=True, size=14))
        self.alerte = self._make(font=Font(bold=True, color="C00000"))
        self.note = self._make(font=Font(italic=True, color="595959"))
        entete = {
            "font": Font(bold=True),
            "fill": PatternFill("solid", fgColor="DDE6F2"),
            "border": Border(bottom=Side(style="thin")),
        }
        self.entete = self._make(**entete, alignment=Alignment(wrap_text=True, vertical="center"))
        self.entete_chiffres = self._make(
            **entete, alignment=Alignment(wrap_text=True, vertical="center", horizontal="right")
        )
        self.texte = self._make(alignment=haut)
        self.garde = self._make(quotePrefix=True, alignment=haut)
        self.long = self._make(alignment=Alignment(wrap_text=True, vertical="top"))
        self.lien = self._make(font=Font(color="0563C1", underline="single"), alignment=haut)
        self.genres = {g: self._make(number_format=f, alignment=haut) for g, f in _FORMATS.items()}
        self.decimale = self._make(number_format=_DECIMALE, alignment=haut)
        del classeur["Styles"]

    def _make(self, **attributs: object) -> Any:
        cell: Any = WriteOnlyCell(self._modele)
        for nom, valeur in attributs.items():
            setattr(cell, nom, valeur)
        return cell._style


def write_feuille(classeur: Workbook, styles: Styles, feuille: Feuille, liens: Mapping[str, str]) -> None:
    """Add the sheet; ``liens`` gives the cell that each id stands in."""
    sheet = classeur.create_sheet(feuille.nom)
    derniere = get_column_letter(len(feuille.colonnes))
    bas = feuille.premiere + len(feuille.lignes) - 1
    sheet.freeze_panes = f"{get_column_letter(feuille.figees + 1)}{feuille.premiere}"
    sheet.auto_filter.ref = f"A{feuille.premiere - 1}:{derniere}{max(bas, feuille.premiere)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    imprimee = get_column_letter(len(feuille.colonnes) - feuille.hors_page)
    sheet.print_area = f"A1:{imprimee}{max(bas, feuille.premiere)}"
    sheet.print_title_rows = f"{feuille.premiere - 1}:{feuille.premiere - 1}"
    largeurs = list(_measure(feuille))
    for rang, largeur in enumerate(largeurs, 1):
        sheet.column_dimensions[get_column_letter(rang)].width = largeur
    plume = _Plume(sheet)
    for nom, texte in feuille.haut:
        sheet.append([plume.write(texte, getattr(styles, nom))])
    _stretch(sheet, feuille.premiere - 1, [colonne.nom for colonne in feuille.colonnes], largeurs)
    entetes = [(c.nom, styles.entete_chiffres if c.genre in CHIFFRES else styles.entete) for c in feuille.colonnes]
    sheet.append(plume.write(nom, style) for nom, style in entetes)
    genres: list[Genre] = [colonne.genre for colonne in feuille.colonnes]
    plier = bool(feuille.premiers)
    for rang, ligne in enumerate(feuille.lignes):
        textes = [v if g in _PLIES else "" for v, g in zip(ligne, genres, strict=True)] if plier else ()
        haute = plier and _stretch(sheet, feuille.premiere + rang, textes, largeurs)
        lien = liens[feuille.premiers[rang]] if plier and feuille.premiers[rang] else ""
        sheet.append(_cells(plume, styles, ligne, genres, haute, lien))


def _stretch(sheet: Any, rang: int, textes: Sequence[object], largeurs: Sequence[float]) -> bool:
    """Give a row the height of its longest text: not every program does when it opens the file. False for one line."""
    lignes = max(len(t) / (largeur - _MARGE) for t, largeur in zip(textes, largeurs, strict=True) if isinstance(t, str))
    if lignes <= 1:
        return False
    # A line breaks between words, so a text takes a little more than its length.
    sheet.row_dimensions[rang].height = _HAUTEUR * ceil(lignes * 1.1)
    return True


def _cells(
    plume: "_Plume", styles: Styles, ligne: Sequence[object], genres: list[Genre], haute: bool, lien: str
) -> Iterator[Any]:
    """One row; ``lien`` is where its last cell but one leads to."""
    avant_derniere = len(ligne) - 2
    for rang, (valeur, genre) in enumerate(zip(ligne, genres, strict=True)):
        if lien and rang == avant_derniere:
            yield plume.link(str(valeur), styles.lien, lien)
        elif isinstance(valeur, str):
            texte = safe_xml(valeur)
            if not texte:
                yield None
            elif genre == "nombre" and texte.isdecimal():
                yield plume.write(int(texte), styles.genres["nombre"])
            elif not _TEXTE_SIMPLE.match(texte):
                yield plume.write(texte, styles.garde if starts_formula(texte) else styles.texte)
            elif haute:
                yield plume.write(texte, styles.long if genre in _PLIES else styles.texte)
            else:
                yield plume.write(texte)
        elif isinstance(valeur, Decimal) and genre == "valeur" and valeur % 1:
            yield plume.write(valeur, styles.decimale)
        elif isinstance(valeur, Decimal) and genre in styles.genres:
            yield plume.write(valeur, styles.genres[genre])
        elif isinstance(valeur, int):
            yield plume.write(valeur, styles.genres["nombre"])
        else:
            yield None if valeur is None else plume.write(valeur)


class _Plume:
    """Writes the cells of one sheet with a few cells, one for each style, used again as soon as they are written.

    openpyxl guesses the type of each value and, for a styled cell, fails first and tries again: over a hundred thousand
    cells that is long. So it is handed cells that are ready, each when its turn comes.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._cells: dict[int, Any] = {}
        sheet._values_to_row = self._place

    def write(self, valeur: object, style: Any = None) -> Any:
        """The cell of that style, holding the value."""
        cell = self._cells.get(id(style))
        if cell is None:
            cell = self._cells[id(style)] = self._make(style)
        cell._value = valeur
        cell.data_type = (
            "s" if isinstance(valeur, str) else "n"
        )  # never a formula nor an error, whatever it begins with
        return cell

    def link(self, texte: str, style: Any, lien: str) -> Any:
        """A cell that leads elsewhere in the workbook; openpyxl keeps its link until the end."""
        cell = self._make(style)
        cell._value, cell.data_type = texte, "s"
        cell.hyperlink = Hyperlink(ref="", location=lien)
        return cell

    def _make(self, style: Any) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        if style is not None:
            cell._style = style
        return cell

    @staticmethod
    def _place(cells: Iterable[Any], rang: int) -> Iterator[Any]:
        for colonne, cell in enumerate(cells, 1):
            if cell is not None:
                cell.column, cell.row = colonne, rang
                if cell.hyperlink is not None:
                    cell.hyperlink.ref = cell.coordinate
                yield cell


def _measure(feuille: Feuille) -> Iterator[float]:
    """A width for each column, from what stands in it."""
    colonnes = zip(*feuille.lignes, strict=True) if feuille.lignes else ((),) * len(feuille.colonnes)
    for colonne, valeurs in zip(feuille.colonnes, colonnes, strict=True):
        texte = _LARGEURS_MAX.get(colonne.genre, _LARGEURS_MAX["texte"])
        extra = 5 if colonne.genre == "montant" else 0  # spaces between thousands, and the euro sign
        longueur = max((len(str(v)) + extra for v in valeurs if v is not None), default=0)
        entete = max(len(mot) for mot in colonne.nom.split()) + 3  # and the filter's arrow
        yield min(max(longueur, min(len(colonne.nom) + 3, 20), entete, _LARGEUR_MIN), texte) + _MARGE
