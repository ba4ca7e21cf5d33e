"""What a series of values tells: jumps, flat copies, targets and results that miss each other, absent indicators."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from cdppe.controles.indicateurs.calculs import list_rangees
from cdppe.controles.indicateurs.constats import make_groupe
from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    ANNEE,
    agree,
    chiffre_of,
    compare,
    format_nombre,
    is_annee,
    name_indicateur,
    name_periode,
)
from cdppe.controles.reperes import find_action, name_action, search_lignes
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

_SAUT = 4
#: Below it, a jump or a copy is chance.
_SIGNIFICATIF = 10
_A_REDUIRE = re.compile(r"\b(?:attente|delais?|durees?|absen|refus|rupture|non |sans |turn|vacan)")
"""What a département wants less of."""
_CHANGE = "Pouvez-vous confirmer ces deux valeurs ou dire ce qui a changé ?"
_INDICE = re.compile("pass[éea]")
_NOMBRE = r"\d+(?:[ \u00a0]\d{3})*(?!\d|[.,]\d)"
_PASSE = re.compile(
    rf"\bpass(?:é|e|ai|ant)\w*\b(?P<annees>[^.;\n]{{0,60}}?)\bde (?P<avant>{_NOMBRE})[^.;\n\d]{{0,40}}? à "
    rf"(?P<apres>{_NOMBRE})"
)
"""What went from one figure to another between two years, told in a sentence."""
_Paire = tuple[Indicateur, Indicateur]


def _iter_paires(dossier: Dossier) -> Iterator[_Paire]:
    """Each result with that of the year before, its starting level included; one figure for each period."""
    for faits in dossier.par_indicateur.values():
        series: dict[tuple[str, str, str], dict[tuple[int, int], Indicateur]] = defaultdict(dict)
        for i in faits:
            if i.nature in ("reference", "realise") and i.valeur is not None and i.debut is not None and i.fin:
                series[i.document, i.origine, i.base].setdefault((i.debut, i.fin), i)
        for serie in series.values():
            for (avant, un), (apres, autre) in pairwise(sorted(serie.items(), key=lambda s: s[0])):
                if autre.nature == "realise" and apres == (avant[0] + 1, avant[1] + 1):
                    yield un, autre


def _pair_annees(dossier: Dossier, annee: int) -> list[_Paire]:
    paires = remember(dossier, "paires_annees", lambda: list(_iter_paires(dossier)))
    siennes = [(avant, apres) for avant, apres in paires if is_annee(dossier, annee, apres.fin)]
    if not siennes:
        raise NonApplicable("aucun indicateur chiffré deux années de suite")
    return siennes


def _describe(avant: Indicateur, apres: Indicateur, suite: str, question: str) -> Constat:
    rubrique = f" ({apres.rubrique})" if apres.niveau == "detail" else ""
    phrase = (
        f"{name_indicateur(apres)}{rubrique} (l. {apres.ligne}) : {format_nombre(chiffre_of(avant), avant.unite)} en "
        f"{name_periode(avant)} et {format_nombre(chiffre_of(apres), apres.unite)} en {name_periode(apres)}, {suite}."
    )
    objet = f"{apres.rubrique} {apres.libelle}"
    return compare(
        (avant, apres), phrase, chiffre_of(apres), chiffre_of(avant), objet, question, periode=name_periode(apres)
    )


def find_sauts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A value four times greater or smaller than the year before, or fallen to zero; told by a table or a sentence."""
    racontes = remember(dossier, "sauts_racontes", lambda: _find_racontes(dossier))
    yield from (constat for fin, constat in racontes if is_annee(dossier, annee, fin))
    for avant, apres in _pair_annees(dossier, annee):
        bas, haut = sorted((chiffre_of(avant), chiffre_of(apres)))
        chute = chiffre_of(apres) == 0 and haut >= _SIGNIFICATIF
        if avant.unite == apres.unite and (chute or _is_saut(bas, haut)):
            suite = "une chute à zéro" if chute else f"un rapport de {haut / bas:.0f}"
            yield _describe(avant, apres, suite, _CHANGE)


def _find_racontes(dossier: Dossier) -> list[tuple[int, Constat]]:
    """What sentences tell, with its year."""
    constats = []
    for page in dossier.pages:
        for dit in search_lignes(page, _INDICE, _PASSE):
            annees = ANNEE.findall(dit["annees"])
            place = page.place(*dit.span())
            avant, apres = (Decimal(re.sub(r"\s", "", dit[nom])) for nom in ("avant", "apres"))
            if len(annees) == 2 and _is_saut(min(avant, apres), max(avant, apres)):
                action = find_action(dossier, page.document, place.ligne)
                constat = Constat(
                    (place,),
                    f"{name_action(action)} (l. {place.ligne}) : une phrase dit « {dit[0]} », un rapport de "
                    f"{max(avant, apres) / min(avant, apres):.0f}.",
                    action=action,
                    objet=dit[0],
                    periode=annees[1],
                    trouve=str(apres),
                    attendu=str(avant),
                    difference=str(apres - avant),
                    question=_CHANGE,
                )
                constats.append((int(annees[1]), constat))
    return constats


def _is_saut(bas: Decimal, haut: Decimal) -> bool:
    return bas > 0 and haut >= _SAUT * bas and haut >= 2 * _SIGNIFICATIF


def find_copies(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The very value of the year before."""
    for avant, apres in _pair_annees(dossier, annee):
        if chiffre_of(avant) == chiffre_of(apres) >= _SIGNIFICATIF and avant.unite == apres.unite != "%":
            yield _describe(avant, apres, "la même valeur", "")


def find_cibles_en_baisse(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Targets under those of the year before, one finding for each action."""
    par_action: dict[str, list[_Paire]] = defaultdict(list)
    paires = [
        (avant, cible)
        for rangee in list_rangees(dossier)
        for (nature, debut, fin), cible in rangee.items()
        if nature == "cible" and debut == fin and is_annee(dossier, annee, fin)
        if (avant := rangee.get(("cible", debut - 1, fin - 1))) and None not in (avant.valeur, cible.valeur)
    ]
    if not paires:
        raise NonApplicable("aucun indicateur n'a de cible deux années de suite")
    for avant, cible in paires:
        baisse = chiffre_of(cible) < chiffre_of(avant) and avant.unite == cible.unite
        if baisse and not _A_REDUIRE.search(normalize_libelle(cible.libelle)):
            par_action[cible.action].append((avant, cible))
    for action, siennes in par_action.items():
        yield make_groupe(action, annee, siennes, "une cible plus basse que celle de l'année d'avant")


def _pair_cibles(dossier: Dossier, annee: int) -> dict[str, list[tuple[Indicateur, Indicateur | None]]]:
    """By action, each target of the year with the result of the same row; one alone when the year is over."""
    close = any(f.etape == "execute" and f.fin == annee for f in dossier.montants)
    par_action: dict[str, list[tuple[Indicateur, Indicateur | None]]] = defaultdict(list)
    for faits in dossier.par_indicateur.values():
        rangees: dict[tuple[object, ...], dict[str, Indicateur]] = defaultdict(dict)
        for i in faits:
            if i.nature in ("cible", "realise") and is_annee(dossier, annee, i.fin) and i.fin == annee:
                rangees[i.document, i.origine, i.debut, i.base].setdefault(i.nature, i)
        for rangee in rangees.values():
            if "cible" in rangee and (close or len(rangee) == 2):
                par_action[rangee["cible"].action].append((rangee["cible"], rangee.get("realise")))
    if not par_action:
        raise NonApplicable("aucune cible de l'année, ou l'année n'est pas finie")
    return par_action


def _examine_cibles(
    quoi: str, choisit: Callable[[Indicateur, Indicateur | None], list[Indicateur | None]], question: str = ""
) -> Examen:
    """One finding for each action: the cells that ``choisit`` keeps of a target and its result."""

    def examine(dossier: Dossier, annee: int) -> Iterator[Constat]:
        for action, paires in _pair_cibles(dossier, annee).items():
            gardees = [[i for i in choisit(*paire) if i is not None] for paire in paires]
            if rangees := [cellules for cellules in gardees if cellules]:
                yield make_groupe(action, annee, rangees, quoi, question)

    return examine


def _is_said(i: Indicateur | None) -> bool:
    """Whether the cell says something, be it in words."""
    return i is not None and i.statut in ("chiffre", "texte", "non_debute", "sans_objet", "en_attente")


def _is_chiffre(i: Indicateur | None) -> bool:
    return i is not None and i.valeur is not None


def _is_mots(i: Indicateur | None) -> bool:
    return i is not None and i.statut == "texte" and i.certitude != "ambigu"


def find_nationaux_absents(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Harmonised indicators of which the documents give no result, one finding for all."""
    harmonises = [n for n in dossier.cadre.indicateurs if "DREES" in n.source.upper()]
    donnes = {i.indicateur_national for i in dossier.lecture.indicateurs if _is_resultat(i, annee)}
    # A report that knows none of the national indicators is asked for none; a year without any result neither.
    if not harmonises or not donnes or not any(i.indicateur_national for i in dossier.lecture.indicateurs):
        raise NonApplicable("aucun résultat de l'année, ou aucun indicateur national dans le rapport")
    absents = [n for n in harmonises if n.code not in donnes]
    if not absents:
        return
    numeros = {str(n.objectif) for n in absents}
    noms = " ; ".join(f"objectif {n.objectif}, « {n.libelle} »" for n in absents)
    sujet = f"{len(absents)} des {len(harmonises)} indicateurs nationaux harmonisés"
    sujet += agree(len(absents), " n'a pas", " n'ont pas")
    if len(absents) == len(harmonises):
        sujet = f"aucun des {len(harmonises)} indicateurs nationaux harmonisés n'a"
    yield Constat(
        places=tuple(place_of(a) for a in dossier.actions.values() if numeros & set(a.objectifs.split(";"))),
        phrase=f"{annee} : {sujet} de résultat chiffré ({noms}).",
        objet="indicateurs nationaux harmonisés",
        periode=str(annee),
        trouve=str(len(harmonises) - len(absents)),
        attendu=str(len(harmonises)),
        difference=str(-len(absents)),
        termes=tuple(n.libelle for n in absents),
    )


def _is_resultat(i: Indicateur, annee: int) -> bool:
    dit = i.valeur is not None or i.certitude == "ambigu"  # several figures in a cell are a result all the same
    return i.nature == "realise" and dit and i.fin == annee and i.base in ("civile", "scolaire")


SERIES_INDICATEURS: dict[str, Examen] = {
    "indicateur_saut": find_sauts,
    "indicateur_recopie": find_copies,
    "cible_en_baisse": find_cibles_en_baisse,
    "resultat_sans_cible": _examine_cibles(
        "un résultat sans cible",
        lambda cible, realise: [realise] if _is_chiffre(realise) and not _is_said(cible) else [],
    ),
    "cible_sans_resultat": _examine_cibles(
        "une cible sans résultat",
        lambda cible, realise: [cible] if _is_chiffre(cible) and not _is_said(realise) else [],
        "Quel est le résultat atteint, ou quand sera-t-il connu ?",
    ),
    "resultat_en_mots": _examine_cibles(
        "une cible en chiffres et un résultat en mots",
        lambda cible, realise: [cible, realise] if _is_chiffre(cible) and _is_mots(realise) else [],
    ),
    "indicateur_national_absent": find_nationaux_absents,
}
