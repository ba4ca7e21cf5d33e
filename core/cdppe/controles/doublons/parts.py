"""The same money said otherwise: by source totals, by its parts, under another stage, without its year."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.controles.lieux import (
    UNITE,
    Compte,
    Lieu,
    Paire,
    Sujet,
    count_lieux,
    is_avenant_tableau,
    join_comptes,
    lieu_of,
    sort_lieux,
)
from cdppe.controles.mots import (
    ETAPES,
    ETAT,
    ORIGINES,
    SOURCES,
    chiffre_of,
    compare,
    format_euros,
    is_annee,
    list_lignes,
    name_periode,
)
from cdppe.facts import Financement
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of


def compare_sous_totaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The envelope of a source, whatever its name: one place's figures share none with another's."""
    groupes: dict[tuple[str, str, str, str], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if f.niveau not in ("sous_total", "total") or f.source not in ETAT or f.perimetre != "action":
            continue
        if f.debut is not None and is_annee(dossier, annee, f.fin):
            groupes[f.niveau, f.etape, f.source, name_periode(f)].append(f)
    par_lieu = [sort_lieux(faits) for faits in groupes.values()]
    if not any(len(lieux) > 1 for lieux in par_lieu):
        raise NonApplicable("aucun sous-total de source n'est dit à deux endroits")
    for un, *autres in par_lieu:
        for autre in autres:
            if is_avenant_tableau(lieu_of(un[0]), lieu_of(autre[0])):
                continue
            # Subtotals with and without some actions stand side by side: one that agrees is enough.
            ici, la = min(((a, b) for a in un for b in autre), key=lambda p: abs(chiffre_of(p[1]) - chiffre_of(p[0])))
            attendu, trouve, source = chiffre_of(ici), chiffre_of(la), SOURCES[ici.source]
            if abs(trouve - attendu) > UNITE:
                phrase = (
                    f"Total {source} {ETAPES[ici.etape]} {name_periode(ici)} : {ORIGINES[ici.origine]} (l. {ici.ligne})"
                    f" donne {format_euros(attendu)} et {ORIGINES[la.origine]} (l. {la.ligne}) {format_euros(trouve)}, "
                    f"soit {format_euros(abs(trouve - attendu))} d'écart."
                )
                question = "Pouvez-vous confirmer lequel des deux totaux est le bon ?"
                objet = f"total {ici.etape} {source}"
                yield compare((*un, *autre), phrase, trouve, attendu, objet, question, action="")


def compare_details(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A part of an action, known by the words that begin its label, in two places."""
    groupes: dict[tuple[Sujet, str], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if f.niveau != "detail" or f.perimetre != "action" or f.debut is None or f.fin is None:
            continue
        if is_annee(dossier, annee, f.fin) and (debut := _head(f.libelle)):
            groupes[Sujet("detail", f.action, debut, f.etape, f.debut, f.fin, f.base), f.source].append(f)
    par_lieu = {cle: sort_lieux(faits) for cle, faits in groupes.items()}
    if not any(len(lieux) > 1 for lieux in par_lieu.values()):
        raise NonApplicable("aucun détail d'action n'est dit à deux endroits")
    for (sujet, source), lieux in par_lieu.items():
        if any(len(faits) > 1 for faits in lieux):
            continue  # several parts begin alike: which is which is not proven
        un, *autres = (Compte(lieu_of(f), chiffre_of(f), (f,)) for (f,) in lieux)
        for autre in autres:
            paire = Paire(sujet, SOURCES[source], un, autre)
            if paire.ecart > UNITE:
                yield paire.describe(nom=f", « {un.faits[0].libelle} »")


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
            for compte in (c for comptes in par_source.values() for c in comptes):
                par_sujet[sujet._replace(etape="")][compte.lieu].setdefault(sujet.etape, []).append(compte)
    for sujet, lieux in par_sujet.items():
        engages = [e["engage"] for e in lieux.values() if "execute" not in e]
        executes = [e["execute"] for e in lieux.values() if "engage" not in e]
        for ici, la in ((un, autre) for un in engages for autre in executes):
            if not all(c.clair for c in (*ici, *la)):
                continue
            trouve = True
            paire = Paire(sujet, "", join_comptes(ici), join_comptes(la))
            if all(abs(a.montant - b.montant) > UNITE for a in (*ici, paire.un) for b in (*la, paire.autre)):
                question = (
                    "Pouvez-vous dire ce que chacun des deux montants recouvre, et lequel est la dépense de l'année ?"
                )
                tete = f"{sujet.nom}, dépense {sujet.periode}"
                yield paire.oppose(tete, "engage execute", question, (" engagés", " exécutés"), paire.faits)
    if not trouve:
        raise NonApplicable("aucune dépense n'est dite engagée à un endroit et exécutée à un autre")


def find_annees_tues(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount printed without its year, which another place gives for one year alone."""
    annuels: dict[tuple[str, str, str], dict[Decimal, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    sans: list[Financement] = []
    for f in dossier.montants:
        if f.niveau != "action" or f.perimetre != "action" or not f.action or f.debut is None or not f.montant:
            continue
        if f.debut == f.fin:
            annuels[f.action, f.etape, f.source][f.montant].append(f)
        elif is_annee(dossier, annee, f.fin) and f.base == "civile" and not f.periode_texte:
            sans.append(f)
    if not sans:
        raise NonApplicable("aucun montant sans année")
    for f in sans:
        siens, montant = annuels[f.action, f.etape, f.source], chiffre_of(f)
        jumeaux = [j for j in siens.get(montant, ()) if j.origine != f.origine]
        if len({j.fin for j in jumeaux}) == 1 and len(siens) > 1:
            phrase = (
                f"Action {f.action}, {ETAPES[f.etape]} ({SOURCES[f.source]}) : {ORIGINES[f.origine]} "
                f"({list_lignes([f])}) imprime {format_euros(montant)} sans année, ce que "
                f"{ORIGINES[jumeaux[0].origine]} ({list_lignes(jumeaux)}) donne pour la seule année {jumeaux[0].fin}."
            )
            yield Constat(
                tuple(place_of(x) for x in (f, *jumeaux)),
                phrase,
                action=f.action,
                objet=f"{f.etape} {SOURCES[f.source]}",
                periode=name_periode(f),
                trouve=str(montant),
                attendu=str(montant),
            )


PARTS_DOUBLES: dict[str, Examen] = {
    "sous_total_entre_endroits": compare_sous_totaux,
    "detail_entre_endroits": compare_details,
    "engage_execute_entre_endroits": compare_etapes,
    "montant_sans_annee": find_annees_tues,
}
