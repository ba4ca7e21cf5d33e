"""A number told in prose, against the indicator of the same action, label and period."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.mots import format_nombre, format_periode
from cdppe.controles.textes.constats import Vu, make_constat, make_examen, memorise, say_ecart
from cdppe.controles.textes.mentions import Mention, group_mentions
from cdppe.controles.textes.phrases import Cle
from cdppe.controles.textes.resultats import (
    group_resultats,
    is_meme_periode,
    list_mots_libelle,
    list_noms,
    rate_libelle,
)
from cdppe.facts import Indicateur
from cdppe.parsing.nombres import find_nombres
from cdppe.plugins.controle import Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous indiquer lequel des deux chiffres est le bon, ou ce que chacun compte ?"
_BUT = re.compile(
    r"\b(?:objectif|pr[ée]v|capacit|maxim|minim|cible|vis[ea]|devr|ser(?:a|ont)\b|pourr|envisag|propos)", re.IGNORECASE
)
_ATTEINT = re.compile(r"\batteint|\bd[ée]pass", re.IGNORECASE)
_ECART = Decimal(2)
"""A figure that is more than so many times the other counts something else."""
_PROCHE = Decimal("0.05")


@dataclass(frozen=True)
class Rapprochement:
    """A number of prose and the cell that speaks of the same thing; ``part`` is how much of the label is told."""

    mention: Mention
    cellule: Indicateur
    attendu: Decimal
    part: float
    communs: int


@memorise
def match_mentions(dossier: Dossier) -> list[Rapprochement]:
    """Each number of prose that one indicator of its action speaks of, and does not give."""
    trouves: list[Rapprochement] = []
    dites: dict[Cle, set[Decimal | None]] = defaultdict(set)
    mentions, resultats = group_mentions(dossier), group_resultats(dossier)
    for i in dossier.lecture.indicateurs:
        if (i.document, i.action) in mentions:
            dites[i.document, i.action] |= {i.valeur, *(n.valeur for n in find_nombres(i.texte))}
    for cle, siennes in mentions.items():
        cellules = [i for i in resultats.get(cle, ()) if i.unite != "%"]
        for mention in siennes if cellules else ():
            if mention.valeur not in dites[cle] and not mention.partielle:
                voisines = {m.valeur for m in siennes if m.phrase is mention.phrase and m is not mention}
                if trouve := _choose(mention, [i for i in cellules if i.valeur not in voisines]):
                    trouves.append(trouve)
    return trouves


def _choose(mention: Mention, cellules: Sequence[Indicateur]) -> Rapprochement | None:
    """The one cell whose label the number's clause tells best; None when two tell it as well."""
    nommees = [i for i in cellules if mention.nom in list_noms(i.libelle)]
    candidats: list[Rapprochement] = []
    for i in nommees:
        if mention.periode is None:
            if len({autre.fin for autre in cellules if autre.libelle == i.libelle}) > 1:
                continue
        elif not is_meme_periode(mention.periode, i):
            continue
        candidats.append(Rapprochement(mention, i, i.valeur or Decimal(0), *rate_libelle(i.libelle, mention.racines)))
    candidats.sort(key=lambda r: (-r.part, -r.communs))
    if any(r.part == candidats[0].part and r.attendu != candidats[0].attendu for r in candidats):
        return None
    return candidats[0] if candidats else None


def is_sure(r: Rapprochement) -> bool:
    """Whether the words are enough for two figures that differ to contradict each other."""
    m = r.mention
    if m.environ or (_BUT.search(m.clause) and not _ATTEINT.search(m.clause)):
        return False
    if not r.attendu or not 1 / _ECART <= m.valeur / r.attendu <= _ECART:
        return False
    autres = m.qualites - list_mots_libelle(r.cellule.libelle)
    if r.communs >= 2 and r.part >= 0.65:
        return r.part == 1 or len(autres) < 2
    if r.communs == 1 and r.part == 1:
        return not autres and m.periode is not None
    return r.communs >= 3 and r.part >= 0.5 and abs(m.valeur - r.attendu) <= _PROCHE * r.attendu


def compare_indicateurs(dossier: Dossier) -> Iterator[Vu]:
    """Numbers of prose that differ from the indicator of which the sentence speaks."""
    for cle in group_mentions(dossier):
        yield from ((i.fin, None) for i in group_resultats(dossier).get(cle, ()))
    siens: dict[tuple[Decimal, Place], list[Rapprochement]] = defaultdict(list)
    for r in match_mentions(dossier):
        if is_sure(r):
            siens[r.mention.valeur, place_of(r.cellule)].append(r)
    for (valeur, place), groupe in siens.items():
        i, attendu = groupe[0].cellule, groupe[0].attendu
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


INDICATEURS_RACONTES: dict[str, Examen] = {
    "texte_contre_indicateur": make_examen(
        compare_indicateurs, "aucune action n'a un nombre dans son texte et un résultat dans son tableau"
    ),
}
