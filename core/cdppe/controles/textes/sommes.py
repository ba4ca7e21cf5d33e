"""Sums told in prose: a whole and the parts, or a difference and the two numbers, that the text gives of it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.mots import format_liste, format_nombre, format_periode
from cdppe.controles.textes.constats import Vu, make_constat, make_examen, memorise, name_lieu, say_ecart, say_taux
from cdppe.controles.textes.phrases import Phrase, list_phrases
from cdppe.controles.textes.racines import list_racines
from cdppe.controles.textes.resultats import group_resultats, rate_libelle
from cdppe.controles.textes.taux import list_taux
from cdppe.parsing.nombres import Nombre, find_nombres
from cdppe.plugins.controle import Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous confirmer le total et chacune de ses parts ?"
_PARENTHESE = re.compile(r"\(\s*\d[^()]*\)")
_ENUMERATION = re.compile(
    r"\A\W*(?P<sur>Sur)\s+(?:les\s+|un\s+total\s+de\s+)?(?=\d)"
    r"|,\s*(?:soit(?:\s+(?:au\s+total|un\s+total\s+de))?|pour\s+un\s+total\s+de)\s+(?=\d)"
)
_ANNONCES = ("Sur", "soit", "total")
_DIFFERENCES = ("différence", "écart", "hausse", "baisse", "augmentation", "diminution", "progression", "recul")
_DIFFERENCE = re.compile(rf"\b(?:{'|'.join(_DIFFERENCES)})s?\s+de\s+[*+–-]*\s*\Z")
_SEPARATEUR = re.compile(r"\s*(?:,|;|\bet\b|\+)\s*(?:de\s+|d['’])?")
_DETACHE = re.compile(
    r"\s*(?:ans?|mois|jours?|h|heures?|%|€|euros?|k€|[eè]mes?|er|/|[-–]\s*\d|[àx*]\s*\d)", re.IGNORECASE
)
_DONT = re.compile(
    r"\b(?:dont|parmi|notamment|hors|au moins|minimum|maximum|environ|pr[eè]s de|plus de|ou)\b", re.IGNORECASE
)
_ORDINAIRE = re.compile(r"\s*(?:\*\*)?\s*[^\W\d_]")
_UNITE_EURO = re.compile(r"\s*(?:\*\*)?\s*(?:€|euros?\b)")
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


def _read_unite(phrase: Phrase, n: Nombre) -> str | None:
    """ "€" for money, nothing for a plain count, None for what is of another kind."""
    if _UNITE_EURO.match(phrase.texte, n.fin):
        return "€"
    return None if _DETACHE.match(phrase.texte, n.fin) else ""


@memorise
def list_sommes(dossier: Dossier) -> list[Somme]:
    """Every sum told, right or wrong."""
    phrases = list_phrases(dossier)
    trouvees = [s for p in phrases for s in (*_read_parentheses(p), *_read_enumerations(p))]
    for t in list_taux(dossier):
        if t.parts and t.phrase.action:
            parts, taux = zip(*t.parts, strict=True)
            trouvees.append(Somme(t.phrase, t.phrase.texte, None, parts, (t.phrase.place(t.debut, t.fin),), "", taux))
    return [*trouvees, *_read_listes(phrases), *_read_differences(phrases)]


def _read_parentheses(phrase: Phrase) -> Iterator[Somme]:
    """ "46 places (10 here, 20 there and 16 elsewhere)": every part of the bracket begins with its number."""
    for motif in _PARENTHESE.finditer(phrase.texte) if "(" in phrase.texte else ():
        parts = _split_parts(motif[0][1:-1])
        debut = max(phrase.texte.rfind(signe, 0, motif.start()) for signe in "().;:") + 1
        comptes = [n for n in phrase.comptes if debut <= n.debut < motif.start()] if len(parts) > 1 else []
        if not comptes or _DONT.search(motif[0]):
            continue
        tout, valeur = comptes[-1], comptes[-1].valeur or Decimal(0)
        mots = phrase.texte[tout.fin : motif.start()]
        if max(parts) < valeur and _ORDINAIRE.match(mots) and not (_DETACHE.match(mots) or _DONT.search(mots)):
            place = phrase.place(tout.debut, motif.end())
            yield Somme(phrase, f"{valeur:f}{mots.rstrip()}", valeur, parts, (place,))


def _split_parts(texte: str) -> tuple[Decimal, ...]:
    """The numbers that begin the parts of an enumeration; nothing when one part begins with none."""
    parts: list[Decimal] = []
    for morceau in _SEPARATEUR.split(texte):
        nombres = find_nombres(morceau)
        if not nombres or len(nombres) > 2 or nombres[0].nature != "nombre" or nombres[0].valeur is None:
            return ()
        if morceau[: nombres[0].debut].strip(" *") or _DETACHE.match(morceau, nombres[0].fin):
            return ()
        parts.append(nombres[0].valeur)
    return tuple(parts)


def _read_enumerations(phrase: Phrase) -> Iterator[Somme]:
    """ "Out of 25, 8 here, 5 there and 12 elsewhere", "8 here, 5 there and 12 elsewhere, that is 25"."""
    if phrase.cellule or not any(map(phrase.texte.__contains__, _ANNONCES)) or "(" in phrase.texte:
        return
    if not (ordre := _ENUMERATION.search(phrase.texte)) or _DONT.search(phrase.texte):
        return
    comptes = [n for n in phrase.comptes if _read_unite(phrase, n) == ""]
    for tout in (n for n in comptes if n.debut == ordre.end()):
        siens = [n for n in comptes if (n.debut > tout.debut if ordre["sur"] else n.fin < tout.debut)]
        parts, valeur = tuple(n.valeur or Decimal(0) for n in siens), tout.valeur or Decimal(0)
        if len(parts) > 2 and max(parts) < valeur and abs(sum(parts) - valeur) <= valeur / _ECART_PHRASE:
            mots = phrase.texte[tout.debut : tout.debut + 40].strip()
            yield Somme(phrase, mots, valeur, parts, (phrase.place(tout.debut, tout.fin),))


def _read_differences(phrases: Sequence[Phrase]) -> Iterator[Somme]:
    """ "That is a difference of 20": the two numbers told before, in the sentence or in two that give one each."""
    for rang, phrase in enumerate(phrases):
        for n in phrase.comptes if any(map(phrase.texte.__contains__, _DIFFERENCES)) else ():
            motif = _DIFFERENCE.search(phrase.texte, 0, n.debut)
            unite = _read_unite(phrase, n)
            if motif is None or unite is None or n.valeur is None:
                continue
            termes = [(phrase, m) for m in phrase.comptes if m.fin <= motif.start() and _read_unite(phrase, m) == unite]
            if not termes:
                avant = [p for p in phrases[max(0, rang - 3) : rang] if p.action == phrase.action]
                lus = [[(p, m) for m in p.comptes if _read_unite(p, m) == unite] for p in avant]
                termes = [siens[0] for siens in lus if len(siens) == 1]
            if len(termes) < 2:
                continue
            grand, petit = sorted((abs(m.valeur or Decimal(0)) for _, m in termes[-2:]), reverse=True)
            if abs(grand - petit - abs(n.valeur)) <= abs(n.valeur) / _ECART_DIFFERENCE:
                places = (phrase.place(motif.start(), n.fin), *(p.place(m.debut, m.fin) for p, m in termes[-2:]))
                yield Somme(phrase, phrase.texte[motif.start() : n.fin], abs(n.valeur), (grand, -petit), places, unite)


def _read_listes(phrases: Sequence[Phrase]) -> Iterator[Somme]:
    """A sentence and the items below it that each give one number; the sentence may give the whole."""
    fin = 0
    for rang, tete in enumerate(phrases):
        if rang < fin or tete.cellule:
            continue
        fin = rang + 1
        while fin < len(phrases) and phrases[fin].puce and phrases[fin].action == tete.action:
            fin += 1
        puces = phrases[rang + 1 : fin]
        lus = [lu for p in puces if (lu := _read_puce(p)) is not None]
        if len(puces) < 2 or len(lus) < len(puces) or len({u for _, u in lus}) > 1:
            continue
        parts, unite, places = tuple(v for v, _ in lus), lus[0][1], tuple(p.place() for p in puces)
        comptes = [n for n in tete.comptes if _read_unite(tete, n) == unite]
        if comptes:
            tout = next((n for n in comptes if n.valeur == sum(parts)), comptes[-1])
            mots = tete.texte[tout.debut : tout.debut + 60].strip(" *:")
            if tout.valeur and max(parts) < tout.valeur:
                yield Somme(tete, mots, tout.valeur, parts, (tete.place(tout.debut, tout.fin), *places), unite)
        elif tete.action and not unite and len(parts) > 2:
            yield Somme(tete, " ".join((tete.texte, *(p.texte for p in puces))), None, parts, places)


def _read_puce(phrase: Phrase) -> tuple[Decimal, str] | None:
    """The one amount of an item, else the number it begins with or the only one; and whether it is money."""
    nombres = [n for n in phrase.comptes if n.debut >= phrase.puce]
    euros = [n for n in nombres if _read_unite(phrase, n) == "€"]
    premiers = [n for n in nombres if not phrase.texte[phrase.puce : n.debut].strip(" *")]
    choisis = euros or premiers or nombres
    if not choisis or (len(choisis) > 1 and not premiers) or len(euros) > 1:
        return None
    unite = _read_unite(phrase, choisis[0])
    return None if unite is None or choisis[0].valeur is None else (choisis[0].valeur, unite)


def examine_sommes(dossier: Dossier) -> Iterator[Vu]:
    """Wholes that are not the sum of the parts told with them."""
    for s in list_sommes(dossier):
        somme = sum(s.parts, Decimal(0))
        if s.tout is None or abs(s.tout - somme) > s.tout / _ECART_LISTE:
            continue
        phrase = (
            f"{name_lieu(s.phrase.action, s.places[0])} : « {s.mots} » annonce {format_nombre(s.tout, s.unite)} et "
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
        somme, racines = sum(s.parts, Decimal(0)), frozenset(list_racines(s.mots))
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


SOMMES_RACONTEES: dict[str, Examen] = {
    "somme_du_texte": make_examen(examine_sommes, "le texte n'annonce aucun total avec ses parts", entier=True),
    "effectifs_du_texte": make_examen(compare_sommes, "aucune phrase ne répartit un effectif", entier=True),
}
