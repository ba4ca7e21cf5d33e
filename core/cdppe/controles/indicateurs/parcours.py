"""Rows that no label ties together, one of which counts a part of the other: steps of a way, families and children."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from cdppe.controles.doublons.indicateurs import COMPTE
from cdppe.controles.indicateurs.constats import compare_part
from cdppe.controles.memoire import remember
from cdppe.controles.mots import chiffre_of, compare, format_nombre, is_annee, name_periode
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_SEPARATEUR = " — "
_COMPTE = re.compile(rf"{COMPTE}(?P<nom>\w+)\b ?(?P<reste>.*)")
_ETAPES = (
    re.compile(
        r"\b(?:demand|entrant|orient|reper|signal|inscri|invit|propos|convoqu|sollicit|depist|eligib|recens)\w*"
    ),
    re.compile(r"\bpositi(?:fs?|ves?)\b"),
    re.compile(r"\b(?:recus?|recues?|rencontr\w*|accept\w*|presente?s?|venus?|retours?)\b"),
    re.compile(r"\b(?:evalu\w*|confirm\w*|valid(?:e|es|ee|ees)|trait(?:e|es|ee|ees)|abouti\w*)\b"),
)
"""The steps of a way, in order: nobody reaches one without the step before."""
_SUITE = 3
"""So many rows that each name a later step are a way, whatever their other words."""
_SUIVIS = re.compile(r"\b(?:suivi|accompagn|accueilli|pris en charge|prises en charge)\w*")
_SORTIES = re.compile(r"\b(?:pris fin|sorti[se]?\w*|termine\w*|acheve\w*|fin de (?:prise en charge|suivi|mesure))\b")
_A_DATE = re.compile(r"\b(?:au 3[01]|au 1er|a la fin|fin d|stock|en moyenne)\b")
"""Who is followed at a date may be fewer than those who left in the year."""
_PORTEURS = {
    "familles": ("enfants", "enfant", "personnes", "mineurs", "jeunes"),
    "fratries": ("enfants", "enfant", "mineurs", "jeunes"),
    "foyers": ("enfants", "personnes"),
    "logements": ("enfants", "personnes", "jeunes", "familles"),
}
"""What always holds at least one of the others."""
_GENERIQUES = re.compile(
    r"\b(?:suivi|concern|accompagn|benefici|accueilli|aide|touch|impliqu|vu|occup|rencontr|pris|prise|charge|par|de|d|des|"
    r"du|la|le|les|l|un|une|en|et|a|au|aux|ayant|dans|annee|1er|rdv)\w*\b"
)


class Ligne(NamedTuple):
    """A cell, and what its label says: what is counted, and of which; ``tete`` is its row where columns are labels."""

    fait: Indicateur
    nom: str
    reste: str
    tete: str
    etape: int
    loin: int
    """The last step that it names."""

    @property
    def mots(self) -> frozenset[str]:
        """The words that narrow what is counted, steps and words of all labels left out."""
        reste = _GENERIQUES.sub(" ", self.reste)
        for etape in _ETAPES:
            reste = etape.sub(" ", reste)
        return frozenset(reste.split())


def list_tables(dossier: Dossier) -> list[list[Ligne]]:
    """The counts of each table and period."""
    groupes: dict[tuple[object, ...], list[Ligne]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.valeur is None or i.unite == "%" or i.nature not in ("reference", "realise", "cible"):
            continue
        if ligne := _read_ligne(i):
            cle = (i.document, i.origine, i.action, normalize_libelle(i.rubrique), i.nature, i.debut, i.fin, i.base)
            groupes[cle].append(ligne)
    return [lignes for lignes in groupes.values() if len(lignes) > 1]


def _read_ligne(i: Indicateur) -> Ligne | None:
    tete, _, compte = i.libelle.rpartition(_SEPARATEUR)
    trouve = _COMPTE.match(normalize_libelle(re.sub(r"\([^)]*\)", "", compte)))
    if not trouve:
        return None
    reste = trouve["reste"]
    etapes = [(m.start(), rang) for rang, etape in enumerate(_ETAPES) if (m := etape.search(reste))]
    nom = trouve["nom"] if trouve["nom"].endswith("s") else f"{trouve['nom']}s"
    premiere, derniere = (min(etapes)[1], max(rang for _, rang in etapes)) if etapes else (-1, -1)
    return Ligne(i, nom, reste, normalize_libelle(tete), premiere, derniere)


def _pair_etapes(lignes: Iterable[Ligne]) -> Iterator[tuple[Ligne, Ligne]]:
    """The same persons at one step and at a later one; the earlier step is no narrower."""
    par_tete: dict[tuple[str, str], list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        if ligne.etape >= 0:
            par_tete[ligne.nom, ligne.tete].append(ligne)
    for siennes in par_tete.values():
        for un, autre in combinations(siennes, 2):
            tout, part = sorted((un, autre), key=lambda x: x.etape)
            if tout.etape < part.etape and tout.mots <= part.mots:
                yield tout, part


def _pair_suites(lignes: Iterable[Ligne]) -> Iterator[tuple[Ligne, Ligne]]:
    """Rows one below the other that each name a later step of the same persons."""
    par_tete: dict[tuple[str, str], list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        if ligne.loin >= 0:
            par_tete[ligne.nom, ligne.tete].append(ligne)
    for siennes in par_tete.values():
        suites: list[list[Ligne]] = [[]]
        for ligne in siennes:
            if suites[-1] and ligne.loin <= suites[-1][-1].loin:
                suites.append([])
            suites[-1].append(ligne)
        for suite in suites:
            if len(suite) >= _SUITE:
                yield from pairwise(suite)


def _pair_sorties(lignes: Iterable[Ligne]) -> Iterator[tuple[Ligne, Ligne]]:
    """Those followed in the year, and those of them who left."""
    siennes = list(lignes)
    suivis = [x for x in siennes if _SUIVIS.search(x.reste) and not _SORTIES.search(x.reste) and x.loin < 0]
    for tout in (x for x in suivis if not _A_DATE.search(x.reste)):
        for part in siennes:
            pareil = (part.nom, part.tete) == (tout.nom, tout.tete) and tout.mots <= part.mots
            if pareil and part is not tout and _SORTIES.search(part.reste):
                yield tout, part


def _pair_porteurs(lignes: Iterable[Ligne]) -> Iterator[tuple[Ligne, Ligne]]:
    """Children, and the families that are theirs."""
    par_tete: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        par_tete[ligne.tete].append(ligne)
    for siennes in par_tete.values():
        for porteur in siennes:
            for porte in siennes:
                if porte.nom in _PORTEURS.get(porteur.nom, ()) and porte.mots == porteur.mots:
                    yield porte, porteur


def _is_borne(dossier: Dossier, part: Indicateur, tout: Indicateur) -> bool:
    """Whether the framework's definitions say it already (``indicateur_plafond``)."""
    national = dossier.cadre.get_indicateur(part.indicateur_national)
    return national is not None and tout.indicateur_national in national.au_plus


def find_parcours(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More at a step than at the one before; fewer children than families."""
    tables = remember(dossier, "tables_de_comptes", lambda: list_tables(dossier))
    paires = [
        (tout, part, pourquoi)
        for lignes in tables
        if is_annee(dossier, annee, lignes[0].fait.fin)
        for couples, pourquoi in (
            (_pair_etapes(lignes), "qui est une étape d'avant"),
            (_pair_suites(lignes), "qui est une étape d'avant"),
            (_pair_sorties(lignes), "dont les sorties sont une part"),
            (_pair_porteurs(lignes), ""),
        )
        for tout, part in couples
    ]
    if not paires:
        raise NonApplicable("aucun tableau ne compte deux étapes d'un parcours, ni des familles et leurs enfants")
    vues: set[tuple[object, ...]] = set()
    for tout, part, pourquoi in paires:
        t, p = tout.fait, part.fait
        cle = (t.libelle, p.libelle, t.debut, t.fin, t.base, t.nature, t.valeur, p.valeur, t.action)
        if chiffre_of(p) <= chiffre_of(t) or t.unite != p.unite or _is_borne(dossier, p, t) or cle in vues:
            continue
        vues.add(cle)
        pourquoi = pourquoi or f"alors qu'il ne peut y avoir plus de {part.nom} que {_prefix(tout.nom)}"
        yield compare_part(p, t, pourquoi, f"{p.nature} {p.libelle} / {t.libelle}")


def _prefix(nom: str) -> str:
    return f"d'{nom}" if nom[0] in "aeiouh" else f"de {nom}"


def find_phrases_recopiees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The same sentence and figure in two actions, for two indicators."""
    par_valeur: dict[tuple[object, ...], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        dite = i.valeur is not None and not i.colonne and i.nature in ("reference", "realise")
        if dite and is_annee(dossier, annee, i.fin) and len(i.texte.split()) >= _MOTS:
            par_valeur[i.nature, i.debut, i.fin, i.base, i.valeur, i.unite].append(i)
    if not any(len(siens) > 1 for siens in par_valeur.values()):
        raise NonApplicable("aucune valeur n'est dite deux fois en toutes lettres")
    for siens in par_valeur.values():
        for un, autre in combinations(siens, 2):
            if un.action == autre.action or normalize_libelle(un.libelle) == normalize_libelle(autre.libelle):
                continue
            ici, la = _differ(normalize_libelle(un.texte).split(), normalize_libelle(autre.texte).split())
            if not ici or not la:
                continue
            valeur = format_nombre(chiffre_of(un), un.unite)
            phrase = (
                f"La même phrase donne {valeur} ({name_periode(un)}) pour « {un.libelle} » (action {un.action}, l. "
                f"{un.ligne}) et pour « {autre.libelle} » (action {autre.action}, l. {autre.ligne})."
            )
            question = f"Lequel de ces deux indicateurs vaut {valeur} ?"
            objet = f"{un.libelle} / {autre.libelle}"
            yield compare((un, autre), phrase, chiffre_of(autre), chiffre_of(un), objet, question, action=autre.action)


_MOTS = 8
_COMMUNS, _AUTRES = 4, 5
"""So many words before and after, together and at least half of the sentence, make it the same; so many may differ."""


def _differ(un: list[str], autre: list[str]) -> tuple[str, str]:
    """The one place where two sentences differ; nothing when they are not the same sentence."""
    court = min(len(un), len(autre))
    debut = next((n for n in range(court) if un[n] != autre[n]), court)
    fin = next((n for n in range(court - debut) if un[-1 - n] != autre[-1 - n]), court - debut)
    long = max(len(un), len(autre))
    if debut + fin < max(_COMMUNS, (long + 1) // 2) or min(debut, fin) == 0 or long - debut - fin > _AUTRES:
        return "", ""
    return " ".join(un[debut : len(un) - fin]), " ".join(autre[debut : len(autre) - fin])


PARCOURS: dict[str, Examen] = {
    "parcours_croissant": find_parcours,
    "phrase_recopiee": find_phrases_recopiees,
}
