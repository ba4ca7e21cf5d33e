"""The same amount in two places of a département's documents."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from cdppe.controles.lieux import (
    SOURCES,
    UNITE,
    Compte,
    Paire,
    Sujet,
    count_lieux,
    is_avenant_tableau,
    list_termes,
    name_lieux,
    pair_annees,
    pair_etat,
    pair_lieux,
)
from cdppe.controles.mots import ETAPES, format_euros
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

_QUESTION = "Pouvez-vous confirmer lequel des deux montants est le bon ?"
_AUCUN = "aucun montant de l'année n'est dit à deux endroits"
_SOURCE = (
    "Conception, section 3, « Sums » : entre deux endroits d'un document le tableau financier compte, entre deux "
    "documents le plus récent ; tous sont montrés et un contrôle les compare."
)
_TOLERANCE = "Un euro d'écart ou moins est un arrondi, signalé à part."
#: What a wrong amount sets off beside: the sums and the order of the stages in which it stands.
_CONSEQUENCES = (
    "total_lignes",
    "total_sources",
    "ventilation_annuelle",
    "details_action",
    "details_fiche",
    "etape_depassee",
    "etape_depassee_annee",
    "depense_superieure_prevu",
    "depense_superieure_sources",
    "consomme_et_reste",
    "taux_execution",
    "engage_execute_entre_endroits",
    "montant_source_non_dite",
    "sous_total_entre_endroits",
    "consomme_par_periode",
    "disponible_recalcule",
    "variation_recalculee",
    "report_different",
    "report_calcule",
    "montant_voisin",
)
_MANQUANTS = "Un montant vide, en mots ou ambigu n'est comparé à rien."


def _list_paires(dossier: Dossier, annee: int, autres: bool = False) -> list[Paire]:
    """Raises NonApplicable when there is none, and nothing else to look at."""
    comptes = count_lieux(dossier, annee)
    paires = [p for p in (*pair_lieux(comptes), *pair_etat(comptes)) if not is_avenant_tableau(p[2].lieu, p[3].lieu)]
    if not paires and not autres:
        raise NonApplicable(_AUCUN)
    return paires


def _measure(un: Compte, autre: Compte) -> Decimal:
    return autre.montant - un.montant


def _describe(sujet: Sujet, source: str, un: Compte, autre: Compte, question: str = _QUESTION) -> Constat:
    ecart = _measure(un, autre)
    ici, la = name_lieux(un, autre)
    return Constat(
        places=tuple(place_of(f) for f in (*un.faits, *autre.faits)),
        phrase=(
            f"{sujet.nom}, {ETAPES[sujet.etape]} {sujet.periode} ({source}) : {ici} donne {format_euros(un.montant)} "
            f"et {la} {format_euros(autre.montant)}, soit {format_euros(abs(ecart))} d'écart."
        ),
        action=sujet.action,
        objet=f"{sujet.objet} {sujet.etape} {source}".strip(),
        periode=sujet.periode,
        trouve=str(autre.montant),
        attendu=str(un.montant),
        difference=str(ecart),
        termes=list_termes((*un.faits, *autre.faits)) if len(un.faits) + len(autre.faits) > 2 else (),
        question=question,
    )


def _is_zero(un: Compte, autre: Compte) -> bool:
    return 0 in (un.montant, autre.montant)


def compare_endroits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two places of one document, beyond a unit."""
    for sujet, source, un, autre in _list_paires(dossier, annee):
        if un.lieu.document == autre.lieu.document and not _is_zero(un, autre) and abs(_measure(un, autre)) > UNITE:
            yield _describe(sujet, source, un, autre)


def compare_documents(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two documents of the département, beyond a unit."""
    if len({d.document for d in dossier.lecture.documents}) < 2:
        raise NonApplicable("un seul document reçu")
    for sujet, source, un, autre in _list_paires(dossier, annee):
        if un.lieu.document != autre.lieu.document and not _is_zero(un, autre) and abs(_measure(un, autre)) > UNITE:
            yield _describe(sujet, source, un, autre)


def compare_zeros(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Zero or a dash in one place, an amount in another."""
    comptes = count_lieux(dossier, annee)
    annuels = list(pair_annees(comptes))
    for sujet, source, un, autre in annuels:
        question = "Pouvez-vous dire lequel des deux endroits est juste ?"
        yield _describe(sujet, source, un, autre, question)
    for sujet, source, un, autre in _list_paires(dossier, annee, bool(annuels)):
        if _is_zero(un, autre) and abs(_measure(un, autre)) > UNITE:
            question = "Pouvez-vous dire si les deux montants portent sur la même dépense, et lequel retenir ?"
            yield _describe(sujet, source, un, autre, question)


def compare_arrondis(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Within a unit: the same figure rounded otherwise."""
    conflits = list(_list_conflits(dossier, annee))
    for sujet, source, un, autre in _list_paires(dossier, annee, bool(conflits)):
        if 0 < abs(_measure(un, autre)) <= UNITE:
            yield _describe(sujet, source, un, autre, "")
    for sujet, source, parts in conflits:
        if _spread(parts) <= UNITE:
            yield _describe_conflit(sujet, source, parts, "")


def _list_conflits(dossier: Dossier, annee: int) -> Iterator[tuple[Sujet, str, list[Financement]]]:
    """Different amounts for one subject, source and label in one place, in several rows or columns."""
    for sujet, par_source in count_lieux(dossier, annee, ("action", "sous_total", "total")).items():
        for source, comptes in par_source.items():
            for compte in comptes:
                par_libelle: dict[str, list[Financement]] = defaultdict(list)
                for f in compte.faits:
                    if f.montant is not None:
                        par_libelle[f.libelle].append(f)
                for parts in par_libelle.values():
                    cellules = {(f.ligne, f.colonne) for f in parts}
                    if len({f.montant for f in parts}) > 1 and len(cellules) == len(parts):
                        yield sujet, source, parts


def _spread(parts: Iterable[Financement]) -> Decimal:
    montants = [f.montant for f in parts if f.montant is not None]
    return max(montants) - min(montants)


def _describe_conflit(sujet: Sujet, source: str, parts: list[Financement], question: str = _QUESTION) -> Constat:
    premiers = list({f.montant: f for f in reversed(parts)}.values())[::-1]
    dits = " ; ".join(f"l.\u00a0{f.ligne} : {format_euros(f.montant)}" for f in premiers if f.montant is not None)
    montants = [f.montant for f in premiers]
    return Constat(
        places=tuple(place_of(f) for f in parts),
        phrase=(
            f"{sujet.nom}, {ETAPES[sujet.etape]} {sujet.periode} ({SOURCES[source]}) : plusieurs montants sont "
            f"imprimés pour la même chose ({dits}), soit {format_euros(_spread(parts))} d'écart."
        ),
        action=sujet.action,
        objet=f"{sujet.objet or parts[0].libelle} {sujet.etape} {SOURCES[source]}".strip(),
        periode=sujet.periode,
        trouve=str(montants[-1]),
        attendu=str(montants[0]),
        difference=str(_spread(parts)),
        termes=list_termes(parts) if len(parts) > 2 else (),
        question=question,
    )


def compare_rangees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two rows, or two sentences, of one place."""
    for sujet, source, parts in _list_conflits(dossier, annee):
        # Totals of one text are often told with their parts ("2 748 419 €, of which 2 558 937 € at first").
        if sujet.niveau == "action" and len({f.ligne for f in parts}) > 1 and _spread(parts) > UNITE:
            yield _describe_conflit(sujet, source, parts)


def compare_colonnes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two columns of one row that say the same thing."""
    for sujet, source, parts in _list_conflits(dossier, annee):
        if len({f.ligne for f in parts}) == 1 and _spread(parts) > UNITE:
            yield _describe_conflit(sujet, source, parts)


MONTANTS_DOUBLES: tuple[Controle, ...] = (
    Controle(
        code="montant_entre_endroits",
        titre="Même montant, deux endroits du document",
        explication=(
            "Un montant imprimé dans le tableau financier, la fiche, l'annexe ou le texte, pour la même "
            "action, étape, source et période, doit être le même partout. « État » est comparé à la somme du FIR, du "
            "BOP 304 et de l'ONDAM quand l'autre endroit les nomme. L'avenant et le tableau ont leur propre contrôle."
        ),
        gravite="majeure",
        tolerance=_TOLERANCE,
        manquants=_MANQUANTS,
        source=_SOURCE,
        examine=compare_endroits,
        consequences=_CONSEQUENCES,
    ),
    Controle(
        code="montant_entre_documents",
        titre="Même montant, deux documents du département",
        explication="Deux documents du même département ne doivent pas donner deux montants pour la même chose.",
        gravite="majeure",
        tolerance=_TOLERANCE,
        manquants=_MANQUANTS,
        source=_SOURCE,
        examine=compare_documents,
        consequences=_CONSEQUENCES,
    ),
    Controle(
        code="montant_nul_ailleurs",
        titre="Montant nul à un endroit, chiffré à un autre",
        explication=(
            "Un endroit imprime zéro ou un tiret, un autre un montant, pour la même action, étape, source et période : "
            "la ligne n'a pas été remplie, ou les deux endroits ne comptent pas la même dépense."
        ),
        gravite="mineure",
        tolerance=_TOLERANCE,
        manquants="Une cellule vide n'est pas un zéro.",
        source=_SOURCE,
        examine=compare_zeros,
        consequences=_CONSEQUENCES,
    ),
    Controle(
        code="montant_deux_lignes",
        titre="Même montant, deux lignes du même endroit",
        explication=(
            "Un même tableau, une même fiche ou un même texte ne doit pas donner deux montants pour la même action, "
            "étape, source, période et le même libellé."
        ),
        gravite="majeure",
        tolerance=_TOLERANCE,
        manquants=_MANQUANTS,
        source=_SOURCE,
        examine=compare_rangees,
        consequences=_CONSEQUENCES,
    ),
    Controle(
        code="montant_deux_colonnes",
        titre="Même montant, deux colonnes d'une ligne",
        explication="Deux colonnes d'une même ligne qui disent la même chose ne doivent pas donner deux montants.",
        gravite="mineure",
        tolerance=_TOLERANCE,
        manquants=_MANQUANTS,
        source=_SOURCE,
        examine=compare_colonnes,
        consequences=_CONSEQUENCES,
    ),
    Controle(
        code="montant_arrondi",
        titre="Même montant, arrondi autrement",
        explication="Deux endroits, lignes ou colonnes donnent le même montant à un euro près.",
        gravite="information",
        tolerance="Au-delà d'un euro, c'est un autre contrôle qui le dit.",
        manquants=_MANQUANTS,
        source=_SOURCE,
        examine=compare_arrondis,
    ),
)
