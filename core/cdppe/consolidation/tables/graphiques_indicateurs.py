"""The chart of the national indicators over the years: what may be compared, and only where two years can be."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from statistics import quantiles

from cdppe.cadre import IndicateurNational
from cdppe.consolidation.calcul import Donnees, count
from cdppe.consolidation.indicateurs import Valeur, explain_incomparable, group_nationaux, join_ids
from cdppe.consolidation.modeles import Colonne, Graphique, Ligne, Table

_INDICATEURS_MAX = 9
_COURBES_MAX = 12
_VALEURS_MIN = 4
"""So many values make quartiles."""
_LECTURE_QUARTILES = " La courbe est la médiane ; la bande va du premier au troisième quartile."
_RANGS = ("1er quartile", "Médiane", "3e quartile")

_Serie = Mapping[int, Valeur]
_ParDepartement = Mapping[str, _Serie]
_Suivi = tuple[IndicateurNational, _ParDepartement]


def chart_indicateurs(donnees: Donnees) -> Graphique | None:
    """A row for each département, or the quartiles of many; a column for each year. None when no two years compare."""
    suivis = [(n, series) for n, series in _list_suivis(donnees) if any(len(s) > 1 for s in series.values())]
    if not suivis:
        return None
    retenus = _choose(suivis)
    annees = sorted({annee for _, series in retenus for serie in series.values() for annee in serie})
    departements = {departement for _, series in retenus for departement in series}
    courbes = len(departements) <= _COURBES_MAX
    lignes: list[Ligne] = []
    for national, series in retenus:
        tete = (national.libelle, national.code, national.unite)
        if courbes:
            lignes += [_ligne((*tete, departement), serie, annees) for departement, serie in sorted(series.items())]
        else:
            lignes += _list_quartiles(tete, series.values(), annees)
    if not lignes:
        return None
    titre = "Indicateurs nationaux comparables, au fil des années"
    colonnes = (
        Colonne("Indicateur", "long"),
        Colonne("Code", essentielle=False),
        Colonne("Unité"),
        Colonne("Département" if courbes else "Courbe"),
        *(Colonne(str(annee), "valeur") for annee in annees),
    )
    notes = (
        "Seules valeurs réalisées, de même définition et de même sorte d'année que l'indicateur national, d'un "
        "indicateur dont un département au moins donne deux années ; une année scolaire est celle où elle finit.",
        *_note_choix(len(suivis)),
        *(() if courbes else (_note_quartiles(len(departements)),)),
    )
    table = Table(
        "graphique_indicateurs", "VI", "Graphique indicateurs", titre, colonnes, tuple(lignes), notes, "classeur",
        "indicateurs",
    )  # fmt: skip
    resume = _resume(retenus, len(departements)) + ("" if courbes else _LECTURE_QUARTILES)
    return Graphique("indicateurs", titre, table, f"graphiques/{'courbes' if courbes else 'quartiles'}.json", resume)


def _choose(suivis: list[_Suivi]) -> list[_Suivi]:
    """Those with most values; of as many, the first of each objective before the second of any."""
    rangs: Counter[int] = Counter()
    tries = []
    for ordre, (national, series) in enumerate(suivis):
        tries.append((-sum(map(len, series.values())), rangs[national.objectif], ordre))
        rangs[national.objectif] += 1
    return [suivis[ordre] for ordre in sorted(ordre for *_, ordre in sorted(tries)[:_INDICATEURS_MAX])]


def _list_suivis(donnees: Donnees) -> Iterable[_Suivi]:
    """The comparable results of each indicator, by département and year."""
    par_code = group_nationaux(donnees)
    for national in donnees.cadre.indicateurs:
        series: dict[str, dict[int, Valeur]] = defaultdict(dict)
        for departement, valeurs in sorted(par_code.get(national.code, {}).items()):
            for (nature, periode), valeur in sorted(valeurs.items(), key=lambda v: v[0][0]):
                if nature != "realise" or valeur.valeur is None or periode.debut is None or periode.fin is None:
                    continue
                if periode.fin - periode.debut < 2 and not explain_incomparable(national, valeur):
                    series[departement][periode.fin] = valeur
        yield national, dict(series)


def _ligne(tete: tuple[str, ...], serie: _Serie, annees: list[int]) -> Ligne:
    cases = {len(tete) + n: serie[annee].ids for n, annee in enumerate(annees) if annee in serie}
    chiffres = (serie[annee].valeur if annee in serie else None for annee in annees)
    return Ligne((*tete, *chiffres), join_ids(*serie.values()), cases)


def _list_quartiles(tete: tuple[str, ...], series: Iterable[_Serie], annees: list[int]) -> Iterable[Ligne]:
    """Three rows; a year with too few values for quartiles has none."""
    par_annee: dict[int, list[Valeur]] = defaultdict(list)
    for serie in series:
        for annee, valeur in serie.items():
            par_annee[annee].append(valeur)
    connues = [annee for annee in annees if len(par_annee[annee]) >= _VALEURS_MIN]
    calcules = {annee: _compute_quartiles(par_annee[annee]) for annee in connues}
    if not connues:
        return
    cases = {len(tete) + 1 + n: join_ids(*par_annee[a]) for n, a in enumerate(annees) if a in calcules}
    faits = join_ids(*(v for annee in connues for v in par_annee[annee]))
    for rang, nom in enumerate(_RANGS):
        yield Ligne((*tete, nom, *(calcules[a][rang] if a in calcules else None for a in annees)), faits, cases)


def _compute_quartiles(valeurs: Iterable[Valeur]) -> list[Decimal]:
    """The three quartiles as a spreadsheet gives them (inclusive), to one decimal place."""
    chiffres = [v.valeur for v in valeurs if v.valeur is not None]
    return [q.quantize(Decimal("0.1")) for q in quantiles(chiffres, n=4, method="inclusive")]


def _note_choix(nombre: int) -> tuple[str, ...]:
    if nombre <= _INDICATEURS_MAX:
        return ()
    return (
        f"Les {_INDICATEURS_MAX} indicateurs qui ont le plus de valeurs, sur {nombre} ; les autres sont dans le "
        "tableau « Indicateurs nationaux, au fil des années ».",
    )


def _note_quartiles(departements: int) -> str:
    return (
        f"{departements} départements : médiane et quartiles calculés des valeurs de chaque année où il y en a au "
        f"moins {_VALEURS_MIN}. Les départements peuvent différer d'une année à l'autre."
    )


def _resume(retenus: list[_Suivi], departements: int) -> str:
    """How many series rise, fall or stay between their first and last year."""
    sens = {"hausse": 0, "baisse": 0, "stable": 0}
    for _, series in retenus:
        for serie in series.values():
            if len(serie) > 1:
                debut, fin = (serie[annee].valeur or Decimal(0) for annee in (min(serie), max(serie)))
                sens["hausse" if fin > debut else "baisse" if fin < debut else "stable"] += 1
    parts = f"{sens['hausse']} en hausse, {sens['baisse']} en baisse, {count(sens['stable'], 'stable')}"
    return (
        f"{count(len(retenus), 'indicateur')}, {count(departements, 'département')} ; de la première à la dernière "
        f"année connue, les séries des départements : {parts}."
    )
