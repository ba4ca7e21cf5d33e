"""The rows of a table of indicators: torn ones joined, and each with the row that it is a part of."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cdppe.api import Passage, Rangee, classify_manquant, find_nombres, join_morceaux, normalize_libelle

_NOTE = re.compile(r"\s*\^\{?\w{1,2}\}?\s*$")
_PUCE = re.compile(r"\s*[•○▪➢–-]\s*")


@dataclass(frozen=True)
class Ligne:
    """One row: its label, what it stands under (outermost first), whether that is a row, and whether it is one itself.

    ``part`` is a row below another one; ``mere`` has rows below it and no value of its own; ``confuse`` bears the same
    label as another row under the same one, and not the same values.
    """

    rangee: Rangee
    libelle: Passage
    rubriques: tuple[str, ...] = ()
    part: bool = False
    mere: bool = False
    confuse: bool = False

    @property
    def cle(self) -> str:
        """The label without its call of a note: "Langage ^e" is "Langage"."""
        return normalize_libelle(_NOTE.sub("", self.libelle.texte))


def strip_puce(passage: Passage) -> Passage:
    """The label without its bullet."""
    puce = _PUCE.match(passage.texte)
    return passage.part(puce.end(), len(passage.texte)) if puce else passage


def _is_phrase(passage: Passage) -> bool:
    """Words that go on from the line above: no value, no code of a missing one, no figure but a year."""
    texte = passage.texte
    return (
        texte[:1].islower()
        and classify_manquant(texte) is None
        and all(n.nature in ("annee", "date") for n in find_nombres(texte))
    )


def _ends_open(texte: str, mots: Mapping[str, str]) -> bool:
    return bool(re.search(mots["ouvert"], texte, re.IGNORECASE))


def _continue(haut: Rangee, bas: Rangee, mots: Mapping[str, str]) -> Rangee | None:
    """The two rows as one when the lower is proven to be the end of the upper, cut between two lines."""
    libelle, dessus = bas.cellule(0).texte, haut.cellule(0).texte
    pleines = [r for r in range(1, len(bas.cellules)) if bas.cellule(r)]
    if not pleines:
        puce = bool(libelle) and _PUCE.match(libelle) and ("○" in dessus or dessus.endswith(":"))
        coupe = libelle[:1].islower() and _ends_open(dessus, mots)
        return join_morceaux(haut, bas, recousue=False) if any(haut.cellules[1:]) and (puce or coupe) else None
    if libelle and not (libelle[0].islower() and _ends_open(dessus, mots)):
        return None
    if all(haut.cellule(r) and _is_phrase(bas.cellule(r)) for r in pleines):
        return join_morceaux(haut, bas, recousue=False)
    return join_morceaux(haut, bas, recousue=True) if libelle and not any(haut.cellules[1:]) else None


def join_rangees(rangees: Iterable[Rangee], mots: Mapping[str, str]) -> tuple[Rangee, ...]:
    """The rows, each joined to the pieces of it that the document printed on lines of their own.

    ``mots["ouvert"]`` says which words cannot end a label.
    """
    jointes: list[Rangee] = []
    for rangee in rangees:
        suite = _continue(jointes[-1], rangee, mots) if jointes else None
        if suite:
            jointes[-1] = suite
        else:
            jointes.append(rangee)
    return tuple(jointes)


def name_anonymes(rangees: Sequence[Rangee], noms: int, total: str) -> tuple[Rangee, ...]:
    """Values without a label take that of the row below which has nothing else, where no sub-row can follow it.

    ``noms`` columns hold labels; ``total`` is the pattern of the row that closes the table.
    """
    lues: list[Rangee] = []
    saut = False
    for rang, rangee in enumerate(rangees):
        if saut:
            saut = False
            continue
        suivante = rangees[rang + 1] if rang + 1 < len(rangees) else None
        apres = rangees[rang + 2].cellule(0).texte if rang + 2 < len(rangees) else "total"
        anonyme = not any(rangee.cellules[:noms]) and any(rangee.cellules)
        if suivante and anonyme and any(suivante.cellules[:noms]) and not any(suivante.cellules[noms:]):
            saut = bool(re.match(total, apres, re.IGNORECASE))
        lues.append(join_morceaux(rangee, suivante, recousue=True) if saut and suivante else rangee)
    return tuple(lues)


def group_lignes(lignes: Iterable[Ligne], mots: Mapping[str, str], valeurs: Sequence[int]) -> Iterator[Ligne]:
    """Each row with its parents: those of a heading in the label ("AXE 1 : …"), those that repeated labels prove.

    ``valeurs`` are the columns of values; ``mots`` the patterns of the plugin's TOML.
    """
    groupes: list[tuple[str, list[Ligne]]] = []
    for ligne in lignes:
        tete = re.match(mots["rubrique"], ligne.libelle.texte, re.IGNORECASE)
        if tete or not groupes:
            groupes.append((tete["rubrique"] if tete else "", []))
        groupes[-1][1].append(ligne)
    for rubrique, groupe in groupes:
        dans = [replace(li, rubriques=(*li.rubriques, rubrique)) if rubrique else li for li in groupe]
        yield from _nest(dans, mots, valeurs)


def _nest(lignes: Sequence[Ligne], mots: Mapping[str, str], valeurs: Sequence[int]) -> Iterator[Ligne]:
    """A label printed several times names parts, each time those of another row: the one above that is printed once."""
    parts = _find_parts(lignes, mots)
    seules = [li for li, part in zip(lignes, parts, strict=True) if not part]
    confuses = _find_confuses(seules)
    lignes = [replace(li, confuse=li.cle in confuses) for li in lignes]
    titre: Ligne | None = None
    debuts = [n for n, part in enumerate(parts) if not part]
    for debut, fin in pairwise([*debuts, len(lignes)]):
        ligne, dessous = lignes[debut], lignes[debut + 1 : fin]
        vide = not _is_pleine(ligne, valeurs)
        if not dessous and vide and _is_titre(ligne, lignes[fin : fin + 1], mots, valeurs):
            titre = ligne
            yield replace(ligne, mere=True)
            continue
        titre = titre if not dessous and _matches(mots["quantite"], ligne) else None
        yield _put_under(titre, ligne) if titre else replace(ligne, mere=vide and bool(dessous))
        yield from _nest([_put_under(ligne, li) for li in dessous], mots, valeurs)


def _find_parts(lignes: Sequence[Ligne], mots: Mapping[str, str]) -> list[bool]:
    """Which rows are parts of one above them: by their words, or by a label that comes back below another row."""
    comptes = Counter(ligne.cle for ligne in lignes)
    seules = frozenset(cle for cle, compte in comptes.items() if compte == 1)
    revenues = _find_revenues(lignes, seules)
    # The parts of parts come back below another part.
    revenues |= _find_revenues([li for li in lignes if li.cle not in seules], revenues)
    parts = [li.cle in revenues or _matches(mots["part"], li) for li in lignes]
    # Nothing stands above a part that comes first: the labels are repeated, and no parts.
    return parts if not parts or not parts[0] else [False] * len(lignes)


def _find_revenues(lignes: Sequence[Ligne], meres: frozenset[str]) -> frozenset[str]:
    """The labels printed several times with one of ``meres`` between two of them."""
    places: dict[str, int] = {}
    revenues: set[str] = set()
    derniere = -1
    for rang, ligne in enumerate(lignes):
        if ligne.cle not in meres and places.get(ligne.cle, rang) < derniere:
            revenues.add(ligne.cle)
        places[ligne.cle] = rang
        derniere = rang if ligne.cle in meres else derniere
    return frozenset(revenues)


def _find_confuses(lignes: Sequence[Ligne]) -> frozenset[str]:
    """The labels of several rows which say different things, and which nothing tells apart."""
    cellules: dict[str, set[tuple[str, ...]]] = {}
    for ligne in lignes:
        cellules.setdefault(ligne.cle, set()).add(tuple(c.texte for c in ligne.rangee.cellules))
    return frozenset(cle for cle, valeurs in cellules.items() if cle and len(valeurs) > 1)


def _put_under(mere: Ligne, ligne: Ligne) -> Ligne:
    return replace(ligne, rubriques=(*mere.rubriques, mere.libelle.texte), part=True)


def _is_titre(ligne: Ligne, suivantes: Sequence[Ligne], mots: Mapping[str, str], valeurs: Sequence[int]) -> bool:
    """A row without values over filled ones: their title when it asks for no quantity and they do."""
    if not any(_is_pleine(li, valeurs) for li in suivantes):
        return False
    return ligne.libelle.texte.endswith(":") or (
        not _matches(mots["quantite"], ligne) and all(_matches(mots["quantite"], li) for li in suivantes)
    )


def _is_pleine(ligne: Ligne, valeurs: Sequence[int]) -> bool:
    return any(ligne.rangee.cellule(rang) for rang in valeurs)


def _matches(motif: str, ligne: Ligne) -> bool:
    return bool(re.match(motif, ligne.libelle.texte, re.IGNORECASE))
