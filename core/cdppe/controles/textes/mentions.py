"""The numbers by which prose counts something, and the amounts it gives: their noun, words and period."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from cdppe.controles.textes.constats import memorise
from cdppe.controles.textes.phrases import Cle, Phrase, list_phrases
from cdppe.controles.textes.racines import find_racine, list_racines
from cdppe.controles.textes.resultats import group_resultats, list_noms
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.montants import Montant, find_montants
from cdppe.parsing.nombres import RENVOI, Nombre
from cdppe.parsing.periodes import Periode
from cdppe.plugins.controle import Dossier, Place

#: What follows a number that counts time, a place in a series, money, or that begins a range.
_UNITE = re.compile(
    r"\s*(?:\\?%|€|k€|m€|\$|k?euros?\b|[eè]mes?\b|ans?\b|mois\b|semaines?\b|minutes?\b|mn\b|h\d|h\b|janv|f[ée]v|mars\b"
    r"|avril|mai\b|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c|etp\b|niveaux?\b|[-–/x×*]\s*\d|(?:à|ou)\s+(?:environ\s+)?\d"
    r"|et\s+\d+\s*(?:ans|mois)|[])°/])|\d",
    re.IGNORECASE,
)
_FOURCHETTE = re.compile(r"\d\s*(?:à|ou|-|–|/)\s*\Z|\b[Ee]ntre\s+\Z|°\s*\Z|\b[A-Z]{1,2}[. ]?\Z|\d[ ,.]\Z")
_VERBE = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:ont|a|sont|est|étaient|était|ayant|concern\w+|soit|dont|avaient|correspond\w+)\b",
    re.IGNORECASE,
)
_ENVIRON_AVANT = re.compile(
    r"\b(?:environ|pr[eè]s\s+de|plus\s+de|moins\s+de|au\s+moins|au\s+plus|quelques?|jusqu\W\s*[àa]|maximum|minimum|ordre\s+de)"
    r"\s*(?:l[ea]s?\s+)?\Z",
    re.IGNORECASE,
)
_ENVIRON_APRES = re.compile(r"\s*(?:environ|maximum|minimum)", re.IGNORECASE)
_PARTIE = re.compile(r"\bdont\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_AUTRE = re.compile(r"\b(?:autres?|suppl[ée]mentaires?|nouve(?:au|aux|lles?))\b", re.IGNORECASE)
_NOM = re.compile(
    r"\s*(?:(?:nouve(?:au|aux|l|lle|lles)|autres?|premi[eè]re?s?|derni[eè]re?s?|vraies?|jeunes?(?=\s+majeurs))\s+)?"
    r"\**\s*(?:d['’]|de\s+)?(?P<mot>[^\W\d_]+)"
)
#: A number that is no year, and its noun.
_AMORCE = re.compile(r"(?<![\d./-])(?!20[0-3]\d(?!\d))\d[\d.,]*" + _NOM.pattern)
_FIN_GROUPE = re.compile(r"[,;:.()!?]|\b(?:ont|a|sont|est|dont|pour|qui|soit|par|étaient|avec|dans|sur|ayant)\b")
_COUPURE = re.compile(r"[;:.!?]")
_COUPURE_MONTANT = re.compile(r"[;:.!?\n]|,\s")

Lu = TypeVar("Lu", Nombre, Montant)


@dataclass(frozen=True, eq=False)
class Mention:
    """A number that counts something, or an amount (its noun is "€"), and the words before and after it."""

    phrase: Phrase
    valeur: Decimal
    debut: int
    fin: int
    nom: str
    avant: str = ""
    apres: str = ""

    @cached_property
    def clause(self) -> str:
        """What says what is counted: up to the signs that end a clause, of an amount from the one before."""
        if self.nom == "€":
            return f"{self.avant} {_COUPURE_MONTANT.split(self.apres, maxsplit=1)[0]}"
        return f"{_COUPURE.split(self.avant)[-1]} {_COUPURE.split(self.apres, maxsplit=1)[0]}"

    @cached_property
    def racines(self) -> frozenset[str]:
        return frozenset((self.nom, *list_racines(self.clause)))

    @cached_property
    def qualites(self) -> frozenset[str]:
        """The roots that qualify the noun."""
        mot = _NOM.match(self.apres)
        groupe = _FIN_GROUPE.split(self.apres[mot.end() :], maxsplit=1)[0] if mot and self.nom != "€" else ""
        return frozenset(list_racines(groupe)) - {self.nom}

    @cached_property
    def periode(self) -> Periode | None:
        return self.phrase.find_periode(self.debut)

    @cached_property
    def environ(self) -> bool:
        """Whether the number is rounded."""
        texte, debut = self.phrase.texte, max(0, self.debut - 30)
        return bool(_ENVIRON_AVANT.search(texte, debut, self.debut) or _ENVIRON_APRES.match(texte, self.fin))

    @cached_property
    def partielle(self) -> bool:
        return _PARTIE.search(self.phrase.texte, max(0, self.debut - 30), self.debut) is not None

    @cached_property
    def autre(self) -> bool:
        """Whether it counts what comes beside something else ("4 others")."""
        return _AUTRE.search(self.phrase.texte, max(0, self.debut - 12), self.fin + 30) is not None

    @property
    def place(self) -> Place:
        return self.phrase.place(self.debut, self.fin)


@memorise
def group_mentions(dossier: Dossier) -> dict[Cle, list[Mention]]:
    """What the prose of each action counts, when a result of the action or another of its sentences may count it too.

    Few sentences do: the others are not read further than the word below each number.
    """
    noms: dict[Cle, Counter[str]] = {cle: Counter() for cle in group_resultats(dossier)}
    for cle, siennes in group_resultats(dossier).items():
        for libelle in {i.libelle for i in siennes}:
            noms[cle].update(dict.fromkeys(list_noms(libelle), 2))
    lues: list[tuple[Phrase, set[str]]] = []
    for phrase in list_phrases(dossier):
        if phrase.action and (not phrase.cellule or phrase.cle in noms):
            siens = {_find_racine(m["mot"]) for m in _AMORCE.finditer(phrase.texte)}
            lues.append((phrase, siens))
            if not phrase.cellule:
                noms.setdefault(phrase.cle, Counter()).update(siens)
    groupes: dict[Cle, list[Mention]] = defaultdict(list)
    for phrase, siens in lues:
        if any(noms[phrase.cle][nom] > 1 for nom in siens if nom):
            groupes[phrase.cle] += _read_comptes(phrase)
    return groupes


def _find_racine(mot: str) -> str:
    return find_racine(normalize_libelle(mot))


def _read_comptes(phrase: Phrase) -> Iterator[Mention]:
    texte, nom = phrase.texte, ""
    comptes = [n for n in phrase.comptes if _counts(texte, n)]
    for n, avant, apres in _cut(texte, comptes) if comptes else ():
        nom = _read_nom(apres) or (nom if _VERBE.match(apres) else "")
        if nom and n.valeur is not None and n.valeur > 0:
            yield Mention(phrase, n.valeur, n.debut, n.fin, nom, avant, apres)


def read_montants(phrase: Phrase) -> Iterator[Mention]:
    """The amounts of a sentence."""
    for m, avant, apres in _cut(phrase.texte, find_montants(phrase.texte)):
        if m.valeur is not None:
            yield Mention(phrase, m.valeur, m.debut, m.fin, "€", avant, apres)


def _cut(texte: str, lus: Sequence[Lu]) -> Iterator[tuple[Lu, str, str]]:
    """Each number, what stands between the one before and it, and between it and the next."""
    debuts, fins = [*(n.debut for n in lus[1:]), len(texte)], [0, *(n.fin for n in lus)]
    for n, precedent, suivant in zip(lus, fins, debuts, strict=False):
        yield n, texte[precedent : n.debut], texte[n.fin : suivant]


def _counts(texte: str, n: Nombre) -> bool:
    """Whether a number counts things: no age, reference, range or money."""
    if _UNITE.match(texte, n.fin) or _FOURCHETTE.search(texte, max(0, n.debut - 12), n.debut):
        return False
    return RENVOI.search(texte, max(0, n.debut - 40), n.debut) is None


def _read_nom(apres: str) -> str:
    """The noun that follows a number, brought to its root."""
    mot = _NOM.match(apres)
    return _find_racine(mot["mot"]) if mot and not _VERBE.match(apres) else ""
