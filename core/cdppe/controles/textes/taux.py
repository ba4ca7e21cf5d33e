"""Rates told in prose, with the figures from which they come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cdppe.controles.mots import format_liste, format_nombre
from cdppe.controles.textes.constats import CENT, Vu, make_constat, make_examen, memorise, name_lieu, say_taux
from cdppe.controles.textes.phrases import Phrase, find_mots
from cdppe.controles.textes.racines import find_racine
from cdppe.controles.textes.resultats import is_taux, value_of
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Dossier, Examen

_FRACTION = re.compile(
    r"(?<![\d/.,])(?P<part>\d{1,6})\s*/\s*(?P<tout>\d{1,6})\s*=\s*(?P<taux>\d{1,3}(?:[.,]\d+)?)\s*\\?%"
)
_LIEN = re.compile(
    r"(?:[^.;:%\d()]{0,60}\([^()%]*\))?[^.;:%\d]{0,90}?"
    r"(?:\(|\bsoit\b|\bsoient\b|=|\brepr[ée]sent\w+|\bun (?:taux|pourcentage)\b)[^.;%\d]{0,45}\Z"
)
_FERMEE = re.compile(r"[^(]*\)")
"""What follows a number that stands in a bracket closed before the rate."""
_BASE = re.compile(
    r"\b(?:sur|parmi)\s+(?:les\s+|l['’]ensemble\s+des\s+|un\s+total\s+de\s+|\()?\s*(?:\*\*)?\Z", re.IGNORECASE
)
_ENVIRON = re.compile(r"\b(?:environ|pr[eè]s|plus|moins|quasi\w*|presque|approximati\w+)\b", re.IGNORECASE)
_SUITE = 12
"""How far after a rate a word may make it a round one."""
_RESTE = re.compile(r"\b(?:l[ea]s?\s+(?:autres?|reste|restante?s?))\b", re.IGNORECASE)
_CONTRAIRE = re.compile(r"\b(?:sans|non|aucune?s?|n['’]\w+\s+pas)\s+(?:\w+\s+)??(?P<mot>\w{4,})", re.IGNORECASE)


@dataclass(frozen=True)
class Taux:
    """A rate as told, and the figures of which it is made; of its ``bases`` the first is named.

    ``parts`` are the shares (number, rate) that make a hundred.
    """

    phrase: Phrase
    debut: int
    fin: int
    part: Decimal
    bases: tuple[Decimal, ...]
    dit: Decimal
    parts: tuple[tuple[Decimal, Decimal], ...] = ()

    @property
    def juste(self) -> bool:
        texte = self.phrase.texte
        approche = _ENVIRON.search(texte, self.debut, self.fin + _SUITE) is not None
        return any(is_taux(self.part, base, self.dit, approche) for base in self.bases)


@memorise
def list_taux(dossier: Dossier) -> list[Taux]:
    """Every rate that stands with the two figures of which it is made."""
    return [t for _, p in find_mots(dossier, "%") for t in _read_phrase(p)]


def _read_phrase(phrase: Phrase) -> Iterator[Taux]:
    for motif in _FRACTION.finditer(phrase.texte) if "/" in phrase.texte else ():
        part, tout, dit = (Decimal(motif[n].replace(",", ".")) for n in ("part", "tout", "taux"))
        if tout:
            yield Taux(phrase, motif.start(), motif.end(), part, (tout,), dit)
    comptes = phrase.effectifs
    lies = [(c, t) for t in phrase.taux if (c := _find_compte(phrase, comptes, t))]
    parts = tuple((value_of(c), value_of(t)) for c, t in lies)
    if len(parts) > 1 and sum(t for _, t in parts) == CENT:
        tout = sum((c for c, _ in parts), Decimal(0))
        lus = [Taux(phrase, c.debut, t.fin, value_of(c), (tout,), value_of(t), parts) for c, t in lies]
        yield next((t for t in lus if not t.juste), lus[0])
        return
    for compte, taux in lies:
        bases = [n for n in comptes if n.debut < taux.debut and value_of(n) > value_of(compte)]
        dites = [n for n in bases if _BASE.search(phrase.texte, max(0, n.debut - 40), n.debut)]
        if dites:
            apres = [n for n in dites if n.debut > compte.debut]
            base = (apres or [n for n in bases if n.debut < compte.debut] or dites)[-1]
            toutes = tuple(map(value_of, (base, *bases)))
            yield Taux(phrase, compte.debut, taux.fin, value_of(compte), toutes, value_of(taux))


def _find_compte(phrase: Phrase, comptes: list[Nombre], taux: Nombre) -> Nombre | None:
    """The figure that a rate follows: in brackets, after "soit", after "représente"; or the last but its base."""
    dits = [n for n in comptes if n.fin <= taux.debut]
    avant = [n for n in dits if not _FERMEE.match(phrase.texte, n.fin, taux.debut)]
    if not avant or not _LIEN.fullmatch(phrase.texte, avant[-1].fin, taux.debut):
        return None
    if _BASE.search(phrase.texte, max(0, avant[-1].debut - 40), avant[-1].debut):
        return avant[-2] if len(avant) > 1 else None
    return avant[-1]


def examine_taux(dossier: Dossier) -> Iterator[Vu]:
    """Rates that their own figures do not give."""
    for t in list_taux(dossier):
        tout = t.bases[0]
        place, (calcule, dits) = t.phrase.place(t.debut, t.fin), say_taux(t.part, tout)
        phrase = (
            f"{name_lieu(t.phrase.action, place)} : le texte donne {format_nombre(t.dit, '%')} pour "
            f"{format_nombre(t.part)} sur {format_nombre(tout)}, qui font {dits}."
        )
        question = "Pouvez-vous confirmer ce taux et les deux nombres dont il est tiré ?"
        objet, termes = f"taux {t.part} / {tout}", (t.part, tout)
        faux = make_constat((place,), phrase, objet, t.dit, calcule, question, t.phrase.action, "", termes)
        yield None, None if t.juste else faux


def _list_repartitions(dossier: Dossier) -> Iterator[tuple[Phrase, tuple[Nombre, ...]]]:
    """The rates of one sentence that nearly make a hundred; one, and the next sentence's told as its contrary."""
    phrases = [p for _, p in find_mots(dossier, "%") if not p.cellule]
    calcules = {t.phrase for t in list_taux(dossier)}
    for phrase in phrases:
        if len(phrase.taux) > 2:
            yield phrase, tuple(phrase.taux)
    for une, autre in pairwise(phrases):
        suite = une.recit is autre.recit and une.taux and len(autre.taux) == 1 and autre not in calcules
        if suite and _is_contraire(autre.texte, une.racines):
            yield autre, (une.taux[-1], autre.taux[0])


def _is_contraire(texte: str, racines: frozenset[str]) -> bool:
    """Whether a sentence speaks of the others, or denies a word of the one before."""
    nies = {find_racine(m["mot"]) for m in _CONTRAIRE.finditer(texte)}
    return _RESTE.search(texte) is not None or not racines.isdisjoint(nies)


def examine_repartitions(dossier: Dossier) -> Iterator[Vu]:
    """Shares of one whole that add up to nearly a hundred."""
    for phrase, lus in _list_repartitions(dossier):
        parts = [value_of(n) for n in lus]
        somme, place = sum(parts, Decimal(0)), phrase.place()
        if 90 <= somme <= 110 and max(parts) <= 90:
            dites = format_liste(format_nombre(p, "%") for p in parts)
            texte = (
                f"{name_lieu(phrase.action, place)} : les parts données ({dites}) font {format_nombre(somme, '%')}, et "
                "non 100 %."
            )
            question, objet = "Pouvez-vous confirmer chacune de ces parts ?", "parts du texte"
            faux = make_constat((place,), texte, objet, somme, CENT, question, phrase.action, "", parts)
            yield None, faux if abs(somme - CENT) > Decimal(len(parts)) / 2 else None


EXAMENS: dict[str, Examen] = {
    "taux_du_texte": make_examen(examine_taux, "le texte ne donne aucun taux avec ses deux nombres", entier=True),
    "parts_du_texte": make_examen(examine_repartitions, "aucune phrase ne répartit un tout en parts", entier=True),
}
