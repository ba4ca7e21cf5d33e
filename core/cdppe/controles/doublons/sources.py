"""The same money where a place does not say whose it is, or speaks of more than the action."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.controles.lieux import (
    SOURCES,
    UNITE,
    Compte,
    Lieu,
    Sujet,
    count_lieux,
    join_comptes,
    list_termes,
    name_lieux,
    pair_comptes,
)
from cdppe.controles.mots import ETAPES, format_euros
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of


def compare_globaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount wider than the action, where two places mostly agree on such amounts."""
    paires: list[tuple[Sujet, str, Compte, Compte]] = []
    for sujet, par_source in count_lieux(dossier, annee, ("action",), ("action", "plus_large")).items():
        for source, comptes in par_source.items():
            for un, autre in pair_comptes(comptes):
                if any(f.perimetre == "plus_large" for f in (*un.faits, *autre.faits)):
                    paires.append((sujet, source, un, autre))
    accords: Counter[tuple[Lieu, Lieu, str, str]] = Counter()
    for sujet, source, un, autre in paires:
        accords[un.lieu, autre.lieu, sujet.etape, source] += un.montant == autre.montant
    if not any(nombre > 1 for nombre in accords.values()):
        raise NonApplicable("aucun montant plus large que l'action n'est dit de même à deux endroits")
    for sujet, source, un, autre in paires:
        ecart = autre.montant - un.montant
        if accords[un.lieu, autre.lieu, sujet.etape, source] > 1 and abs(ecart) > UNITE:
            ici, la = name_lieux(un, autre)
            yield Constat(
                places=tuple(place_of(f) for f in (*un.faits, *autre.faits)),
                phrase=(
                    f"{sujet.nom}, {ETAPES[sujet.etape]} {sujet.periode} ({SOURCES[source]}, toute la ligne "
                    f"budgétaire) : {ici} donne {format_euros(un.montant)} et {la} {format_euros(autre.montant)}, soit "
                    f"{format_euros(abs(ecart))} d'écart."
                ),
                action=sujet.action,
                objet=f"{sujet.etape} {SOURCES[source]}",
                periode=sujet.periode,
                trouve=str(autre.montant),
                attendu=str(un.montant),
                difference=str(ecart),
                question="Pouvez-vous confirmer lequel des deux montants est le bon ?",
            )


def compare_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A stage of which one place does not say whose money it is, or whether the year is whole, and another does."""
    par_sujet: dict[Sujet, dict[Lieu, list[tuple[str, str, Compte]]]] = defaultdict(lambda: defaultdict(list))
    for sujet, par_source in count_lieux(dossier, annee).items():
        if sujet.action and sujet.base in ("civile", "partielle"):
            for source, comptes in par_source.items():
                for compte in comptes:
                    par_sujet[sujet._replace(base="civile")][compte.lieu].append((source, sujet.base, compte))
    trouve = False
    for sujet, lieux in par_sujet.items():
        for lieu, (seul, *autres) in lieux.items():
            source, base, compte = seul
            if autres or source != "non_ventile" or not compte.clair:
                continue
            for ailleurs, dits in lieux.items():
                montants = [c.montant for _, _, c in dits]
                pareil = any((s, b) == (source, base) for s, b, _ in dits)  # another control compares those
                if ailleurs == lieu or pareil or not all(c.clair for _, _, c in dits):
                    continue
                trouve = True
                somme = sum(montants, Decimal(0))
                if all(abs(m - compte.montant) > UNITE for m in (*montants, somme)):
                    yield _describe_sources(sujet, compte, join_comptes(ailleurs, [c for _, _, c in dits], somme))
    if not trouve:
        raise NonApplicable("aucun montant n'est dit avec sa source à un endroit et sans elle à un autre")


def _describe_sources(sujet: Sujet, sans: Compte, avec: Compte) -> Constat:
    ici, la = name_lieux(sans, avec)
    ecart = sans.montant - avec.montant
    return Constat(
        places=tuple(place_of(f) for f in (*sans.faits, *avec.faits)),
        phrase=(
            f"{sujet.nom}, {ETAPES[sujet.etape]} {sujet.periode} : {ici} donne {format_euros(sans.montant)} "
            f"sans dire la source et {la} {format_euros(avec.montant)}, soit {format_euros(abs(ecart))} d'écart."
        ),
        action=sujet.action,
        objet=f"{sujet.etape} source non dite",
        periode=sujet.periode,
        trouve=str(sans.montant),
        attendu=str(avec.montant),
        difference=str(ecart),
        termes=list_termes((*sans.faits, *avec.faits)),
        question="Pouvez-vous dire ce que chacun des deux montants recouvre ?",
    )


SOURCES_DOUBLES: tuple[Controle, ...] = (
    Controle(
        code="montant_global_entre_endroits",
        titre="Montant plus large que l'action, deux endroits",
        explication=(
            "Un montant qui couvre toute une ligne budgétaire n'entre dans aucune somme ; deux endroits qui donnent "
            "d'ordinaire le même doivent le donner pour chaque action."
        ),
        gravite="mineure",
        tolerance="Un euro d'écart ou moins n'est pas signalé.",
        manquants="Sans deux actions où les deux endroits sont d'accord, rien n'est comparé.",
        source="Conception, section 3, périmètre « plus_large » : en aucune somme, montré à part.",
        examine=compare_globaux,
    ),
    Controle(
        code="montant_source_non_dite",
        titre="Montant sans source à un endroit, avec source à un autre",
        explication=(
            "Une étape dont un endroit ne dit pas la source, ou dit que l'année n'est pas entière, et dont un autre "
            "donne la source : le montant doit être celui de l'une des sources, ou de toutes."
        ),
        gravite="mineure",
        tolerance="Un euro d'écart ou moins n'est pas signalé.",
        manquants="Un endroit dont un montant est ambigu n'est pas comparé.",
        source="Conception, section 3, source « non_ventile » : le document ne dit pas de qui vient l'argent.",
        examine=compare_sources,
        consequences=("consomme_et_reste", "engage_execute_entre_endroits", "etape_depassee", "details_action"),
    ),
)
