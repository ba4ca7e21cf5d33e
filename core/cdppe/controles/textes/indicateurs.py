"""A number or a rate told in prose, against the indicators of the same action, label and period."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.mots import format_nombre, format_periode
from cdppe.controles.textes.constats import CENT, Vu, make_constat, make_examen, memorise, say_ecart, say_taux
from cdppe.controles.textes.mentions import Mention, group_mentions
from cdppe.controles.textes.phrases import Phrase, list_phrases
from cdppe.controles.textes.racines import is_nom, list_mots_libelle, list_racines, rate_libelle, tell_mots
from cdppe.controles.textes.resultats import (
    Note,
    choose,
    group_resultats,
    is_interverti,
    is_meme_periode,
    is_taux,
    rate_cellules,
    value_of,
)
from cdppe.controles.textes.taux import list_taux
from cdppe.facts import Indicateur
from cdppe.parsing.nombres import Nombre, find_nombres
from cdppe.plugins.controle import Constat, Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous indiquer lequel des deux chiffres est le bon, ou ce que chacun compte ?"
_QUESTION_TAUX = "Pouvez-vous confirmer ce taux et les nombres dont il est tiré ?"
_BUT = re.compile(
    r"\b(?:objectif|pr[ée]v|capacit|maxim|minim|cible|vis[ea]|devr|ser(?:a|ont)\b|pourr|envisag|propos)", re.IGNORECASE
)
_ATTEINT = re.compile(r"\batteint|\bd[ée]pass", re.IGNORECASE)
_DES = re.compile(r"\s*\\?%[^.;:%\d]{0,40}?\b(?:des|de|d['’]un total de)\s+\Z")
_CONDITION = re.compile(
    r"objectif|horizon|au moins|environ|atteindre|cible|pr[ée]v|hauss|augment|bais|diminu|taux d['’](?:[ée]v|occ)"
    r"|aujourd\W?hui|actuellement|d[ée]sormais|à ce jour",
    re.IGNORECASE,
)
_FIN = re.compile(r"[.:;]")
_SUJET = re.compile(
    r"\s*\\?%\s+(?:des|de\s+ces)\s+(?P<mots>[^.:;,%]{3,80}?)\s+(?:sont|ont|étaient|avaient|bénéfici\w+)\b"
)
_ECART = Decimal(2)
"""A figure that is more than so many times the other counts something else."""
_PROCHE = Decimal("0.05")
_PRESQUE = 0.65


class Rapprochement(NamedTuple):
    """A number of prose and the cell that speaks of the same thing."""

    mention: Mention
    note: Note

    @property
    def cellule(self) -> Indicateur:
        return self.note.cellule


@memorise
def match_mentions(dossier: Dossier) -> list[Rapprochement]:
    """Each number of prose that one indicator of its action speaks of, and that none of its cells gives."""
    trouves: list[Rapprochement] = []
    resultats = group_resultats(dossier)
    for cle, siennes in group_mentions(dossier).items():
        cellules = [i for i in resultats.get(cle, ()) if i.unite != "%"]
        for m in siennes if cellules else ():
            if any(i.valeur == m.valeur and is_nom(m.nom, i.libelle) for i in cellules):
                continue
            voisines = {autre.valeur for autre in siennes if autre.phrase is m.phrase}
            nommees = [i for i in cellules if i.valeur not in voisines and is_nom(m.nom, i.libelle)]
            notes = rate_cellules(nommees, m.racines)
            if note := choose([n for n in notes if _is_meme_periode(m, n.cellule, cellules)]):
                trouves.append(Rapprochement(m, note))
    groupes: dict[tuple[str, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs if trouves else ():
        groupes[i.document, i.action].append(i)
    return [r for r in trouves if not any(_is_redit(r.mention, i) for i in groupes[r.mention.phrase.cle])]


def _is_redit(mention: Mention, i: Indicateur) -> bool:
    """Whether a cell gives the number: as its value, when its label has the noun, or among its words."""
    if i.valeur == mention.valeur:
        return is_nom(mention.nom, i.libelle)
    return any(n.valeur == mention.valeur for n in find_nombres(i.texte))


def _is_meme_periode(mention: Mention, i: Indicateur, cellules: Sequence[Indicateur]) -> bool:
    if mention.periode:
        return is_meme_periode(mention.periode, i)
    return len({autre.fin for autre in cellules if autre.libelle == i.libelle}) == 1


def is_sure(r: Rapprochement) -> bool:
    """Whether the words are enough for two figures that differ to contradict each other."""
    m, (cellule, part, communs) = r
    attendu, autres = value_of(cellule), m.qualites - list_mots_libelle(cellule.libelle)
    if _BUT.search(m.clause) and not _ATTEINT.search(m.clause):
        return False
    if not attendu / _ECART <= m.valeur <= attendu * _ECART:
        return part == 1 and communs >= 2 and is_interverti(m.valeur, attendu)
    if communs >= 2 and part >= _PRESQUE:
        return part == 1 or len(autres) < 2
    if communs == 1:
        return part == 1 and not autres and m.periode is not None
    return communs >= 3 and abs(m.valeur - attendu) <= _PROCHE * attendu


def compare_indicateurs(dossier: Dossier) -> Iterator[Vu]:
    """Numbers of prose that differ from the indicator of which the sentence speaks."""
    for cle in group_mentions(dossier):
        yield from ((i.fin, None) for i in group_resultats(dossier).get(cle, ()))
    siens: dict[tuple[Decimal, Place], list[Rapprochement]] = defaultdict(list)
    for r in match_mentions(dossier):
        if is_sure(r):
            siens[r.mention.valeur, place_of(r.cellule)].append(r)
    for (valeur, place), groupe in siens.items():
        i, attendu = groupe[0].cellule, value_of(groupe[0].cellule)
        places = [r.mention.place for r in groupe]
        lignes = ", ".join(dict.fromkeys(p.ligne for p in places))
        periode = format_periode(i.debut, i.fin, i.base)
        phrase = (
            f"Action {i.action}, « {i.libelle} », {periode} : le tableau (l. {i.ligne}) donne "
            f"{format_nombre(attendu, i.unite)} et le texte (l. {lignes}) {format_nombre(valeur)}, "
            f"{say_ecart(valeur, attendu)}."
        )
        objet = f"texte {i.nature} {i.libelle}"
        yield i.fin, make_constat((place, *places), phrase, objet, valeur, attendu, _QUESTION, i.action, periode)


class Part(NamedTuple):
    """A rate of prose, the cell that counts the same people, and the whole of which it would be the share."""

    taux: Nombre
    part: Indicateur
    tout: Decimal
    tout_lu: Indicateur | None = None


def _read_taux(phrase: Phrase, n: Nombre, precedent: int, cellules: list[Indicateur]) -> Part | None:
    texte = phrase.texte
    clause = f"{texte[precedent : n.debut].rsplit(':', 1)[-1]} {_FIN.split(texte[n.fin :], maxsplit=1)[0]}"
    if _CONDITION.search(clause) or not 1 < value_of(n) < CENT:
        return None
    periode = phrase.find_periode(n.debut)
    if periode is None and len({i.fin for i in cellules}) > 1:
        return None
    lues = [i for i in cellules if periode is None or is_meme_periode(periode, i)]
    racines = list_racines(f"{texte[: n.debut]} {clause}")
    apres = next((m for m in phrase.comptes if m.debut > n.fin), None)
    if apres and _DES.fullmatch(texte, n.fin, apres.debut):
        return _compare_produit(n, value_of(apres), lues, racines)
    return _compare_part(phrase, n, lues, racines)


def _compare_produit(n: Nombre, tout: Decimal, lues: list[Indicateur], racines: frozenset[str]) -> Part | None:
    """ "8 % of the 10 000 births": the indicator of the same words gives the eight hundred."""
    notes = [(len(tell_mots(i.libelle, racines) | tell_mots(i.rubrique, racines)), i) for i in lues]
    meilleure = max((note for note, _ in notes), default=0)
    choisies = [i for note, i in notes if note == meilleure]
    if meilleure < 2 or len({i.valeur for i in choisies}) > 1 or any(_is_part(i, tout, n) for i in lues):
        return None
    calcule = CENT * value_of(choisies[0]) / tout
    return Part(n, choisies[0], tout) if 1 / _ECART <= calcule / value_of(n) <= _ECART else None


def _is_part(i: Indicateur, tout: Decimal, n: Nombre) -> bool:
    return is_taux(value_of(i), tout, value_of(n))


def _compare_part(phrase: Phrase, n: Nombre, lues: list[Indicateur], racines: frozenset[str]) -> Part | None:
    """ "80 % of the people followed have a home": the indicator of the same words, over the whole that they name."""
    avant = [value_of(m) for m in phrase.comptes if m.debut < n.debut]
    sujet = _SUJET.match(phrase.texte, n.fin)
    mots = list_racines(sujet["mots"]) if sujet else frozenset()
    bases = [i for i in lues if len(tell_mots(i.libelle, mots)) > 1]
    autres = (i for i in lues if i.valeur not in avant and i not in bases)
    note = choose([r for r in rate_cellules(autres, racines) if r.communs > 1])
    if note is None:
        return None
    i = note.cellule
    periode = (i.rubrique, i.debut, i.fin)
    touts = [t for t in bases or lues if (t.rubrique, t.debut, t.fin) == periode and value_of(t) > value_of(i)]
    dits_avant = [v for v in avant if v > value_of(i)]
    if any(_is_part(i, base, n) for base in (*dits_avant, *map(value_of, touts))):
        return None
    if dits_avant:
        return Part(n, i, dits_avant[-1], next((t for t in touts if t.valeur == dits_avant[-1]), None))
    lu = max(touts, key=lambda t: rate_libelle(t.libelle, mots or racines)[0], default=None)
    return Part(n, i, value_of(lu), lu) if lu and tell_mots(lu.libelle, racines) else None


def examine_parts(dossier: Dossier) -> Iterator[Vu]:
    """Rates of prose that the indicators of the action do not give."""
    groupes: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for phrase in list_phrases(dossier):
        if "%" in phrase.texte and phrase.action and not phrase.cellule:
            groupes[phrase.cle].append(phrase)
    redits = {(t.phrase, place) for t in list_taux(dossier) for place in range(t.debut, t.fin + 1)}
    pris = {(r.mention.phrase, id(r.cellule)) for r in match_mentions(dossier)}
    for cle, cellules in group_resultats(dossier).items():
        siennes = [i for i in cellules if i.valeur and i.unite != "%"]
        for phrase in groupes.get(cle, ()):
            yield from ((i.fin, None) for i in siennes)
            libres = [i for i in siennes if (phrase, id(i)) not in pris]
            for n, precedent in zip(phrase.taux, (0, *(n.fin for n in phrase.taux)), strict=False):
                if (phrase, n.fin) not in redits and (trouve := _read_taux(phrase, n, precedent, libres)):
                    yield trouve.part.fin, _describe(phrase, trouve)


def _describe(phrase: Phrase, p: Part) -> Constat:
    i, valeur, dit, place = p.part, value_of(p.part), value_of(p.taux), phrase.place(p.taux.debut, p.taux.fin)
    periode, (calcule, dits) = format_periode(i.debut, i.fin, i.base), say_taux(valeur, p.tout)
    texte = (
        f"Action {i.action}, « {i.libelle} », {periode} : le texte (l. {place.ligne}) donne "
        f"{format_nombre(dit, '%')} ; le tableau (l. {i.ligne}) en compte {format_nombre(valeur)} sur "
        f"{format_nombre(p.tout)}, soit {dits}."
    )
    places = (place, place_of(i), place_of(p.tout_lu) if p.tout_lu else place)
    objet, termes = f"taux {i.libelle}", (valeur, p.tout)
    return make_constat(places, texte, objet, dit, calcule, _QUESTION_TAUX, i.action, periode, termes)


EXAMENS: dict[str, Examen] = {
    "texte_contre_indicateur": make_examen(
        compare_indicateurs, "aucune action n'a un nombre dans son texte et un résultat dans son tableau"
    ),
    "taux_contre_indicateur": make_examen(examine_parts, "le texte des actions ne donne aucun taux"),
}
