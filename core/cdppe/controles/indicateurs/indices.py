"""What definitions, labels and words of an indicator's cell contradict."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import replace
from decimal import Decimal

from cdppe.controles.doublons.indicateurs import group_valeurs, identify
from cdppe.controles.lieux import ORIGINES, format_nombre, format_periode
from cdppe.controles.mots import is_annee
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.nombres import find_nombres
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

_QUESTION = "Pouvez-vous confirmer ces deux chiffres et dire ce que chacun compte ?"
_MOTS_MIN, _MOTS_EN_PLUS = 5, 3
_OBJECTIF = re.compile(r"\b(?:objectif|cible)\w*\b[^\d]{0,40}(?=\d)", re.IGNORECASE)
_COMPTE = re.compile(r"(?:.* )?(?:nombres?|nb) d ?e?s? ?")
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
        if _get(part) > _get(tout):
            constat = _describe(part, tout, "que sa définition ne lui permet pas de dépasser")
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
                if not _MOTS_MIN <= len(moins) < len(plus) <= len(moins) + _MOTS_EN_PLUS:
                    continue
                tout, part = siens[large], siens[etroit]
                suite = iter(plus)
                if all(mot in suite for mot in moins) and identify(tout) != identify(part) and _get(part) > _get(tout):
                    yield _describe(part, tout, "dont elle précise le libellé : la part dépasse le tout")


def _describe(part: Indicateur, tout: Indicateur, pourquoi: str) -> Constat:
    periode = format_periode(part.debut, part.fin, part.base)
    return Constat(
        places=tuple(dict.fromkeys((place_of(tout), place_of(part)))),
        phrase=(
            f"Action {part.action}, {periode} : « {part.libelle} » (l. {part.ligne}) vaut {format_nombre(_get(part))}, "
            f"plus que « {tout.libelle} » (l. {tout.ligne}), {format_nombre(_get(tout))}, {pourquoi}."
        ),
        action=part.action,
        objet=f"{part.libelle} / {tout.libelle}",
        periode=periode,
        trouve=str(part.valeur),
        attendu=str(tout.valeur),
        difference=str(_get(part) - _get(tout)),
        question=_QUESTION,
    )


def find_fractions(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A count that is no whole number."""
    comptes = [
        i
        for i in dossier.lecture.indicateurs
        if i.valeur is not None
        and is_annee(dossier, annee, i.fin)
        and i.unite != "%"
        and i.nature in ("reference", "cible", "realise")
        and _COMPTE.match(normalize_libelle(i.libelle))
        and not _MESURES.search(normalize_libelle(f"{i.rubrique} {i.libelle} {i.unite}"))
    ]
    if not comptes:
        raise NonApplicable("aucun dénombrement")
    for i in comptes:
        if _get(i) != _get(i).to_integral_value():
            periode = format_periode(i.debut, i.fin, i.base)
            yield Constat(
                places=(place_of(i),),
                phrase=(
                    f"Action {i.action}, « {i.libelle} », {periode} (l. {i.ligne}) : {format_nombre(_get(i))} n'est "
                    "pas un nombre entier, alors que la ligne dénombre."
                ),
                action=i.action,
                objet=f"{i.nature} {i.rubrique} {i.libelle}",
                periode=periode,
                trouve=str(i.valeur),
                attendu=str(_get(i).to_integral_value()),
                difference=str(_get(i) - _get(i).to_integral_value()),
                question="Pouvez-vous confirmer ce nombre ?",
            )


def compare_cibles_en_mots(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A target told in the words of a result, and another in the column of targets."""
    cibles: dict[tuple[str, str], list[Indicateur]] = defaultdict(list)
    for cle, cellules in group_valeurs(dossier, lambda i: (i.action, identify(i)), annee).items():
        if cle.nature == "cible":
            cibles[cellules[0].action, identify(cellules[0])] += [i for i in cellules if i.valeur is not None]
    regarde = False
    for i in dossier.lecture.indicateurs:
        trouve = _OBJECTIF.search(i.texte) if i.nature == "realise" and i.statut == "texte" else None
        siennes = [c for c in cibles.get((i.action, identify(i)), ()) if (c.debut, c.fin) == (i.debut, i.fin)]
        if trouve is None or not siennes:
            continue
        dit = next((n.valeur for n in find_nombres(i.texte[trouve.end() :])), None)
        regarde = True
        if dit is None or dit in {c.valeur for c in siennes}:
            continue
        cible = siennes[0]
        periode = format_periode(i.debut, i.fin, i.base)
        yield Constat(
            places=(place_of(cible), place_of(i)),
            phrase=(
                f"Action {i.action}, « {i.libelle} », cible {periode} : {ORIGINES[cible.origine]} (l. {cible.ligne}) "
                f"donne {format_nombre(_get(cible))} et {ORIGINES[i.origine]} (l. {i.ligne}), avec le résultat, "
                f"{format_nombre(dit)}."
            ),
            action=i.action,
            objet=f"cible {i.libelle}",
            periode=periode,
            trouve=str(dit),
            attendu=str(cible.valeur),
            difference=str(dit - _get(cible)),
            question="Pouvez-vous confirmer laquelle des deux cibles est la bonne ?",
        )
    if not regarde:
        raise NonApplicable("aucune cible n'est dite à la fois en colonne et dans un résultat")


def compare_phrases(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The same words in two places, with other figures."""
    regarde = False
    for cellules in group_valeurs(dossier, lambda i: (i.action, identify(i)), annee).values():
        textes = [i for i in cellules if i.statut == "texte" and find_nombres(i.texte)]
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
            yield Constat(
                places=(place_of(un), place_of(autre)),
                phrase=(
                    f"Action {un.action}, « {un.libelle} », {format_periode(un.debut, un.fin, un.base)} : les mêmes "
                    f"mots donnent {format_nombre(premier)} dans {ORIGINES[un.origine]} (l. {un.ligne}) et "
                    f"{format_nombre(second)} dans {ORIGINES[autre.origine]} (l. {autre.ligne})."
                ),
                action=un.action,
                objet=f"{un.nature} {un.libelle}",
                periode=format_periode(un.debut, un.fin, un.base),
                trouve=str(second),
                attendu=str(premier),
                difference=str(second - premier),
                question="Pouvez-vous confirmer lequel des deux nombres est le bon ?",
            )
    if not regarde:
        raise NonApplicable("aucune cellule en mots n'est la même à deux endroits")


def _drop(i: Indicateur) -> str:
    """The words of a cell without its figures."""
    return " ".join(mot for mot in normalize_libelle(i.texte).split() if not mot.isdigit())


def _get(i: Indicateur) -> Decimal:
    return i.valeur or Decimal(0)


INDICES: tuple[Controle, ...] = (
    Controle(
        code="indicateur_plafond",
        titre="Indicateur national au-delà de son plafond",
        explication=(
            "Par leur définition, des indicateurs nationaux n'en dépassent pas d'autres : une part, ou des personnes "
            "que l'on compte aussi par leurs actes."
        ),
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Une cellule sans nombre n'est pas comparée.",
        source="Cadre national, clé « au_plus » des indicateurs.",
        examine=find_bornes,
        consequences=("somme_des_parts",),
    ),
    Controle(
        code="libelle_plus_etroit",
        titre="Indicateur plus précis et plus grand",
        explication=(
            "Un libellé qui ne fait qu'ajouter des mots à un autre (« en visite à domicile ») en compte une part, et "
            "ne le dépasse pas."
        ),
        gravite="mineure",
        tolerance="Aucune ; au plus trois mots de plus, sur cinq au moins.",
        manquants="Une cellule sans nombre n'est pas comparée.",
        source="Arithmétique : une part est comprise dans son tout.",
        examine=find_libelles_etroits,
    ),
    Controle(
        code="nombre_non_entier",
        titre="Dénombrement qui n'est pas un nombre entier",
        explication="Une ligne « Nombre de … » compte des personnes, des actes, des lieux : elle n'a pas de décimale.",
        gravite="mineure",
        tolerance="Les heures, jours, durées, moyennes et équivalents temps plein ne sont pas regardés.",
        manquants="Une cellule sans nombre n'est pas regardée.",
        source="Arithmétique : ce que l'on dénombre est entier.",
        examine=find_fractions,
    ),
    Controle(
        code="cible_en_mots",
        titre="Cible dite dans un résultat, contre sa colonne",
        explication="Un résultat qui rappelle son objectif doit donner la cible de la même année.",
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Un résultat qui ne rappelle pas son objectif n'est pas comparé.",
        source="Un indicateur, une année : une cible.",
        examine=compare_cibles_en_mots,
        consequences=("valeur_ambigue",),
    ),
    Controle(
        code="indicateur_mots_differents",
        titre="Mêmes mots à deux endroits, autres nombres",
        explication="Une cellule en mots recopiée d'un endroit à l'autre doit y garder ses nombres.",
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Deux cellules dont les mots diffèrent ne sont pas comparées.",
        source="Un indicateur, une période : une valeur.",
        examine=compare_phrases,
        consequences=("valeur_ambigue",),
    ),
)
