"""The same amount in two places of a département's documents, or twice in one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from cdppe.controles.lieux import (
    LEQUEL_EST_LE_BON,
    UNITE,
    Paire,
    Sujet,
    count_lieux,
    is_avenant_tableau,
    pair_annees,
    pair_etat,
    pair_lieux,
)
from cdppe.controles.memoire import remember
from cdppe.controles.mots import ETAPES, SOURCES, chiffre_of, compare, format_euros, list_lignes
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

Conflit = tuple[Sujet, str, list[Financement]]


def _list_paires(dossier: Dossier, annee: int, autres: bool = False) -> list[Paire]:
    """Raises NonApplicable when there is none, and nothing else to look at."""
    comptes = count_lieux(dossier, annee)
    paires = [p for p in (*pair_lieux(comptes), *pair_etat(comptes)) if not is_avenant_tableau(p.un.lieu, p.autre.lieu)]
    if not paires and not autres:
        raise NonApplicable("aucun montant de l'année n'est dit à deux endroits")
    return paires


def _describe(paire: Paire, question: str = LEQUEL_EST_LE_BON) -> Constat:
    return paire.describe(question, parts=len(paire.faits) > 2)


def _is_zero(paire: Paire) -> bool:
    return 0 in (paire.un.montant, paire.autre.montant)


def _compare(dossier: Dossier, annee: int, meme_document: bool) -> Iterator[Constat]:
    """Two places of one document, or of two, beyond a unit; a zero has its own control."""
    for paire in _list_paires(dossier, annee):
        meme = paire.un.lieu.document == paire.autre.lieu.document
        if meme == meme_document and not _is_zero(paire) and paire.ecart > UNITE:
            yield _describe(paire)


def compare_endroits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two places of one document."""
    yield from _compare(dossier, annee, True)


def compare_documents(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two documents of the département."""
    if len({d.document for d in dossier.lecture.documents}) < 2:
        raise NonApplicable("un seul document reçu")
    yield from _compare(dossier, annee, False)


def compare_zeros(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Zero or a dash in one place, an amount in another."""
    annuels = list(pair_annees(count_lieux(dossier, annee)))
    for paire in annuels:
        yield _describe(paire, "Pouvez-vous dire lequel des deux endroits est juste ?")
    for paire in _list_paires(dossier, annee, bool(annuels)):
        if _is_zero(paire) and paire.ecart > UNITE:
            question = "Pouvez-vous dire si les deux montants portent sur la même dépense, et lequel retenir ?"
            yield _describe(paire, question)


def compare_arrondis(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Within a unit: the same figure rounded otherwise."""
    conflits = _list_conflits(dossier, annee)
    for paire in _list_paires(dossier, annee, bool(conflits)):
        if 0 < paire.ecart <= UNITE:
            yield _describe(paire, "")
    for sujet, source, parts in conflits:
        if _spread(parts) <= UNITE:
            yield _describe_conflit(sujet, source, parts, "")


def _list_conflits(dossier: Dossier, annee: int) -> list[Conflit]:
    """What one place says twice, which three controls look at."""
    return remember(dossier, ("conflits", annee), lambda: list(_iter_conflits(dossier, annee)))


def _iter_conflits(dossier: Dossier, annee: int) -> Iterator[Conflit]:
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
    montants = [chiffre_of(f) for f in parts]
    return max(montants) - min(montants)


def _describe_conflit(
    sujet: Sujet, source: str, parts: list[Financement], question: str = LEQUEL_EST_LE_BON
) -> Constat:
    premiers = list({f.montant: f for f in reversed(parts)}.values())[::-1]
    pareils = [[f for f in parts if f.montant == premier.montant] for premier in premiers]
    dits = " ; ".join(f"{list_lignes(faits)} : {format_euros(chiffre_of(faits[0]))}" for faits in pareils)
    phrase = (
        f"{sujet.nom}, {ETAPES[sujet.etape]} {sujet.periode} ({SOURCES[source]}) : plusieurs montants sont imprimés "
        f"pour la même chose ({dits}), soit {format_euros(_spread(parts))} d'écart."
    )
    objet = f"{sujet.objet or parts[0].libelle} {sujet.etape} {SOURCES[source]}".strip()
    trouve, attendu = chiffre_of(premiers[-1]), chiffre_of(premiers[0])
    return compare(parts, phrase, trouve, attendu, objet, question, termes=parts if len(parts) > 2 else ())


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


MONTANTS_DOUBLES: dict[str, Examen] = {
    "montant_entre_endroits": compare_endroits,
    "montant_entre_documents": compare_documents,
    "montant_nul_ailleurs": compare_zeros,
    "montant_deux_lignes": compare_rangees,
    "montant_deux_colonnes": compare_colonnes,
    "montant_arrondi": compare_arrondis,
}
