"""The columns that a table computes from its own figures, and the errors of a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.controles.lieux import ORIGINES, Lieu, format_nombre, format_periode
from cdppe.controles.mots import is_annee
from cdppe.facts import Indicateur
from cdppe.facts.modeles import Nature
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

Rangee = dict[tuple[Nature, int, int], Indicateur]
"""The cells of an indicator's row, by nature, first and last year; a cell printed twice is left out."""
_ARITHMETIQUE = "Arithmétique : ce que le tableau calcule se refait avec ses propres chiffres."


def list_rangees(dossier: Dossier) -> Iterator[Rangee]:
    """Every row of the indicators' tables."""
    groupes: dict[tuple[str, str, str, str, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.debut is not None and i.fin is not None:
            groupes[i.document, i.ligne, i.action, i.rubrique, i.libelle].append(i)
    for cellules in groupes.values():
        par_cle: dict[tuple[Nature, int, int], list[Indicateur]] = defaultdict(list)
        for i in cellules:
            par_cle[i.nature, i.debut or 0, i.fin or 0].append(i)
        yield {cle: siens[0] for cle, siens in par_cle.items() if len(siens) == 1}


def _name(i: Indicateur) -> str:
    action = f"Action {i.action}, " if i.action else ""
    return f"{action}« {i.libelle} »"


def _compute_taux(avant: Decimal, apres: Decimal) -> Decimal:
    return 100 * (apres - avant) / avant


def _agrees(imprime: Indicateur, avant: Indicateur, apres: Indicateur) -> bool:
    """Whether a printed comparison is the rate, or the difference, of two figures; rounded or cut as it is printed."""
    valeur, un, autre = (i.valeur or Decimal(0) for i in (imprime, avant, apres))
    unite = Decimal(1).scaleb(min(int(valeur.as_tuple().exponent), 0))
    attendus = [autre - un] if imprime.unite != "%" or avant.unite == "%" else []
    if un:
        attendus.append(_compute_taux(un, autre))
    if un and imprime.nature == "ecart":
        attendus.append(100 * autre / un)  # a share of the target reached, rather than a distance from it
    return any(abs(valeur - a) < unite for a in attendus)


def _has_valeur(i: Indicateur | None) -> bool:
    return i is not None and i.valeur is not None


def _recompute(dossier: Dossier, annee: int, nature: Nature) -> Iterator[Constat]:
    regarde = False
    for rangee in list_rangees(dossier):
        for (sienne, debut, fin), imprime in rangee.items():
            if sienne != nature or not _has_valeur(imprime) or not is_annee(dossier, annee, fin):
                continue
            avant, apres = _find_termes(rangee, nature, debut, fin)
            if avant is None or apres is None or not (_has_valeur(avant) and _has_valeur(apres)):
                continue
            regarde = True
            if avant.valeur == 0 and imprime.unite == "%":
                continue
            if not _agrees(imprime, avant, apres):
                yield _describe(imprime, avant, apres)
    if not regarde:
        quoi = "évolution imprimée" if nature == "evolution" else "comparaison imprimée"
        raise NonApplicable(f"aucune {quoi} dont les deux chiffres soient dits")


def _find_termes(rangee: Rangee, nature: Nature, debut: int, fin: int) -> tuple[Indicateur | None, Indicateur | None]:
    """What a comparison compares: two years' results, or a result and its target."""
    if nature == "ecart":
        return rangee.get(("cible", debut, fin)), rangee.get(("realise", debut, fin))
    avant = rangee.get(("realise", debut, debut)) or rangee.get(("reference", debut, debut))
    return avant, rangee.get(("realise", fin, fin))


def _describe(imprime: Indicateur, avant: Indicateur, apres: Indicateur) -> Constat:
    trouve, un, autre = (i.valeur or Decimal(0) for i in (imprime, avant, apres))
    taux = imprime.unite == "%" and avant.unite != "%" and un != 0
    attendu = _compute_taux(un, autre) if taux else autre - un
    attendu = attendu.quantize(Decimal(1).scaleb(min(int(trouve.as_tuple().exponent), 0) - 1))
    if imprime.nature == "ecart":
        quoi, de, a = "la comparaison", "cible", "résultat"
    else:
        quoi, de, a = "l'évolution", str(imprime.debut), str(imprime.fin)
    periode = format_periode(imprime.debut, imprime.fin, imprime.base)
    return Constat(
        places=tuple(dict.fromkeys(place_of(i) for i in (imprime, avant, apres))),
        phrase=(
            f"{_name(imprime)} (l. {imprime.ligne}) : {quoi} {periode} imprimée est de "
            f"{format_nombre(trouve, imprime.unite)} ; avec les chiffres de la ligne ({de} : {format_nombre(un)}, "
            f"{a} : {format_nombre(autre)}) elle serait de {format_nombre(attendu, imprime.unite)}."
        ),
        action=imprime.action,
        objet=f"{imprime.nature} {imprime.libelle}",
        periode=periode,
        trouve=str(trouve),
        attendu=str(attendu),
        difference=str(trouve - attendu),
        termes=(f"l. {avant.ligne} : {un}", f"l. {apres.ligne} : {autre}"),
        question="Pouvez-vous confirmer les chiffres de cette ligne et corriger son calcul ?",
    )


def recompute_evolutions(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The evolution from one year to another."""
    yield from _recompute(dossier, annee, "evolution")


def recompute_ecarts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The result against its target."""
    yield from _recompute(dossier, annee, "ecart")


def find_calculs_sans_chiffres(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A comparison computed from an empty cell, which the spreadsheet took for zero."""
    calculs = False
    for rangee in list_rangees(dossier):
        for (nature, debut, fin), imprime in rangee.items():
            if nature not in ("evolution", "ecart") or not _has_valeur(imprime) or not is_annee(dossier, annee, fin):
                continue
            calculs = True
            avant, apres = _find_termes(rangee, nature, debut, fin)
            vides = [i for i in (avant, apres) if i is not None and i.statut in ("vide", "nr", "nd", "nc", "tiret")]
            if not vides:
                continue
            quoi = "comparaison" if nature == "ecart" else "évolution"
            periode = format_periode(debut, fin, imprime.base)
            yield Constat(
                places=tuple(dict.fromkeys(place_of(i) for i in (imprime, *vides))),
                phrase=(
                    f"{_name(imprime)} (l. {imprime.ligne}) : une {quoi} {periode} de "
                    f"{format_nombre(imprime.valeur or Decimal(0), imprime.unite)} est imprimée, alors qu'un des deux "
                    "chiffres qu'elle compare n'est pas donné."
                ),
                action=imprime.action,
                objet=f"{nature} {imprime.libelle}",
                periode=periode,
                trouve=str(imprime.valeur),
                question="Pouvez-vous donner le chiffre manquant, ou retirer ce calcul ?",
            )
    if not calculs:
        raise NonApplicable("aucune colonne calculée n'est chiffrée")


def find_erreurs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Spreadsheet errors, one finding for each table."""
    if not dossier.lecture.indicateurs:
        raise NonApplicable("aucun indicateur")
    groupes: dict[tuple[Lieu, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.statut == "erreur_formule" and is_annee(dossier, annee, i.fin):
            # A dashboard is one table over all actions; elsewhere each action has its own.
            groupes[Lieu(i.document, i.origine), "" if i.origine == "tableau_de_bord" else i.action].append(i)
    for (lieu, action), cellules in groupes.items():
        nombre = len(cellules)
        actions = ", ".join(dict.fromkeys(i.action or "sans numéro" for i in cellules))
        erreurs = ", ".join(sorted({i.texte.strip() for i in cellules}))
        yield Constat(
            places=tuple(dict.fromkeys(place_of(i) for i in cellules)),
            phrase=(
                f"{ORIGINES[lieu.origine].capitalize()} ({lieu.document}) imprime une erreur de tableur ({erreurs}) "
                f"dans {nombre} cellule{'s' if nombre > 1 else ''} de {annee} (actions {actions}) : les chiffres à "
                "comparer y sont des mots, des zéros ou manquent."
            ),
            action=action,
            objet=f"erreur de tableur {lieu.origine}",
            periode=str(annee),
            trouve=str(nombre),
            attendu="0",
            difference=str(nombre),
            question="Pouvez-vous remplacer ces erreurs par les chiffres, ou dire ceux qui ne sont pas disponibles ?",
        )


CALCULS_INDICATEURS: tuple[Controle, ...] = (
    Controle(
        code="evolution_recalculee",
        titre="Évolution imprimée contre ses chiffres",
        explication=(
            "L'évolution d'une année à l'autre, refaite avec les deux résultats de la même ligne : taux, indice ou "
            "différence, selon ce qui est imprimé."
        ),
        gravite="majeure",
        tolerance="Moins d'une unité du dernier chiffre imprimé : un taux arrondi ou tronqué est juste.",
        manquants="Un résultat qui n'est pas un nombre n'est pas recalculé ; une base nulle non plus en taux.",
        source=_ARITHMETIQUE,
        examine=recompute_evolutions,
    ),
    Controle(
        code="ecart_recalcule",
        titre="Comparaison du résultat à la cible contre ses chiffres",
        explication="L'écart du résultat à la cible de la même année, refait avec les chiffres de la même ligne.",
        gravite="majeure",
        tolerance="Moins d'une unité du dernier chiffre imprimé : un taux arrondi ou tronqué est juste.",
        manquants="Une cible ou un résultat qui n'est pas un nombre n'est pas comparé.",
        source=_ARITHMETIQUE,
        examine=recompute_ecarts,
    ),
    Controle(
        code="calcul_sans_chiffre",
        titre="Calcul imprimé sans l'un de ses chiffres",
        explication="Une évolution ou une comparaison est chiffrée alors que l'un des deux chiffres n'est pas donné.",
        gravite="mineure",
        tolerance="Aucune.",
        manquants="C'est le chiffre manquant que ce contrôle signale.",
        source="Une valeur manquante n'est jamais un zéro (conception, section 3).",
        examine=find_calculs_sans_chiffres,
        consequences=("resultat_sans_cible", "cible_sans_resultat"),
    ),
    Controle(
        code="erreur_tableur",
        titre="Erreurs de tableur",
        explication=(
            "Des cellules portent une erreur de tableur (#VALEUR!, #DIV/0!) à la place d'un chiffre ; un constat par "
            "tableau et année, qui les compte."
        ),
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Une cellule vide n'est pas une erreur.",
        source="Conception, section 3, statut « erreur_formule ».",
        examine=find_erreurs,
    ),
)
