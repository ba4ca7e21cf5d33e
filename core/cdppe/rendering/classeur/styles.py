"""The looks of the workbook's cells, each made once and known by its number."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.indexed_list import IndexedList

from cdppe.consolidation.modeles import Genre

BLEU, PREVU, EXECUTE, REPORTE, GRIS = "000091", "6A6AF4", "18753C", "B34000", "666666"
POLICE, CORPS = "Arial", 10
# What each question looks like at the foot of the window; ``""`` is the cover.
ONGLETS: Mapping[str, str] = {
    "": BLEU,
    "campagne": "465F9D",
    "argent": "6A6AF4",
    "objectifs": "A558A0",
    "indicateurs": "009081",
    "actions": "18753C",
    "controles": "B34000",
    "correspondance": "C8AA39",
    "departements": "AEA397",
    "lecture": "929292",
    "faits": "3A3A3A",
}
# ``[$-40C]``: as France writes it, in the programs that would otherwise follow their own language; ``_-``: the space
# that parts a figure from the text on its right.
_FORMATS: Mapping[Genre, str] = {
    "montant": '[$-40C]#,##0.00\\ "€"_-',
    "taux": "[$-40C]0.0_-",
    "nombre": "0_-",
    "valeur": "[$-40C]#,##0_-",
}
_DECIMALE = "[$-40C]#,##0.0##_-"
_POURCENT = '[$-40C]0.0##\\ "%"_-'


class Paire(NamedTuple):
    """A look for a figure, and the same for one that leads to its facts."""

    seul: int
    lie: int


class Styles:
    """The numbers of the styles: openpyxl would look each up again for every cell."""

    def __init__(self, classeur: Workbook) -> None:
        # Before any style: the first font of a workbook is that of whatever has none.
        interne: Any = classeur
        police = Font(name=POLICE, size=CORPS, family=2)
        interne._fonts = IndexedList([police])
        interne._named_styles["Normal"].font = police
        self._modele = classeur.create_sheet("Styles")
        haut = Alignment(vertical="top")
        plie = Alignment(vertical="top", wrap_text=True)
        # Text keeps away from the figure on its left.
        retrait = Alignment(vertical="top", horizontal="left", indent=1)
        retrait_plie = Alignment(vertical="top", horizontal="left", indent=1, wrap_text=True)
        filet = Border(bottom=Side(style="hair", color="BFBFBF"))
        self.titre = self._make(font=self._font(size=14, bold=True, color=BLEU))
        self.grand_titre = self._make(font=self._font(size=18, bold=True, color=BLEU), alignment=plie)
        self.section = self._make(
            font=self._font(size=12, bold=True, color=BLEU), border=Border(bottom=Side(style="medium", color=BLEU))
        )
        self.alerte = self._make(font=self._font(bold=True, color=REPORTE), alignment=plie)
        self.note = self._make(font=self._font(color="595959"), alignment=plie)
        self.renvoi = self._make(font=self._font(color=BLEU, underline="single"))
        entete: dict[str, Any] = {
            "font": self._font(bold=True, color="FFFFFF"),
            "fill": PatternFill("solid", fgColor=BLEU),
            "border": Border(right=Side(style="thin", color="FFFFFF")),
        }
        self.entete = self._make(
            **entete, alignment=Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
        )
        self.entete_chiffres = self._make(
            **entete, alignment=Alignment(wrap_text=True, vertical="center", horizontal="right", indent=1)
        )
        self.rubrique = self._make(font=self._font(bold=True), fill=PatternFill("solid", fgColor="E8EDFF"))
        self.texte = self._make(alignment=retrait, border=filet)
        self.garde = self._make(quotePrefix=True, alignment=retrait, border=filet)
        self.long = self._make(alignment=retrait_plie, border=filet)
        self.garde_long = self._make(quotePrefix=True, alignment=retrait_plie, border=filet)
        self.date = self._make(number_format="dd/mm/yyyy", alignment=retrait, border=filet)
        self.terme = self._make(font=self._font(bold=True), alignment=retrait_plie, border=filet)
        lien = self._font(color=BLEU, underline="single")
        self.lien = self._make(font=lien, alignment=retrait, border=filet)
        formes = {str(genre): forme for genre, forme in _FORMATS.items()}
        formes |= {"decimale": _DECIMALE, "%": _POURCENT, "€": _FORMATS["montant"]}
        # Blue enough to be seen as a way in, without a line under thousands of figures.
        bleu = self._font(color=BLEU)
        self.chiffres = {
            nom: Paire(
                self._make(number_format=forme, alignment=haut, border=filet),
                self._make(number_format=forme, alignment=haut, border=filet, font=bleu),
            )
            for nom, forme in formes.items()
        }
        del classeur["Styles"]

    @staticmethod
    def _font(**attributs: Any) -> Font:
        return Font(**{"name": POLICE, "size": CORPS, "family": 2, **attributs})

    def _make(self, **attributs: object) -> int:
        cell: Any = WriteOnlyCell(self._modele)
        for nom, valeur in attributs.items():
            setattr(cell, nom, valeur)
        return int(cell.style_id)
