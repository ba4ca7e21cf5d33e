"""What a document tells in prose: its sentences, whose they are, their numbers and their periods."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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

PUCE = re.compile(r"\s*(?:[-•–●*➤→▪o]|\d[.)])\s+")
_CHIFFRE = re.compile(r"[0-9]")
_FIN_PHRASE = re.compile(r"[.!?](?:\s+(?=[A-ZÀÂÉÈÊÎÔ«\"*])|(?<=[^\W\d_]{4}.)\s+(?=\d))")
_ACHEVE = (".", ":", ";", "!", "?", ")", "»", "*")
_SUITE = re.compile(r"[a-zàâéèêîôû(]")
_MOTS_CELLULE = 8
"""From so many words on, a cell tells something."""
Cle = tuple[str, str]
"""A document and an action."""


@dataclass(frozen=True, eq=False)
class Phrase:
    """A sentence of a paragraph or of a cell: what is asked of it is read once, and only then."""

    document: str
    action: str
    paragraphe: Passage
    debut: int
    fin: int
    cellule: bool
    contrat: tuple[int, int]

    @cached_property
    def texte(self) -> str:
        return self.paragraphe.texte[self.debut : self.fin]

    @property
    def cle(self) -> Cle:
        return self.document, self.action

    @cached_property
    def racines(self) -> frozenset[str]:
        """The roots of its words, numbers left out."""
        return frozenset(r for r in list_racines(self.texte) if not r.isdigit())

    @cached_property
    def puce(self) -> int:
        """Where an item begins below its mark; zero for what is no item."""
        marque = PUCE.match(self.texte)
        return marque.end() if marque else 0

    @cached_property
    def nombres(self) -> tuple[Nombre, ...]:
        return find_nombres(self.texte)

    @property
    def comptes(self) -> list[Nombre]:
        """The numbers that are no year, rate, date or code."""
        return [n for n in self.nombres if n.nature == "nombre" and n.valeur]

    @property
    def taux(self) -> list[Nombre]:
        return [n for n in self.nombres if n.nature == "pourcentage" and n.valeur]

    @cached_property
    def periodes(self) -> tuple[PeriodeTrouvee, ...]:
        """The periods of its paragraph down to its end; those told before it end before zero."""
        trouvees = find_periodes(self.paragraphe.texte, self.contrat, date="etat")
        return tuple(
            t._replace(debut=t.debut - self.debut, fin=t.fin - self.debut) for t in trouvees if t.debut < self.fin
        )

    def find_periode(self, position: int) -> Periode | None:
        """The period told before a place of the sentence, else after it, else the last one before the sentence."""
        siennes = [t for t in self.periodes if t.debut >= 0]
        choisies = [t for t in siennes if t.debut < position][-1:] or siennes[:1] or self.periodes[-1:]
        return choisies[0].periode if choisies else None

    def place(self, debut: int = 0, fin: int = 0) -> Place:
        passage = self.paragraphe.part(self.debut, self.fin)
        return Place(self.document, passage.lieu(debut), passage.extrait(debut, fin))

    @cached_property
    def ligne(self) -> str:
        """Where it begins."""
        return self.paragraphe.lieu(self.debut)


@memorise
def list_phrases(dossier: Dossier) -> tuple[Phrase, ...]:
    """The sentences of the documents that hold a digit, and those that may be the head or an item of a list."""
    return tuple(p for d in dossier.documents for p in _split_document(dossier, d))


def _split_document(dossier: Dossier, document: Document) -> Iterator[Phrase]:
    contrat = dossier.departement.departement.contrat
    faits: dict[str, set[str]] = defaultdict(set)
    lus: tuple[Financement | Indicateur, ...] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for f in lus:
        if f.document == document.nom:
            faits[f.ligne].add(f.action)
    fin_des_fiches = _find_fin(dossier, document, faits)
    for passage, cellule in _join_lignes(document):
        texte = passage.texte
        if not (_CHIFFRE.search(texte) or PUCE.match(texte) or texte.endswith(":")):
            continue
        ligne, action = passage.lieu(), ""
        siennes = faits.get(ligne, set()) if cellule else set()
        if siennes:
            action = min(siennes) if len(siennes) == 1 else ""
        elif ligne.isdigit() and int(ligne) < fin_des_fiches:
            action = find_action(dossier, document.nom, ligne)
        debut = 0
        for fin in (*(m.end() for m in _FIN_PHRASE.finditer(texte)), len(texte)):
            part = texte[debut:fin]
            if part.strip() and (fin == len(texte) or _CHIFFRE.search(part)):
                gauche, droite = debut + len(part) - len(part.lstrip()), debut + len(part.rstrip())
                yield Phrase(document.nom, action, passage, gauche, droite, cellule, contrat)
            debut = fin


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
        if attente and not attente.texte.rstrip().endswith(_ACHEVE) and _SUITE.match(suite.texte):
            attente = join_passages((attente, suite))
            continue
        if attente:
            yield attente, False
        attente = suite
    if attente:
        yield attente, False
    for bloc in document.blocs:
        if isinstance(bloc, Tableau):
            for rangee in bloc.rangees:
                for cellule in rangee.cellules:
                    if cellule.texte.count(" ") >= _MOTS_CELLULE and _CHIFFRE.search(cellule.texte):
                        parts = cellule.paragraphes if cellule.coupures else (cellule,)
                        yield from ((p, True) for p in parts)
