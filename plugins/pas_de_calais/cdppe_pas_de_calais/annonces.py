"""The tables of one part of a fiche, whole, each with the title and the period that the lines above it announce."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cdppe.api import (
    Colonne,
    Disposition,
    Periode,
    Rangee,
    Releve,
    Section,
    Tableau,
    normalize_libelle,
    parse_periode,
)
from cdppe_pas_de_calais.lignes import join_rangees

NOMS = ("libelle", "precision", "territoire")
"""The keys of the columns that together name a row."""
_NOTE = re.compile(r"(?<=\d)\s*\^\{?[a-z]\}?\s*$")
_EXPOSANT = re.compile(r"\s*\^\{(\w+)\}")
_ANNEE = re.compile(r"(?:19|20)\d\d")
_SAUTS_MAX = 1
"""How many sentences may stand between a table and what announces it."""
_HAUTEUR = 3
"""No header stands lower than in the third row."""


@dataclass(frozen=True)
class Annonce:
    """What the lines right above a table say of it: its title and its period, when they do."""

    titre: str = ""
    periode: Periode | None = None


def read_periode(texte: str, releve: Releve) -> Periode | None:
    """The one period of a caption or a header."""
    return parse_periode(_EXPOSANT.sub(r"\1", texte), contrat=releve.departement.contrat, date="etat")


def split_tableaux(
    releve: Releve, section: Section, dispositions: Sequence[Disposition], autres: Sequence[Disposition]
) -> Iterator[tuple[Tableau, Annonce]]:
    """Each table with what announces it; the rows that a sentence or a blank line cut off it are joined to it again.

    ``dispositions`` are the layouts of indicators, ``autres`` those that are read elsewhere: their tables stay whole.
    """
    mots = releve.departement.propre["indicateurs"]
    courant: Tableau | None = None
    annonce = Annonce()
    textes: list[str] = []
    for bloc in section.blocs:
        if not isinstance(bloc, Tableau):
            textes.append(bloc.passage.texte)
            continue
        parts = (bloc,) if list_plausibles(bloc, autres) else tuple(_split_entetes(bloc, dispositions))
        for part in parts:
            propre, textes = _read_annonce(releve, textes), []
            if courant and not propre.titre and _is_suite(courant, part, dispositions):
                courant = Tableau(join_rangees((*courant.rangees, *part.rangees), mots))
                continue
            if courant:
                yield courant, annonce
            courant, annonce = Tableau(join_rangees(part.rangees, mots), part.restes), propre
    if courant:
        yield courant, annonce


def list_plausibles(tableau: Tableau, dispositions: Sequence[Disposition]) -> tuple[Disposition, ...]:
    """The layouts of which at least one header is printed in the table's first rows: no other can be proven."""
    noms = {normalize_libelle(_NOTE.sub("", c.texte)) for r in tableau.rangees[:_HAUTEUR] for c in r.cellules} - {""}
    dates = [nom for nom in noms if _ANNEE.search(nom)]
    return tuple(
        d
        for d in dispositions
        if any(
            not noms.isdisjoint(c.entetes_fixes) or any(m.match(nom) for nom in dates for m in c.motifs_entete)
            for c in d.colonnes
        )
    )


def _is_nom(nom: str, colonne: Colonne) -> bool:
    return nom in colonne.entetes_fixes or (
        _ANNEE.search(nom) is not None and any(m.match(nom) for m in colonne.motifs_entete)
    )


def _is_suite(courant: Tableau, part: Tableau, dispositions: Sequence[Disposition]) -> bool:
    """Rows as wide as those of the table of indicators above them, under no header of their own."""
    return (
        len(courant.rangees[0].cellules) == _find_largeur(part)
        and not is_entete(part.rangees[0], dispositions)
        and any(is_entete(r, dispositions) for r in courant.rangees[:2])
    )


def _find_largeur(tableau: Tableau) -> int:
    """The number of cells of most rows."""
    return Counter(len(r.cellules) for r in tableau.rangees).most_common(1)[0][0]


def is_entete(rangee: Rangee, dispositions: Sequence[Disposition]) -> bool:
    """Every filled cell of the row is a header of one and the same layout."""
    noms = [normalize_libelle(_NOTE.sub("", c.texte)) for c in rangee.cellules]
    return any(noms[1:]) and any(_has_entetes(noms, d) for d in dispositions)


def _has_entetes(noms: list[str], disposition: Disposition) -> bool:
    libelles = [c for c in disposition.colonnes if c.cle in NOMS]
    if libelles and not any(noms[0] in c.entetes_fixes for c in libelles):
        return False
    return all(any(_is_nom(nom, c) for c in disposition.colonnes) for nom in (noms[1:] if libelles else noms) if nom)


def _split_entetes(tableau: Tableau, dispositions: Sequence[Disposition]) -> Iterator[Tableau]:
    """The tables that only a blank line parts, as wide as each other: each begins with a header of its own."""
    entetes = [n for n, r in enumerate(tableau.rangees) if is_entete(r, dispositions)]
    bornes = [0, *(n for n in entetes if n > 1), len(tableau.rangees)]
    for debut, fin in pairwise(bornes):
        rangees = (_strip_notes(r) if n in entetes else r for n, r in enumerate(tableau.rangees[debut:fin], debut))
        yield Tableau(tuple(rangees), tableau.restes)


def _strip_notes(rangee: Rangee) -> Rangee:
    """The header without its calls of notes ("2020/2021 ^a")."""
    cellules = (c.part(0, note.start()) if (note := _NOTE.search(c.texte)) else c for c in rangee.cellules)
    return replace(rangee, cellules=tuple(cellules))


def _read_annonce(releve: Releve, textes: list[str]) -> Annonce:
    """The title of a table and its period, from the lines above that announce one; a sentence may stand between."""
    motif = releve.departement.propre["indicateurs"]["annonce"]
    titre, sauts = "", 0
    for texte in reversed(textes):
        if not re.search(motif, texte, re.IGNORECASE):
            sauts += 1
            if titre or sauts > _SAUTS_MAX:
                break
            continue
        titre = titre or texte
        if periode := read_periode(texte, releve):
            return Annonce(titre, periode)
        if not texte.rstrip().endswith(":"):
            break
    return Annonce(titre)
