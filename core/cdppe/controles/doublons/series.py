"""The same indicator in two actions or two rows, and two indicators with one series of values."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.doublons.indicateurs import describe_valeurs, group_valeurs, identify
from cdppe.controles.mots import chiffre_of, compare, format_liste, format_nombre, format_periode, is_annee
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

#: Below it, two indicators are alike by chance.
_SIGNIFICATIF = 20
Nom = tuple[str, str]
"""Action, and what makes it the same indicator."""
Periode = tuple[int, int, str, str]
"""First and last year, base, and nature of the value."""


def compare_actions(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two actions that give the same values for the same indicator, but for one year."""
    tout = group_valeurs(dossier, lambda i: (identify(i), normalize_libelle(i.libelle)))
    accords: dict[tuple[Hashable, frozenset[str]], int] = defaultdict(int)
    ecarts: list[tuple[Hashable, Indicateur, Indicateur]] = []
    for cle, cellules in tout.items():
        par_action: dict[str, Indicateur] = {}
        for i in cellules:
            if i.valeur is not None and i.action:
                par_action.setdefault(i.action, i)
        siens = list(par_action.values())
        for autre in siens[1:]:
            if siens[0].valeur == autre.valeur:
                accords[cle.quoi, frozenset((siens[0].action, autre.action))] += 1
            elif is_annee(dossier, annee, cle.fin):
                ecarts.append((cle.quoi, siens[0], autre))
    if not accords:
        raise NonApplicable("aucun indicateur n'est donné par deux actions")
    for quoi, un, autre in ecarts:
        if accords.get((quoi, frozenset((un.action, autre.action))), 0) > 1:
            yield describe_valeurs(un, autre, f"la fiche de l'action {un.action}", f"celle de l'action {autre.action}")


def compare_rangees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two rows of one label in one table."""
    if not dossier.lecture.indicateurs:
        raise NonApplicable("aucun indicateur")
    quoi = group_valeurs(
        dossier, lambda i: (i.document, i.origine, i.action, i.rubrique, normalize_libelle(i.libelle)), annee
    )
    for cellules in quoi.values():
        chiffres = [i for i in cellules if i.valeur is not None and i.libelle]
        differents = list({i.valeur: i for i in reversed(chiffres)}.values())[::-1]
        if len(differents) == 2 and differents[0].ligne != differents[1].ligne:
            yield describe_valeurs(differents[0], differents[1], "une ligne", "une autre du même tableau")


def find_jumeaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two indicators of different names that give the same values for several years."""
    series: dict[Nom, dict[Periode, Indicateur]] = defaultdict(dict)
    par_valeur: dict[tuple[Periode, Decimal], list[Nom]] = defaultdict(list)
    for cle, cellules in group_valeurs(dossier, lambda i: (i.action, identify(i))).items():
        fait = next((i for i in cellules if chiffre_of(i) >= _SIGNIFICATIF and i.unite != "%"), None)
        if fait:
            nom, periode = (fait.action, identify(fait)), (cle.debut, cle.fin, cle.base, cle.nature)
            series[nom][periode] = fait
            par_valeur[periode, chiffre_of(fait)].append(nom)
    if not series:
        raise NonApplicable("aucune série de résultats")
    paires: dict[tuple[Nom, Nom], list[Periode]] = defaultdict(list)
    for (periode, _), noms in par_valeur.items():
        for un, autre in combinations(noms, 2):
            if un[1] != autre[1]:
                paires[un, autre].append(periode)
    for (un, autre), periodes in paires.items():
        valeurs = {series[un][p].valeur for p in periodes}
        derniere = max(periodes, key=lambda p: p[1])
        if len(valeurs) < 2 or not is_annee(dossier, annee, derniere[1]):
            continue
        ici, la = series[un][derniere], series[autre][derniere]
        annees = format_liste(dict.fromkeys(format_periode(*p[:3]) for p in sorted(periodes)))
        phrase = (
            f"« {ici.libelle} » (action {ici.action}, l. {ici.ligne}) et « {la.libelle} » (action {la.action}, "
            f"l. {la.ligne}) ont les mêmes valeurs pour {annees} ({format_nombre(chiffre_of(ici))} pour "
            f"{format_periode(*derniere[:3])}), sous deux noms différents."
        )
        faits = [series[nom][p] for nom in (un, autre) for p in periodes]
        yield compare(faits, phrase, chiffre_of(la), chiffre_of(ici), f"{ici.libelle} / {la.libelle}", periode=annees)


SERIES_DOUBLES: dict[str, Examen] = {
    "indicateur_entre_actions": compare_actions,
    "indicateur_deux_lignes": compare_rangees,
    "indicateurs_jumeaux": find_jumeaux,
}
