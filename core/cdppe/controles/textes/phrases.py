"""What a document tells in prose: its sentences, whose they are, their numbers and their periods."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf

from cdppe.controles.reperes import find_action
from cdppe.controles.textes.constats import memorise
from cdppe.controles.textes.racines import list_racines
from cdppe.documents import Document, Passage, Tableau
from cdppe.documents.blocs import join_passages
from cdppe.facts import Financement, Indicateur
from cdppe.parsing.nombres import Nombre, find_nombres
from cdppe.parsing.periodes import Periode, PeriodeTrouvee, find_periodes
from cdppe.plugins.controle import Dossier, Place

_PUCE = re.compile(r"\s*(?:[-•–●*➤→▪o]|\d[.)])\s+")
_CHIFFRE = re.compile(r"[0-9]")
_POINTS = (". ", "! ", "? ", "; - ", "; • ")
_FIN_PHRASE = re.compile(r"[.!?](?:\s+(?=[A-ZÀÂÉÈÊÎÔ«\"*])|(?<=[^\W\d_]{4}.)\s+(?=\d))|;\s+(?=[-•]\s)")
_ACHEVE = (".", ":", ";", "!", "?", ")", "»", "*")
_SUITE = tuple("abcdefghijklmnopqrstuvwxyzàâéèêîôû(")
#: What says that the number before it counts money, time, a price, or begins a range.
_UNITE = re.compile(
    r"\s*(?:\*\*\s*)?(?:(?P<euro>€|euros?\b)|[km]€|\$|keuros?|ans?\b|mois\b|jours?\b|semaines?\b|h\d|h\b|heures?\b"
    r"|minutes?\b|mn\b|etp\b|niveaux?\b|[-–/x×*]\s*\d|(?:à|ou)\s+(?:environ\s+)?\d|et\s+\d+\s*(?:ans|mois)|[])°/])",
    re.IGNORECASE,
)
_MOTS_CELLULE = 8
"""From so many words on, a cell tells something."""
Cle = tuple[str, str]
"""A document and an action."""


@dataclass(eq=False)
class Recit:
    """A paragraph, or a cell, that tells something of an action."""

    cle: Cle
    passage: Passage
    cellule: bool
    contrat: tuple[int, int]

    @cached_property
    def periodes(self) -> tuple[PeriodeTrouvee, ...]:
        return find_periodes(self.passage.texte, self.contrat, date="etat")


@dataclass(eq=False)
class Phrase:
    """A sentence: what is asked of it is read once, and only then."""

    recit: Recit
    debut: int
    texte: str

    @property
    def cle(self) -> Cle:
        return self.recit.cle

    @property
    def action(self) -> str:
        return self.recit.cle[1]

    @property
    def cellule(self) -> bool:
        return self.recit.cellule

    @property
    def puce(self) -> int:
        """Where an item begins below its mark; zero for what is no item."""
        marque = _PUCE.match(self.texte)
        return marque.end() if marque else 0

    @property
    def racines(self) -> frozenset[str]:
        return list_racines(self.texte)

    @property
    def nombres(self) -> tuple[Nombre, ...]:
        return find_nombres(self.texte)

    @property
    def comptes(self) -> list[Nombre]:
        """The numbers that are no year, rate, date or code."""
        return [n for n in self.nombres if n.nature == "nombre" and n.valeur]

    @property
    def effectifs(self) -> list[Nombre]:
        """The counts of people and things."""
        return self.list_comptes("")

    @property
    def taux(self) -> list[Nombre]:
        return [n for n in self.nombres if n.nature == "pourcentage" and n.valeur]

    def read_unite(self, n: Nombre) -> str | None:
        """``€`` for money, nothing for a plain count, None for what is of another kind."""
        unite = _UNITE.match(self.texte, n.fin)
        return "" if unite is None else "€" if unite["euro"] else None

    def list_comptes(self, unite: str) -> list[Nombre]:
        return [n for n in self.comptes if self.read_unite(n) == unite]

    @cached_property
    def periodes(self) -> list[PeriodeTrouvee]:
        """The periods of its paragraph down to its end; those told before it end before zero."""
        fin = self.debut + len(self.texte)
        return [
            t._replace(debut=t.debut - self.debut, fin=t.fin - self.debut) for t in self.recit.periodes if t.debut < fin
        ]

    def find_periode(self, position: int) -> Periode | None:
        """The period told before a place of the sentence, else after it, else the last one before the sentence."""
        siennes = [t for t in self.periodes if t.debut >= 0]
        choisies = [t for t in siennes if t.debut < position][-1:] or siennes[:1] or self.periodes[-1:]
        return choisies[0].periode if choisies else None

    def place(self, debut: int = 0, fin: int = 0) -> Place:
        passage = self.recit.passage.part(self.debut, self.debut + len(self.texte))
        return Place(self.cle[0], passage.lieu(debut), passage.extrait(debut, fin))

    @property
    def ligne(self) -> str:
        """Where it begins."""
        return self.recit.passage.lieu(self.debut)


@memorise
def list_phrases(dossier: Dossier) -> tuple[Phrase, ...]:
    """The sentences of the documents that hold a digit, and those that may be the head or an item of a list."""
    return tuple(p for d in dossier.documents for r in _list_recits(dossier, d) for p in _split_recit(r))


def find_mots(dossier: Dossier, mots: Iterable[str]) -> list[tuple[int, Phrase]]:
    """The sentences in which one of these words stands, with their ranks: looked for in all of them at once."""
    phrases = list_phrases(dossier)
    texte, fins = _join_phrases(dossier)
    rangs: set[int] = set()
    for mot in mots:
        position = texte.find(mot)
        while position >= 0:
            rang = bisect_right(fins, position)
            rangs.add(rang)
            position = texte.find(mot, fins[rang])
    return [(rang, phrases[rang]) for rang in sorted(rangs)]


@memorise
def _join_phrases(dossier: Dossier) -> tuple[str, list[int]]:
    """All sentences as one text, and where each ends."""
    textes = [f"{p.texte}\n" for p in list_phrases(dossier)]
    return "".join(textes), list(accumulate(map(len, textes)))


def _split_recit(recit: Recit) -> Iterator[Phrase]:
    texte, debut = recit.passage.texte, 0
    fins = [m.end() for m in _FIN_PHRASE.finditer(texte)] if any(map(texte.__contains__, _POINTS)) else []
    for fin in sorted((*fins, *recit.passage.coupures, len(texte))):
        part = texte[debut:fin].strip()
        if part and (fin == len(texte) or _CHIFFRE.search(part)):
            yield Phrase(recit, texte.index(part, debut), part)
        debut = fin


def _list_recits(dossier: Dossier, document: Document) -> Iterator[Recit]:
    contrat = dossier.departement.departement.contrat
    faits: dict[str, set[str]] = defaultdict(set)
    lus: tuple[Financement | Indicateur, ...] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for f in lus:
        if f.document == document.nom:
            faits[f.ligne].add(f.action)
    fin_des_fiches = _find_fin(dossier, document, faits)
    for passage, cellule in _join_lignes(document):
        texte = passage.texte
        if not (cellule or _CHIFFRE.search(texte) or texte.endswith(":") or _PUCE.match(texte)):
            continue
        ligne, action = passage.lieu(), ""
        if siennes := faits.get(ligne) if cellule else None:
            action = min(siennes) if len(siennes) == 1 else ""
        elif ligne.isdigit() and int(ligne) < fin_des_fiches:
            action = find_action(dossier, document.nom, ligne)
        yield Recit((document.nom, action), passage, cellule, contrat)


def _find_fin(dossier: Dossier, document: Document, faits: dict[str, set[str]]) -> float:
    """The line below the last sheet from which the document speaks of other actions again: its annexes."""
    debuts = [int(a.ligne) for a in dossier.lecture.actions if a.document == document.nom and a.ligne.isdigit()]
    derniere = max(debuts, default=0)
    nom = find_action(dossier, document.nom, str(derniere))
    autres = (int(n) for n, siennes in faits.items() if n.isdigit() and int(n) > derniere and nom not in siennes)
    return min(autres, default=inf)


def _join_lignes(document: Document) -> Iterator[tuple[Passage, bool]]:
    """The paragraphs, those that a page cut in two joined again; then the cells that tell something."""
    attente: Passage | None = None
    for suite in document.textes:
        if attente is not None and suite.texte[:1] in _SUITE and not attente.texte.rstrip().endswith(_ACHEVE):
            attente = join_passages((attente, suite))
            continue
        if attente is not None:
            yield attente, False
        attente = suite
    if attente is not None:
        yield attente, False
    for bloc in document.blocs:
        if isinstance(bloc, Tableau):
            for rangee in bloc.rangees:
                for cellule in rangee.cellules:
                    texte = cellule.texte
                    if len(texte) > 2 * _MOTS_CELLULE and texte.count(" ") >= _MOTS_CELLULE and _CHIFFRE.search(texte):
                        yield cellule, True
