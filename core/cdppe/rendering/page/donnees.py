"""The tables of the page: what of each stands in the HTML, and the data from which its script shows the rest."""

import base64
import json
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.modeles import CHIFFRES, Cellule, Colonne, Ligne, Synthese, Table
from cdppe.consolidation.mots import NON_IMPRIME
from cdppe.rendering.presentation import extract, format_cellule
from cdppe.rendering.surete import safe_xml

OUVERTES, FERMEES = 100, 25
"""How many rows stand in the HTML: of a table that is open at once, and of one that the reader opens."""
_LONG = 320
"""Beyond so many characters a text shows its beginning, and the rest when asked."""
_NUMERO = re.compile(r"\d+")
_ENGAGEMENTS = ("1", "2", "3", "4", "transverse")


class CasePage(NamedTuple):
    """One cell as the HTML shows it; ``debut`` is the beginning of a text too long to stand whole."""

    texte: str
    preuve: bool
    debut: str = ""


class ColonnePage(NamedTuple):
    """One column; ``chiffres`` stand on the right, ``seconde`` ones are hidden until asked for."""

    nom: str
    genre: str
    chiffres: bool
    seconde: bool


class LignePage(NamedTuple):
    """One row: its rank in the table, its reference, whether it has facts, its cells."""

    rang: int
    repere: str
    preuve: bool
    cases: tuple[CasePage, ...]


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table as the template shows it; ``entete`` is the column that names its rows."""

    table: Table
    colonnes: tuple[ColonnePage, ...]
    lignes: tuple[LignePage, ...]
    essentielles: int
    ouverte: bool
    entete: int

    @property
    def partielle(self) -> bool:
        """True when rows or columns wait to be asked for."""
        return self.essentielles < len(self.table.lignes) or any(c.seconde for c in self.colonnes)


@dataclass(slots=True)
class Mots:
    """Every text once; the others name it by its rank."""

    rangs: dict[str, int] = field(default_factory=dict)

    def rank(self, texte: str) -> int:
        """The rank of a text."""
        return self.rangs.setdefault(texte, len(self.rangs))

    def list_textes(self) -> list[str]:
        """The texts, each at its rank."""
        return [safe_xml(texte) for texte in self.rangs]


def encode_bloc(donnees: object) -> str:
    """A block of data that no HTML parser can take for anything else: JSON, deflated, in base64."""
    brut = json.dumps(donnees, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(zlib.compress(brut, 6)).decode("ascii")


def find_rang(table: Table, *noms: str) -> int | None:
    """The rank of the first column that bears one of the names."""
    colonnes = [colonne.nom for colonne in table.colonnes]
    return next((colonnes.index(nom) for nom in noms if nom in colonnes), None)


def has_preuve(valeur: Cellule, colonne: Colonne, ligne: Ligne, rang: int) -> bool:
    """True for a figure behind which there are facts; those of a row prove a stated zero, no count of nothing."""
    if valeur is None or valeur in ("", NON_IMPRIME) or colonne.genre not in CHIFFRES:
        return False
    if valeur == 0 and colonne.genre == "nombre" and rang not in ligne.cases:
        return False
    return bool(ligne.faits_of(rang))


def is_entiere(table: Table, rang: int) -> bool:
    """True when a column of amounts holds whole euros only, and need show no cents."""
    montants = [v for ligne in table.lignes if isinstance(v := ligne.cellules[rang], Decimal)]
    return table.colonnes[rang].genre == "montant" and all(m == m.to_integral_value() for m in montants)


def format_case(valeur: Cellule, colonne: Colonne, entiere: bool) -> str:
    """One cell in French; no cents in a column of whole euros."""
    texte = format_cellule(valeur, colonne.genre)
    return texte.replace(",00\u00a0€", "\u00a0€") if entiere else texte


def show_table(table: Table, ouverte: bool) -> TablePage:
    """What the HTML holds of a table: its first essential rows."""
    colonnes = _list_colonnes(table)
    entieres = [is_entiere(table, rang) for rang in range(len(table.colonnes))]
    rangs = extract(table).rangs
    lignes = []
    for rang in rangs[: OUVERTES if ouverte else FERMEES]:
        ligne = table.lignes[rang]
        cases = tuple(
            _show_case(format_case(v, c, entieres[n]), has_preuve(v, c, ligne, n), c)
            for n, (v, c) in enumerate(zip(ligne.cellules, table.colonnes, strict=True))
        )
        lignes.append(LignePage(rang, table.repere(rang), bool(ligne.faits), cases))
    return TablePage(table, colonnes, tuple(lignes), len(rangs), ouverte, _find_entete(table, colonnes))


def _list_colonnes(table: Table) -> tuple[ColonnePage, ...]:
    """A column that holds nothing on any row is asked for like one that is not essential."""
    vides = [
        bool(table.lignes) and all(ligne.cellules[n] in (None, "") for ligne in table.lignes)
        for n in range(len(table.colonnes))
    ]
    return tuple(
        ColonnePage(safe_xml(c.nom), c.genre, c.genre in CHIFFRES, vide or not c.essentielle)
        for c, vide in zip(table.colonnes, vides, strict=True)
    )


def _find_entete(table: Table, colonnes: Sequence[ColonnePage]) -> int:
    """The column that names a row when the others have scrolled away: its département, else its first one."""
    departement = find_rang(table, "Département")
    if departement is not None and not colonnes[departement].seconde:
        return departement
    return next((n for n, c in enumerate(colonnes) if not c.seconde), 0)


def _show_case(texte: str, preuve: bool, colonne: Colonne) -> CasePage:
    propre = safe_xml(texte)
    return CasePage(propre, preuve, cut_long(propre) if colonne.genre not in CHIFFRES else "")


def cut_long(texte: str) -> str:
    """The beginning of a text that is too long, cut between words; nothing for one that is not."""
    if len(texte) <= _LONG:
        return ""
    return texte[: _LONG - 60].rpartition(" ")[0] or texte[: _LONG - 60]


def make_tables(synthese: Synthese, tables: Collection[Table]) -> dict[str, object]:
    """The block of every table: texts once, then for each table its columns of ranks.

    ``t`` is the title, ``n`` the names of the columns, ``g`` 1 for those of figures, ``c`` their ranks: n of a figure
    that has facts is written -n - 1. ``f`` is 1 for a row that has facts; ``s`` lists the rows that only the whole
    table shows; ``d`` and ``o`` are the columns of the département and of the source, ``e`` the national engagements
    of each row as bits, in the order of ``engagements``.
    """
    mots = Mots()
    suivi = _Engagements.of(synthese)
    blocs = {table.lettre: _make_table(table, mots, suivi) for table in tables}
    return {
        "mots": mots.list_textes(),
        "engagements": _ENGAGEMENTS,
        "long": _LONG,
        "tables": blocs,
    }


def _make_table(table: Table, mots: Mots, suivi: "_Engagements") -> dict[str, object]:
    essentielles = set(extract(table).rangs)
    bloc: dict[str, object] = {
        "t": safe_xml(table.titre),
        "n": [safe_xml(colonne.nom) for colonne in table.colonnes],
        "g": "".join("1" if colonne.genre in CHIFFRES else "0" for colonne in table.colonnes),
        "c": [_rank_colonne(table, rang, mots) for rang in range(len(table.colonnes))],
        "f": "".join("1" if ligne.faits else "0" for ligne in table.lignes),
        "s": [rang for rang in range(len(table.lignes)) if rang not in essentielles],
        "d": find_rang(table, "Département"),
        "o": find_rang(table, "Source"),
    }
    if engagements := suivi.list_bits(table):
        bloc["e"] = engagements
    return bloc


def _rank_colonne(table: Table, rang: int, mots: Mots) -> list[int]:
    colonne, entiere = table.colonnes[rang], is_entiere(table, rang)
    chiffre = colonne.genre in CHIFFRES
    rangs = []
    for ligne in table.lignes:
        valeur = ligne.cellules[rang]
        numero = mots.rank(format_case(valeur, colonne, entiere))
        rangs.append(-numero - 1 if chiffre and has_preuve(valeur, colonne, ligne, rang) else numero)
    return rangs


class _Engagements(NamedTuple):
    """The national engagements of objectives, by number, and of actions, by département and number, as bits."""

    objectifs: Mapping[int, int]
    actions: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, synthese: Synthese) -> "_Engagements":
        """As the tables of objectives and of correspondence say them."""
        tables = {table.code: table for table in synthese.tables}
        objectifs: dict[int, int] = {}
        if cadre := tables.get("objectifs"):
            engagement, objectif = find_rang(cadre, "Engagement"), find_rang(cadre, "Objectif")
            for ligne in cadre.lignes if engagement is not None and objectif is not None else ():
                numeros = _NUMERO.findall(str(ligne.cellules[objectif or 0]))
                if len(numeros) == 1:
                    objectifs[int(numeros[0])] = _bits(str(ligne.cellules[engagement or 0]))
        seuls = cls(objectifs, {})
        actions: dict[tuple[str, str], int] = {}
        if correspondance := tables.get("correspondance"):
            for ligne, bits in zip(correspondance.lignes, seuls.list_bits(correspondance), strict=False):
                actions[str(ligne.cellules[0]), str(ligne.cellules[1])] = bits
        return cls(objectifs, actions)

    def list_bits(self, table: Table) -> list[int]:
        """Those of each row; nothing for a table that says neither engagement, nor objective, nor action."""
        objectif = find_rang(table, "Objectif", "Objectifs nationaux")
        if objectif is not None:
            return [self._add_objectifs(str(ligne.cellules[objectif] or "")) for ligne in table.lignes]
        engagement = find_rang(table, "Engagement", "Engagement national")
        if engagement is not None:
            return [_bits(str(ligne.cellules[engagement] or "")) for ligne in table.lignes]
        departement, action = find_rang(table, "Département"), find_rang(table, "Action")
        if departement is None or action is None or not self.actions:
            return []
        return [
            self.actions.get((str(ligne.cellules[departement]), str(ligne.cellules[action])), 0)
            for ligne in table.lignes
        ]

    def _add_objectifs(self, texte: str) -> int:
        bits = 0
        for numero in _NUMERO.findall(texte):
            bits |= self.objectifs.get(int(numero), 0)
        return bits


def _bits(engagement: str) -> int:
    return 1 << _ENGAGEMENTS.index(engagement) if engagement in _ENGAGEMENTS else 0
