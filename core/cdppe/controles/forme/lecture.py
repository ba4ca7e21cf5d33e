"""What the readers noticed while reading (the Anomalie facts) made findings: one control for each of their codes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cdppe.controles.mots import check_dernier
from cdppe.facts import Anomalie
from cdppe.facts.modeles import Gravite
from cdppe.plugins.controle import Constat, Controle, Dossier, Place

_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
_PHRASE = re.compile(r"\.\s+(?=[A-ZÉÈÀ])")
_CITATION = re.compile(r"« (.+?) »")


@dataclass(frozen=True, slots=True)
class _Remarque:
    """A code of the readers; ``phrase`` stands for their message where that speaks to the plugin's author.

    ``{ligne}``, ``{action}``, ``{attendu}`` and ``{trouve}`` are the anomaly's.
    """

    code: str
    titre: str
    gravite: Gravite
    explication: str
    question: str = ""
    phrase: str = ""
    consequences: tuple[str, ...] = ()


_REMARQUES = (
    _Remarque(
        "objectif_numero_libelle",
        "Numéro d'objectif contraire à son libellé",
        "mineure",
        "Le numéro imprimé devant l'objectif n'est pas celui de l'objectif national de même libellé, qui décide.",
        "Pouvez-vous confirmer que l'objectif national {attendu} est le bon, et non le {trouve} ?",
        "Action {action} : l'objectif imprimé porte le numéro {trouve}, alors que son libellé est celui de l'objectif "
        "national {attendu}.",
        ("engagement_divergent", "objectif_obligatoire_absent"),
    ),
    _Remarque(
        "objectif_inconnu",
        "Objectif qui n'est pas au cadre national",
        "majeure",
        "Le libellé imprimé n'est celui d'aucun objectif national : l'action ne compte sous aucun objectif.",
        "Quel objectif national l'action {action} sert-elle ?",
        consequences=("objectif_obligatoire_absent", "engagement_divergent"),
    ),
    _Remarque(
        "objectif_divergent",
        "Fiche imprimée sous un autre objectif que celui du tableau",
        "mineure",
        "Le titre sous lequel la fiche est imprimée et la ligne du tableau financier ne nomment pas le même objectif.",
        "Lequel des deux objectifs l'action {action} sert-elle ?",
        consequences=("objectif_obligatoire_absent", "engagement_divergent"),
    ),
    _Remarque(
        "action_repetee",
        "Action décrite deux fois",
        "majeure",
        "Deux descriptions portent le même numéro d'action : leurs montants se confondent.",
        "Les deux descriptions de l'action {action} sont-elles une seule action ou deux ?",
    ),
    _Remarque(
        "fiche_repetee",
        "Fiche imprimée deux fois",
        "majeure",
        "Deux fiches portent le même numéro : la première est retenue.",
        "Laquelle des deux fiches {action} faut-il retenir ?",
    ),
    _Remarque(
        "fiche_absente",
        "Action financée sans fiche",
        "majeure",
        "L'action a des montants dans les tableaux financiers et aucune fiche ne la décrit.",
        "Pouvez-vous nous transmettre la fiche de l'action {action} ?",
    ),
    _Remarque(
        "fiche_sans_titre",
        "Fiche dont le titre n'est pas compris",
        "bloquante",
        "Une rubrique recommence sans titre d'action : les chiffres de cette fiche ne sont pas lus.",
        "De quelle action est la fiche de la ligne {ligne} ?",
    ),
    _Remarque(
        "fiche_divergente",
        "Tableau d'indicateurs qui nomme une autre fiche",
        "majeure",
        "Un tableau d'indicateurs nomme une autre fiche que celle dans laquelle il est imprimé.",
        "À laquelle des fiches {attendu} et {trouve} ce tableau appartient-il ?",
    ),
    _Remarque(
        "fiches_annoncees",
        "Nombre de fiches annoncé et nombre de fiches imprimées",
        "mineure",
        "L'engagement annonce un nombre de fiches et en contient un autre.",
        "Une fiche manque-t-elle, ou le nombre annoncé est-il à corriger ?",
    ),
    _Remarque(
        "action_inconnue",
        "Action d'un tableau que le rapport n'a pas",
        "majeure",
        "Un tableau porte un numéro d'action que le reste du rapport ne décrit pas.",
        "Quelle est l'action {action} ?",
    ),
    _Remarque(
        "contrat_autre",
        "Titre qui parle d'un autre contrat",
        "majeure",
        "Les années du titre ne sont pas celles du contrat attendu : les montants sans année sont lus pour le titre.",
        "Le rapport porte-t-il bien sur le contrat {trouve} ?",
    ),
    _Remarque(
        "source_inconnue",
        "Source de financement inconnue",
        "majeure",
        "Une étiquette n'ouvre aucune source connue : ses montants ne sont pas lus.",
        "De quelle source est ce financement ?",
    ),
    _Remarque(
        "rangee_decalee",
        "Cellules qui ne sont pas sous leur en-tête",
        "majeure",
        "Une ligne de tableau n'a pas les cellules de son en-tête : elle n'est pas lue ou reste en doute.",
        "Comment les cellules de la ligne {ligne} doivent-elles être rangées sous leurs en-têtes ?",
    ),
    _Remarque(
        "disposition_inconnue",
        "Tableau dont la disposition n'est pas reconnue",
        "bloquante",
        "Les en-têtes du tableau ne sont pas ceux attendus : aucun de ses chiffres n'est lu.",
        "Pouvez-vous présenter ce tableau avec les en-têtes habituels ?",
    ),
    _Remarque(
        "colonne_inconnue",
        "Colonne nouvelle dans un tableau connu",
        "bloquante",
        "Une colonne n'était pas dans les rapports précédents : ses chiffres ne sont pas lus.",
        "Que contient la colonne « {trouve} » ?",
        "La colonne « {trouve} » n'est pas connue : ses chiffres ne sont pas lus.",
    ),
    _Remarque(
        "entete_decale",
        "En-tête décalé",
        "information",
        "Les en-têtes ne sont pas au-dessus de leurs colonnes ; les chiffres eux-mêmes prouvent la bonne place.",
        "",
        "L'en-tête d'un tableau n'est pas au-dessus de ses colonnes ; les chiffres ont été lus à la "
        "place que leurs totaux ou leurs comparaisons prouvent.",
    ),
    _Remarque(
        "entete_renomme",
        "En-tête renommé",
        "information",
        "Un en-tête a changé de nom et a été reconnu à sa place.",
        "",
        "L'en-tête « {trouve} » a été lu comme « {attendu} ».",
    ),
    _Remarque(
        "indicateur_proche",
        "Indicateur qui ressemble à un indicateur national",
        "information",
        "Le libellé ressemble à celui d'un indicateur national sans lui être rattaché.",
        "",
        "« {trouve} » ressemble à l'indicateur national {attendu} sans lui être rattaché.",
    ),
)
_RECALCULES = {"calcul_divergent"}
"""Codes of what a national control computes again from the facts: it is said there, once."""
_CONNUS = {r.code for r in _REMARQUES} | _RECALCULES


def _examine(choisit: Callable[[Anomalie], bool], remarque: _Remarque) -> Callable[[Dossier, int], Iterator[Constat]]:
    def examine(dossier: Dossier, annee: int) -> Iterator[Constat]:
        check_dernier(dossier, annee)
        for anomalie in dossier.lecture.anomalies:
            if choisit(anomalie):
                yield _make_constat(dossier, anomalie, remarque)

    return examine


def _make_constat(dossier: Dossier, anomalie: Anomalie, remarque: _Remarque) -> Constat:
    chiffres = all(_DECIMAL.fullmatch(t) for t in (anomalie.attendu, anomalie.trouve))
    citation = _CITATION.search(anomalie.message)
    objet = [citation[1] if citation else ""]
    if not chiffres:
        objet += [anomalie.attendu, anomalie.trouve]
    mots = anomalie.model_dump()
    return Constat(
        places=_find_places(dossier, anomalie),
        phrase=remarque.phrase.format(**mots) if remarque.phrase else _find_phrase(anomalie.message),
        action=anomalie.action,
        objet=" / ".join(dict.fromkeys(o for o in objet if o)),
        trouve=anomalie.trouve if chiffres else "",
        attendu=anomalie.attendu if chiffres else "",
        question=remarque.question.format(**mots),
    )


def _find_places(dossier: Dossier, anomalie: Anomalie) -> tuple[Place, ...]:
    page = next((p for p in dossier.pages if p.document == anomalie.document), None)
    lignes = anomalie.ligne.split(";")
    return tuple(page.place_ligne(ligne) if page else Place(anomalie.document, ligne) for ligne in lignes)


def _find_phrase(message: str) -> str:
    """The first sentence of a message: what follows tells the plugin's author what to do."""
    for fin in _PHRASE.finditer(message):
        avant = message[: fin.start()]
        if avant.count("«") == avant.count("»"):
            return avant + "."
    return message


def _make_controle(remarque: _Remarque, choisit: Callable[[Anomalie], bool]) -> Controle:
    return Controle(
        remarque.code,
        remarque.titre,
        remarque.explication,
        remarque.gravite,
        tolerance="aucune",
        manquants="sans objet : la remarque est faite à la lecture",
        source="lecture du rapport (anomalies.csv), confrontée au cadre national et aux autres pages",
        examine=_examine(choisit, remarque),
        consequences=remarque.consequences,
    )


def _has_code(code: str) -> Callable[[Anomalie], bool]:
    return lambda anomalie: anomalie.code == code


def _is_autre(*gravites: Gravite) -> Callable[[Anomalie], bool]:
    return lambda anomalie: anomalie.code not in _CONNUS and anomalie.gravite in gravites


def _examine_remarques(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    for document in dossier.lecture.documents:
        page = next((p for p in dossier.pages if p.document == document.document), None)
        par_code: dict[str, list[Place]] = {}
        for remarque in filter(None, document.remarques.split(";")):
            code, _, ligne = remarque.partition("@")
            place = page.place_ligne(ligne) if page else Place(document.document, ligne)
            par_code.setdefault(code, []).append(place)
        for code, places in par_code.items():
            mots = code.replace("_", " ")
            yield Constat(tuple(places), f"Le rapport porte une remarque du type « {mots} ».", objet=code)


LECTURE: tuple[Controle, ...] = (
    *(_make_controle(remarque, _has_code(remarque.code)) for remarque in _REMARQUES),
    _make_controle(
        _Remarque(
            "lecture_empechee",
            "Autre difficulté de lecture",
            "majeure",
            "Une difficulté que seul le plugin de ce département connaît, et qu'il dit grave.",
            "Comment ce passage doit-il être lu ?",
        ),
        _is_autre("bloquante", "majeure"),
    ),
    _make_controle(
        _Remarque(
            "lecture_remarque",
            "Autre remarque de lecture",
            "information",
            "Une remarque que seul le plugin de ce département connaît.",
        ),
        _is_autre("mineure", "information"),
    ),
    Controle(
        "remarque_document",
        "Remarque portée par le rapport",
        "Consigne du modèle laissée dans le texte, réserve du département sur ses chiffres, échéance reportée.",
        "information",
        tolerance="aucune",
        manquants="sans objet",
        source="phrases que le plugin du département reconnaît (documents.csv, remarques)",
        examine=_examine_remarques,
    ),
)
