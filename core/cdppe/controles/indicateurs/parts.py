"""A part and its whole: none is above it, and parts that are meant to add up do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cdppe.controles.lieux import format_nombre, format_periode
from cdppe.controles.mots import is_annee
from cdppe.facts import Indicateur
from cdppe.facts.lecture import sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, compute_tolerance, place_of

_SEPARATEUR = " — "
_QUESTION = "Pouvez-vous confirmer ces chiffres, ou dire si la part et le tout ne comptent pas la même chose ?"
_ARITHMETIQUE = "Arithmétique : une part est comprise dans son tout."
_TAUX = ("%", "taux", "part", "pourcentage", "proportion")


class Ensemble(NamedTuple):
    """A whole and its parts, cell by cell for one period; ``nom`` is what the whole is called, period left out."""

    nom: tuple[str, str, str, str]
    tout: Indicateur
    parts: tuple[Indicateur, ...]


def list_ensembles(dossier: Dossier) -> Iterator[Ensemble]:
    """The wholes of rows "TOTAL", then those of rows that others detail under their label."""
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
    paires = [(e.tout, p) for e in list_ensembles(dossier) for p in e.parts]
    paires += list(_pair_dont(dossier.lecture.indicateurs))
    chiffrees = [(t, p) for t, p in paires if t.valeur is not None and p.valeur is not None]
    if not any(is_annee(dossier, annee, t.fin) for t, _ in chiffrees):
        raise NonApplicable("aucun indicateur chiffré n'est détaillé")
    for tout, part in chiffrees:
        if is_annee(dossier, annee, tout.fin) and tout.unite == part.unite and _get(part) > _get(tout):
            periode = format_periode(tout.debut, tout.fin, tout.base)
            yield Constat(
                places=tuple(dict.fromkeys((place_of(part), place_of(tout)))),
                phrase=(
                    f"{_name(tout)}, {periode} : la part « {part.libelle} » (l. {part.ligne}) est de "
                    f"{format_nombre(_get(part))}, plus que le tout (l. {tout.ligne}), {format_nombre(_get(tout))}."
                ),
                action=tout.action,
                objet=f"{part.libelle} / {tout.libelle}",
                periode=periode,
                trouve=str(part.valeur),
                attendu=str(tout.valeur),
                difference=str(_get(part) - _get(tout)),
                question=_QUESTION,
            )


def _pair_dont(indicateurs: Iterable[Indicateur]) -> Iterator[tuple[Indicateur, Indicateur]]:
    """A cell, or a row, that begins with "dont", and the same column's cell in the row above it."""
    colonnes: dict[tuple[object, ...], list[Indicateur]] = defaultdict(list)
    for i in indicateurs:
        colonnes[i.document, i.origine, i.action, i.nature, i.debut, i.fin, i.base].append(i)
    for cellules in colonnes.values():
        ordre = sorted(cellules, key=lambda i: sort_key(i.ligne))
        for avant, part in pairwise(ordre):
            debute = normalize_libelle(part.texte).startswith("dont ")
            nomme = part.niveau == "action" and normalize_libelle(part.libelle).startswith("dont ")
            if (debute or nomme) and avant.ligne != part.ligne:
                yield avant, part


def add_parts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Parts that add up elsewhere, or that a row TOTAL adds up, and do not here."""
    ensembles = list(list_ensembles(dossier))
    prouves = {e.nom for e in ensembles if _is_total(e) or (len(e.parts) > 1 and _miss(e) == 0 and _get(e.tout))}
    siens = [e for e in ensembles if e.nom in prouves and is_annee(dossier, annee, e.tout.fin)]
    siens = [e for e in siens if e.tout.valeur is not None and len(e.parts) > 1 and _are_known(e)]
    if not siens:
        raise NonApplicable("aucun indicateur dont les parts s'ajoutent")
    for e in siens:
        ecart = _miss(e)
        chiffrees = [p for p in e.parts if p.valeur is not None]
        if abs(ecart) <= _tolerate(e.tout, chiffrees):
            continue
        somme = _get(e.tout) - ecart
        periode = format_periode(e.tout.debut, e.tout.fin, e.tout.base)
        yield Constat(
            places=tuple(dict.fromkeys(place_of(i) for i in (e.tout, *chiffrees))),
            phrase=(
                f"{_name(e.tout)}, {periode} : le total imprimé est de {format_nombre(_get(e.tout))} (l. "
                f"{e.tout.ligne}) et ses {len(chiffrees)} parts font {format_nombre(somme)}, soit "
                f"{format_nombre(abs(ecart))} d'écart."
            ),
            action=e.tout.action,
            objet=f"somme {e.tout.libelle}",
            periode=periode,
            trouve=str(e.tout.valeur),
            attendu=str(somme),
            difference=str(ecart),
            termes=tuple(f"l. {p.ligne} : {p.valeur}" for p in chiffrees),
            question="Pouvez-vous confirmer le total et chacune de ses parts ?",
        )


def _is_total(e: Ensemble) -> bool:
    return _cut(e.tout.libelle)[0] == "total"


def _are_known(e: Ensemble) -> bool:
    """Whether all parts are figures, or say that there is nothing: words may hide a part."""
    return all(p.valeur is not None or p.statut in ("vide", "tiret", "non_debute", "sans_objet") for p in e.parts)


def _miss(e: Ensemble) -> Decimal:
    return _get(e.tout) - sum((_get(p) for p in e.parts), Decimal(0))


def _tolerate(tout: Indicateur, parts: Sequence[Indicateur]) -> Decimal:
    """Counts are exact; what is printed with decimals may be rounded."""
    valeurs = [_get(i) for i in (tout, *parts)]
    exactes = all(v == v.to_integral_value() for v in valeurs)
    return Decimal(0) if exactes else compute_tolerance(valeurs)


def _get(i: Indicateur) -> Decimal:
    return i.valeur or Decimal(0)


def _name(i: Indicateur) -> str:
    return f"Action {i.action}, « {i.libelle} »" if i.action else f"« {i.libelle} »"


def find_taux_superieurs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A share above a hundred percent."""
    taux = [
        i
        for i in dossier.lecture.indicateurs
        if i.unite == "%"
        and i.valeur is not None
        and i.nature in ("reference", "cible", "realise")
        and normalize_libelle(i.rubrique) != "execution"
        and normalize_libelle(i.libelle).startswith(_TAUX)
        and is_annee(dossier, annee, i.fin)
    ]
    if not taux:
        raise NonApplicable("aucune part en pourcentage")
    for i in taux:
        if _get(i) > 100:
            periode = format_periode(i.debut, i.fin, i.base)
            yield Constat(
                places=(place_of(i),),
                phrase=f"{_name(i)}, {periode} (l. {i.ligne}) : {format_nombre(_get(i), '%')} dépasse le tout, 100 %.",
                action=i.action,
                objet=f"{i.nature} {i.libelle}",
                periode=periode,
                trouve=str(i.valeur),
                attendu="100",
                difference=str(_get(i) - 100),
                question="Pouvez-vous confirmer ce taux, et dire de quoi il est la part ?",
            )


PARTS_INDICATEURS: tuple[Controle, ...] = (
    Controle(
        code="part_superieure_au_tout",
        titre="Part plus grande que son tout",
        explication=(
            "Une ligne « dont », une ligne de détail ou une cellule « dont … » ne dépasse pas ce qu'elle détaille."
        ),
        gravite="majeure",
        tolerance="Aucune.",
        manquants="Une part ou un tout qui n'est pas un nombre n'est pas comparé.",
        source=_ARITHMETIQUE,
        examine=find_parts_superieures,
        consequences=("somme_des_parts",),
    ),
    Controle(
        code="somme_des_parts",
        titre="Parts d'un indicateur contre leur total",
        explication=(
            "Les lignes d'un tableau s'ajoutent dans sa ligne TOTAL ; des sous-lignes s'ajoutent quand elles le font à "
            "une autre période du même tableau."
        ),
        gravite="majeure",
        tolerance="Aucune pour des nombres entiers ; sinon une demi-unité du dernier chiffre de chaque terme.",
        manquants="Une part vide ou un tiret ne compte pour rien ; une part en mots empêche l'addition.",
        source=_ARITHMETIQUE,
        examine=add_parts,
        consequences=("part_superieure_au_tout",),
    ),
    Controle(
        code="part_superieure_a_cent",
        titre="Part de plus de 100 %",
        explication="Une part ou un taux ne dépasse pas 100 % ; les taux d'exécution ne sont pas regardés.",
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Une cellule sans nombre n'est pas regardée.",
        source=_ARITHMETIQUE,
        examine=find_taux_superieurs,
    ),
)
