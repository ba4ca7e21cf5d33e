"""The cover of the workbook: what it is, what it stands for, what is missing, how to read it, and what it contains."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from openpyxl import Workbook

from cdppe.consolidation.calcul import count, format_date
from cdppe.consolidation.modeles import RUBRIQUES, Synthese
from cdppe.rendering.classeur.cellules import Cellules, quote_feuille, write_lien, write_row
from cdppe.rendering.classeur.feuille import COUVERTURE, Feuille
from cdppe.rendering.classeur.hauteurs import stretch
from cdppe.rendering.classeur.mise_en_page import Pages, set_pages
from cdppe.rendering.classeur.mots import MotsClasseur
from cdppe.rendering.classeur.redacteur import Redacteur
from cdppe.rendering.classeur.styles import ONGLETS, Styles

_LARGEURS = {"A": 30, "B": 96, "C": 12}
_DERNIERE = "C"
_TITRES: Mapping[str, str] = {**{str(r): titre for r, titre in RUBRIQUES.items()}, "faits": "Faits"}


class _Rangee(NamedTuple):
    """One row: its cells and their styles; a ``large`` one runs over all columns; its first cell leads to ``cible``."""

    cellules: tuple[object, ...]
    styles: tuple[int, ...]
    large: bool = False
    cible: str = ""
    hauteur: float = 0


def write_couverture(
    classeur: Workbook, styles: Styles, synthese: Synthese, mots: MotsClasseur, feuilles: Sequence[Feuille]
) -> None:
    """Add the cover; ``feuilles`` are all the sheets that follow it, in their order."""
    sheet: Any = classeur.create_sheet(COUVERTURE)
    sheet.sheet_properties.tabColor = ONGLETS[""]
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.tabSelected = True
    for lettre, largeur in _LARGEURS.items():
        sheet.column_dimensions[lettre].width = largeur
    rangees = [
        *_head(styles, synthese, mots),
        *_warn(styles, synthese),
        *_explain(styles, mots),
        *_list_contenu(styles, feuilles),
    ]
    for rang, rangee in enumerate(rangees, 1):
        if rangee.large:
            sheet.merged_cells.add(f"A{rang}:{_DERNIERE}{rang}")
    set_pages(sheet, Pages(len(_LARGEURS), len(rangees), sum(_LARGEURS.values()), mots.titre, synthese.origine))
    redacteur = Redacteur(sheet, f"A1:{_DERNIERE}{len(rangees)}")
    redacteur.end(_write_rangees(redacteur, styles, rangees))


def _write_rangees(redacteur: Redacteur, styles: Styles, rangees: Sequence[_Rangee]) -> Iterator[str]:
    cellules = Cellules(styles, True)
    for rang, rangee in enumerate(rangees, 1):
        ecrites = []
        for lettre, valeur, style in zip(_LARGEURS, rangee.cellules, rangee.styles, strict=False):
            place = f"{lettre}{rang}"
            if isinstance(valeur, int):
                ecrites.append(cellules.number(place, valeur, style))
            elif valeur:
                ecrites.append(cellules.text(place, str(valeur), style))
            else:
                ecrites.append(cellules.blank(place, style))
        if rangee.cible:
            redacteur.liens.append(write_lien(f"A{rang}", f"{quote_feuille(rangee.cible)}!A1"))
        yield write_row(rang, ecrites, rangee.hauteur or _stretch(rangee))


def _head(styles: Styles, synthese: Synthese, mots: MotsClasseur) -> Iterator[_Rangee]:
    """The title, and what the synthesis stands for."""
    yield _Rangee((mots.titre,), (styles.grand_titre,), True, hauteur=48)
    recent = f"\u00a0; document le plus récent\u00a0: {format_date(synthese.date)}" if synthese.date else ""
    yield _Rangee((f"Synthèse {synthese.nom}{recent}",), (styles.note,), True)
    yield from _open_section(styles, "Ce que représente cette synthèse")
    suite = sum(len(mention) + 2 for mention in synthese.mentions)
    origine = synthese.origine[: len(synthese.origine) - suite]
    yield _define(styles, "Origine", f"{origine}.")
    lecture = synthese.lecture
    lus = (
        count(len({d.departement for d in lecture.documents}), "département"),
        count(len(lecture.documents), "document"),
        count(len(lecture.financements), "montant"),
        count(len(lecture.indicateurs), "valeur d'indicateur", "valeurs d'indicateur"),
        count(len(lecture.actions), "action"),
    )
    yield _define(styles, "Lu", f"{', '.join(lus[:-1])} et {lus[-1]}.")
    for mention in synthese.mentions:
        yield _define(styles, "À savoir", f"{mention}.")


def _warn(styles: Styles, synthese: Synthese) -> Iterator[_Rangee]:
    yield from _open_section(styles, "Avertissements")
    for texte in synthese.avertissements:
        yield _Rangee((texte,), (styles.alerte,), True)
    if not synthese.avertissements:
        yield _Rangee(("Aucun : tous les documents donnés ont pu être lus.",), (styles.note,), True)


def _explain(styles: Styles, mots: MotsClasseur) -> Iterator[_Rangee]:
    yield from _open_section(styles, "Comment lire ce classeur")
    for terme, texte in mots.methode.items():
        yield _define(styles, terme, texte)


def _list_contenu(styles: Styles, feuilles: Sequence[Feuille]) -> Iterator[_Rangee]:
    """Every sheet, under the question that it belongs to."""
    yield from _open_section(styles, "Ce que contient ce classeur")
    entete = (styles.entete, styles.entete, styles.entete_chiffres)
    yield _Rangee(("Feuille", "Question à laquelle elle répond", "Lignes"), entete, hauteur=20)
    nombre = styles.chiffres["valeur"].seul
    for rubrique, siennes in groupby(feuilles, key=lambda f: f.rubrique):
        yield _Rangee((_TITRES[rubrique], "", ""), (styles.rubrique,) * 3)
        for f in siennes:
            texte = f.question or f.titre
            yield _Rangee((f.nom, texte, len(f.lignes)), (styles.lien, styles.long, nombre), cible=f.nom)


def _open_section(styles: Styles, titre: str) -> Iterator[_Rangee]:
    yield _Rangee((), ())
    yield _Rangee((titre, "", ""), (styles.section,) * 3, hauteur=20)


def _define(styles: Styles, terme: str, texte: str) -> _Rangee:
    return _Rangee((terme, texte, ""), (styles.terme, styles.long, styles.long))


def _stretch(rangee: _Rangee) -> float | None:
    """The height of a row after its longest text."""
    largeurs = [sum(_LARGEURS.values())] if rangee.large else list(_LARGEURS.values())
    return stretch(rangee.cellules, largeurs[: len(rangee.cellules)], gras=rangee.large)
