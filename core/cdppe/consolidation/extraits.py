"""What a report prints, as a letter quotes it: plain text, short, whole words, the figures at stake inside."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from cdppe.controles.mots import clean_texte
from cdppe.documents.blocs import MARGE_TEXTE
from cdppe.documents.texte import strip_balises
from cdppe.plugins.controle import Place

Textes = Callable[[str, str], Sequence[str]]
"""What stands on a line of a document, cell by cell."""
Span = tuple[int, int]

COUPE = "…"
_BARRE = " | "
_MARGE_MIN = 25
_MORCEAUX_MAX = 4
_DEBUT = 60
"""So many characters of a place prove that a line begins by it."""
_RECOUVREMENT = 20
"""So many characters in common prove that two extracts of a line overlap."""
_GRAS = re.compile(r"(?<!\d)\*\*|\*\*(?!\d)")
_MONTANT = re.compile(r"\d[\d\s.,]*€")
_BLANC = re.compile(r"(?<!\d)\s+(?![€%:;»?!])|\s+(?![\d€%:;»?!])")
"""Blanks at which a text may be cut: neither inside a number nor between it and its unit."""


class _Source(NamedTuple):
    """The text of a cell or row, where in it the extract of a place stands, and where the place points in that."""

    texte: str
    debut: int
    fin: int
    centre: int | None = None


def clean_extrait(texte: str) -> str:
    """A text without tags, marks of formulas or bold."""
    return _GRAS.sub("", clean_texte(strip_balises(texte, "").texte))


def cut_texte(texte: str, spans: Iterable[Span], limite: int) -> str:
    """The text when it is short enough, else what surrounds each span (its beginning without one), cut at words.

    What stands in a span is never cut, even beyond ``limite``.
    """
    if len(texte) <= limite:
        return texte
    centres = sorted(set(spans))[:_MORCEAUX_MAX] or [(0, 0)]
    marge = max(_MARGE_MIN, (limite - sum(fin - debut for debut, fin in centres)) // (2 * len(centres)))
    morceaux: list[Span] = []
    for debut, fin in centres:
        gauche, droite = _find_bords(texte, debut, fin, marge)
        if morceaux and gauche <= morceaux[-1][1] + 1:
            morceaux[-1] = (morceaux[-1][0], max(droite, morceaux[-1][1]))
        else:
            morceaux.append((gauche, droite))
    tete = COUPE if morceaux[0][0] else ""
    queue = COUPE if morceaux[-1][1] < len(texte) else ""
    return tete + f" {COUPE} ".join(texte[d:f].strip(" |") for d, f in morceaux) + queue


def _find_bords(texte: str, debut: int, fin: int, marge: int) -> Span:
    """The edges of an extract, between words; what one side cannot use, the other does."""
    gauche = max(0, debut - marge - max(0, fin + marge - len(texte)))
    droite = min(len(texte), fin + marge + max(0, marge - debut))
    if gauche:
        gauche = next((b.end() for b in _BLANC.finditer(texte, gauche, debut)), debut)
    if droite < len(texte):
        blancs = (b.start() for b in _BLANC.finditer(texte, fin))  # a limit there would hide what follows it
        droite = max(takewhile(lambda blanc: blanc <= droite, blancs), default=fin)
    return gauche, droite


def quote_places(
    places: Iterable[Place], textes: Textes, chiffres: Callable[[str], Sequence[Decimal]], limite: int
) -> tuple[Place, ...]:
    """The places, each line once, with their source text around the figures at stake.

    ``chiffres``: the figures that may stand on a line; a bare figure is quoted with the row it stands in.
    """
    lignes: dict[tuple[str, str], dict[str, list[Span]]] = {}
    for place in places:
        source = _find_source(place.texte, textes(place.document, place.ligne))
        spans = _find_spans(source, chiffres(place.ligne))
        lignes.setdefault((place.document, place.ligne), {}).setdefault(source.texte, []).extend(spans)
    return tuple(
        Place(document, ligne, _BARRE.join(_join_extraits([cut_texte(t, spans, limite) for t, spans in siens.items()])))
        for (document, ligne), siens in lignes.items()
    )


def _find_source(extrait: str, cellules: Sequence[str]) -> _Source:
    """Where the extract of a place was cut from: a cell, else the row, else it stands for itself."""
    if extrait in cellules and not any(c.isalpha() for c in extrait):
        avant = [clean_extrait(c) for c in cellules[: cellules.index(extrait)]]
        debut = len(_BARRE.join((*avant, "")))
        return _Source(_join_cellules(cellules), debut, debut + len(extrait), debut)
    coeur = extrait.strip(COUPE)
    rangee = _BARRE.join(cellules)
    for brut in (*cellules, rangee) if coeur else ():
        position = brut.find(coeur)
        if position >= 0:
            debut = len(clean_extrait(brut[:position]))
            return _Source(
                clean_extrait(brut),
                debut,
                debut + len(clean_extrait(coeur)) + 1,
                _find_centre(extrait, brut, position, position + len(coeur)),
            )
    if not coeur or coeur[:_DEBUT] in rangee:
        texte = _join_cellules(cellules)
        return _Source(texte, 0, len(texte))
    texte = clean_extrait(extrait)
    return _Source(texte, 0, len(texte))


def _find_centre(extrait: str, brut: str, debut: int, fin: int) -> int | None:
    """Where the figure of an extract stands that was cut: as far from each cut as facts are quoted."""
    if extrait.startswith(COUPE):
        return len(clean_extrait(brut[: debut + MARGE_TEXTE]))
    return len(clean_extrait(brut[: max(debut, fin - MARGE_TEXTE - 1)])) if extrait.endswith(COUPE) else None


def _join_cellules(cellules: Iterable[str]) -> str:
    return _BARRE.join(clean_extrait(c) for c in cellules)


def _find_spans(source: _Source, chiffres: Iterable[Decimal]) -> list[Span]:
    """Where the figures at stake stand; without them the amount to which the place points, or every amount."""
    texte, debut, fin, centre = source
    pres = debut if centre is None else centre
    spans = [s for c in dict.fromkeys(chiffres) if (s := _find_chiffre(texte, c, debut, fin, pres))]
    if spans:
        return spans
    montants = [m.span() for m in _MONTANT.finditer(texte, debut, fin)]
    if centre is None:
        return montants
    return [min(montants, key=lambda m: abs((m[0] + m[1]) // 2 - centre), default=(centre, centre))]


def _find_chiffre(texte: str, chiffre: Decimal, debut: int, fin: int, pres: int) -> Span | None:
    """Where a figure stands, however its thousands and decimals are written, nearest to an offset."""
    entier, _, decimales = f"{abs(chiffre):f}".partition(".")
    decimales = decimales.rstrip("0")
    groupes = r"[\s.]?".join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", entier))
    suite = rf"[.,]{decimales}0*" if decimales else r"(?:[.,]0+)?"
    for avant, apres in ((r"(?<![\d.,])(?<!\d\s)", r"(?![.,]?\d|\s\d{3}(?!\d))"), (r"(?<!\d)", r"(?!\d)")):
        trouves = re.compile(f"{avant}{groupes}{suite}{apres}").finditer(texte, debut, fin)
        if trouve := min(trouves, key=lambda t: abs(t.start() - pres), default=None):
            return trouve.span()
    return None


def _join_extraits(extraits: Iterable[str]) -> list[str]:
    """The extracts of one line; those that overlap are one."""
    joints: list[str] = []
    for extrait in extraits:
        for rang, autre in enumerate(joints):
            if joint := _join(autre, extrait):
                joints[rang] = joint
                break
        else:
            joints.append(extrait)
    return joints


def _join(un: str, autre: str) -> str:
    """Two cuts of one text as one; nothing when they share too little to prove that they touch."""
    for avant, apres in ((un, autre), (autre, un)):
        # "12" stands in "12 €", and not in "312" or "12 500".
        if re.search(rf"(?<!\w)(?<!\d[\s.,]){re.escape(apres.strip(COUPE))}(?!\w|[\s.,]\d)", avant):
            return avant
        debut, fin = avant.removesuffix(COUPE), apres.removeprefix(COUPE)
        for commun in range(min(len(debut), len(fin)), _RECOUVREMENT, -1):
            if debut.endswith(fin[:commun]):
                return debut + fin[commun:]
    return ""
