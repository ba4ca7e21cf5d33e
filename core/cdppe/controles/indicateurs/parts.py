"""A part and its whole: none is above it, and parts that are meant to add up do."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cdppe.controles.memoire import remember
from cdppe.controles.mots import chiffre_of, compare, format_nombre, is_annee, name_indicateur, name_periode
from cdppe.facts import Indicateur
from cdppe.facts.lecture import sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, compute_tolerance

_SEPARATEUR = " — "
_DONT = re.compile(r"\W*dont\b", re.IGNORECASE)
_NEANT = re.compile(r"(?:neant|aucune?s?)\Z")
_PAS_UNE_PART = re.compile(
    r"\b(?:evolution|augment|hausse|baisse|diminu|progress|variation|croissance|ecart|execut|consomm|occup|activite|"
    r"objectif|cible|attein|prevu|capacite|rapport)"
)
"""What a percentage may be of beside a part of a whole."""
_PART_DITE = re.compile(r"\b(?:dont|soit)\b[^.;\d%]{0,30}(?P<taux>\d+(?:,\d+)?)[\s\u00a0\u202f]*%", re.IGNORECASE)


class Ensemble(NamedTuple):
    """A whole and its parts, cell by cell for one period; ``nom`` is what the whole is called, period left out."""

    nom: tuple[str, str, str, str]
    tout: Indicateur
    parts: tuple[Indicateur, ...]


def list_ensembles(dossier: Dossier) -> list[Ensemble]:
    """The wholes of rows "TOTAL", then those of rows that others detail under their label."""
    return remember(dossier, "ensembles", lambda: list(_iter_ensembles(dossier)))


def _iter_ensembles(dossier: Dossier) -> Iterator[Ensemble]:
    groupes: dict[tuple[str, str, str, object], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.debut is not None and i.nature in ("reference", "cible", "realise"):
            groupes[i.document, i.action, normalize_libelle(i.rubrique), (i.nature, i.debut, i.fin, i.base)].append(i)
    for (document, action, rubrique, periode), cellules in groupes.items():
        details = [i for i in cellules if i.niveau == "detail"]
        for tout in cellules:
            if tout.niveau != "action":
                continue
            tete, colonne = _cut(tout.libelle)
            if tete == "total":
                parts = [i for i in details if _cut(i.libelle)[1] == colonne]
            else:
                parts = groupes.get((document, action, normalize_libelle(tout.libelle), periode), [])
                parts = [i for i in parts if i.niveau == "detail"]
            if parts:
                yield Ensemble((document, action, rubrique, normalize_libelle(tout.libelle)), tout, tuple(parts))


def _cut(libelle: str) -> tuple[str, str]:
    """A row's label and its column's."""
    rangee, _, colonne = libelle.rpartition(_SEPARATEUR) if _SEPARATEUR in libelle else (libelle, "", "")
    return normalize_libelle(rangee), normalize_libelle(colonne)


def find_parts_superieures(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A part above its whole."""
    paires = remember(dossier, "parts_chiffrees", lambda: list(_iter_chiffrees(dossier)))
    siennes = [(tout, part) for tout, part in paires if is_annee(dossier, annee, tout.fin)]
    if not siennes:
        raise NonApplicable("aucun indicateur chiffré n'est détaillé")
    for tout, part in siennes:
        if tout.unite == part.unite and chiffre_of(part) > chiffre_of(tout):
            phrase = (
                f"{name_indicateur(tout)}, {name_periode(tout)} : la part « {part.libelle} » (l. {part.ligne}) est de "
                f"{format_nombre(chiffre_of(part))}, plus que le tout (l. {tout.ligne}), "
                f"{format_nombre(chiffre_of(tout))}."
            )
            question = (
                "Pouvez-vous confirmer ces chiffres, ou dire si la part et le tout ne comptent pas la même chose ?"
            )
            objet = f"{part.libelle} / {tout.libelle}"
            yield compare((part, tout), phrase, chiffre_of(part), chiffre_of(tout), objet, question)


def _iter_chiffrees(dossier: Dossier) -> Iterator[tuple[Indicateur, Indicateur]]:
    detaillees = [(e.tout, p) for e in list_ensembles(dossier) for p in e.parts]
    for tout, part in (*detaillees, *_pair_dont(dossier.lecture.indicateurs)):
        if tout.valeur is not None and part.valeur is not None:
            yield tout, part


def _pair_dont(indicateurs: Iterable[Indicateur]) -> Iterator[tuple[Indicateur, Indicateur]]:
    """A cell, or a row, that begins with "dont", and the same column's cell in the row above it."""
    colonnes: dict[tuple[object, ...], list[Indicateur]] = defaultdict(list)
    for i in indicateurs:
        colonnes[i.document, i.origine, i.action, i.nature, i.debut, i.fin, i.base].append(i)
    for cellules in colonnes.values():
        if not any(_DONT.match(i.libelle) or _DONT.match(i.texte) for i in cellules):
            continue
        ordre = sorted(cellules, key=lambda i: sort_key(i.ligne))
        for avant, part in pairwise(ordre):
            nomme = part.niveau == "action" and _DONT.match(part.libelle)
            if (nomme or _DONT.match(part.texte)) and avant.ligne != part.ligne:
                yield avant, part


def add_parts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Parts that add up elsewhere, or that a row TOTAL adds up, and do not here."""
    ensembles = list(list_ensembles(dossier))
    prouves = {e.nom for e in ensembles if _is_total(e) or (len(e.parts) > 1 and _miss(e) == 0 and chiffre_of(e.tout))}
    siens = [e for e in ensembles if e.nom in prouves and is_annee(dossier, annee, e.tout.fin)]
    siens = [e for e in siens if e.tout.valeur is not None and len(e.parts) > 1 and _are_known(e)]
    if not siens:
        raise NonApplicable("aucun indicateur dont les parts s'ajoutent")
    for e in siens:
        ecart = _miss(e)
        chiffrees = [p for p in e.parts if p.valeur is not None]
        if abs(ecart) <= _tolerate(e.tout, chiffrees):
            continue
        somme = chiffre_of(e.tout) - ecart
        phrase = (
            f"{name_indicateur(e.tout)}, {name_periode(e.tout)} : le total imprimé est de "
            f"{format_nombre(chiffre_of(e.tout))} (l. {e.tout.ligne}) et ses {len(chiffrees)} parts font "
            f"{format_nombre(somme)}, soit {format_nombre(abs(ecart))} d'écart."
        )
        question = "Pouvez-vous confirmer le total et chacune de ses parts ?"
        objet = f"somme {e.tout.libelle}"
        yield compare((e.tout, *chiffrees), phrase, chiffre_of(e.tout), somme, objet, question, termes=chiffrees)


def _is_total(e: Ensemble) -> bool:
    return _cut(e.tout.libelle)[0] == "total"


def _are_known(e: Ensemble) -> bool:
    """Whether all parts are figures, or say that there is nothing: words may hide a part."""
    vides = ("vide", "tiret", "non_debute", "sans_objet")
    return all(p.valeur is not None or p.statut in vides or _NEANT.match(normalize_libelle(p.texte)) for p in e.parts)


def _miss(e: Ensemble) -> Decimal:
    return chiffre_of(e.tout) - sum((chiffre_of(p) for p in e.parts), Decimal(0))


def _tolerate(tout: Indicateur, parts: Sequence[Indicateur]) -> Decimal:
    """Counts are exact; what is printed with decimals may be rounded."""
    valeurs = [chiffre_of(i) for i in (tout, *parts)]
    exactes = all(v == v.to_integral_value() for v in valeurs)
    return Decimal(0) if exactes else compute_tolerance(valeurs)


def find_taux_superieurs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A share above a hundred percent, alone in its cell or told with what it is the share of."""
    parts = remember(dossier, "parts_en_pourcent", lambda: list(_iter_pourcents(dossier)))
    siennes = [(i, taux) for i, taux in parts if is_annee(dossier, annee, i.fin)]
    if not siennes:
        raise NonApplicable("aucune part en pourcentage")
    for i, taux in siennes:
        if taux > 100:
            phrase = (
                f"{name_indicateur(i)}, {name_periode(i)} (l. {i.ligne}) : {format_nombre(taux, '%')} dépasse "
                "le tout, 100 %."
            )
            question = "Pouvez-vous confirmer ce taux, et dire de quoi il est la part ?"
            yield compare((i,), phrase, taux, Decimal(100), f"{i.nature} {i.libelle}", question)


def _iter_pourcents(dossier: Dossier) -> Iterator[tuple[Indicateur, Decimal]]:
    for i in dossier.lecture.indicateurs:
        if i.nature not in ("reference", "cible", "realise") or "%" not in (i.unite or i.texte):
            continue
        if any(_PAS_UNE_PART.search(normalize_libelle(mots)) for mots in (i.rubrique, i.libelle)):
            continue
        if i.valeur is not None:
            if i.unite == "%":
                yield i, i.valeur
        elif not _PAS_UNE_PART.search(normalize_libelle(i.texte)):
            for dite in _PART_DITE.finditer(i.texte):
                yield i, Decimal(dite["taux"].replace(",", "."))


PARTS_INDICATEURS: dict[str, Examen] = {
    "part_superieure_au_tout": find_parts_superieures,
    "somme_des_parts": add_parts,
    "part_superieure_a_cent": find_taux_superieurs,
}
