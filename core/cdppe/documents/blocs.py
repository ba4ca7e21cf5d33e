"""The blocks every document becomes, whatever its format: headings, paragraphs and tables, each with its place."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

LIMITE_TEXTE = 300
MARGE_TEXTE = 120


@dataclass(frozen=True)
class Passage:
    """A text and the place of each of its characters.

    ``ancres`` are (offset, place) pairs, in order: from that offset on, the characters stand at that place
    (a 1-based line number, ``feuille!cellule`` or ``p.N``).
    """

    texte: str
    ancres: tuple[tuple[int, str], ...]
    coupures: tuple[int, ...] = ()
    """Offsets where a block tag (``<p>``, ``<li>``…) stood in the source: the cell's own paragraphs."""

    def lieu(self, offset: int = 0) -> str:
        """The place on which the character at ``offset`` stands."""
        if len(self.ancres) == 1:
            return self.ancres[0][1]
        return self.ancres[max(bisect_right(self.ancres, offset, key=lambda a: a[0]) - 1, 0)][1]

    def extrait(self, debut: int = 0, fin: int = 0) -> str:
        """The whole text, or beyond 300 characters what surrounds ``debut:fin``, each cut marked ``…``."""
        if len(self.texte) <= LIMITE_TEXTE:
            return self.texte
        gauche, droite = max(0, debut - MARGE_TEXTE), min(len(self.texte), max(fin, debut) + MARGE_TEXTE)
        return ("…" if gauche else "") + self.texte[gauche:droite].strip() + ("…" if droite < len(self.texte) else "")

    def part(self, debut: int, fin: int) -> "Passage":
        """The characters ``debut:fin``, without the blanks around them, each still at its place."""
        texte = self.texte[debut:fin]
        debut += len(texte) - len(texte.lstrip())
        texte = texte.strip()
        premiere = (0, self.lieu(debut))
        suite = tuple((o - debut, lieu) for o, lieu in self.ancres if debut < o < debut + len(texte))
        coupures = tuple(c - debut for c in self.coupures if debut < c < debut + len(texte))
        return Passage(texte, (premiere, *suite), coupures)

    @property
    def paragraphes(self) -> tuple["Passage", ...]:
        """The parts between block tags, empty ones left out."""
        bornes = (0, *self.coupures, len(self.texte))
        parts = (self.part(d, f) for d, f in pairwise(bornes))
        return tuple(p for p in parts if p.texte)

    def __bool__(self) -> bool:
        return bool(self.texte)


VIDE = Passage("", ((0, ""),))


def join_passages(passages: Iterable[Passage], separateur: str = " ") -> Passage:
    """One passage from several, in order; empty ones are left out."""
    texte, ancres, coupures = "", [], []
    for passage in passages:
        if not passage.texte:
            continue
        if texte:
            texte += separateur
        ancres += [(o + len(texte), lieu) for o, lieu in passage.ancres]
        coupures += [c + len(texte) for c in passage.coupures]
        texte += passage.texte
    return Passage(texte, tuple(ancres), tuple(coupures)) if texte else VIDE


@dataclass(frozen=True)
class Titre:
    """A line that looks like a heading; what it is the head of is the layout's business."""

    passage: Passage


@dataclass(frozen=True)
class Paragraphe:
    """A line of prose, a bullet, a caption: one block for each physical line."""

    passage: Passage


@dataclass(frozen=True)
class Rangee:
    """A row of cells; ``recousue`` when the source had broken it over several lines and the reader joined them."""

    cellules: tuple[Passage, ...]
    lieu: str
    recousue: bool = False

    def cellule(self, rang: int) -> Passage:
        """The cell of that column (0-based), empty beyond the end of the row."""
        return self.cellules[rang] if 0 <= rang < len(self.cellules) else VIDE


@dataclass(frozen=True)
class Tableau:
    """Rows in order, header rows included (``entetes`` of them, as far as the reader can tell from their cells).

    ``restes`` are lines inside the table that are no row: rows of dashes, a piece of cell thrown below.
    """

    rangees: tuple[Rangee, ...]
    restes: tuple[Passage, ...] = ()

    @cached_property
    def largeur(self) -> int:
        """The number of columns of the widest row."""
        return max((len(r.cellules) for r in self.rangees), default=0)

    @cached_property
    def entetes(self) -> int:
        """How many rows stand before the first one that holds a figure beyond its first cell; at least one."""
        for rang, rangee in enumerate(self.rangees):
            if rang and any(_FIGURE.match(c.texte) for c in rangee.cellules[1:]):
                return rang
        return min(1, len(self.rangees))

    @property
    def lieu(self) -> str:
        return self.rangees[0].lieu


_FIGURE = re.compile(r"[-–]?\s*\d[\d\s.,]*\s*(€|%|euros?)?\s*$|-\s*€?$")

Bloc = Titre | Paragraphe | Tableau


@dataclass(frozen=True)
class Document:
    """A document read once: its name, its fingerprint (sha256 of its bytes) and its blocks in order.

    ``masques`` are the places where a bank account number was hidden.
    """

    nom: str
    empreinte: str
    blocs: tuple[Bloc, ...]
    masques: tuple[str, ...] = ()

    @cached_property
    def textes(self) -> tuple[Passage, ...]:
        """The passages of headings and paragraphs, in order, tables left out."""
        return tuple(b.passage for b in self.blocs if not isinstance(b, Tableau))
