"""Amounts by département, source and étape, a column for each period; and credits carried over, the same way."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from cdppe.consolidation.actions import Unite
from cdppe.consolidation.calcul import (
    Donnees,
    add_montants,
    count,
    format_montant,
    join_periodes,
    list_faits,
    list_manquants,
    list_periodes,
    note_manquants,
)
from cdppe.consolidation.faits import FaitFinancier, Periode
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.consolidation.mots import (
    ETAPES,
    ETAT_ASSURANCE_MALADIE,
    PRECISES,
    RANG_ETAPE,
    RANG_SOURCE,
    SOURCES,
    TOUTES_SOURCES,
)
from cdppe.consolidation.sommes import Somme

_REPORTEES = ("report", "non_consomme")
_NOTE_PERIODES = (
    "Un montant de plusieurs années a sa propre colonne : il ne compte pour aucune d'elles, et les colonnes ne "
    "s'additionnent pas."
)
_NOTE_LIGNES = (
    "« Toutes sources » reprend le total imprimé de chaque action, à défaut la somme de ses sources ; ni cette ligne "
    "ni « Crédits État et assurance maladie » ne s'ajoutent aux autres."
)

_Imprimes = dict[tuple[str, str, str, Periode], list[FaitFinancier]]


def tabulate_sources(donnees: Donnees) -> Table:
    """The amounts of every étape."""
    return _tabulate(
        donnees,
        (*donnees.sommes, *donnees.lignes),
        ("sources_etapes", "S", "Sources et étapes", "Montants par département, source et étape"),
        (_NOTE_PERIODES, _NOTE_LIGNES, *_note_a_part(donnees)),
    )


def _note_a_part(donnees: Donnees) -> Iterator[str]:
    """Say how many amounts stand apart, and where they are."""
    larges = sum(f.fait.perimetre == "plus_large" and f.fait.niveau == "action" for f in donnees.faits.financements)
    if larges:
        yield (
            f"À part, dans aucune somme : {count(larges, 'montant')} couvrant plus que l'action (tableau « Hors "
            "sommes »)."
        )
    a_part = {id_ for somme in donnees.lignes for id_ in somme.a_part}
    if a_part:
        yield (
            f"À part de ces deux lignes : {count(len(a_part), 'montant')}, peut-être le même argent sous un autre nom "
            "de source (colonne « Mention » du classeur)."
        )


def tabulate_reports(donnees: Donnees) -> Table:
    """What was carried over into a period, and what a document says was not spent."""
    return _tabulate(
        donnees,
        [s for s in (*donnees.sommes, *donnees.lignes) if s.cle.etape in _REPORTEES],
        ("reports", "R", "Crédits reportés", "Crédits reportés et crédits non consommés"),
        ("« Reporté » : crédits reportés sur la période. « Non consommé » : ce que le document dit non dépensé.",),
    )


def tabulate_reports_actions(donnees: Donnees) -> Table:
    """The same, action by action."""
    sommes = [s for s in donnees.sommes if s.cle.etape in _REPORTEES]
    sommes.sort(
        key=lambda s: (
            Unite.of(s.cle).sort_key(),
            *_rang(s.cle.etape, s.cle.source),
            s.cle.periode.sort_key(donnees.annee),
        )
    )
    lignes = tuple(
        Ligne(
            (
                s.cle.departement,
                s.cle.action,
                donnees.actions[Unite.of(s.cle)].intitule,
                ETAPES[s.cle.etape],
                SOURCES[s.cle.source],
                s.cle.periode.libelle,
                s.montant,
                "calculé" if s.calcule else "",
                len(s.manquants),
            ),
            list_faits([s]),
        )
        for s in sommes
    )
    noms = ("Département", "Action", "Intitulé", "Étape", "Source", "Période")
    colonnes = (
        *(Colonne(n, "long" if n == "Intitulé" else "texte") for n in noms),
        Colonne("Montant", "montant"),
        Colonne("Mention"),
        Colonne("Manquants", "nombre"),
    )
    titre = "Crédits reportés et crédits non consommés, par action"
    return Table(
        "reports_actions", "RA", "Reports par action", titre, colonnes, lignes, (note_manquants(sommes),), "classeur"
    )


def _tabulate(
    donnees: Donnees, sommes: Collection[Somme], noms: tuple[str, str, str, str], notes: tuple[str, ...]
) -> Table:
    periodes = list_periodes(sommes, donnees.annee)
    cases: dict[tuple[str, str, str], dict[Periode, list[Somme]]] = defaultdict(lambda: defaultdict(list))
    for somme in sommes:
        cle = somme.cle
        cases[cle.departement, cle.source, cle.etape][cle.periode].append(somme)
    imprimes = _list_imprimes(donnees.faits.financements)
    lignes = []
    for (departement, source, etape), cellules in sorted(
        cases.items(), key=lambda c: (c[0][0], *_rang(c[0][2], c[0][1]))
    ):
        toutes = [s for siennes in cellules.values() for s in siennes]
        lignes.append(
            Ligne(
                (
                    departement,
                    SOURCES[source],
                    ETAPES[etape],
                    *(add_montants(cellules.get(p, ())) for p in periodes),
                    _mention(departement, source, etape, cellules, imprimes),
                    len(list_manquants(toutes)),
                ),
                list_faits(toutes),
                {3 + rang: list_faits(cellules[p]) for rang, p in enumerate(periodes) if p in cellules},
            )
        )
    colonnes = (
        Colonne("Département"),
        Colonne("Source"),
        Colonne("Étape"),
        *(Colonne(p.libelle, "montant", p.contains(donnees.annee)) for p in periodes),
        Colonne("Mention", "long", essentielle=False),
        Colonne("Manquants", "nombre"),
    )
    code, lettre, feuille, titre = noms
    return Table(code, lettre, feuille, titre, colonnes, tuple(lignes), (*notes, note_manquants(sommes)))


def _rang(etape: str, source: str) -> tuple[int, int]:
    return RANG_SOURCE[source], RANG_ETAPE[etape]


def _list_imprimes(faits: Iterable[FaitFinancier]) -> _Imprimes:
    """The totals that documents print for their whole contract, against which a row is read.

    A document that totals "État" and neither FIR nor BOP 304 nor ONDAM beside it means all the State's credits.
    """
    imprimes: _Imprimes = defaultdict(list)
    for fait in faits:
        f = fait.fait
        if f.niveau == "total" and f.montant is not None and f.perimetre == "action":
            source = TOUTES_SOURCES if f.source == "total" else f.source
            imprimes[f.departement, source, f.etape, fait.periode].append(fait)
    for departement, source, etape, periode in list(imprimes):
        if source == "etat" and not any((departement, s, etape, periode) in imprimes for s in PRECISES):
            etat = imprimes.pop((departement, source, etape, periode))
            imprimes[departement, ETAT_ASSURANCE_MALADIE, etape, periode] = etat
    return imprimes


def _mention(
    departement: str, source: str, etape: str, cellules: dict[Periode, list[Somme]], imprimes: _Imprimes
) -> str:
    """What was added up here, against what the document prints, and what stands aside."""
    mots = []
    chiffrees = {p: [s for s in ss if s.montant is not None] for p, ss in cellules.items()}
    calculees = [p for p, ss in chiffrees.items() if len(ss) > 1 or any(s.calcule for s in ss)]
    if calculees:
        mots.append(f"calculé : {join_periodes(sorted(calculees, key=lambda p: p.sort_key(0)))}")
    for periode, sommes in sorted(chiffrees.items(), key=lambda c: c[0].sort_key(0)):
        if source == TOUTES_SOURCES and sommes:
            stated = sum(not s.calcule for s in sommes)
            if stated:
                mots.append(f"{periode.libelle} : total imprimé pour {stated} sur {count(len(sommes), 'montant')}")
        mots += _compare(add_montants(sommes), periode, imprimes.get((departement, source, etape, periode), []))
    a_part = {id_ for ss in cellules.values() for s in ss for id_ in s.a_part}
    if a_part:
        mots.append(f"à part, peut-être le même argent sous un autre nom de source : {', '.join(sorted(a_part))}")
    return " ; ".join(mots)


def _compare(montant: Decimal | None, periode: Periode, imprimes: list[FaitFinancier]) -> list[str]:
    if montant is None or not imprimes:
        return []
    egaux = [f for f in imprimes if f.fait.montant == montant]
    if egaux:
        return [f"{periode.libelle} : égal au total imprimé ({egaux[0].id})"]
    autres = ", ".join(f"{format_montant(f.fait.montant)} ({f.id})" for f in imprimes if f.fait.montant is not None)
    return [f"{periode.libelle} : le document imprime {autres}"]
