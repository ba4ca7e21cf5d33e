"""The charts of the workbook: native ones, beside or under the table that they show; a colour scale for the grid."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils import get_column_letter

from cdppe.consolidation.modeles import CHIFFRES, Genre, Graphique
from cdppe.rendering.classeur.cellules import quote_feuille
from cdppe.rendering.classeur.feuille import Feuille
from cdppe.rendering.classeur.mise_en_page import Pages
from cdppe.rendering.classeur.styles import BLEU, EXECUTE, GRIS, POLICE, PREVU, REPORTE

_COULEURS = {"Prévu": PREVU, "Engagé": "C8AA39", "Exécuté": EXECUTE, "Reporté": REPORTE, "Médiane": BLEU}
_PALETTE = (PREVU, EXECUTE, REPORTE, "A558A0", "009081", "C8AA39", "465F9D", "E4794A", "60E0EB", "7D4E5B", GRIS, BLEU)
_MARQUES = ("circle", "square", "triangle", "diamond", "x", "plus")
_FORMATS: dict[Genre, str] = {"montant": '[$-40C]#,##0\\ "€"', "taux": '[$-40C]0.0\\ "%"'}
_DESSOUS_MAX = 25
"""Rows of a table under which a chart is still found; beyond, it stands on the right."""
_LARGE, _MOYEN, _PAR_RANG = 26.0, 11.0, 3
_CM_LIGNE, _CM_CARACTERE = 0.53, 0.19


class Dessin:
    """Puts a chart of the synthesis on the sheet of its table."""

    def __init__(self, graphique: Graphique) -> None:
        self._graphique = graphique

    def __call__(self, sheet: Any, feuille: Feuille, largeurs: Sequence[float], pages: Pages) -> Pages:
        """Add it; return the pages to print, which it makes larger."""
        genres = [c.genre for c in feuille.colonnes]
        chiffres = [n for n, g in enumerate(genres) if g in CHIFFRES and n < len(genres) - feuille.hors_page]
        if not feuille.lignes or not chiffres:
            return pages
        if self._graphique.code == "grille":
            self._colour(sheet, feuille, chiffres)
            return pages
        chiffres = [n for n in chiffres if genres[n] == genres[chiffres[0]]]
        if self._graphique.code == "indicateurs":
            dessins = list(self._draw_courbes(sheet, feuille, chiffres))
        else:
            dessins = [self._draw_barres(sheet, feuille, chiffres)]
        return _place(sheet, feuille, largeurs, pages, dessins)

    @staticmethod
    def _colour(sheet: Any, feuille: Feuille, chiffres: Sequence[int]) -> None:
        """The more actions, the darker, and dark enough for the figure to be read."""
        zone = (
            f"{get_column_letter(chiffres[0] + 1)}{feuille.premiere}:"
            f"{get_column_letter(chiffres[-1] + 1)}{feuille.derniere}"
        )
        regle: Any = ColorScaleRule
        echelle = regle(start_type="min", start_color="E8EDFF", end_type="max", end_color="9A9AF8")
        sheet.conditional_formatting.add(zone, echelle)

    def _draw_barres(self, sheet: Any, feuille: Feuille, chiffres: Sequence[int]) -> Any:
        graphe: Any = BarChart()
        graphe.type = "bar"
        graphe.gapWidth, graphe.overlap = 60, 0
        noms = _find_noms(feuille)
        for rang, n in enumerate(chiffres):
            serie: Any = Series(
                Reference(sheet, min_col=n + 1, min_row=feuille.premiere, max_row=feuille.derniere),
                title=feuille.en_tetes[n],
            )
            couleur = _COULEURS.get(feuille.en_tetes[n], _PALETTE[rang % len(_PALETTE)])
            serie.graphicalProperties = GraphicalProperties(solidFill=couleur)
            serie.graphicalProperties.line = LineProperties(noFill=True)
            serie.invertIfNegative = False
            serie.cat = _categories(feuille, noms)
            graphe.series.append(serie)
        genre = feuille.colonnes[chiffres[0]].genre
        _dress(graphe, self._graphique.titre, feuille.en_tetes[noms], _title_valeurs(genre), genre)
        # The first row on top, as in the table.
        graphe.x_axis.scaling.orientation = "maxMin"
        graphe.y_axis.crosses = "max"
        graphe.y_axis.scaling.min = 0 if _is_positif(feuille, chiffres) else None
        if len(chiffres) == 1:
            graphe.legend = None
            graphe.dataLabels = DataLabelList(showVal=True, numFmt=_FORMATS.get(genre, "General"))
            for nom in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
                setattr(graphe.dataLabels, nom, False)
        graphe.width, graphe.height = _LARGE, max(8.5, 3.5 + len(feuille.lignes) * (0.35 + 0.4 * len(chiffres)))
        return graphe

    @staticmethod
    def _draw_courbes(sheet: Any, feuille: Feuille, chiffres: Sequence[int]) -> Any:
        """One small chart for each indicator, a line for each row."""
        rangs = groupby(range(len(feuille.lignes)), key=lambda r: feuille.lignes[r][1:4])
        for tete, siens in rangs:
            graphe: Any = LineChart()
            for ordre, rang in enumerate(siens):
                nom = str(feuille.lignes[rang][chiffres[0] - 1])
                numero = feuille.premiere + rang
                zone = Reference(
                    sheet, min_col=chiffres[0] + 1, max_col=chiffres[-1] + 1, min_row=numero, max_row=numero
                )
                serie: Any = Series(zone, title=nom)
                couleur = _COULEURS.get(nom, _PALETTE[ordre % len(_PALETTE)])
                serie.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=couleur, w=22000))
                serie.marker.symbol, serie.marker.size = _MARQUES[ordre % len(_MARQUES)], 6
                serie.marker.graphicalProperties = GraphicalProperties(solidFill=couleur)
                serie.smooth = False
                annees = (
                    f"${get_column_letter(chiffres[0] + 1)}${feuille.entete}:${get_column_letter(chiffres[-1] + 1)}"
                )
                serie.cat = AxDataSource(strRef=StrRef(f=f"{quote_feuille(feuille.nom)}!{annees}${feuille.entete}"))
                graphe.series.append(serie)
            _dress(graphe, str(tete[0]), "Année", str(tete[2]).capitalize(), "valeur", 10)
            graphe.width, graphe.height = _MOYEN, 7.0
            yield graphe


def _place(sheet: Any, feuille: Feuille, largeurs: Sequence[float], pages: Pages, dessins: Sequence[Any]) -> Pages:
    """Anchor the charts under a short table, on the right of a long one; they are printed with it."""
    dessous = len(feuille.lignes) <= _DESSOUS_MAX
    gauche = 1 if dessous else len(largeurs) + 2
    haut = pages.lignes + 2 if dessous else feuille.entete
    par_rang = _PAR_RANG if len(dessins) > 1 else 1
    largeur, hauteur = dessins[0].width, max(d.height for d in dessins)
    pas = ceil((hauteur + 0.4) / _CM_LIGNE)
    for rang, dessin in enumerate(dessins):
        colonne = _find_colonne(largeurs, gauche, rang % par_rang * (largeur + 0.4))
        sheet.add_chart(dessin, f"{get_column_letter(colonne)}{haut + rang // par_rang * pas}")
    droite = _find_colonne(largeurs, gauche, par_rang * (largeur + 0.4))
    bas = haut + ceil(len(dessins) / par_rang) * pas
    colonnes = max(pages.colonnes, droite)
    largeur_totale = sum(largeurs[:colonnes]) + max(0, colonnes - len(largeurs)) * 10
    return replace(
        pages, colonnes=colonnes, lignes=max(pages.lignes, bas), largeur=min(largeur_totale, 280), seule=dessous
    )


def _find_colonne(largeurs: Sequence[float], depart: int, distance: float) -> int:
    """The column that stands so many centimetres on the right of another."""
    colonne, reste = depart, distance
    while reste > 0:
        reste -= (largeurs[colonne - 1] if colonne <= len(largeurs) else 10) * _CM_CARACTERE
        colonne += 1
    return colonne


def _find_noms(feuille: Feuille) -> int:
    """The column that names the rows for a reader: the label or the name rather than the number."""
    noms = feuille.en_tetes
    return next((noms.index(n) for n in ("Nom", "Libellé") if n in noms), 1)


def _categories(feuille: Feuille, colonne: int) -> AxDataSource:
    lettre = get_column_letter(colonne + 1)
    zone = f"{quote_feuille(feuille.nom)}!${lettre}${feuille.premiere}:${lettre}${feuille.derniere}"
    return AxDataSource(strRef=StrRef(f=zone))


def _title_valeurs(genre: Genre) -> str:
    return {"montant": "Euros", "taux": "Pour cent"}.get(genre, "")


def _is_positif(feuille: Feuille, chiffres: Sequence[int]) -> bool:
    valeurs = (ligne[n] for ligne in feuille.lignes for n in chiffres)
    return all(not isinstance(v, str) and float(str(v)) >= 0 for v in valeurs if v is not None)


def _dress(graphe: Any, titre: str, axe: str, valeurs: str, genre: Genre, taille: int = 14) -> None:
    """Titles, figures and lines as the charter has them."""
    graphe.title = titre
    graphe.title.tx.rich.p[0].pPr = _text(taille, True)
    graphe.title.overlay = False
    graphe.x_axis.title, graphe.y_axis.title = axe, valeurs or None
    for axis in (graphe.x_axis, graphe.y_axis):
        axis.delete = False
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="BFBFBF"))
        axis.txPr = RichText(p=[Paragraph(pPr=_text(9), endParaRPr=CharacterProperties())])
        if axis.title is not None:
            axis.title.tx.rich.p[0].pPr = _text(9)
            axis.title.overlay = False
    graphe.y_axis.numFmt, graphe.y_axis.number_format = None, _FORMATS.get(genre, "#,##0")
    graphe.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E5E5E5"))
    graphe.legend.position = "b"
    graphe.dispBlanksAs = "gap"


def _text(taille: int, gras: bool = False) -> ParagraphProperties:
    police = CharacterProperties(sz=taille * 100, b=gras, solidFill="161616" if gras else GRIS)
    police.latin = Font(typeface=POLICE)
    return ParagraphProperties(defRPr=police)
