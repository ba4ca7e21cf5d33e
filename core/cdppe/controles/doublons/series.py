"""The same indicator in two actions or two rows, and two indicators with one series of values."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from decimal import Decimal

from cdppe.controles.doublons.indicateurs import describe_valeurs, group_valeurs, identify
from cdppe.controles.lieux import format_periode
from cdppe.controles.mots import is_annee
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

#: Below it, two indicators are alike by chance.
_SIGNIFICATIF = 20
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
    series: dict[tuple[str, str], dict[Periode, Indicateur]] = defaultdict(dict)
    for i in dossier.lecture.indicateurs:
        if (
            i.nature not in ("reference", "cible", "realise")
            or i.valeur is None
            or i.valeur < _SIGNIFICATIF
            or i.unite == "%"
        ):
            continue
        if i.debut is not None and i.fin is not None:
            series[i.action, identify(i)].setdefault((i.debut, i.fin, i.base, i.nature), i)
    par_valeur: dict[tuple[Periode, Decimal | None], list[tuple[str, str]]] = defaultdict(list)
    for cle, serie in series.items():
        for periode, i in serie.items():
            par_valeur[periode, i.valeur].append(cle)
    paires: dict[tuple[tuple[str, str], tuple[str, str]], list[Periode]] = defaultdict(list)
    for (periode, _), cles in par_valeur.items():
        for rang, un in enumerate(cles):
            for autre in cles[rang + 1 :]:
                if un[1] != autre[1]:
                    paires[un, autre].append(periode)
    if not series:
        raise NonApplicable("aucune série de résultats")
    for (un, autre), periodes in paires.items():
        valeurs = {series[un][p].valeur for p in periodes}
        derniere = max(periodes, key=lambda p: p[1])
        if len(valeurs) < 2 or not is_annee(dossier, annee, derniere[1]):
            continue
        ici, la = series[un][derniere], series[autre][derniere]
        annees = ", ".join(dict.fromkeys(format_periode(*p[:3]) for p in sorted(periodes)))
        yield Constat(
            places=tuple(dict.fromkeys(place_of(series[c][p]) for c in (un, autre) for p in periodes)),
            phrase=(
                f"« {ici.libelle} » (action {ici.action}, l. {ici.ligne}) et « {la.libelle} » (action {la.action}, "
                f"l. {la.ligne}) ont les mêmes valeurs pour {annees}, sous deux noms différents."
            ),
            action=ici.action,
            objet=f"{ici.libelle} / {la.libelle}",
            periode=annees,
            trouve=str(la.valeur),
            attendu=str(ici.valeur),
            difference="0",
        )


SERIES_DOUBLES: tuple[Controle, ...] = (
    Controle(
        code="indicateur_entre_actions",
        titre="Même indicateur, deux actions",
        explication=(
            "Deux actions qui donnent le même indicateur avec les mêmes valeurs à deux périodes au moins doivent le "
            "donner de même aux autres."
        ),
        gravite="majeure",
        tolerance="Aucune.",
        manquants="Sans deux périodes où les actions sont d'accord, rien n'est comparé.",
        source="Un indicateur, une période : une valeur.",
        examine=compare_actions,
    ),
    Controle(
        code="indicateur_deux_lignes",
        titre="Même indicateur, deux lignes d'un tableau",
        explication="Deux lignes de même libellé d'un même tableau donnent deux valeurs pour la même période.",
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Une cellule sans nombre n'est pas comparée.",
        source="Un indicateur, une période : une valeur.",
        examine=compare_rangees,
    ),
    Controle(
        code="indicateurs_jumeaux",
        titre="Deux indicateurs, les mêmes valeurs",
        explication=(
            "Deux indicateurs de noms différents ont les mêmes valeurs à deux périodes au moins : l'un a pu être "
            "recopié de l'autre."
        ),
        gravite="information",
        tolerance="Les valeurs inférieures à 20 et les pourcentages ne sont pas regardés.",
        manquants="Une cellule sans nombre n'est pas comparée.",
        source="Une recopie se voit quand deux séries se confondent.",
        examine=find_jumeaux,
    ),
)
