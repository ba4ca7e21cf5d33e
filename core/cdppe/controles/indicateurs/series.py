"""What a series of values tells: jumps, flat copies, targets and results that miss each other, absent indicators."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from cdppe.controles.lieux import format_nombre, format_periode
from cdppe.controles.mots import is_annee
from cdppe.facts import Indicateur
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

_SAUT = 10
#: Below it, a jump or a copy is chance.
_SIGNIFICATIF = 10


def _list_series(dossier: Dossier) -> Iterator[list[Indicateur]]:
    """The results of each indicator from year to year, its starting level first; one figure for each period."""
    for faits in dossier.par_indicateur.values():
        series: dict[tuple[str, str, str], dict[tuple[int, int], Indicateur]] = defaultdict(dict)
        for i in faits:
            if i.nature in ("reference", "realise") and i.valeur is not None and i.debut is not None and i.fin:
                series[i.document, i.origine, i.base].setdefault((i.debut, i.fin), i)
        for serie in series.values():
            yield [serie[periode] for periode in sorted(serie)]


def _pair_annees(dossier: Dossier, annee: int) -> list[tuple[Indicateur, Indicateur]]:
    """Each result of the year with that of the year before."""
    paires = [
        (avant, apres)
        for serie in _list_series(dossier)
        for avant, apres in pairwise(serie)
        if apres.nature == "realise"
        and is_annee(dossier, annee, apres.fin)
        and (apres.debut, apres.fin) == ((avant.debut or 0) + 1, (avant.fin or 0) + 1)
    ]
    if not paires:
        raise NonApplicable("aucun indicateur chiffré deux années de suite")
    return paires


def _get(i: Indicateur) -> Decimal:
    return i.valeur or Decimal(0)


def _name(i: Indicateur) -> str:
    rubrique = f" ({i.rubrique})" if i.niveau == "detail" else ""
    return f"Action {i.action}, « {i.libelle} »{rubrique}" if i.action else f"« {i.libelle} »{rubrique}"


def _describe(avant: Indicateur, apres: Indicateur, suite: str, question: str) -> Constat:
    periodes = [format_periode(i.debut, i.fin, i.base) for i in (avant, apres)]
    return Constat(
        places=tuple(dict.fromkeys((place_of(avant), place_of(apres)))),
        phrase=(
            f"{_name(apres)} (l. {apres.ligne}) : {format_nombre(_get(avant), avant.unite)} en {periodes[0]} et "
            f"{format_nombre(_get(apres), apres.unite)} en {periodes[1]}, {suite}."
        ),
        action=apres.action,
        objet=f"{apres.rubrique} {apres.libelle}",
        periode=periodes[1],
        trouve=str(apres.valeur),
        attendu=str(avant.valeur),
        difference=str(_get(apres) - _get(avant)),
        question=question,
    )


def find_sauts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A value ten times greater or smaller than the year before, or fallen to zero."""
    for avant, apres in _pair_annees(dossier, annee):
        bas, haut = sorted((_get(avant), _get(apres)))
        chute = _get(apres) == 0 and haut >= _SIGNIFICATIF
        if avant.unite == apres.unite and (chute or (bas > 0 and haut >= _SAUT * bas and haut >= 2 * _SIGNIFICATIF)):
            suite = "une chute à zéro" if chute else f"un rapport de {haut / bas:.0f}"
            yield _describe(avant, apres, suite, "Pouvez-vous confirmer ces deux valeurs ou dire ce qui a changé ?")


def find_copies(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The very value of the year before."""
    for avant, apres in _pair_annees(dossier, annee):
        if _get(avant) == _get(apres) >= _SIGNIFICATIF and avant.unite == apres.unite != "%":
            yield _describe(avant, apres, "la même valeur", "")


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


def find_resultats_sans_cible(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Results that nothing was aimed at, one finding for each action."""
    for action, paires in _pair_cibles(dossier, annee).items():
        seuls = [r for cible, r in paires if r is not None and r.valeur is not None and not _is_said(cible)]
        if seuls:
            yield _describe_groupe(action, annee, seuls, "un résultat sans cible", "")


def find_cibles_sans_resultat(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Targets whose result is not given, one finding for each action."""
    question = "Pouvez-vous donner ces résultats, ou dire quand ils le seront ?"
    for action, paires in _pair_cibles(dossier, annee).items():
        seuls = [c for c, realise in paires if c.valeur is not None and not _is_said(realise)]
        if seuls:
            yield _describe_groupe(action, annee, seuls, "une cible sans résultat", question)


def _is_said(i: Indicateur | None) -> bool:
    """Whether the cell says something, be it in words."""
    return i is not None and i.statut in ("chiffre", "texte", "non_debute", "sans_objet", "en_attente")


def _describe_groupe(action: str, annee: int, faits: list[Indicateur], quoi: str, question: str) -> Constat:
    noms = " ; ".join(f"« {i.libelle} » (l. {i.ligne}) : {format_nombre(_get(i), i.unite)}" for i in faits)
    nombre = f"{len(faits)} indicateurs ont" if len(faits) > 1 else "un indicateur a"
    debut = f"Action {action}" if action else "Sans action"
    return Constat(
        places=tuple(dict.fromkeys(place_of(i) for i in faits)),
        phrase=f"{debut}, {annee} : {nombre} {quoi} ({noms}).",
        action=action,
        objet=quoi,
        periode=str(annee),
        trouve=str(len(faits)),
        question=question,
    )


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
    yield Constat(
        places=tuple(place_of(a) for a in dossier.actions.values() if numeros & set(a.objectifs.split(";"))),
        phrase=(
            f"{annee} : {len(absents)} des {len(harmonises)} indicateurs nationaux harmonisés n'ont pas de résultat "
            f"chiffré ({noms})."
        ),
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


SERIES_INDICATEURS: tuple[Controle, ...] = (
    Controle(
        code="indicateur_saut",
        titre="Indicateur multiplié ou divisé par dix, ou tombé à zéro",
        explication="D'une année à la suivante, la valeur change d'un facteur dix ou plus, ou tombe à zéro.",
        gravite="mineure",
        tolerance="Les valeurs inférieures à 20 (10 pour une chute à zéro) ne sont pas regardées.",
        manquants="Une année sans nombre n'est comparée à aucune autre.",
        source="Vraisemblance : un changement d'échelle vient souvent d'une faute de frappe ou de définition.",
        examine=find_sauts,
        consequences=("evolution_recalculee", "ecart_recalcule", "indicateur_entre_endroits"),
    ),
    Controle(
        code="indicateur_recopie",
        titre="Indicateur identique d'une année à l'autre",
        explication="La valeur est exactement celle de l'année d'avant : elle a pu être recopiée.",
        gravite="information",
        tolerance="Les valeurs inférieures à 10 et les pourcentages ne sont pas regardés.",
        manquants="Une année sans nombre n'est comparée à aucune autre.",
        source="Question de vraisemblance.",
        examine=find_copies,
    ),
    Controle(
        code="resultat_sans_cible",
        titre="Résultats sans cible",
        explication="Un tableau qui a une colonne de cibles donne un résultat sans cible ; un constat par action.",
        gravite="information",
        tolerance="Aucune.",
        manquants="Une cible en mots compte comme dite.",
        source="Un résultat se juge à sa cible.",
        examine=find_resultats_sans_cible,
    ),
    Controle(
        code="cible_sans_resultat",
        titre="Cibles sans résultat",
        explication="Un tableau qui a une colonne de résultats donne une cible sans résultat ; un constat par action.",
        gravite="mineure",
        tolerance="Aucune.",
        manquants="Un résultat en mots, « sans objet », non débuté ou en attente compte comme dit.",
        source="Une cible annoncée appelle son résultat.",
        examine=find_cibles_sans_resultat,
    ),
    Controle(
        code="indicateur_national_absent",
        titre="Indicateurs nationaux harmonisés absents",
        explication=(
            "Les indicateurs que les rapports marquent comme harmonisés (DREES) se donnent de la même façon partout ; "
            "aucun texte connu ne les dit obligatoires, leur absence est une information."
        ),
        gravite="information",
        tolerance="Aucune.",
        manquants="Une cellule à plusieurs nombres compte comme un résultat.",
        source="Cadre national, indicateurs des objectifs 1 à 5 marqués « source DREES / CD ».",
        examine=find_nationaux_absents,
    ),
)
