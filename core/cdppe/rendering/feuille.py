"""One sheet of the workbook, written row after row: title, warnings, notes, header, rows, links to facts."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
_LARGEURS_MAX: Mapping[Genre, int] = {"texte": 45, "long": 60}
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
    for nom, texte in feuille.haut:
        sheet.append([_cell(sheet, texte, getattr(styles, nom))])
    _stretch(sheet, feuille.premiere - 1, [colonne.nom for colonne in feuille.colonnes], largeurs)
    entetes = [(c.nom, styles.entete_chiffres if c.genre in CHIFFRES else styles.entete) for c in feuille.colonnes]
    sheet.append([_cell(sheet, nom, style) for nom, style in entetes])
    genres: list[Genre] = [colonne.genre for colonne in feuille.colonnes]
    plier = bool(feuille.premiers)
    for rang, ligne in enumerate(feuille.lignes):
        textes = [v if g == "long" else "" for v, g in zip(ligne, genres, strict=True)] if plier else ()
        haute = plier and _stretch(sheet, feuille.premiere + rang, textes, largeurs)
        row = list(_cells(sheet, styles, ligne, genres, haute))
        if plier and feuille.premiers[rang]:
            lien = _cell(sheet, str(ligne[-2]), styles.lien)
            lien.hyperlink = Hyperlink(ref="", location=liens[feuille.premiers[rang]])
            row[-2] = lien
        sheet.append(row)


def _stretch(sheet: Any, rang: int, textes: Sequence[object], largeurs: Sequence[float]) -> bool:
    """Give a row the height of its longest text: not every program does when it opens the file. False for one line."""
    lignes = max(len(t) / (largeur - _MARGE) for t, largeur in zip(textes, largeurs, strict=True) if isinstance(t, str))
    if lignes <= 1:
        return False
    # A line breaks between words, so a text takes a little more than its length.
    sheet.row_dimensions[rang].height = _HAUTEUR * ceil(lignes * 1.1)
    return True


def _cells(sheet: Any, styles: Styles, ligne: Sequence[object], genres: list[Genre], haute: bool) -> Iterator[Any]:
    """Plain values where nothing has to be said of the cell, which is what openpyxl writes fastest."""
    for valeur, genre in zip(ligne, genres, strict=True):
        if isinstance(valeur, str):
            texte = safe_xml(valeur)
            if not texte:
                yield None
            elif genre == "nombre" and texte.isdecimal():
                yield _cell(sheet, int(texte), styles.genres["nombre"])
            elif not _TEXTE_SIMPLE.match(texte):
                yield _cell(sheet, texte, styles.garde if starts_formula(texte) else styles.texte)
            elif haute:
                yield _cell(sheet, texte, styles.long if genre == "long" else styles.texte)
            else:
                yield texte
        elif isinstance(valeur, Decimal) and genre == "valeur" and valeur % 1:
            yield _cell(sheet, valeur, styles.decimale)
        elif isinstance(valeur, Decimal) and genre in styles.genres:
            yield _cell(sheet, valeur, styles.genres[genre])
        elif isinstance(valeur, int):
            yield _cell(sheet, valeur, styles.genres["nombre"])
        else:
            yield valeur


def _cell(sheet: Any, valeur: Any, style: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value = valeur
    if isinstance(valeur, str):
        cell.data_type = "s"  # never a formula nor an error, whatever it begins with
    if style is not None:
        cell._style = style
    return cell


def _measure(feuille: Feuille) -> Iterator[float]:
    """A width for each column, from what stands in it."""
    colonnes = zip(*feuille.lignes, strict=True) if feuille.lignes else ((),) * len(feuille.colonnes)
    for colonne, valeurs in zip(feuille.colonnes, colonnes, strict=True):
        texte = _LARGEURS_MAX.get(colonne.genre, _LARGEURS_MAX["texte"])
        extra = 5 if colonne.genre == "montant" else 0  # spaces between thousands, and the euro sign
        longueur = max((len(str(v)) + extra for v in valeurs if v is not None), default=0)
        entete = max(len(mot) for mot in colonne.nom.split()) + 3  # and the filter's arrow
        yield min(max(longueur, min(len(colonne.nom) + 3, 20), entete, _LARGEUR_MIN), texte) + _MARGE
