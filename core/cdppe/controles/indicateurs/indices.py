"""What definitions, labels and words of an indicator's cell contradict."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import replace

from cdppe.controles.doublons.indicateurs import DENOMBRE, identify
from cdppe.controles.indicateurs.constats import compare_part
from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    ORIGINES,
    chiffre_of,
    compare,
    format_nombre,
    is_annee,
    name_indicateur,
    name_periode,
)
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.nombres import find_nombres
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

_NATURES = ("reference", "cible", "realise")
_MOTS_MIN, _MOTS_EN_PLUS = 5, 3
_TETE = re.compile(rf"({DENOMBRE} \w+) (.+)")
_RESTE_MIN = 4
_ELARGIT = r"\b(?:ou|hors|sans|non|depuis|cumul\w*|ainsi|y compris|en plus|et (?!pour lesquel|dont|ayant|qui))\b"
"""Words beside which a label does not only narrow another's."""
_OBJECTIF = re.compile(r"\b(?:objectif|cible)\w*\b[^\d]{0,40}(?=\d)", re.IGNORECASE)
_COMPTE = re.compile(r"\b(?:nombres?|nb) d")
_MESURES = re.compile(r"\b(?:heures?|jours?|journees?|etp|moyenn?e?s?|median\w*|duree|delai|taux|montant)\b")


def find_bornes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A national indicator above another which its definition never lets it exceed; said twice, it is found once."""
    par_code: dict[tuple[str, str, int | None, int | None, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.indicateur_national and i.valeur is not None and i.nature in ("reference", "realise"):
            par_code[i.action, i.indicateur_national, i.debut, i.fin, i.base].append(i)
    paires: dict[tuple[Hashable, ...], list[tuple[Indicateur, Indicateur]]] = defaultdict(list)
    for (action, code, debut, fin, base), faits in par_code.items():
        national = dossier.cadre.get_indicateur(code)
        if national is None or not is_annee(dossier, annee, fin):
            continue
        for plafond in national.au_plus:
            for tout in par_code.get((action, plafond, debut, fin, base), ()):
                for part in faits:
                    if (part.document, part.origine) == (tout.document, tout.origine):
                        cle = action, code, plafond, debut, fin, base, part.valeur, tout.valeur
                        paires[cle].append((part, tout))
    if not paires:
        raise NonApplicable("aucun indicateur national dont la définition fixe le plafond")
    for siennes in paires.values():
        part, tout = siennes[0]
        if chiffre_of(part) > chiffre_of(tout):
            pourquoi = "que sa définition nationale ne lui permet pas de dépasser"
            constat = compare_part(part, tout, pourquoi, f"{part.libelle} / {tout.libelle}")
            yield replace(constat, places=tuple(place_of(i) for paire in siennes for i in paire))


def find_libelles_etroits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A label that only adds words to another's, and counts more."""
    periodes: dict[tuple[str, str, int | None, int | None, str], dict[tuple[str, str], Indicateur]] = defaultdict(dict)
    for i in dossier.lecture.indicateurs:
        if i.valeur is None or i.niveau != "action" or i.nature not in ("reference", "realise"):
            continue
        if is_annee(dossier, annee, i.fin) and i.unite != "%":
            cle = i.document, i.nature, i.debut, i.fin, i.base
            periodes[cle].setdefault((i.action, normalize_libelle(i.libelle)), i)
    if not periodes:
        raise NonApplicable("aucun indicateur chiffré")
    for siens in periodes.values():
        mots = {cle: cle[1].split() for cle in siens}
        for large, moins in mots.items():
            for etroit, plus in mots.items():
                meme = large[0] == etroit[0]
                if len(moins) >= len(plus) or not (_adds(moins, plus) or (meme and _narrows(large[1], etroit[1]))):
                    continue
                tout, part = siens[large], siens[etroit]
                if chiffre_of(part) <= chiffre_of(tout) or identify(tout) == identify(part):
                    continue
                pourquoi = "alors que, d'après leurs libellés, le premier est une part du second"
                yield compare_part(part, tout, pourquoi, f"{part.libelle} / {tout.libelle}")


def _adds(moins: list[str], plus: list[str]) -> bool:
    """Whether a label is another's with a few words more, anywhere."""
    suite = iter(plus)
    peu = len(moins) >= _MOTS_MIN and len(plus) <= len(moins) + _MOTS_EN_PLUS
    return peu and all(mot in suite for mot in moins)


def _narrows(large: str, etroit: str) -> bool:
    """Whether a label counts the same persons as another, in its words, and says more of them."""
    un, autre = _TETE.match(large), _TETE.match(etroit)
    if (
        not un
        or not autre
        or un[1] != autre[1]
        or len(un[2].split()) < _RESTE_MIN
        or f" {un[2]} " not in f" {autre[2]} "
    ):
        return False
    return not re.search(_ELARGIT, autre[2].replace(un[2], " "))


def find_fractions(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A count that is no whole number."""
    tous = remember(dossier, "denombrements", lambda: list(filter(_is_compte, dossier.lecture.indicateurs)))
    comptes = [i for i in tous if is_annee(dossier, annee, i.fin)]
    if not comptes:
        raise NonApplicable("aucun dénombrement")
    for i in comptes:
        entier = chiffre_of(i).to_integral_value()
        if i.valeur != entier:
            phrase = (
                f"{name_indicateur(i)}, {name_periode(i)} (l. {i.ligne}) : {format_nombre(chiffre_of(i))} n'est pas un "
                "nombre entier, alors que cette ligne compte des unités."
            )
            question = "Pouvez-vous confirmer ce nombre ?"
            yield compare((i,), phrase, chiffre_of(i), entier, f"{i.nature} {i.rubrique} {i.libelle}", question)


def _is_compte(i: Indicateur) -> bool:
    if i.valeur is None or i.unite == "%" or i.nature not in _NATURES:
        return False
    libelle = normalize_libelle(i.libelle)
    textes = libelle, normalize_libelle(i.rubrique), i.unite.lower()
    return bool(_COMPTE.search(libelle)) and not any(map(_MESURES.search, textes))


def compare_cibles_en_mots(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A target told in the words of a result, and another in the column of targets."""
    cellules = [i for i in dossier.lecture.indicateurs if is_annee(dossier, annee, i.fin)]
    cibles: dict[tuple[str, str], list[Indicateur]] = defaultdict(list)
    dites = [
        (i, trouve)
        for i in cellules
        if i.nature == "realise" and i.statut == "texte" and (trouve := _OBJECTIF.search(i.texte))
    ]
    actions = {i.action for i, _ in dites}
    for i in cellules:
        if i.nature == "cible" and i.valeur is not None and i.action in actions:
            cibles[i.action, identify(i)].append(i)
    regarde = False
    for i, trouve in dites:
        siennes = [c for c in cibles.get((i.action, identify(i)), ()) if (c.debut, c.fin) == (i.debut, i.fin)]
        if not siennes:
            continue
        dit = next((n.valeur for n in find_nombres(i.texte[trouve.end() :])), None)
        regarde = True
        if dit is None or dit in {c.valeur for c in siennes}:
            continue
        cible = siennes[0]
        phrase = (
            f"{name_indicateur(i)}, cible {name_periode(i)} : {ORIGINES[cible.origine]} (l. "
            f"{cible.ligne}) donne {format_nombre(chiffre_of(cible))} et {ORIGINES[i.origine]} (l. {i.ligne}), avec le "
            f"résultat, {format_nombre(dit)}."
        )
        question = "Pouvez-vous confirmer laquelle des deux cibles est la bonne ?"
        yield compare((cible, i), phrase, dit, chiffre_of(cible), f"cible {i.libelle}", question)
    if not regarde:
        raise NonApplicable("aucune cible n'est dite à la fois en colonne et dans un résultat")


def compare_phrases(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The same words in two places, with other figures."""
    groupes: dict[Hashable, list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.statut == "texte" and i.nature in _NATURES and is_annee(dossier, annee, i.fin) and find_nombres(i.texte):
            groupes[i.action, identify(i), i.nature, i.debut, i.fin, i.base].append(i)
    regarde = False
    for textes in groupes.values():
        for autre in textes[1:]:
            un = textes[0]
            if (un.document, un.origine) == (autre.document, autre.origine) or _drop(un) != _drop(autre):
                continue
            regarde = True
            ici, la = ([n.valeur for n in find_nombres(i.texte)] for i in (un, autre))
            ecarts = [(a, b) for a, b in zip(ici, la, strict=False) if a != b and a is not None and b is not None]
            if len(ici) != len(la) or not ecarts:
                continue
            premier, second = ecarts[0]
            phrase = (
                f"{name_indicateur(un)}, {name_periode(un)} : les mêmes mots donnent "
                f"{format_nombre(premier)} dans {ORIGINES[un.origine]} (l. {un.ligne}) et {format_nombre(second)} dans "
                f"{ORIGINES[autre.origine]} (l. {autre.ligne})."
            )
            question = "Pouvez-vous confirmer lequel des deux nombres est le bon ?"
            yield compare((un, autre), phrase, second, premier, f"{un.nature} {un.libelle}", question)
    if not regarde:
        raise NonApplicable("aucune cellule en mots n'est la même à deux endroits")


def _drop(i: Indicateur) -> str:
    """The words of a cell without its figures."""
    return " ".join(mot for mot in normalize_libelle(i.texte).split() if not mot.isdigit())


INDICES: dict[str, Examen] = {
    "indicateur_plafond": find_bornes,
    "libelle_plus_etroit": find_libelles_etroits,
    "nombre_non_entier": find_fractions,
    "cible_en_mots": compare_cibles_en_mots,
    "indicateur_mots_differents": compare_phrases,
}
