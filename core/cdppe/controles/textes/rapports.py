"""Rates and shares told in prose, against the indicators of the same action."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.mots import format_nombre, format_periode
from cdppe.controles.textes.constats import CENT, Vu, make_constat, make_examen, say_taux
from cdppe.controles.textes.indicateurs import match_mentions
from cdppe.controles.textes.phrases import Phrase, list_phrases
from cdppe.controles.textes.racines import SUIVI, list_racines
from cdppe.controles.textes.resultats import (
    group_resultats,
    is_meme_periode,
    is_taux,
    rate_libelle,
    tell_mots,
)
from cdppe.controles.textes.taux import list_taux
from cdppe.facts import Indicateur
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Constat, Dossier, Examen, place_of

_QUESTION = "Pouvez-vous confirmer ce taux et les nombres dont il est tiré ?"
_DES = re.compile(r"\s*\\?%[^.;:%\d]{0,40}?\b(?:des|de|d['’]un total de)\s+\Z")
_CONDITION = re.compile(
    r"objectif|horizon|au moins|environ|atteindre|cible|pr[ée]v|hauss|augment|bais|diminu|taux d['’](?:[ée]v|occ)",
    re.IGNORECASE,
)
_FIN = re.compile(r"[.:;]")
_SUJET = re.compile(
    r"\s*\\?%\s+(?:des|de\s+ces)\s+(?P<mots>[^.:;,%]{3,80}?)\s+(?:sont|ont|étaient|avaient|bénéfici\w+)\b"
)
_GENERIQUES = {SUIVI, "enfant"}
_ECART = Decimal(2)


class Part(NamedTuple):
    """A rate of prose, the cell that counts the same people, and the whole of which it would be the share."""

    taux: Nombre
    part: Indicateur
    tout: Decimal
    tout_lu: Indicateur | None = None


def _read_taux(phrase: Phrase, n: Nombre, precedent: int, cellules: list[Indicateur]) -> Part | None:
    texte, dit = phrase.texte, _value(n)
    clause = f"{texte[precedent : n.debut].rsplit(':', 1)[-1]} {_FIN.split(texte[n.fin :], maxsplit=1)[0]}"
    if _CONDITION.search(clause) or not 1 < dit < CENT:
        return None
    periode = phrase.find_periode(n.debut)
    if periode is None and len({i.fin for i in cellules}) > 1:
        return None
    lues = [i for i in cellules if periode is None or is_meme_periode(periode, i)]
    racines = frozenset(list_racines(f"{texte[: n.debut]} {clause}"))
    apres = next((m for m in phrase.comptes if m.debut > n.fin), None)
    if apres and _DES.fullmatch(texte, n.fin, apres.debut):
        return _compare_produit(phrase, n, _value(apres), lues, racines)
    return _compare_part(phrase, n, lues, racines)


def _compare_produit(
    phrase: Phrase, n: Nombre, tout: Decimal, lues: list[Indicateur], racines: frozenset[str]
) -> Part | None:
    """ "8 % of the 10 000 births": the indicator of the same words gives the eight hundred."""
    dit = _value(n)
    notes = [(len(tell_mots(i.libelle, racines) | tell_mots(i.rubrique, racines)), i) for i in lues]
    meilleure = max((note for note, _ in notes), default=0)
    choisies = [i for note, i in notes if note == meilleure]
    if meilleure < 2 or len({i.valeur for i in choisies}) > 1 or any(_is_part(i, tout, dit) for i in lues):
        return None
    calcule = CENT * _value(choisies[0]) / tout
    return Part(n, choisies[0], tout) if 1 / _ECART <= calcule / dit <= _ECART else None


def _is_part(i: Indicateur, tout: Decimal, dit: Decimal) -> bool:
    return is_taux(_value(i), tout, dit)


def _compare_part(phrase: Phrase, n: Nombre, lues: list[Indicateur], racines: frozenset[str]) -> Part | None:
    """ "80 % of the people followed have a home": the indicator of the same words, over the whole that they name."""
    dit = _value(n)
    avant = [_value(m) for m in phrase.comptes if m.debut < n.debut]
    sujet = _SUJET.match(phrase.texte, n.fin)
    mots = frozenset(list_racines(sujet["mots"])) if sujet else frozenset()
    bases = [i for i in lues if len(dits := tell_mots(i.libelle, mots)) > 1 and dits - _GENERIQUES]
    notes = []
    for i in lues:
        part, communs = rate_libelle(i.libelle, racines)
        propres = bases or tell_mots(i.libelle, racines) - _GENERIQUES
        if communs >= 2 and part >= 0.6 and propres and i.valeur not in avant and i not in bases:
            notes.append((part, communs, i))
    notes.sort(key=lambda c: (-c[0], -c[1]))
    if not notes or any(c[:2] == notes[0][:2] and c[2].valeur != notes[0][2].valeur for c in notes):
        return None
    i = notes[0][2]
    touts = [
        t
        for t in bases or lues
        if (t.rubrique, t.debut, t.fin) == (i.rubrique, i.debut, i.fin) and _value(t) > _value(i)
    ]
    dits_avant = [v for v in avant if v > _value(i)]
    if any(_is_part(i, base, dit) for base in (*dits_avant, *map(_value, touts))):
        return None
    if dits_avant:
        return Part(n, i, dits_avant[-1], next((t for t in touts if t.valeur == dits_avant[-1]), None))
    lu = max(touts, key=lambda t: rate_libelle(t.libelle, mots or racines)[0], default=None)
    return Part(n, i, _value(lu), lu) if lu and tell_mots(lu.libelle, racines) else None


def examine_parts(dossier: Dossier) -> Iterator[Vu]:
    """Rates of prose that the indicators of the action do not give."""
    resultats = group_resultats(dossier)
    redits = {(t.phrase, place) for t in list_taux(dossier) for place in range(t.debut, t.fin + 1)}
    pris: dict[Phrase, list[Indicateur]] = defaultdict(list)
    for r in match_mentions(dossier):
        pris[r.mention.phrase].append(r.cellule)
    for phrase in list_phrases(dossier):
        if phrase.cellule or not phrase.action or phrase.cle not in resultats or "%" not in phrase.texte:
            continue
        siennes = [i for i in resultats[phrase.cle] if i.valeur and i.unite != "%"]
        yield from ((i.fin, None) for i in siennes)
        precedent = 0
        for n in phrase.taux:
            libres = [i for i in siennes if all(i is not c for c in pris.get(phrase, ()))]
            if (phrase, n.fin) not in redits and (trouve := _read_taux(phrase, n, precedent, libres)):
                yield trouve.part.fin, _describe(phrase, trouve)
            precedent = n.fin


def _describe(phrase: Phrase, p: Part) -> Constat:
    i, valeur, dit, place = p.part, _value(p.part), _value(p.taux), phrase.place(p.taux.debut, p.taux.fin)
    periode, (calcule, dits) = format_periode(i.debut, i.fin, i.base), say_taux(valeur, p.tout)
    texte = (
        f"Action {i.action}, « {i.libelle} », {periode} : le texte (l. {place.ligne}) donne "
        f"{format_nombre(dit, '%')} ; le tableau (l. {i.ligne}) en compte {format_nombre(valeur)} sur "
        f"{format_nombre(p.tout)}, soit {dits}."
    )
    places = (place, place_of(i), place_of(p.tout_lu) if p.tout_lu else place)
    objet, termes = f"taux {i.libelle}", (valeur, p.tout)
    return make_constat(places, texte, objet, dit, calcule, _QUESTION, i.action, periode, termes)


def _value(lu: Nombre | Indicateur) -> Decimal:
    return lu.valeur or Decimal(0)


RAPPORTS: dict[str, Examen] = {
    "taux_contre_indicateur": make_examen(examine_parts, "le texte des actions ne donne aucun taux"),
}
