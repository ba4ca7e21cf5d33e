"""The account of a comparison: sections of short lines, the same on a terminal and in a file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.calcul import count
from cdppe.consolidation.comparaison.editions import Comparaison
from cdppe.consolidation.comparaison.faits import Mouvement, Place, Sorte
from cdppe.consolidation.comparaison.mots import ABSENT, NON_LU, describe_objet, describe_valeur, drop_centimes
from cdppe.consolidation.comparaison.tables import CaseComparee, LigneComparee, TableComparee
from cdppe.consolidation.modeles import RUBRIQUES, Cellule, Genre
from cdppe.controles.mots import cut_around
from cdppe.facts import Action, Financement, Indicateur
from cdppe.rendering.presentation import format_cellule

_EXTRAIT = 150
_CAUSES_MAX = 8
_GENRES: dict[type, tuple[str, str, str]] = {
    Action: ("Actions", "action", "e"),
    Financement: ("Montants", "montant", ""),
    Indicateur: ("Valeurs d'indicateurs", "valeur", "e"),
}
_SORTES: dict[Sorte, str] = {"change": "changé", "apparu": "apparu", "disparu": "disparu"}
_LIGNES = {"apparu": " (nouvelle ligne)", "disparu": " (ligne disparue)", "change": ""}


class Element(NamedTuple):
    """One line, and those below it."""

    texte: str
    suite: tuple[str, ...] = ()


class Section(NamedTuple):
    """A title, what is said of the whole, and the elements; a ``detail`` is for a file only, ``entier`` not cut."""

    titre: str
    phrases: tuple[str, ...]
    elements: tuple[Element, ...]
    detail: bool = False
    entier: bool = False


def tell(comparaison: Comparaison, *, lignes: bool = False) -> Iterator[Section]:
    """The sections; with ``lignes``, the facts that only moved are listed too."""
    yield Section("Ce qui a changé", tuple(_say_ensemble(comparaison)), ())
    if not comparaison.change and not lignes:
        return
    numeros = number_mouvements(comparaison)
    montres = [
        (numeros[rang], m) for rang, m in comparaison.changements if m.fait.departement not in comparaison.partis
    ]
    for genre, (titre, _, _) in _GENRES.items():
        siens = [(numero, m) for numero, m in montres if isinstance(m.fait, genre)]
        if siens:
            yield Section(f"{titre} des rapports", (), tuple(_tell_mouvement(n, m) for n, m in siens))
    deplaces = [m for m in comparaison.mouvements if m.sorte == "deplace"] if lignes else []
    if deplaces:
        yield Section("Faits qui ont seulement changé de ligne", (), tuple(map(_tell_deplace, deplaces)), entier=True)
    for rubrique, titre in RUBRIQUES.items():
        for table in comparaison.tables:
            if table.table.rubrique == rubrique and table.change:
                yield _tell_table(titre, table, comparaison, numeros)


def number_mouvements(comparaison: Comparaison) -> dict[int, int]:
    """The number of each change by its rank: from 1, those of a département that came or went last."""
    partis = comparaison.partis
    ordre = sorted(comparaison.changements, key=lambda place: place[1].fait.departement in partis)
    return {rang: numero for numero, (rang, _) in enumerate(ordre, 1)}


def _say_ensemble(comparaison: Comparaison) -> Iterator[str]:
    yield f"Avant : {comparaison.avant}"
    yield f"Après : {comparaison.apres}"
    if not comparaison.change:
        yield "Rien n'a changé."
    yield from comparaison.phrases
    for codes, quoi in (
        (comparaison.departements_apparus, "Lu après et non avant"),
        (comparaison.departements_disparus, "Lu avant et non après"),
    ):
        if codes:
            yield f"{quoi} : {', '.join(codes)}. Leurs faits ne sont pas listés ici, mais dans comparaison.csv."
    for titres, quoi in (
        (comparaison.tables_apparues, "Tableau absent avant, qui ne se compare pas"),
        (comparaison.tables_disparues, "Tableau absent après, qui ne se compare pas"),
    ):
        yield from (f"{quoi} : {titre}." for titre in titres)
    yield from _count_mouvements(comparaison)


def _count_mouvements(comparaison: Comparaison) -> Iterator[str]:
    comptes = Counter((type(m.fait), m.sorte) for m in comparaison.mouvements)
    for genre, (titre, _, accord) in _GENRES.items():
        mots = [
            f"{comptes[genre, sorte]} {mot}{accord}{'s' if comptes[genre, sorte] > 1 else ''}"
            for sorte, mot in _SORTES.items()
            if comptes[genre, sorte]
        ]
        refuses = sum(m.refuse and isinstance(m.fait, genre) for m in comparaison.mouvements)
        dont = f", dont {refuses} d'un tableau refusé, qui n'est pas lu" if refuses else ""
        yield f"{titre} : {', '.join(mots) or 'rien ne change'}{dont}."
    deplaces = sum(n for (_, sorte), n in comptes.items() if sorte == "deplace")
    if deplaces:
        verbe = "ont changé" if deplaces > 1 else "a changé"
        yield f"{count(deplaces, 'fait')} {verbe} de ligne sans rien changer d'autre."
    cases = sum(len(ligne.cases) for table in comparaison.tables for ligne in table.lignes)
    if comparaison.tables:
        yield f"Cases des tableaux : {f'{cases} ne sont plus les mêmes' if cases else 'rien ne change'}."


def _tell_mouvement(numero: int, mouvement: Mouvement) -> Element:
    objet = describe_objet(mouvement.fait)
    if mouvement.sorte == "change":
        details = " ; ".join(f"{f'{d.nom} ' if d.nom else ''}{d.avant} → {d.apres}" for d in mouvement.details)
        texte = f"{objet} : {details}{_compute_ecart(mouvement)}"
    else:
        texte = f"{objet} : {' → '.join(_describe_cotes(mouvement))}"
    return Element(f"n° {numero} — {texte}", tuple(_cite_places(mouvement)))


def _describe_cotes(mouvement: Mouvement) -> tuple[str, str]:
    rien = NON_LU if mouvement.refuse else ABSENT
    avant, apres = (rien if p is None else describe_valeur(p.fait) for p in (mouvement.avant, mouvement.apres))
    return avant, apres


def _compute_ecart(mouvement: Mouvement) -> str:
    """By how much an amount or a value changed, where both are known."""
    avant, apres = (p.fait if p else None for p in (mouvement.avant, mouvement.apres))
    if isinstance(avant, Financement) and isinstance(apres, Financement):
        return _format_ecart(avant.montant, apres.montant, "montant")
    if isinstance(avant, Indicateur) and isinstance(apres, Indicateur):
        return _format_ecart(avant.valeur, apres.valeur, "valeur")
    return ""


def _cite_places(mouvement: Mouvement) -> Iterator[str]:
    for quand, place in (("avant", mouvement.avant), ("après", mouvement.apres)):
        if place:
            yield f"{quand} : {place.fait.document}, ligne {place.fait.ligne} : {cite(place)}"


def cite(place: Place) -> str:
    """The line on which the fact stands, around the fact."""
    texte = " ".join(place.texte.split())
    cellule = "" if isinstance(place.fait, Action) else " ".join(place.fait.texte.split())
    if not texte:
        texte = cellule or describe_valeur(place.fait)
    debut = max(0, texte.find(cellule)) if cellule else 0
    fin = min(len(texte), debut + min(len(cellule), _EXTRAIT))
    return cut_around(texte, debut, fin, _EXTRAIT) if texte else "(texte inconnu)"


def _tell_deplace(mouvement: Mouvement) -> Element:
    avant, apres = mouvement.avant, mouvement.apres
    lignes = f"{avant.fait.ligne} → {apres.fait.ligne}" if avant and apres else ""
    return Element(f"{describe_objet(mouvement.fait)}, {describe_valeur(mouvement.fait)} : ligne {lignes}")


def _tell_table(rubrique: str, table: TableComparee, comparaison: Comparaison, numeros: dict[int, int]) -> Section:
    phrases = [
        *(f"Colonne renommée : « {ancien} » s'appelle « {nouveau} »." for ancien, nouveau in table.renommees),
        *(f"Colonne absente avant : « {nom} »." for nom in table.apparues),
        *(f"Colonne absente après : « {nom} »." for nom in table.disparues),
    ]
    return Section(
        titre=f"{rubrique} — {table.table.titre}",
        phrases=tuple(phrases),
        elements=tuple(
            _tell_ligne(ligne, comparaison, numeros)
            for ligne in table.lignes
            if ligne.departement not in comparaison.partis
        ),
        detail=table.table.portee == "classeur",
    )


def _tell_ligne(ligne: LigneComparee, comparaison: Comparaison, numeros: dict[int, int]) -> Element:
    reperes = " → ".join(dict.fromkeys(filter(None, ligne.reperes)))
    tete = f"{reperes}{_LIGNES[ligne.sorte]} — {', '.join(ligne.sujet)}"
    # How many are counted and missing says nothing of a row that came or went with its amounts.
    parlantes = [c for c in ligne.cases if c.genre != "nombre" and ligne.sorte != "change"] or ligne.cases
    cases = [_tell_case(case, comparaison, numeros) for case in parlantes]
    if len(cases) == 1:
        return Element(f"{tete} — {cases[0]}")
    return Element(tete, tuple(cases))


def _tell_case(case: CaseComparee, comparaison: Comparaison, numeros: dict[int, int]) -> str:
    avant, apres = (format_case(v, case.genre) for v in (case.avant, case.apres))
    pourquoi = " ; ".join(_explain(case, comparaison, numeros))
    ecart = _format_ecart(case.avant, case.apres, case.genre)
    return f"{case.colonne} : {avant} → {apres}{ecart}{f' [{pourquoi}]' if pourquoi else ''}"


def _explain(case: CaseComparee, comparaison: Comparaison, numeros: dict[int, int]) -> Iterator[str]:
    """What made the cell change: numbers of changes, départements that came or went, facts counted elsewhere."""
    codes = {rang: comparaison.mouvements[rang].fait.departement for rang in case.causes}
    propres = [str(numeros[rang]) for rang, code in codes.items() if code not in comparaison.partis]
    if propres:
        yield f"n° {_join(propres)}"
    for quoi, leurs in (
        ("arrivée du", comparaison.departements_apparus),
        ("départ du", comparaison.departements_disparus),
    ):
        if siens := [code for code in leurs if code in codes.values()]:
            yield f"{quoi} {_join(siens)}"
    if case.entres:
        yield f"compté ici désormais : {_join(case.entres)}"
    if case.sortis:
        yield f"n'est plus compté ici : {_join(case.sortis)}"


def _join(noms: Sequence[str]) -> str:
    suite = f" et {len(noms) - _CAUSES_MAX} autres" if len(noms) > _CAUSES_MAX else ""
    return ", ".join(noms[:_CAUSES_MAX]) + suite


def format_case(valeur: Cellule, genre: Genre) -> str:
    """A cell in French, whole euros without cents; ``absent`` for no value."""
    return drop_centimes(format_cellule(valeur, genre)) if valeur is not None else ABSENT


def _format_ecart(avant: Cellule, apres: Cellule, genre: Genre) -> str:
    """``(+5 000 €)``, where both are figures."""
    if not isinstance(avant, int | Decimal) or not isinstance(apres, int | Decimal) or avant == apres:
        return ""
    ecart = Decimal(apres) - Decimal(avant)
    signe = "+" if ecart > 0 else "−"
    return f" ({signe}{drop_centimes(format_cellule(abs(ecart), genre))}{' point(s)' if genre == 'taux' else ''})"
