"""What was received of a département, and what is missing from it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cdppe.consolidation.calcul import count
from cdppe.consolidation.extraits import Textes, clean_extrait, cut_texte
from cdppe.consolidation.faits import Periode
from cdppe.facts import DocumentLu, Financement, Indicateur
from cdppe.plugins.controle import Dossier, Place

_LIGNES_MAX = 12
_LIMITE = 300
# What a report may say of itself that keeps figures from the synthesis.
_REMARQUES = {
    "indicateurs_indisponibles": "Le document dit que ses indicateurs ne sont pas disponibles :",
    "indicateurs_non_consolides": "Le document dit que des indicateurs ne sont pas consolidés :",
}


@dataclass(frozen=True, slots=True)
class DocumentRecu:
    """A document and how much was read in it."""

    nom: str
    titre: str
    date: str
    exercices: str
    actions: int
    montants: int
    indicateurs: int


@dataclass(frozen=True, slots=True)
class Exercice:
    """How many figures are about one year alone."""

    annee: int
    prevus: int
    engages: int
    executes: int
    resultats: int


@dataclass(frozen=True, slots=True)
class Manque:
    """Something that the synthesis lacks; ``places`` where the report says so itself."""

    phrase: str
    places: tuple[Place, ...] = ()


def describe_document(document: DocumentLu, dossier: Dossier) -> DocumentRecu:
    """One document and what was read in it."""
    nom = document.document
    lecture = dossier.lecture
    return DocumentRecu(
        nom=nom,
        titre=document.titre,
        date=document.date,
        exercices=", ".join(document.exercices.split(";")),
        actions=sum(a.document == nom for a in lecture.actions),
        montants=sum(f.document == nom for f in dossier.montants),
        indicateurs=sum(i.document == nom and i.valeur is not None for i in lecture.indicateurs),
    )


def list_annees(dossier: Dossier, annee: int) -> list[int]:
    """The years of the contract up to the one asked, and that one."""
    debut, fin = dossier.departement.contrat
    return sorted({*range(debut, min(fin, annee) + 1), annee})


def _list_resultats(dossier: Dossier) -> list[Indicateur]:
    return [i for i in dossier.lecture.indicateurs if i.nature == "realise" and i.valeur is not None]


def count_exercice(annee: int, dossier: Dossier) -> Exercice:
    """How many figures are about that year alone."""
    etapes = Counter(f.etape for f in dossier.montants if f.debut == f.fin == annee)
    resultats = sum(i.debut == i.fin == annee for i in _list_resultats(dossier))
    return Exercice(annee, etapes["prevu"], etapes["engage"], etapes["execute"], resultats)


def list_manques(dossier: Dossier, annee: int, textes: Textes) -> Iterator[Manque]:
    """Years without figures, what the report itself says is missing, tables that could not be read."""
    prevus = [f for f in dossier.montants if f.etape == "prevu"]
    depenses = [f for f in dossier.montants if f.etape in ("engage", "execute")]
    resultats = _list_resultats(dossier)
    for a in list_annees(dossier, annee):
        absents = (
            _describe_absence("montant prévu", a, prevus),
            _describe_absence("montant engagé ou exécuté", a, depenses),
            _describe_absence("résultat d'indicateur chiffré", a, resultats),
        )
        if phrase := " ; ".join(filter(None, absents)):
            yield Manque(f"Exercice {a} : {phrase}.")
    for document in dossier.lecture.documents:
        yield from _list_remarques(document, dossier, textes)
    for anomalie in dossier.lecture.anomalies:
        if anomalie.gravite == "bloquante":
            places = tuple(Place(anomalie.document, ligne, anomalie.trouve) for ligne in anomalie.ligne.split(";"))
            yield Manque(f"Un tableau n'a pas pu être lu. {anomalie.message}", places)


def _describe_absence(quoi: str, annee: int, faits: Iterable[Financement | Indicateur]) -> str:
    """Nothing when the year has a figure of its own; else what is absent, and the longer periods that cover it."""
    periodes = {Periode(f.debut, f.fin, f.base) for f in faits}
    if any(p.debut == p.fin == annee for p in periodes):
        return ""
    longues = sorted((p for p in periodes if p.contains(annee)), key=lambda p: p.sort_key(annee))
    if not longues:
        return f"aucun {quoi}"
    return f"aucun {quoi} propre à l'exercice (périodes plus longues : {', '.join(p.libelle for p in longues)})"


def _list_remarques(document: DocumentLu, dossier: Dossier, textes: Textes) -> Iterator[Manque]:
    """What the document says of its own gaps, in its words."""
    for remarque in filter(None, document.remarques.split(";")):
        code, _, ligne = remarque.partition("@")
        if phrase := _REMARQUES.get(code):
            texte = " | ".join(clean_extrait(t) for t in textes(document.document, ligne))
            motif = dossier.departement.document.remarques.get(code)
            trouve = re.search(motif, texte, re.IGNORECASE) if motif else None
            extrait = cut_texte(texte, [trouve.span()] if trouve else (), _LIMITE)
            yield Manque(phrase, (Place(document.document, ligne, extrait),))


def name_lignes(places: Iterable[Place], *, nommer: bool) -> str:
    """``lignes 12, 14 et 15``, after the document's name when ``nommer``."""
    parties = []
    for document, groupe in groupby(places, key=lambda p: p.document):
        lignes = list(dict.fromkeys(p.ligne for p in groupe))
        if len(lignes) > _LIGNES_MAX:
            lignes = [*lignes[:_LIGNES_MAX], count(len(lignes) - _LIGNES_MAX, "autre")]
        mot = "ligne" if len(lignes) == 1 else "lignes"
        nom = f"{document}, " if nommer else ""
        parties.append(f"{nom}{mot} {' et '.join(filter(None, (', '.join(lignes[:-1]), lignes[-1])))}")
    return " ; ".join(parties)
