"""The numbers by which prose counts something, and the amounts it gives: their noun, words and period."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from cdppe.controles.mots import format_nombre, quote
from cdppe.controles.textes.constats import memorise
from cdppe.controles.textes.phrases import Cle, Phrase, list_phrases
from cdppe.controles.textes.racines import find_racine, is_nom, list_racines
from cdppe.controles.textes.resultats import group_resultats
from cdppe.parsing.montants import Montant, find_montants
from cdppe.parsing.nombres import RENVOI, Nombre
from cdppe.parsing.periodes import Periode
from cdppe.plugins.controle import Dossier, Place

EURO, ETP = "€", "etp"
_VERBE = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:ont|a|sont|est|étaient|était|ayant|concern\w+|soit|dont|avaient|correspond\w+)\b",
    re.IGNORECASE,
)
#: What makes a number a round one, one of several or a part: it contradicts none.
_RESERVE_AVANT = re.compile(
    r"(?:(?i:\b(?:environ|pr[eè]s\s+de|(?:plus|moins)\s+de|au\s+(?:moins|plus)|quelques?|jusqu\W\s*[àa]|maximum|minimum"
    r"|ordre\s+de|dont(?:\s+\w+)?|entre|\d\s*(?:à|ou|[-–/]))\s*(?:l[ea]s?\s+)?)|°\s*|\b[A-Z]{1,2}[. ]?|\d[ ,.])\Z"
)
_RESERVE_APRES = re.compile(r"\s*(?:environ|maximum|minimum)", re.IGNORECASE)
_AUTRE = re.compile(r"\b(?:autres?|suppl[ée]mentaires?|nouve(?:au|aux|lles?))\b", re.IGNORECASE)
_NOM = re.compile(r"[\s*]*(?:d['’]|de\s+)?(?P<mot>[^\W\d_]+)")
#: A number that is no year, and its noun.
_AMORCE = re.compile(r"[0-9](?<![\d./-][0-9])(?!(?<=2)0[0-3][0-9](?!\d))[\d.,]*" + _NOM.pattern)
_FIN_GROUPE = re.compile(r"[,;:.()!?]|\b(?:ont|a|sont|est|dont|pour|qui|soit|par|étaient|avec|dans|sur|ayant)\b")
_ETP = re.compile(r"\s*ETP\b")
#: "12 children and" 8 parents "were seen": what is said of both.
_ENSEMBLE = re.compile(r"\s*(?:[^\W\d_]+\s+){1,4}et\s*(?:\*\*)?")
#: "12 children were seen out of" 15: what is said of a part is not said of its whole.
_SUR = re.compile(r"\bsur\s+(?:(?:les|ces|un total de)\s+)?(?:\*\*)?\Z")
_PREDICAT = re.compile(r"[^.;:]*?(?P<dit>\b(?:ont|sont|étaient|furent)\b[^.;:,()]*)")
_COUPURE = re.compile(r"[;:.!?]")
_COUPURE_MONTANT = re.compile(r"[;:.!?\n]|,\s")

Lu = TypeVar("Lu", Nombre, Montant)


@dataclass(eq=False)
class Mention:
    """A number that counts something, or an amount (its noun is "€"), and the words before and after it."""

    phrase: Phrase
    nombre: Nombre | Montant
    valeur: Decimal
    nom: str = ""
    avant: str = ""
    apres: str = ""

    @cached_property
    def clause(self) -> str:
        """What says what is counted: up to the signs that end a clause, of an amount from the one before."""
        if self.nom == EURO:
            return f"{self.avant} {_COUPURE_MONTANT.split(self.apres, maxsplit=1)[0]}"
        return f"{_COUPURE.split(self.avant)[-1]} {_COUPURE.split(self.apres, maxsplit=1)[0]}"

    @cached_property
    def racines(self) -> frozenset[str]:
        return list_racines(self.clause) | {self.nom}

    @cached_property
    def qualites(self) -> frozenset[str]:
        """The roots that qualify the noun."""
        mot = _NOM.match(self.apres)
        groupe = _FIN_GROUPE.split(self.apres[mot.end() :], maxsplit=1)[0] if mot and self.nom != EURO else ""
        return list_racines(groupe) - {self.nom}

    @cached_property
    def periode(self) -> Periode | None:
        return self.phrase.find_periode(self.nombre.debut)

    @property
    def autre(self) -> bool:
        """Whether it counts what comes beside something else ("4 others")."""
        debut, fin = max(0, self.nombre.debut - 12), self.nombre.fin + 30
        return self.nom != EURO and _AUTRE.search(self.phrase.texte, debut, fin) is not None

    @property
    def dit(self) -> str:
        """As it is printed, with its noun or unit."""
        if isinstance(self.nombre, Nombre) and self.nombre.nature == "pourcentage":
            return format_nombre(self.valeur, "%")
        mot = None if self.nom == EURO else _NOM.match(self.phrase.texte, self.nombre.fin)
        fin = mot.end() if mot and find_racine(mot["mot"]) else self.nombre.fin
        return quote(self.phrase.texte[self.nombre.debut : fin].replace("**", ""))

    @property
    def place(self) -> Place:
        return self.phrase.place(self.nombre.debut, self.nombre.fin)


@memorise
def group_mentions(dossier: Dossier) -> dict[Cle, list[Mention]]:
    """What the prose of each action counts, when a result of the action or another of its sentences may count it too.

    Few sentences do: the others are not read further than the word below each number.
    """
    resultats = group_resultats(dossier)
    lues: dict[Cle, list[tuple[Phrase, set[str]]]] = defaultdict(list)
    for phrase in list_phrases(dossier):
        if phrase.action and (not phrase.cellule or phrase.cle in resultats):
            noms = {find_racine(m["mot"]) for m in _AMORCE.finditer(phrase.texte)} - {""}
            if noms:
                lues[phrase.cle].append((phrase, noms))
    groupes: dict[Cle, list[Mention]] = defaultdict(list)
    for cle, siennes in lues.items():
        fois = Counter(nom for phrase, noms in siennes if not phrase.cellule for nom in noms)
        libelles = {i.libelle for i in resultats.get(cle, ())}
        lus = frozenset[str]().union(*(noms for _, noms in siennes))
        utiles = {n for n in lus if fois[n] > 1 or any(is_nom(n, libelle) for libelle in libelles)}
        groupes[cle] = [m for phrase, noms in siennes if noms & utiles for m in _read_comptes(phrase)]
    return groupes


def _read_comptes(phrase: Phrase) -> Iterator[Mention]:
    nom = ""
    lus = phrase.effectifs
    if "ETP" in phrase.texte:
        lus = [n for n in phrase.comptes if n in lus or _ETP.match(phrase.texte, n.fin)]
    for n, avant, apres in _cut(phrase.texte, lus):
        if _ENSEMBLE.fullmatch(apres) and (predicat := _PREDICAT.match(phrase.texte, n.fin)):
            apres += predicat["dit"]
        if not _VERBE.match(apres):  # "12 are here": what was counted before
            mot = _NOM.match(apres)
            nom = find_racine(mot["mot"]) if mot else ""
        if _SUR.search(avant) and len(avant) < n.debut:
            avant = ""
        if nom and n.valeur and n.valeur > 0 and not _is_reserve(phrase.texte, n):
            yield Mention(phrase, n, n.valeur, nom, avant, apres)


def read_montants(phrase: Phrase) -> Iterator[Mention]:
    """The amounts of a sentence."""
    for m, avant, apres in _cut(phrase.texte, find_montants(phrase.texte)):
        if m.valeur is not None:
            yield Mention(phrase, m, m.valeur, EURO, avant, apres)


def _cut(texte: str, lus: Sequence[Lu]) -> Iterator[tuple[Lu, str, str]]:
    """Each number, what stands between the one before and it, and between it and the next."""
    debuts, fins = [*(n.debut for n in lus[1:]), len(texte)], [0, *(n.fin for n in lus)]
    for n, precedent, suivant in zip(lus, fins, debuts, strict=False):
        yield n, texte[precedent : n.debut], texte[n.fin : suivant]


def _is_reserve(texte: str, n: Nombre) -> bool:
    """Whether a number is rounded, one of a range, a part or a reference."""
    debut = max(0, n.debut - 40)
    avant = _RESERVE_AVANT.search(texte, debut, n.debut) or RENVOI.search(texte, debut, n.debut)
    return avant is not None or _RESERVE_APRES.match(texte, n.fin) is not None
