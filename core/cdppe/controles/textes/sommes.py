"""Sums told in prose: a whole and the parts, or a difference and the two numbers, that the text gives of it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from cdppe.controles.mots import format_liste, format_nombre, format_periode, quote, shorten
from cdppe.controles.textes.constats import Vu, make_constat, make_examen, memorise, name_lieu, say_ecart, say_taux
from cdppe.controles.textes.phrases import Phrase, find_mots, list_phrases
from cdppe.controles.textes.racines import list_racines, rate_libelle
from cdppe.controles.textes.resultats import group_resultats, value_of
from cdppe.controles.textes.taux import list_taux
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous confirmer le total et chacune de ses parts ?"
_PARENTHESE = re.compile(r"\(\s*(?P<parts>\d[^()]*(?:[,;+]|\bet\b)[^()]*)\)")
_SEPARATEUR = re.compile(r"\s*(?:,|;|\bet\b|\+)\s*(?:de\s+|d['’])?[\s*]*")
_CLAUSE = re.compile(r"[().;:]")
_SUR = re.compile(r"\W*Sur\s+(?:les\s+|un\s+total\s+de\s+)?(?=\d)")
_SOIT = re.compile(r",\s*(?:soit(?:\s+(?:au\s+total|un\s+total\s+de))?|pour\s+un\s+total\s+de)\s+(?=\d)")
_ANNONCES = ("Sur ", ", soit", ", pour un total")
_DIFFERENCES = ("différence", "écart", "hausse", "baisse", "augmentation", "diminution", "progression", "recul")
_DIFFERENCE = re.compile(rf"\b(?:{'|'.join(_DIFFERENCES)})s?\s+de\s+[*+–-]*\s*\Z")
_DONT = re.compile(
    r"\b(?:dont|parmi|notamment|hors|au moins|minimum|maximum|environ|pr[eè]s de|plus de|ou)\b", re.IGNORECASE
)
_MOTS = 60
_ECART_LISTE = Decimal("2.5")
"""A list that misses its whole by more than the whole over this details something else."""
_ECART_PHRASE, _ECART_DIFFERENCE = 10, 4
"""The same, of what a sentence enumerates without a bracket, and of what it subtracts."""
_VOISIN, _TRES_VOISIN = Decimal("1.25"), Decimal("1.05")
"""How far from a table shares, and the items of a list, may be and still speak of the same."""


class Somme(NamedTuple):
    """A whole told in prose (none: a table may give it), its parts and where they stand.

    Of a difference the second part is taken away. ``mots`` are all that says what is added; ``taux`` the shares told.
    """

    phrase: Phrase
    mots: str
    tout: Decimal | None
    parts: tuple[Decimal, ...]
    places: tuple[Place, ...]
    unite: str = ""
    taux: tuple[Decimal, ...] = ()

    @property
    def calcul(self) -> str:
        if self.parts[-1] < 0:
            return f"les nombres donnés ({' − '.join(format_nombre(abs(p)) for p in self.parts)})"
        return f"les parts données ({format_liste(format_nombre(p) for p in self.parts)})"


@memorise
def list_sommes(dossier: Dossier) -> list[Somme]:
    """Every sum told, right or wrong."""
    phrases = list_phrases(dossier)
    trouvees = [s for _, p in find_mots(dossier, "(") for s in _read_parentheses(p)]
    trouvees += [s for _, p in find_mots(dossier, _ANNONCES) for s in _read_enumerations(p)]
    for t in list_taux(dossier):
        if t.parts and t.phrase.action:
            parts, taux = zip(*t.parts, strict=True)
            trouvees.append(Somme(t.phrase, t.phrase.texte, None, parts, (t.phrase.place(t.debut, t.fin),), "", taux))
    trouvees += _read_listes(phrases)
    for rang, phrase in find_mots(dossier, _DIFFERENCES):
        trouvees += _read_differences(phrase, phrases[max(0, rang - 3) : rang])
    return trouvees


def _read_parentheses(phrase: Phrase) -> Iterator[Somme]:
    """ "46 places (10 here, 20 there and 16 elsewhere)": every part of the bracket begins with its number."""
    texte = phrase.texte
    for motif in _PARENTHESE.finditer(texte):
        debut, fin = motif.span("parts")
        morceaux = [debut, *(s.end() for s in _SEPARATEUR.finditer(texte, debut, fin))]
        if not all(texte[m].isdigit() for m in morceaux):
            continue
        clause = max((m.end() for m in _CLAUSE.finditer(texte, 0, motif.start())), default=0)
        avant = [n for n in phrase.effectifs if clause <= n.debut and n.fin < motif.start()]
        parts = [n for n in phrase.effectifs if n.debut in morceaux]
        if len(parts) > 1 and len(parts) == len(morceaux) and avant and not _DONT.search(texte, avant[-1].fin, fin):
            mots = f"{avant[-1].valeur:f}{texte[avant[-1].fin : motif.start()].rstrip()}"
            yield from _make_somme(phrase, mots, avant[-1], parts, (phrase.place(avant[-1].debut, motif.end()),))


def _make_somme(
    phrase: Phrase, mots: str, tout: Nombre, lus: Sequence[Nombre], places: tuple[Place, ...], unite: str = ""
) -> Iterator[Somme]:
    parts = tuple(map(value_of, lus))
    if max(parts) < value_of(tout):
        yield Somme(phrase, mots, value_of(tout), parts, places, unite)


def _read_enumerations(phrase: Phrase) -> Iterator[Somme]:
    """ "Out of 25, 8 here, 5 there and 12 elsewhere", "8 here, 5 there and 12 elsewhere, that is 25"."""
    if phrase.cellule or "(" in phrase.texte:
        return
    sur = _SUR.match(phrase.texte)
    ordre = sur or _SOIT.search(phrase.texte)
    if ordre is None or _DONT.search(phrase.texte):
        return
    for tout in (n for n in phrase.effectifs if n.debut == ordre.end()):
        parts = [n for n in phrase.effectifs if (n.debut > tout.debut if sur else n.fin < tout.debut)]
        somme = sum(map(value_of, parts))
        if len(parts) > 2 and abs(somme - value_of(tout)) <= value_of(tout) / _ECART_PHRASE:
            mots = shorten(phrase.texte[tout.debut :], _MOTS)
            yield from _make_somme(phrase, mots, tout, parts, (phrase.place(tout.debut, tout.fin),))


def _read_differences(phrase: Phrase, avant: Sequence[Phrase]) -> Iterator[Somme]:
    """ "That is a difference of 20": the two numbers told before, in the sentence or in two that give one each."""
    for n in phrase.comptes:
        motif, unite = _DIFFERENCE.search(phrase.texte, 0, n.debut), phrase.read_unite(n)
        if motif is None or unite is None:
            continue
        termes = [(phrase, m) for m in phrase.list_comptes(unite) if m.fin <= motif.start()]
        if not termes:
            lus = [(p, p.list_comptes(unite)) for p in avant if p.action == phrase.action]
            termes = [(p, siens[0]) for p, siens in lus if len(siens) == 1]
        if len(termes) < 2:
            continue
        dite = abs(value_of(n))
        grand, petit = sorted((abs(value_of(m)) for _, m in termes[-2:]), reverse=True)
        if abs(grand - petit - dite) <= dite / _ECART_DIFFERENCE:
            places = (phrase.place(motif.start(), n.fin), *(p.place(m.debut, m.fin) for p, m in termes[-2:]))
            yield Somme(phrase, phrase.texte[motif.start() : n.fin], dite, (grand, -petit), places, unite)


def _read_listes(phrases: Sequence[Phrase]) -> Iterator[Somme]:
    """A sentence and the items below it that each give one number; the sentence may give the whole."""
    tete: Phrase | None = None
    for en_liste, groupe in groupby(phrases, key=lambda p: p.puce > 0):
        lues = list(groupe)
        puces = [p for p in lues if p.action == tete.action] if en_liste and tete and not tete.cellule else []
        if tete and len(puces) > 1:
            yield from _read_liste(tete, puces)
        tete = lues[-1]


def _read_liste(tete: Phrase, puces: Sequence[Phrase]) -> Iterator[Somme]:
    lus = [lu for p in puces if (lu := _read_puce(p)) is not None]
    if len(lus) < len(puces) or len({unite for _, unite in lus}) > 1:
        return
    nombres, unite, places = [n for n, _ in lus], lus[0][1], tuple(p.place() for p in puces)
    parts = tuple(map(value_of, nombres))
    if comptes := tete.list_comptes(unite):
        tout = next((n for n in comptes if n.valeur == sum(parts)), comptes[-1])
        mots = shorten(tete.texte[tout.debut :], _MOTS).strip(" *:")
        yield from _make_somme(tete, mots, tout, nombres, (tete.place(tout.debut, tout.fin), *places), unite)
    elif tete.action and not unite and len(parts) > 2:
        yield Somme(tete, " ".join((tete.texte, *(p.texte for p in puces))), None, parts, places)


def _read_puce(phrase: Phrase) -> tuple[Nombre, str] | None:
    """The one amount of an item, else the number it begins with or the only one; and whether it is money."""
    nombres = [n for n in phrase.comptes if n.debut >= phrase.puce]
    euros = [n for n in nombres if phrase.read_unite(n) == "€"]
    premiers = [n for n in nombres if not phrase.texte[phrase.puce : n.debut].strip(" *")]
    choisis = euros or premiers or nombres
    if not choisis or (len(choisis) > 1 and not premiers) or len(euros) > 1:
        return None
    unite = phrase.read_unite(choisis[0])
    return None if unite is None else (choisis[0], unite)


def examine_sommes(dossier: Dossier) -> Iterator[Vu]:
    """Wholes that are not the sum of the parts told with them."""
    for s in list_sommes(dossier):
        somme = sum(s.parts, Decimal(0))
        if s.tout is None or abs(s.tout - somme) > s.tout / _ECART_LISTE:
            continue
        mots = quote(s.mots.replace("**", ""))
        phrase = (
            f"{name_lieu(s.phrase.action, s.places[0])} : {mots} annonce {format_nombre(s.tout, s.unite)} et "
            f"{s.calcul} font {format_nombre(somme, s.unite)}, {say_ecart(s.tout, somme, s.unite)}."
        )
        objet, action = f"somme {s.mots}", s.phrase.action
        faux = make_constat(s.places, phrase, objet, s.tout, somme, _QUESTION, action, "", s.parts)
        yield None, faux if s.tout != somme else None


def compare_sommes(dossier: Dossier) -> Iterator[Vu]:
    """Numbers told as parts of a whole, which do not add up to the indicator of which the sentence speaks."""
    for s in list_sommes(dossier):
        if s.tout is not None:
            continue
        yield None, None
        somme, racines = sum(s.parts, Decimal(0)), list_racines(s.mots)
        ecart = _VOISIN if s.taux else _TRES_VOISIN
        cellules = [(i, i.valeur) for i in group_resultats(dossier).get(s.phrase.cle, ()) if i.valeur]
        dites = [(i, v) for i, v in cellules if 1 / ecart <= somme / v <= ecart and _is_dit(i.libelle, racines)]
        if len({v for _, v in dites}) != 1 or any(v == somme for _, v in cellules):
            continue
        i, attendu = dites[-1]
        periode, lignes = format_periode(i.debut, i.fin, i.base), ", ".join(dict.fromkeys(p.ligne for p in s.places))
        parts = [
            f"{format_nombre(p)} en font {say_taux(p, attendu)[1]} et non {format_nombre(t, '%')}"
            for p, t in zip(s.parts, s.taux, strict=False)
        ]
        phrase = (
            f"Action {i.action}, « {i.libelle} », {periode} : les effectifs répartis dans le texte (l. {lignes}) font "
            f"{format_nombre(somme)} et le tableau (l. {i.ligne}) donne {format_nombre(attendu)}, "
            f"{say_ecart(somme, attendu)}{' ; ' if parts else ''}{format_liste(parts)}."
        )
        places, objet = (*s.places, *(place_of(i) for i, _ in dites)), f"somme du texte {i.libelle}"
        question = "Pouvez-vous confirmer ces effectifs et le total du tableau ?"
        yield None, make_constat(places, phrase, objet, somme, attendu, question, i.action, periode, s.parts)


def _is_dit(libelle: str, racines: frozenset[str]) -> bool:
    part, communs = rate_libelle(libelle, racines)
    return communs >= 2 and part >= 0.6


EXAMENS: dict[str, Examen] = {
    "somme_du_texte": make_examen(examine_sommes, "le texte n'annonce aucun total avec ses parts", entier=True),
    "effectifs_du_texte": make_examen(compare_sommes, "aucune phrase ne répartit un effectif", entier=True),
}
