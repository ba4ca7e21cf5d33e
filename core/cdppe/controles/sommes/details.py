"""The details of an action against its amount: line items of a table, parts of a cell, items of a fiche."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.mots import format_euros
from cdppe.controles.mots_montants import add, make_constat, name_objet, name_periode, name_sujet, periode_of, tolerate
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable

_LIBRES_MAX = 8
"""Up to so many items, any of them may be the whole and the others explain them; beyond, chance would do it too."""


@dataclass(frozen=True, slots=True)
class Detail:
    """An action's amount and its details in the order of the document."""

    montant: Financement
    parts: tuple[Financement, ...]

    @property
    def tolerance(self) -> Decimal:
        return tolerate([self.montant], self.parts)

    @property
    def attendu(self) -> Decimal:
        return self.montant.montant or Decimal(0)


def _list_details(dossier: Dossier, annee: int, tableaux: bool) -> Iterator[Detail]:
    groupes: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if not f.action or f.fin != annee or f.perimetre != "action" or f.niveau not in ("action", "detail"):
            continue
        if (f.origine == "tableau_financier") == tableaux and f.origine != "texte" and f.etape != "report":
            groupes[f.document, f.origine, f.action, f.etape, f.source, periode_of(f)].append(f)
    for faits in groupes.values():
        montants = [f for f in faits if f.niveau == "action" and not f.libelle]
        parts = sorted((f for f in faits if f.niveau == "detail"), key=lambda f: sort_key(f.ligne))
        if len({f.montant for f in montants}) != 1 or montants[0].montant is None or not parts:
            continue
        if all(f.montant is not None for f in parts):
            yield Detail(montants[0], tuple(parts))


def _drop_sous_parts(parts: Sequence[Financement]) -> tuple[Financement, ...]:
    """The items without those that follow one and make it up."""
    restants: list[Financement] = []
    rang = 0
    while rang < len(parts):
        tete = parts[rang]
        restants.append(tete)
        rang += 1
        for fin in range(rang + 2, len(parts) + 1):
            if add(parts[rang:fin]) == tete.montant and tete.montant:
                rang = fin
                break
    return tuple(restants)


def _reaches(detail: Detail, parts: Sequence[Financement]) -> bool:
    """Whether some of the items make the amount: then the others only explain them."""
    sommes = {Decimal(0)}
    for part in parts:
        sommes |= {s + (part.montant or Decimal(0)) for s in sommes}
    return any(abs(s - detail.attendu) <= detail.tolerance for s in sommes if s)


def _say(detail: Detail, parts: tuple[Financement, ...]) -> Constat:
    montant, somme = detail.montant, add(parts)
    phrase = (
        f"{name_sujet(montant)}, {name_objet(montant)}, {name_periode(montant)} : le montant imprimé est "
        f"{format_euros(detail.attendu)}, ses {len(parts)} détails font {format_euros(somme)}, soit "
        f"{format_euros(abs(detail.attendu - somme))} d'écart."
    )
    question = "Pouvez-vous confirmer le montant de l'action, ou compléter ou corriger ses détails ?"
    return make_constat(montant, parts, somme, phrase, question)


def examine_tableau(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Line items of a financial table."""
    details = list(_list_details(dossier, annee, True))
    if not details:
        raise NonApplicable(f"aucun tableau ne détaille les montants des actions pour {annee}")
    for detail in details:
        parts = min((detail.parts, _drop_sous_parts(detail.parts)), key=lambda parts: abs(add(parts) - detail.attendu))
        if abs(add(parts) - detail.attendu) > detail.tolerance:
            yield _say(detail, parts)


def _list_credits(dossier: Dossier, annee: int) -> Iterator[Detail]:
    """The credits of a row, and details of which the row gives no amount in their own column."""
    rangees: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.origine == "tableau_financier" and f.action and f.fin == annee and f.niveau in ("action", "detail"):
            rangees[f.document, f.action].append(f)
    for faits in rangees.values():
        credits_ = [f for f in faits if f.etape == "disponible" and f.niveau == "action"]
        parts = [f for f in faits if f.niveau == "detail" and f.etape == "prevu" and f.source == "non_ventile"]
        entiers = [f for f in faits if f.niveau == "action" and f.etape == "prevu" and f.source == "non_ventile"]
        lus = all(f.montant is not None and f.debut == f.fin for f in parts)
        if len(credits_) == 1 and credits_[0].montant is not None and parts and lus and not entiers:
            yield Detail(credits_[0], tuple(parts))


def examine_credits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """What is planned item by item against the credits of the row."""
    details = list(_list_credits(dossier, annee))
    if not details:
        raise NonApplicable(f"aucun tableau ne détaille l'emploi des crédits disponibles de {annee}")
    return (_say(d, d.parts) for d in details if abs(add(d.parts) - d.attendu) > d.tolerance)


def examine_fiches(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Parts of a cell and items of a fiche, which may stand within one another."""
    details = list(_list_details(dossier, annee, False))
    if not details:
        raise NonApplicable(f"aucune fiche ne détaille les montants de son action pour {annee}")
    for detail in details:
        parts = _drop_sous_parts(detail.parts)
        ecart = abs(add(parts) - detail.attendu)
        if len(detail.parts) < 2 or min(ecart, abs(add(detail.parts) - detail.attendu)) <= detail.tolerance:
            continue
        if not _reaches(detail, parts) and (len(detail.parts) > _LIBRES_MAX or not _reaches(detail, detail.parts)):
            yield _say(detail, parts)


def examine_arrondis(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Parts and whole that roundings alone make differ."""
    details = [*_list_details(dossier, annee, True), *_list_details(dossier, annee, False)]
    if not details:
        raise NonApplicable(f"aucun détail des montants des actions pour {annee}")
    for detail in details:
        for parts in dict.fromkeys((detail.parts, _drop_sous_parts(detail.parts))):
            if len(parts) > 1 and 0 < abs(add(parts) - detail.attendu) <= detail.tolerance:
                constat = _say(detail, parts)
                yield make_constat(detail.montant, parts, add(parts), constat.phrase, "")


_ARITHMETIQUE = "conception, 3, « niveau » : un détail est une part de l'action"

DETAILS: tuple[Controle, ...] = (
    Controle(
        "details_action",
        "Montant de l'action différent de ses lignes de détail",
        "Dans un tableau financier, le montant de chaque action est comparé à la somme de ses lignes de détail.",
        "majeure",
        "une demi-unité du dernier chiffre imprimé par montant additionné",
        "rien n'est dit quand un détail est ambigu ou que l'action n'a pas de montant",
        _ARITHMETIQUE,
        examine_tableau,
        ("total_lignes",),
    ),
    Controle(
        "details_credits",
        "Crédits disponibles différents du détail de leur emploi",
        "Dans une ligne de tableau qui détaille l'emploi prévu sans en imprimer le montant, les détails sont comparés "
        "aux crédits disponibles.",
        "majeure",
        "une demi-unité du dernier chiffre imprimé par montant additionné",
        "rien n'est dit sans détail, ni quand un détail est ambigu",
        _ARITHMETIQUE,
        examine_credits,
        ("disponible_recalcule", "total_lignes"),
    ),
    Controle(
        "details_fiche",
        "Montant de la fiche différent de ses parts",
        "Le montant d'une fiche est comparé aux parts et postes qu'elle énumère pour la même source et la même "
        "période.",
        "mineure",
        "une demi-unité du dernier chiffre imprimé par montant additionné",
        "rien n'est dit quand une part est ambiguë, ni quand une partie des postes suffit à faire le montant",
        _ARITHMETIQUE,
        examine_fiches,
        ("ventilation_annuelle", "total_sources"),
    ),
    Controle(
        "details_arrondi",
        "Montant différent de ses parts par le seul arrondi",
        "Les mêmes comparaisons, quand l'écart ne dépasse pas ce que les arrondis expliquent.",
        "information",
        "aucune",
        "comme details_action et details_fiche",
        _ARITHMETIQUE,
        examine_arrondis,
        ("fleche_different",),
    ),
)
