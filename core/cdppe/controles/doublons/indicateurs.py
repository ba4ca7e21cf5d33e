"""The same indicator in two places: dashboard and fiche, body and annexe, two actions, two rows."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.lieux import sort_lieux
from cdppe.controles.mots import (
    ORIGINES,
    chiffre_of,
    compare,
    format_nombre,
    is_annee,
    name_indicateur,
    name_periode,
    quote,
)
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.nombres import find_nombres
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

DENOMBRE = r"(?:nombres?|nb)(?: total)?(?: (?:d|de|des|du))?"
"""How a label, normalised, begins that counts something."""
COMPTE = rf"(?:le )?{DENOMBRE} (?!moyen|median|max|min|cumul)"
"""The same, of what can be added up; the word that follows is what is counted."""
_PARENTHESE = re.compile(r"\([^()]*\)")
_MOTS = {"reference": "niveau de départ", "cible": "cible", "realise": "résultat"}
_QUESTION = "Pouvez-vous confirmer laquelle des deux valeurs est la bonne ?"


class Cle(NamedTuple):
    """What a value says: of what, of which kind, over which period."""

    quoi: Hashable
    nature: str
    debut: int
    fin: int
    base: str


def identify(i: Indicateur) -> str:
    """What makes two printed indicators the same one: the national one, else the label without its remarks."""
    return i.indicateur_national or normalize_libelle(_PARENTHESE.sub(" ", i.libelle))


def group_valeurs(
    dossier: Dossier, quoi: Callable[[Indicateur], Hashable], annee: int | None = None
) -> dict[Cle, list[Indicateur]]:
    """The cells that speak of the same thing, of one year or of all."""
    groupes: dict[Cle, list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.nature not in _MOTS or i.debut is None or i.fin is None:
            continue
        if annee is None or is_annee(dossier, annee, i.fin):
            groupes[Cle(quoi(i), i.nature, i.debut, i.fin, i.base)].append(i)
    return groupes


def _pair(dossier: Dossier, annee: int) -> Iterator[tuple[Indicateur, Indicateur]]:
    """The value of the first place, with the cell of another place; a place that says two things is left out."""
    trouve = False
    for cellules in group_valeurs(dossier, lambda i: (i.action, identify(i)), annee).values():
        seuls = [siennes[0] for siennes in sort_lieux(cellules) if len(siennes) == 1]
        for autre in seuls[1:]:
            if seuls[0].valeur is not None or autre.valeur is not None:
                trouve = True
                yield seuls[0], autre
    if not trouve:
        raise NonApplicable("aucun indicateur de l'année n'est dit à deux endroits")


def describe_valeurs(un: Indicateur, autre: Indicateur, ici: str, la: str, question: str = _QUESTION) -> Constat:
    trouve, attendu = chiffre_of(autre), chiffre_of(un)
    phrase = (
        f"{name_indicateur(un)}, {_MOTS[un.nature]} {name_periode(un)} : {ici} (l. {un.ligne}) donne "
        f"{format_nombre(attendu, un.unite)} et {la} (l. {autre.ligne}) {format_nombre(trouve, autre.unite)}, soit "
        f"{format_nombre(abs(trouve - attendu))} d'écart."
    )
    return compare((un, autre), phrase, trouve, attendu, f"{un.nature} {un.libelle}", question)


def _compare_valeurs(dossier: Dossier, annee: int, a_une_unite: bool, question: str) -> Iterator[Constat]:
    """Two figures that differ, by at most a unit of the least precise one or by more."""
    for un, autre in _pair(dossier, annee):
        ecart = abs(chiffre_of(autre) - chiffre_of(un))
        unite = max(Decimal(1).scaleb(min(int(chiffre_of(i).as_tuple().exponent), 0)) for i in (un, autre))
        if None in (un.valeur, autre.valeur) or ecart == 0 or (ecart <= unite) != a_une_unite:
            continue
        noms = [ORIGINES[i.origine] for i in (un, autre)]
        if un.document != autre.document:
            noms = [f"{nom} de {i.document}" for nom, i in zip(noms, (un, autre), strict=True)]
        yield describe_valeurs(un, autre, noms[0], noms[1], question)


def compare_endroits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two figures that differ by more than a unit."""
    yield from _compare_valeurs(dossier, annee, False, _QUESTION)


def compare_unites(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two figures that differ by a unit."""
    yield from _compare_valeurs(dossier, annee, True, "")


def compare_textes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A figure in one place, and in the other words and figures among which it is not."""
    for paire in _pair(dossier, annee):
        chiffre, mots = sorted(paire, key=lambda i: i.valeur is None)
        nombres = [n.valeur for n in find_nombres(mots.texte) if n.valeur is not None]
        if mots.valeur is not None or mots.statut != "texte" or not nombres or chiffre.valeur in nombres:
            continue
        attendu = chiffre_of(chiffre)
        premier = min(nombres, key=lambda n: abs(n - attendu))
        phrase = (
            f"{name_indicateur(chiffre)}, {_MOTS[chiffre.nature]} {name_periode(chiffre)} : "
            f"{ORIGINES[chiffre.origine]} (l. {chiffre.ligne}) donne {format_nombre(attendu)}, et "
            f"{ORIGINES[mots.origine]} (l. {mots.ligne}) dit {quote(mots.texte)}, où ce nombre n'est pas."
        )
        objet = f"{chiffre.nature} {chiffre.libelle}"
        yield compare((chiffre, mots), phrase, premier, attendu, objet, _QUESTION)


INDICATEURS_DOUBLES: dict[str, Examen] = {
    "indicateur_entre_endroits": compare_endroits,
    "indicateur_a_une_unite": compare_unites,
    "indicateur_absent_du_texte": compare_textes,
}
