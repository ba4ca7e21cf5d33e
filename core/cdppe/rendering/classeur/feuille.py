"""One sheet of the workbook: title, warnings, notes, one native table whose figures lead to their facts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as TableNative
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from cdppe.consolidation.modeles import CHIFFRES, Colonne, Genre
from cdppe.rendering.classeur.cellules import PLIES, Cellules, quote_feuille, write_lien, write_row
from cdppe.rendering.classeur.hauteurs import HAUTEUR, stretch
from cdppe.rendering.classeur.mise_en_page import Pages, set_pages
from cdppe.rendering.classeur.redacteur import LIENS_MAX, Redacteur
from cdppe.rendering.classeur.styles import ONGLETS, Styles
from cdppe.rendering.surete import safe_xml

COUVERTURE = "Couverture"
_LARGEUR_MIN, _MARGE = 7, 3
_FIGEES_MAX = 82
"""Characters of the columns that stay in view: some must be left to look at the others."""
_LARGEURS_MAX: Mapping[Genre, int] = {"texte": 40, "long": 55, "valeur": 24}
_LARGEUR_FAITS = 14
_LARGEUR_TETE = 150
"""A note above a table takes about the width of a screen."""
_TETE_MAX = 4
"""Notes above a table: these rows stay in view, and must leave room for others."""
_VIDE = "Aucune ligne"
_STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=True, showColumnStripes=False)


@dataclass(frozen=True, slots=True)
class Feuille:
    """What a sheet holds; ``lies`` gives, for each row, the facts of the cells that lead somewhere, by column.

    The first ``figees`` columns at least stay in view, the last ``hors_page`` are not printed; the unit of a row's
    values is in column ``unite``. ``explications`` are the notes of the headers. Without ``places``, the cells of the
    table do not say where they stand.
    """

    nom: str
    code: str
    rubrique: str
    titre: str
    question: str
    origine: str
    avertissements: tuple[str, ...]
    notes: tuple[str, ...]
    colonnes: tuple[Colonne, ...]
    lignes: Sequence[Sequence[object]]
    lies: Sequence[Mapping[int, Sequence[str]]] = ()
    figees: int = 1
    hors_page: int = 0
    unite: int | None = None
    places: bool = True
    explications: Mapping[str, str] = field(default_factory=dict)

    @property
    def haut(self) -> tuple[tuple[str, str], ...]:
        """The rows between the title and the header, each with its style."""
        notes = self.notes if len(self.notes) <= _TETE_MAX else self.notes[: _TETE_MAX - 1]
        suite = f"Suite des notes ({len(self.notes) - len(notes)}) sous le tableau."
        return (
            *(("alerte", a) for a in self.avertissements),
            *(("note", n) for n in (self.origine, *notes, *((suite,) if self.bas else ()))),
        )

    @property
    def bas(self) -> tuple[str, ...]:
        """The notes that stand under the table."""
        return self.notes[_TETE_MAX - 1 :] if len(self.notes) > _TETE_MAX else ()

    @property
    def entete(self) -> int:
        """The number of the header's row: the title and the way back to the cover stand above the notes."""
        return len(self.haut) + 3

    @property
    def premiere(self) -> int:
        """The number of the first row of data."""
        return self.entete + 1

    @property
    def derniere(self) -> int:
        """The number of the last one: a native table has one at least, were it empty."""
        return self.entete + max(len(self.lignes), 1)

    @property
    def en_tetes(self) -> tuple[str, ...]:
        """The names of the columns, as a native table needs them: none empty, no two alike."""
        noms: dict[str, str] = {}
        for colonne in self.colonnes:
            base = nom = safe_xml(" ".join(colonne.nom.split())) or "Colonne"
            rang = 1
            while nom.casefold() in noms:
                rang += 1
                nom = f"{base} {rang}"
            noms[nom.casefold()] = nom
        return tuple(noms.values())


def write_feuille(
    classeur: Workbook, styles: Styles, feuille: Feuille, liens: Mapping[str, str], image: Any = None
) -> None:
    """Add the sheet; ``liens`` gives the cell that each fact stands in, ``image`` draws beside the table."""
    sheet: Any = classeur.create_sheet(feuille.nom)
    sheet.sheet_properties.tabColor = ONGLETS[feuille.rubrique]
    largeurs = list(_measure(feuille))
    for rang, largeur in enumerate(largeurs, 1):
        sheet.column_dimensions[get_column_letter(rang)].width = largeur
    _add_table(sheet, feuille)
    imprimees = len(largeurs) - feuille.hors_page
    tete = _find_tete(largeurs[:imprimees])
    figees = _find_figees(feuille, largeurs)
    sheet.freeze_panes = f"{get_column_letter(figees + 1)}{feuille.premiere}"
    sheet.sheet_view.showGridLines = False
    fin = feuille.derniere + (1 + len(feuille.bas) if feuille.bas else 0)
    for rang in (*range(3, feuille.entete), *range(feuille.derniere + 2, fin + 1)):
        sheet.merged_cells.add(f"A{rang}:{get_column_letter(tete)}{rang}")
    pages = Pages(
        colonnes=imprimees,
        lignes=fin,
        largeur=sum(largeurs[:imprimees]),
        titre=feuille.titre,
        origine=feuille.origine,
        entete=feuille.entete,
        figees=figees,
        repetee=sum(largeurs[:figees]),
    )
    if image is not None:
        pages = image(sheet, feuille, largeurs, pages)
    set_pages(sheet, pages)
    redacteur = Redacteur(sheet, f"A1:{get_column_letter(max(len(largeurs), tete))}{fin}")
    for rang, nom in enumerate(feuille.en_tetes, 1):
        if nom in feuille.explications:
            redacteur.comment(f"{get_column_letter(rang)}{feuille.entete}", feuille.explications[nom])
    redacteur.end(_write_rows(redacteur, styles, feuille, liens, largeurs))


def _write_rows(
    redacteur: Redacteur, styles: Styles, feuille: Feuille, liens: Mapping[str, str], largeurs: Sequence[float]
) -> Iterator[str]:
    tete = Cellules(styles, True)
    largeurs_tete = largeurs[: len(largeurs) - feuille.hors_page]
    largeur = sum(largeurs[: _find_tete(largeurs_tete)])
    yield write_row(1, [tete.text("A1", feuille.titre, styles.titre)], 22)
    redacteur.liens.append(write_lien("A2", f"{quote_feuille(COUVERTURE)}!A1"))
    yield write_row(2, [tete.text("A2", "← Couverture et mode d'emploi", styles.renvoi)])
    for rang, (style, texte) in enumerate(feuille.haut, 3):
        hauteur = stretch([texte], [largeur], gras=style == "alerte")
        yield write_row(rang, [tete.text(f"A{rang}", texte, getattr(styles, style))], hauteur)
    entetes = [
        tete.text(
            f"{get_column_letter(n)}{feuille.entete}",
            nom,
            styles.entete_chiffres if colonne.genre in CHIFFRES else styles.entete,
        )
        for n, (nom, colonne) in enumerate(zip(feuille.en_tetes, feuille.colonnes, strict=True), 1)
    ]
    # The arrow of the filter takes the place of some letters.
    yield write_row(
        feuille.entete, entetes, stretch(feuille.en_tetes, [w - 3 for w in largeurs], gras=True) or HAUTEUR * 1.5
    )
    yield from _write_donnees(redacteur, styles, feuille, liens, largeurs)
    if not feuille.lignes:
        vide = tete.text(f"A{feuille.premiere}", _VIDE, styles.texte)
        yield write_row(feuille.premiere, [vide])
    for rang, texte in enumerate(feuille.bas, feuille.derniere + 2):
        yield write_row(rang, [tete.text(f"A{rang}", texte, styles.note)], stretch([texte], [largeur]))


def _write_donnees(
    redacteur: Redacteur, styles: Styles, feuille: Feuille, liens: Mapping[str, str], largeurs: Sequence[float]
) -> Iterator[str]:
    """The rows of the table."""
    cellules = Cellules(styles, feuille.places)
    genres = [colonne.genre for colonne in feuille.colonnes]
    lettres = [get_column_letter(n) for n in range(1, len(genres) + 1)]
    pliees = [n for n, genre in enumerate(genres) if genre in PLIES]
    places = [largeurs[n] for n in pliees]
    colonnes = list(zip(range(len(genres)), lettres, genres, strict=True))
    seule = len(genres) - feuille.hors_page if sum(map(len, feuille.lies)) > LIENS_MAX - 1 else -1
    aucun: Mapping[int, Sequence[str]] = {}
    donnees = zip(feuille.lignes, chain(feuille.lies, repeat(aucun)), strict=False)
    for numero, (ligne, tous) in enumerate(donnees, feuille.premiere):
        lies = {seule: tous[seule]} if seule in tous else tous if seule < 0 else aucun
        for n, ids in lies.items():
            # LibreOffice shows but the first line of words that are a link; the list of facts has one of its own.
            valeur = ligne[n]
            mots = genres[n] == "valeur" and isinstance(valeur, str) and len(valeur) > largeurs[n] - _MARGE
            if len(redacteur.liens) < LIENS_MAX and not mots:
                redacteur.liens.append(write_lien(f"{lettres[n]}{numero}", liens[ids[0]], _describe(ids)))
        unite = "" if feuille.unite is None else str(ligne[feuille.unite])
        ecrites = []
        for n, lettre, genre in colonnes:
            valeur = ligne[n]
            if n in lies and isinstance(valeur, str) and genre != "valeur":
                ecrites.append(cellules.text(f"{lettre}{numero}", valeur, styles.lien))
            else:
                ecrites.append(cellules.write(f"{lettre}{numero}", valeur, genre, n in lies, unite))
        yield write_row(numero, ecrites, stretch([ligne[n] for n in pliees], places) if pliees else None)


def _describe(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]}, premier de {len(ids)} faits"


def _add_table(sheet: Any, feuille: Feuille) -> None:
    """The native table: what filters, sorts and structured references go by."""
    etendue = f"A{feuille.entete}:{get_column_letter(len(feuille.colonnes))}{feuille.derniere}"
    nom = "T_" + re.sub(r"\W", "_", feuille.code, flags=re.ASCII)
    colonnes = [TableColumn(id=n, name=texte) for n, texte in enumerate(feuille.en_tetes, 1)]
    filtre = AutoFilter(ref=etendue)
    # Not by add_table, which warns that columns are missing even when they are there.
    sheet._tables.add(
        TableNative(
            displayName=nom, name=nom, ref=etendue, tableColumns=colonnes, tableStyleInfo=_STYLE, autoFilter=filtre
        )
    )


def _find_figees(feuille: Feuille, largeurs: Sequence[float]) -> int:
    """How many columns say what a row is of: those before its first figure, as far as there is room for them."""
    if feuille.figees < 2:
        return feuille.figees
    genres = [colonne.genre for colonne in feuille.colonnes]
    noms = next((n for n, genre in enumerate(genres) if genre in CHIFFRES), feuille.figees)
    return max(feuille.figees, sum(sum(largeurs[: n + 1]) <= _FIGEES_MAX for n in range(noms)))


def _find_tete(largeurs: Sequence[float]) -> int:
    """How many columns a note above the table runs over."""
    total = 0.0
    for rang, largeur in enumerate(largeurs, 1):
        total += largeur
        if total >= _LARGEUR_TETE:
            return max(rang, 2)
    return max(len(largeurs), 2)


def _measure(feuille: Feuille) -> Iterator[float]:
    """A width for each column, from what stands in it."""
    colonnes = zip(*feuille.lignes, strict=True) if feuille.lignes else ((_VIDE,), *((),) * (len(feuille.colonnes) - 1))
    for colonne, valeurs in zip(feuille.colonnes, colonnes, strict=True):
        limite = _LARGEUR_FAITS if colonne.nom == "Faits" else _LARGEURS_MAX.get(colonne.genre, _LARGEURS_MAX["texte"])
        longueur = max((_len(v, colonne.genre) for v in valeurs), default=0)
        entete = max((len(mot) for mot in colonne.nom.split()), default=0) + 4  # and the filter's arrow
        yield max(min(max(longueur, min(len(colonne.nom) + 4, 18), _LARGEUR_MIN), limite), entete) + _MARGE


def _len(valeur: object, genre: Genre) -> int:
    """How many characters a cell shows."""
    if valeur is None:
        return 0
    if isinstance(valeur, str):
        return len(valeur)
    if isinstance(valeur, Decimal):
        # Spaces between thousands, cents and the euro sign.
        chiffres = len(str(int(valeur)))
        return chiffres + (chiffres - 1) // 3 + (6 if genre == "montant" else 4)
    return len(str(valeur))
