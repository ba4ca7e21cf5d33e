"""The same money said otherwise: by source totals, by its parts, under another stage, without its year."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.controles.lieux import (
    ORIGINES,
    SOURCES,
    UNITE,
    Compte,
    Lieu,
    Sujet,
    count_lieux,
    format_periode,
    is_avenant_tableau,
    join_comptes,
    list_lignes,
    list_termes,
    name_lieux,
    rank_lieu,
)
from cdppe.controles.mots import ETAPES, format_euros, is_annee
from cdppe.facts import Financement
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

#: Whose subtotals can be compared whatever their names: there is one envelope of each.
_ENVELOPPES = ("fir", "bop304", "ondam", "etat")


def compare_sous_totaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The envelope of a source: one place's figures share none with another's."""
    groupes: dict[tuple[str, str, str, str], dict[Lieu, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in dossier.montants:
        if f.niveau not in ("sous_total", "total") or f.source not in _ENVELOPPES or f.perimetre != "action":
            continue
        if f.debut is not None and is_annee(dossier, annee, f.fin):
            periode = format_periode(f.debut, f.fin, f.base)
            groupes[f.niveau, f.etape, f.source, periode][Lieu(f.document, f.origine)].append(f)
    if not any(len(lieux) > 1 for lieux in groupes.values()):
        raise NonApplicable("aucun sous-total de source n'est dit à deux endroits")
    for (_, etape, source, periode), lieux in groupes.items():
        ordre = sorted(lieux, key=rank_lieu)
        un = lieux[ordre[0]]
        for lieu in ordre[1:]:
            autre = lieux[lieu]
            if is_avenant_tableau(ordre[0], lieu):
                continue
            # Subtotals with and without some actions stand side by side: one that agrees is enough.
            ecart = min((abs(_amount(b) - _amount(a)), _amount(b) - _amount(a)) for a in un for b in autre)[1]
            if abs(ecart) <= UNITE:
                continue
            proche, la = min(((a, b) for a in un for b in autre), key=lambda p: abs(_amount(p[1]) - _amount(p[0])))
            yield Constat(
                places=tuple(place_of(f) for f in (*un, *autre)),
                phrase=(
                    f"Total {SOURCES[source]} {ETAPES[etape]} {periode} : {ORIGINES[ordre[0].origine]} (l. "
                    f"{proche.ligne}) donne {format_euros(_amount(proche))} et {ORIGINES[lieu.origine]} (l. "
                    f"{la.ligne}) {format_euros(_amount(la))}, soit {format_euros(abs(ecart))} d'écart."
                ),
                objet=f"total {etape} {SOURCES[source]}",
                periode=periode,
                trouve=str(la.montant),
                attendu=str(proche.montant),
                difference=str(ecart),
                question="Pouvez-vous confirmer lequel des deux totaux est le bon ?",
            )


def _amount(f: Financement) -> Decimal:
    return f.montant or Decimal(0)


def compare_details(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A part of an action, known by the words that begin its label, in two places."""
    groupes: dict[tuple[Sujet, str], dict[Lieu, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in dossier.montants:
        if f.niveau != "detail" or f.perimetre != "action" or f.debut is None or f.fin is None:
            continue
        if is_annee(dossier, annee, f.fin) and (debut := _head(f.libelle)):
            sujet = Sujet("detail", f.action, debut, f.etape, f.debut, f.fin, f.base)
            groupes[sujet, f.source][Lieu(f.document, f.origine)].append(f)
    if not any(len(lieux) > 1 for lieux in groupes.values()):
        raise NonApplicable("aucun détail d'action n'est dit à deux endroits")
    for (sujet, source), lieux in groupes.items():
        ordre = sorted(lieux, key=rank_lieu)
        if any(len(faits) > 1 for faits in lieux.values()):
            continue  # several parts begin alike: which is which is not proven
        un = lieux[ordre[0]][0]
        for lieu in ordre[1:]:
            autre = lieux[lieu][0]
            ecart = _amount(autre) - _amount(un)
            if abs(ecart) > UNITE:
                yield Constat(
                    places=(place_of(un), place_of(autre)),
                    phrase=(
                        f"Action {sujet.action}, « {un.libelle} », {ETAPES[sujet.etape]} {sujet.periode} "
                        f"({SOURCES[source]}) : {ORIGINES[ordre[0].origine]} ({list_lignes([un])}) donne "
                        f"{format_euros(_amount(un))} et {ORIGINES[lieu.origine]} ({list_lignes([autre])}) "
                        f"{format_euros(_amount(autre))}, soit {format_euros(abs(ecart))} d'écart."
                    ),
                    action=sujet.action,
                    objet=f"{sujet.objet} {sujet.etape} {SOURCES[source]}",
                    periode=sujet.periode,
                    trouve=str(autre.montant),
                    attendu=str(un.montant),
                    difference=str(ecart),
                    question="Pouvez-vous confirmer lequel des deux montants est le bon ?",
                )


def _head(libelle: str) -> str:
    """The words of a part's label before its parenthesis, which one place spells out and another shortens."""
    debut = normalize_libelle(libelle.partition("(")[0])
    return debut if " " in debut else normalize_libelle(libelle)


def compare_etapes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """One place gives what was engaged and no more, another what was spent and no more: the same expense, or not."""
    trouve = False
    par_sujet: dict[Sujet, dict[Lieu, dict[str, list[Compte]]]] = defaultdict(lambda: defaultdict(dict))
    for sujet, par_source in count_lieux(dossier, annee).items():
        if sujet.etape in ("engage", "execute") and sujet.action:
            commun = sujet._replace(etape="")
            for comptes in par_source.values():
                for compte in comptes:
                    par_sujet[commun][compte.lieu].setdefault(sujet.etape, []).append(compte)
    for sujet, lieux in par_sujet.items():
        engages = [(lieu, e["engage"]) for lieu, e in lieux.items() if "execute" not in e]
        executes = [(lieu, e["execute"]) for lieu, e in lieux.items() if "engage" not in e]
        for lieu_engage, ici in engages:
            for lieu_execute, la in executes:
                if not all(c.clair for c in (*ici, *la)):
                    continue
                trouve = True
                montants_ici, montants_la = [c.montant for c in ici], [c.montant for c in la]
                engage, execute = sum(montants_ici, Decimal(0)), sum(montants_la, Decimal(0))
                proches = [abs(a - b) <= UNITE for a in (*montants_ici, engage) for b in (*montants_la, execute)]
                if not any(proches):
                    yield _describe_etapes(
                        sujet, join_comptes(lieu_engage, ici, engage), join_comptes(lieu_execute, la, execute)
                    )
    if not trouve:
        raise NonApplicable("aucune dépense n'est dite engagée à un endroit et exécutée à un autre")


def _describe_etapes(sujet: Sujet, engage: Compte, execute: Compte) -> Constat:
    ici, la = name_lieux(engage, execute)
    ecart = execute.montant - engage.montant
    return Constat(
        places=tuple(place_of(f) for f in (*engage.faits, *execute.faits)),
        phrase=(
            f"{sujet.nom}, dépense {sujet.periode} : {ici} donne {format_euros(engage.montant)} engagés et {la} "
            f"{format_euros(execute.montant)} exécutés, soit {format_euros(abs(ecart))} d'écart."
        ),
        action=sujet.action,
        objet="engage execute",
        periode=sujet.periode,
        trouve=str(execute.montant),
        attendu=str(engage.montant),
        difference=str(ecart),
        termes=list_termes((*engage.faits, *execute.faits)),
        question="Pouvez-vous dire ce que chacun des deux montants recouvre, et lequel est la dépense de l'année ?",
    )


def find_annees_tues(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount printed without its year, which another place gives for one year alone."""
    par_an: dict[tuple[str, str, str, Decimal], list[Financement]] = defaultdict(list)
    annuels: dict[tuple[str, str, str], set[Decimal]] = defaultdict(set)
    sans: list[Financement] = []
    for f in dossier.montants:
        if f.niveau != "action" or f.perimetre != "action" or not f.action or f.debut is None or not f.montant:
            continue
        if f.debut == f.fin:
            par_an[f.action, f.etape, f.source, f.montant].append(f)
            annuels[f.action, f.etape, f.source].add(f.montant)
        elif is_annee(dossier, annee, f.fin) and f.base == "civile" and not f.periode_texte:
            sans.append(f)
    if not sans:
        raise NonApplicable("aucun montant sans année")
    for f in sans:
        jumeaux = [j for j in par_an[f.action, f.etape, f.source, _amount(f)] if j.origine != f.origine]
        if len({j.fin for j in jumeaux}) == 1 and len(annuels[f.action, f.etape, f.source]) > 1:
            yield Constat(
                places=tuple(place_of(x) for x in (f, *jumeaux)),
                phrase=(
                    f"Action {f.action}, {ETAPES[f.etape]} ({SOURCES[f.source]}) : {ORIGINES[f.origine]} "
                    f"({list_lignes([f])}) imprime {format_euros(_amount(f))} sans année, ce que "
                    f"{ORIGINES[jumeaux[0].origine]} ({list_lignes(jumeaux)}) donne pour {jumeaux[0].fin} seule."
                ),
                action=f.action,
                objet=f"{f.etape} {SOURCES[f.source]}",
                periode=format_periode(f.debut, f.fin),
                trouve=str(f.montant),
                attendu=str(f.montant),
            )


PARTS_DOUBLES: tuple[Controle, ...] = (
    Controle(
        code="sous_total_entre_endroits",
        titre="Total d'une source, deux endroits",
        explication=(
            "L'enveloppe d'une source (FIR, BOP 304, ONDAM, État) pour une étape et une période doit être la même dans "
            "le tableau, l'avenant et le texte. Quand un endroit en donne plusieurs (avec et sans certaines actions), "
            "il suffit que l'une soit la même."
        ),
        gravite="majeure",
        tolerance="Un euro d'écart ou moins n'est pas signalé.",
        manquants="Un total vide ou ambigu n'est comparé à rien.",
        source="Conception, section 3, « Sums » : un contrôle compare les endroits.",
        examine=compare_sous_totaux,
    ),
    Controle(
        code="detail_entre_endroits",
        titre="Détail d'une action, deux endroits",
        explication=(
            "Une part d'action qui porte le même libellé (jusqu'à sa parenthèse) à deux endroits, pour les mêmes "
            "étape, source et période, doit y avoir le même montant."
        ),
        gravite="majeure",
        tolerance="Un euro d'écart ou moins n'est pas signalé.",
        manquants="Une part absente d'un endroit n'est pas comparée.",
        source="Conception, section 3, « Sums » : un contrôle compare les endroits.",
        examine=compare_details,
    ),
    Controle(
        code="engage_execute_entre_endroits",
        titre="Engagé à un endroit, exécuté à un autre",
        explication=(
            "Quand un endroit ne donne que l'engagé et un autre que l'exécuté d'une même action et année, deux "
            "montants qui diffèrent demandent ce que chacun recouvre."
        ),
        gravite="mineure",
        tolerance="Un euro d'écart ou moins n'est pas signalé ; il suffit qu'une source soit d'accord.",
        manquants="Un endroit dont un montant est ambigu n'est pas comparé.",
        source="Conception, section 3, étapes : « engage » et « execute » d'une même dépense.",
        examine=compare_etapes,
    ),
    Controle(
        code="montant_sans_annee",
        titre="Montant imprimé sans son année",
        explication=(
            "Un montant sans année est compté sur tout le contrat ; quand un autre endroit donne le même montant pour "
            "une seule année, c'est sans doute celui de cette année."
        ),
        gravite="information",
        tolerance="Aucune : les deux montants sont les mêmes.",
        manquants="Un montant nul n'est pas regardé.",
        source="Conception, section 3, « Periods » : un montant sans année couvre le contrat.",
        examine=find_annees_tues,
        consequences=("ventilation_annuelle",),
    ),
)
