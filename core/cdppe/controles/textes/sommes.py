"""Sums told in prose: a whole and the parts, or a difference and the two numbers, that the text gives of it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.mots import format_liste, format_nombre, format_periode, quote, shorten
from cdppe.controles.textes.constats import Vu, make_constat, make_examen, memorise, name_lieu, say_ecart, say_taux
from cdppe.controles.textes.parts import Partie, find_nom, list_parties
from cdppe.controles.textes.phrases import Phrase, find_mots, list_phrases
from cdppe.controles.textes.racines import list_racines, rate_libelle
from cdppe.controles.textes.resultats import group_resultats, value_of
from cdppe.controles.textes.taux import list_taux
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Constat, Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous confirmer le total et chacune de ses parts ?"
_PARENTHESE = re.compile(r"\(\s*(?P<parts>\d[^()]*(?:[,;+]|\bet\b)[^()]*)\)")
_SEPARATEUR = re.compile(r"\s*(?:,|;|\bet\b|\+)\s*(?:de\s+|d['’])?[\s*]*")
_CLAUSE = re.compile(r"[().;:]")
_SUR = re.compile(r"\W*Sur\s+(?:les\s+|un\s+total\s+de\s+)?(?=\d)")
_REPARTI = r"\b(?:r[ée]parti\w*|d[ée]compos\w+|ventil\w+|d[ée]clin\w+|comme suit|suivante)"
_REPARTITION = re.compile(_REPARTI)
_LISTE = re.compile(_REPARTI + r"[^.;:()\d]{0,40}:\s*(?P<parts>\d[^():]*(?:[,;+]|\bet\b)[^():]*)\Z")
_COMPREND = re.compile(
    r"\b(?:compren(?:ant|d|nent|ai(?:en)?t)|compos[ée]e?s? de|r[ée]parti\w* (?:en|entre)|se d[ée]compos\w+ en)\s+(?=\d)"
)
_SOIT = re.compile(r",\s*(?:soit(?:\s+(?:au\s+total|un\s+total\s+de))?|pour\s+un\s+total\s+de)\s+(?=\d)")
_REPARTIS = ("répart", "repart", "décompos", "ventil", "déclin", "comme suit", "suivante")
_ANNONCES = ("Sur ", ", soit", ", pour un total", " compren", " compos", "répart", "décompos")
_DIFFERENCES = ("différence", "écart", "hausse", "baisse", "augmentation", "diminution", "progression", "recul")
_DIFFERENCE = re.compile(rf"\b(?:{'|'.join(_DIFFERENCES)})s?\s+de\s+[*+–-]*\s*\Z")
_DONT = re.compile(
    r"\b(?:dont|parmi|notamment|hors|au moins|minimum|maximum|environ|pr[eè]s de|plus de|ou)\b", re.IGNORECASE
)
_COMPTE = re.compile(r"\d[\d ]*\s[^\W\d_]")
_DETAIL = re.compile(r"\bdont\s+\Z")
_RESERVE = re.compile(_DONT.pattern.replace("dont|", ""), re.IGNORECASE)
_MOTS, _LIGNES = 60, 2
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
    sure: bool = False
    """Whether the words leave no doubt that these are all its parts, however far from it they are."""

    @property
    def calcul(self) -> str:
        if self.parts[-1] < 0:
            return f"les nombres donnés ({' − '.join(format_nombre(abs(p)) for p in self.parts)})"
        return f"les parts données ({format_liste(format_nombre(p) for p in self.parts)})"


@memorise
def list_sommes(dossier: Dossier) -> list[Somme]:
    """Every sum told, right or wrong."""
    phrases = list_phrases(dossier)
    trouvees = [s for _, p in find_mots(dossier, "(") for s in _read_suites(p, _PARENTHESE)]
    trouvees += [s for _, p in find_mots(dossier, _REPARTIS) for s in _read_suites(p, _LISTE)]
    trouvees += [s for _, p in find_mots(dossier, _ANNONCES) for s in _read_enumerations(p)]
    for t in list_taux(dossier):
        if t.parts and t.phrase.action:
            parts, taux = zip(*t.parts, strict=True)
            trouvees.append(Somme(t.phrase, t.phrase.texte, None, parts, (t.phrase.place(t.debut, t.fin),), "", taux))
    trouvees += _read_listes(phrases)
    for rang, phrase in find_mots(dossier, _DIFFERENCES):
        trouvees += _read_differences(phrase, phrases[max(0, rang - 3) : rang])
    return trouvees


def _read_suites(phrase: Phrase, suite: re.Pattern[str]) -> Iterator[Somme]:
    """ "46 places (10 here, 20 there and 16 elsewhere)", "… as follows: 10 here…": each part begins with its number."""
    texte = phrase.texte
    for motif in suite.finditer(texte):
        debut, fin = motif.span("parts")
        morceaux = [debut, *(s.end() for s in _SEPARATEUR.finditer(texte, debut, fin))]
        if not all(texte[m].isdigit() for m in morceaux):
            continue
        clause = max((m.end() for m in _CLAUSE.finditer(texte, 0, motif.start())), default=0)
        avant = [n for n in phrase.effectifs if clause <= n.debut and n.fin < motif.start()]
        parts = [n for n in phrase.effectifs if n.debut in morceaux]
        if len(parts) < 2 or len(parts) != len(morceaux) or not avant or _DONT.search(texte, avant[-1].fin, fin):
            continue
        tout = _choose_tout(avant, parts) if suite is _LISTE else avant[-1]
        nom, bouts = find_nom(texte, tout.fin), zip(morceaux, (*morceaux[1:], fin), strict=True)
        sure = suite is _LISTE or all(nom in list_racines(texte[d:f]) for d, f in bouts)
        mots = f"{tout.valeur:f}{texte[tout.fin : motif.start()].rstrip(' ,')}"
        places, lues = (phrase.place(tout.debut, motif.end()),), tuple(map(value_of, parts))
        yield from _keep(Somme(phrase, mots, value_of(tout), lues, places, sure=sure))


def _choose_tout(nombres: Sequence[Nombre], parts: Sequence[Nombre]) -> Nombre:
    """Of the numbers told before its parts the whole: their sum, else the last that is above each of them."""
    valeurs = list(map(value_of, parts))
    justes = [n for n in nombres if n.valeur == sum(valeurs)] or [n for n in nombres if value_of(n) > max(valeurs)]
    return (justes or nombres)[-1]


def _keep(s: Somme) -> Iterator[Somme]:
    """A sum, when each part is less than the whole: else they are of something else."""
    if s.tout and max(s.parts) < s.tout:
        yield s


def _read_enumerations(phrase: Phrase) -> Iterator[Somme]:
    """ "Out of 25, 8 here, 5 there, 12 elsewhere", "8 here, 5 there, that is 13", "13 made of 8 here and 5 there"."""
    texte = phrase.texte
    if phrase.cellule or "(" in texte:
        return
    sur, soit = _SUR.match(texte), _SOIT.search(texte)
    comprend = None if sur or soit else _COMPREND.search(texte)
    ordre = sur or soit or comprend
    if ordre is None or _RESERVE.search(texte):
        return
    lus = [n for n in phrase.effectifs if not _DETAIL.search(texte, max(0, n.debut - 8), n.debut)]
    avant = [n for n in lus if n.debut < ordre.start()]
    for tout in avant[-1:] if comprend else [n for n in lus if n.debut == ordre.end()]:
        parts = [n for n in lus if (n.fin < tout.debut if soit and not sur else n.debut > tout.debut)]
        somme = sum(map(value_of, parts))
        if len(parts) > (1 if comprend else 2) and abs(somme - value_of(tout)) <= value_of(tout) / _ECART_PHRASE:
            mots = shorten(texte[tout.debut :], _MOTS)
            places, lues = (phrase.place(tout.debut, tout.fin),), tuple(map(value_of, parts))
            yield from _keep(Somme(phrase, mots, value_of(tout), lues, places))


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
    puces: list[Phrase] = []
    for phrase in phrases:
        if phrase.cellule:
            continue
        if phrase.puce or (tete and phrase.texte[0].isdigit() and _is_suite(puces[-1] if puces else tete, phrase)):
            puces.append(phrase)
        elif not puces:
            tete = phrase
        elif phrase.recit is not puces[-1].recit:  # what else an item tells counts nothing
            yield from _read_liste(tete, puces)
            tete, puces = phrase, []
    yield from _read_liste(tete, puces)


def _is_suite(precedente: Phrase, phrase: Phrase) -> bool:
    """Whether a paragraph without a mark, below a colon or another such one, is an item: it begins with a count."""
    suivie = precedente.texte[-1] == ":" or precedente.texte[0].isdigit()
    if phrase.debut or not suivie or not _COMPTE.match(phrase.texte):
        return False
    lignes = precedente.ligne, phrase.ligne
    proches = all(map(str.isdigit, lignes)) and int(lignes[1]) - int(lignes[0]) <= _LIGNES
    return proches and any(n.debut == 0 for n in phrase.effectifs)


def _read_liste(tete: Phrase | None, siennes: Sequence[Phrase]) -> Iterator[Somme]:
    puces = [p for p in siennes if tete and p.cle == tete.cle]
    if tete is None or len(puces) < 2:
        return
    lus = [lu for p in puces if (lu := _read_puce(p)) is not None]
    if len(lus) < len(puces) or len({unite for _, unite in lus}) > 1:
        return
    nombres, unite, places = [n for n, _ in lus], lus[0][1], tuple(p.place() for p in puces)
    parts = tuple(map(value_of, nombres))
    if comptes := tete.list_comptes(unite):
        dit = _choose_tout(comptes, nombres)
        tout, mots = value_of(dit), shorten(tete.texte[dit.debut :], _MOTS).strip(" *:")
        dites = not unite and _REPARTITION.search(tete.texte) and not any(_DONT.search(p.texte) for p in puces)
        nommees = puces[0].puce or dites or any(n.valeur == len(parts) for n in comptes)  # "two items:"
        if nommees or abs(tout - sum(parts)) <= tout / _ECART_PHRASE:
            lieux = (tete.place(dit.debut, dit.fin), *places)
            yield from _keep(Somme(tete, mots, tout, parts, lieux, unite, sure=bool(dites)))
    elif tete.action and not unite and len(parts) > 2 and puces[0].puce:
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
        if s.tout is None or (not s.sure and abs(s.tout - somme) > s.tout / _ECART_LISTE):
            continue
        mots = quote(s.mots.replace("**", ""))
        phrase = (
            f"{name_lieu(s.phrase.action, s.places[0])} : {mots} annonce {format_nombre(s.tout, s.unite)} et "
            f"{s.calcul} font {format_nombre(somme, s.unite)}, {say_ecart(s.tout, somme, s.unite)}."
        )
        objet, action = f"somme {s.mots}", s.phrase.action
        faux = make_constat(s.places, phrase, objet, s.tout, somme, _QUESTION, action, "", s.parts)
        yield None, faux if s.tout != somme else None
    yield from ((None, _describe(p) if value_of(p.part) > value_of(p.tout) else None) for p in list_parties(dossier))


def _describe(p: Partie) -> Constat:
    """A part above the whole in which the sentence says it is."""
    part, tout, place = value_of(p.part), value_of(p.tout), p.phrase.place(p.debut, p.fin)
    dit = quote(p.phrase.texte[p.debut : p.fin].replace("**", ""))
    phrase = (
        f"{name_lieu(p.phrase.action, place)} : {dit} donne une part ({format_nombre(part)}) plus grande que son tout "
        f"({format_nombre(tout)}), {say_ecart(part, tout)}."
    )
    question = "Pouvez-vous confirmer la part et le tout ?"
    return make_constat((place,), phrase, f"part {dit}", part, tout, question, p.phrase.action, "", (tout,))


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
