"""Why a figure of a money cell is no amount: a staff count, a length, a list number… by the words beside it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cdppe.api import Passage, Raison, Releve, find_montants, find_nombres
from cdppe_seine_et_marne.notes import Rejet
from cdppe_seine_et_marne.propre import RAISONS, Motif

PORTEE = 60
"""How many characters around a figure can say what it is, and are shown with it."""

#: What ends the figure before, or opens a line of a list.
MARQUES = " €.;,)-•○"

_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2,4}")


@dataclass(frozen=True)
class _Chiffre:
    """A figure of the cell, its unit of money included."""

    debut: int
    fin: int
    raison: Raison


def explain_reste(
    releve: Releve,
    passage: Passage,
    faits: Iterable[tuple[int, int]],
    rejets: Iterable[Rejet],
    motifs: tuple[Motif, ...],
    colonne: str = "",
    defaut: Raison = "non_compris",
) -> None:
    """List what is no fact of the cell: a written calculation whole, else each run of figures of one reason."""
    propres = [r for r in rejets if r.passage is passage]
    for suite in _split_suites(passage, tuple(faits), propres, motifs, defaut):
        for debut, fin, raison in _group(suite):
            releve.explain(passage.part(*_extend(passage, debut, fin)), raison, colonne)


def _split_suites(
    passage: Passage,
    faits: tuple[tuple[int, int], ...],
    rejets: list[Rejet],
    motifs: tuple[Motif, ...],
    defaut: Raison,
) -> Iterator[list[_Chiffre]]:
    """The figures between two facts or two paragraphs."""
    montants = {m.debut: m.fin for m in find_montants(passage.texte)}
    nombres = [(n.debut, max(n.fin, montants.get(n.debut, 0))) for n in find_nombres(passage.texte)]
    suite: list[_Chiffre] = []
    for debut, fin in sorted((*faits, *((c, c) for c in passage.coupures), (len(passage.texte) + 1,) * 2)):
        while nombres and nombres[0][0] < debut:
            place = nombres.pop(0)
            suite.append(_Chiffre(*place, _find_raison(passage, *place, rejets, motifs, defaut)))
        if suite:
            yield suite
            suite = []
        nombres = [n for n in nombres if not debut <= n[0] < fin]


def _find_raison(
    passage: Passage, debut: int, fin: int, rejets: list[Rejet], motifs: tuple[Motif, ...], defaut: Raison
) -> Raison:
    trouvees = {r.raison for r in rejets if debut <= r.debut < fin or r.debut <= debut < r.fin}
    retenue = next((r for r in RAISONS if r in trouvees), None)
    if retenue and retenue != "non_compris":
        return retenue
    if _DATE.fullmatch(passage.texte[debut:fin]):
        return "date"
    limite = max([c for c in passage.coupures if c <= debut], default=0)
    avant, apres = passage.texte[max(limite, debut - PORTEE) : debut], passage.texte[fin : fin + PORTEE]
    return next((m.raison for m in motifs if m.avant.search(avant) and m.apres.match(apres)), retenue or defaut)


def _group(suite: list[_Chiffre]) -> Iterator[tuple[int, int, Raison]]:
    """A calculation with all its operands, without the year of the amount after it; else runs of one reason."""
    tardives = len(suite)
    while tardives and suite[tardives - 1].raison == "date":
        tardives -= 1
    calcul = any(c.raison == "calcul" for c in suite)
    raisons: list[Raison] = ["calcul" if calcul and i < tardives else c.raison for i, c in enumerate(suite)]
    debut = 0
    for rang in range(1, len(suite) + 1):
        if rang == len(suite) or raisons[rang] != raisons[debut]:
            yield suite[debut].debut, suite[rang - 1].fin, raisons[debut]
            debut = rang


def _extend(passage: Passage, debut: int, fin: int) -> tuple[int, int]:
    """With the words around it, up to another figure, the paragraph's end or the reach of what can say what it is."""
    texte = passage.texte
    gauche = max([c for c in passage.coupures if c <= debut], default=0)
    droite = min([c for c in passage.coupures if c >= fin], default=len(texte))
    avant = texte[max(gauche, debut - PORTEE) : debut]
    if debut - PORTEE > gauche:
        avant = avant.partition(" ")[2]
    apres = texte[fin : min(droite, fin + PORTEE)]
    if fin + PORTEE < droite:
        apres = apres.rpartition(" ")[0]
    debut -= len(re.sub(r"\A.*\d\S*\s*", "", avant, flags=re.DOTALL).lstrip(MARQUES))
    return debut, fin + len(re.split(r"\S*\d", apres)[0])
