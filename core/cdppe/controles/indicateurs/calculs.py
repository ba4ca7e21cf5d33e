"""The columns that a table computes from its own figures, and the errors of a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from cdppe.controles.indicateurs.constats import make_groupe
from cdppe.controles.lieux import Lieu
from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    ORIGINES,
    agree,
    chiffre_of,
    compare,
    count,
    format_liste,
    format_nombre,
    is_annee,
    name_indicateur,
    name_periode,
)
from cdppe.facts import Indicateur
from cdppe.facts.modeles import Nature
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

Rangee = dict[tuple[Nature, int, int], Indicateur]
"""The cells of an indicator's row, by nature, first and last year; a cell printed twice is left out."""
_MOTS: dict[Nature, str] = {"evolution": "évolution", "ecart": "comparaison"}
_TUS = ("vide", "nr", "nd", "nc", "tiret")


def list_rangees(dossier: Dossier) -> list[Rangee]:
    """Every row of the indicators' tables."""
    return remember(dossier, "rangees_indicateurs", lambda: list(_iter_rangees(dossier)))


def _iter_rangees(dossier: Dossier) -> Iterator[Rangee]:
    groupes: dict[tuple[str, ...], dict[tuple[Nature, int, int], list[Indicateur]]] = defaultdict(dict)
    for i in dossier.lecture.indicateurs:
        if i.debut is not None and i.fin is not None:
            rangee = groupes[i.document, i.ligne, i.action, i.rubrique, i.libelle]
            rangee.setdefault((i.nature, i.debut, i.fin), []).append(i)
    for rangee in groupes.values():
        yield {cle: siens[0] for cle, siens in rangee.items() if len(siens) == 1}


def _list_calculs(dossier: Dossier, annee: int) -> Iterator[tuple[Indicateur, Indicateur | None, Indicateur | None]]:
    """Each cell of a computed column, with what it compares: two years' results, or a target and its result."""
    for rangee in list_rangees(dossier):
        for (nature, debut, fin), cellule in rangee.items():
            if nature not in _MOTS or not is_annee(dossier, annee, fin):
                continue
            if nature == "ecart":
                yield cellule, rangee.get(("cible", debut, fin)), rangee.get(("realise", debut, fin))
            else:
                avant = rangee.get(("realise", debut, debut)) or rangee.get(("reference", debut, debut))
                yield cellule, avant, rangee.get(("realise", fin, fin))


def _agrees(imprime: Indicateur, avant: Indicateur, apres: Indicateur) -> bool:
    """Whether a printed comparison is the rate, or the difference, of two figures; rounded or cut as it is printed."""
    valeur, un, autre = map(chiffre_of, (imprime, avant, apres))
    unite = Decimal(1).scaleb(min(int(valeur.as_tuple().exponent), 0))
    attendus = [autre - un] if imprime.unite != "%" or avant.unite == "%" else []
    if un:
        attendus.append(100 * (autre - un) / un)
    if un and imprime.nature == "ecart":
        attendus.append(100 * autre / un)  # a share of the target reached, rather than a distance from it
    return any(abs(valeur - a) < unite for a in attendus)


def _recompute(nature: Nature, dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A printed comparison against the figures of its row."""
    regarde = False
    for imprime, avant, apres in _list_calculs(dossier, annee):
        if imprime.nature != nature or avant is None or apres is None:
            continue
        if None in (imprime.valeur, avant.valeur, apres.valeur):
            continue
        regarde = True
        if (avant.valeur != 0 or imprime.unite != "%") and not _agrees(imprime, avant, apres):
            yield _describe(imprime, avant, apres)
    if not regarde:
        raise NonApplicable(f"aucune {_MOTS[nature]} imprimée dont les deux chiffres soient dits")


def _describe(imprime: Indicateur, avant: Indicateur, apres: Indicateur) -> Constat:
    trouve, un, autre = map(chiffre_of, (imprime, avant, apres))
    taux = imprime.unite == "%" and avant.unite != "%" and un != 0
    attendu = 100 * (autre - un) / un if taux else autre - un
    attendu = attendu.quantize(Decimal(1).scaleb(min(int(trouve.as_tuple().exponent), 0) - 1))
    ecart = imprime.nature == "ecart"
    quoi, de, a = (
        ("la comparaison", "cible", "résultat") if ecart else ("l'évolution", str(imprime.debut), str(imprime.fin))
    )
    phrase = (
        f"{name_indicateur(imprime)} (l. {imprime.ligne}) : {quoi} {name_periode(imprime)} imprimée est de "
        f"{format_nombre(trouve, imprime.unite)} ; avec les chiffres de la ligne ({de} : {format_nombre(un)}, "
        f"{a} : {format_nombre(autre)}) elle serait de {format_nombre(attendu, imprime.unite)}."
    )
    question = "Pouvez-vous confirmer les chiffres de cette ligne et corriger son calcul ?"
    objet = f"{imprime.nature} {imprime.libelle}"
    return compare((imprime, avant, apres), phrase, trouve, attendu, objet, question, termes=(avant, apres))


def find_calculs_sans_chiffres(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A comparison computed from an empty cell, which the spreadsheet took for zero."""
    calculs = [c for c in _list_calculs(dossier, annee) if c[0].valeur is not None]
    if not calculs:
        raise NonApplicable("aucune colonne calculée n'est chiffrée")
    for imprime, *termes in calculs:
        vides = [i for i in termes if i is not None and i.statut in _TUS]
        if vides:
            yield Constat(
                places=tuple(dict.fromkeys(map(place_of, (imprime, *vides)))),
                phrase=f"{name_indicateur(imprime)} (l. {imprime.ligne}) : une {_MOTS[imprime.nature]} "
                f"{name_periode(imprime)} de {format_nombre(chiffre_of(imprime), imprime.unite)} est imprimée, alors "
                "qu'un des deux chiffres qu'elle compare n'est pas donné.",
                action=imprime.action,
                objet=f"{imprime.nature} {imprime.libelle}",
                periode=name_periode(imprime),
                trouve=str(imprime.valeur),
                question="Pouvez-vous donner le chiffre manquant, ou retirer ce calcul ?",
            )


def find_calculs_absents(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A comparison left empty or in error though both of its figures are there, where the column has others."""
    calculs = list(_list_calculs(dossier, annee))
    chiffrees = {(i.document, i.origine, i.nature) for i, _, _ in calculs if i.valeur is not None}
    if not chiffrees:
        raise NonApplicable("aucune colonne calculée n'est chiffrée")
    par_action: dict[tuple[str, Nature], list[tuple[Indicateur, ...]]] = defaultdict(list)
    for imprime, avant, apres in calculs:
        tue = imprime.statut in ("texte", "erreur_formule", *_TUS) and imprime.certitude != "ambigu"
        if (
            not tue
            or avant is None
            or apres is None
            or (imprime.document, imprime.origine, imprime.nature) not in chiffrees
        ):
            continue
        if avant.valeur and apres.valeur is not None:  # nothing is compared with zero
            par_action[imprime.action, imprime.nature].append((avant, apres, imprime))
    for (action, nature), rangees in par_action.items():
        deux = "une cible et un résultat" if nature == "ecart" else "deux résultats"
        yield make_groupe(action, annee, rangees, f"{deux} en chiffres, sans leur {_MOTS[nature]}")


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
        numeros = list(dict.fromkeys(i.action or "sans numéro" for i in cellules))
        actions = f"{agree(len(numeros), 'action', 'actions')} {format_liste(numeros)}"
        erreurs = format_liste(sorted({i.texte.strip() for i in cellules}))
        nom = f" de {lieu.document}" if len(dossier.lecture.documents) > 1 else ""
        yield Constat(
            places=tuple(dict.fromkeys(map(place_of, cellules))),
            phrase=f"{ORIGINES[lieu.origine].capitalize()}{nom} imprime une erreur de tableur ({erreurs}) dans "
            f"{count(nombre, 'cellule')} de {annee} ({actions}) : les chiffres à comparer y sont des mots, des zéros "
            "ou manquent.",
            action=action,
            objet=f"erreur de tableur {lieu.origine}",
            periode=str(annee),
            trouve=str(nombre),
            attendu="0",
            difference=str(nombre),
            question="Pouvez-vous remplacer ces erreurs par les chiffres, ou dire ceux qui ne sont pas disponibles ?",
        )


CALCULS_INDICATEURS: dict[str, Examen] = {
    "evolution_recalculee": partial(_recompute, "evolution"),
    "ecart_recalcule": partial(_recompute, "ecart"),
    "calcul_sans_chiffre": find_calculs_sans_chiffres,
    "calcul_absent": find_calculs_absents,
    "erreur_tableur": find_erreurs,
}
