"""What was planned and spent over several years: by source and étape, by engagement and by objective."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cdppe.consolidation.actions import Unite
from cdppe.consolidation.calcul import (
    Donnees,
    Plage,
    add_montants,
    count,
    format_montant,
    list_faits,
    list_manquants,
    note_manquants,
)
from cdppe.consolidation.cumul import AILLEURS, MOTIFS, NON_CUMULEES, CleCumul, Cumul, Laisse, touches
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.consolidation.mots import ETAPES, RANG_ETAPE, RANG_SOURCE, SOURCES
from cdppe.consolidation.recouvrements import COMPRIS, ENDROIT
from cdppe.consolidation.sommes import Somme

ENSEMBLE = "Ensemble"
_NOMMEES_MAX = 6
_SANS_CUMUL = "sans cumul : d'une année à l'autre, c'est en partie le même argent"
_AUTRES = "autres périodes"
_NOTES = (
    "Une colonne d'année ne montre que ce qui s'ajoute aux autres années : elle peut être plus basse que dans la "
    "synthèse de cette année-là, et « Ne s'ajoute pas » dit pourquoi.",
    "« Cumul » est la somme des colonnes d'années et de « Autres périodes comprises », qui ne montrent que ce qui y "
    "compte. Des périodes qui se recouvrent ne s'additionnent jamais.",
    "Pour une action, une source et une étape, un montant de plusieurs années et ceux de ses années comptent une fois "
    "s'ils sont égaux ; si ses années ne sont pas toutes dites et ne le dépassent pas, lui seul compte. S'ils se "
    "contredisent, ceux du rapport le plus récent comptent, puis ceux du tableau financier avant ceux de la fiche ; "
    "d'un même endroit, aucun. « Ne s'ajoute pas » montre ce qui ne compte pas.",
    "« Exercices comptés » : une année absente n'est pas un zéro. Une partie d'année ou une année scolaire y est dite.",
    "Reporté, disponible, variation et non consommé n'ont pas de cumul : ce qui reste d'une année passe à la suivante. "
    "Leurs colonnes montrent chaque année.",
    "Les deux lignes comparables se font action par action et période par période, de ce qui compte de chaque source.",
)


def tabulate_cumul(donnees: Donnees, cumuls: Mapping[CleCumul, Cumul]) -> Table:
    """One row for each source and étape of all départements, then of each."""
    plage, groupes = donnees.plage, _group(donnees, cumuls)
    tous: dict[tuple[str, str, str], list[_Part]] = defaultdict(list)
    for (departement, source, etape), parts in groupes.items():
        tous[ENSEMBLE, source, etape] += parts
        tous[departement, source, etape] += parts
    if len({departement for departement, _, _ in groupes}) < 2:
        tous = {cle: parts for cle, parts in tous.items() if cle[0] != ENSEMBLE}
    lignes = [
        _ligne((departement, SOURCES[source], ETAPES[etape]), parts, plage, etape)
        for (departement, source, etape), parts in sorted(tous.items(), key=_rank)
    ]
    colonnes = (
        Colonne("Département"),
        Colonne("Source"),
        Colonne("Étape"),
        *(Colonne(str(a), "montant") for a in plage.annees),
        Colonne("Autres périodes comprises", "montant"),
        Colonne("Cumul", "montant"),
        Colonne("Exercices comptés"),
        Colonne("Ne s'ajoute pas", "long"),
        Colonne("Manquants", "nombre"),
    )
    titre = f"Montants cumulés de {plage.nom}, par département, source et étape"
    sommes = [s for parts in groupes.values() for _, _, siennes in parts for s in siennes]
    return Table("cumul", "U", "Cumul", titre, colonnes, tuple(lignes), (*_NOTES, note_manquants(sommes)))


_Part = tuple[Unite, Cumul, list[Somme]]
"""A unit, what of it adds up, and all that is read of it in the range."""


def _group(donnees: Donnees, cumuls: Mapping[CleCumul, Cumul]) -> dict[tuple[str, str, str], list[_Part]]:
    plage = donnees.plage
    sommes: dict[CleCumul, list[Somme]] = defaultdict(list)
    for somme in (*donnees.sommes, *donnees.lignes):
        if touches(somme.cle.periode, plage):
            sommes[CleCumul(Unite.of(somme.cle), somme.cle.etape, somme.cle.source)].append(somme)
    groupes: dict[tuple[str, str, str], list[_Part]] = defaultdict(list)
    for cle, siennes in sommes.items():
        cumul = cumuls.get(cle, Cumul())
        if any(s.montant is not None for s in siennes) or list_manquants(siennes):
            groupes[cle.unite.departement, cle.source, cle.etape].append((cle.unite, cumul, siennes))
    return groupes


def _rank(groupe: tuple[tuple[str, str, str], list[_Part]]) -> tuple[object, ...]:
    departement, source, etape = groupe[0]
    return departement != ENSEMBLE, departement, RANG_SOURCE[source], RANG_ETAPE[etape]


def _ligne(tete: tuple[str, ...], parts: Sequence[_Part], plage: Plage, etape: str) -> Ligne:
    """``etape`` says whether anything adds up; if not, the amounts of the years are shown side by side."""
    cumule = etape not in NON_CUMULEES
    toutes = [s for _, _, sommes in parts for s in sommes]
    retenus = [s for _, c, _ in parts for s in c.retenus] if cumule else [s for s in toutes if _is_annee(s, plage)]
    annees = [[s for s in retenus if s.cle.periode == Periode(a, a, "civile")] for a in plage.annees]
    autres = [s for s in retenus if not _is_annee(s, plage)]
    laisses = [(unite, laisse) for unite, c, _ in parts for laisse in c.laisses]
    if not cumule:
        autres_chiffrees = (
            (u, s) for u, _, ss in parts for s in ss if s.montant is not None and not _is_annee(s, plage)
        )
        laisses = [(unite, Laisse(_AUTRES, s)) for unite, s in autres_chiffrees]
    doubles = [s for _, c, _ in parts for s in c.doubles]
    montants = [*map(add_montants, annees), add_montants(autres), add_montants(retenus) if cumule else None]
    ids_laisses = list_faits(laisse.somme for _, laisse in laisses)
    mots = describe_laisses(laisses, tete[0] == ENSEMBLE)
    if not cumule:
        mots = " ; ".join(filter(None, (_SANS_CUMUL, mots)))
    faits = [list_faits(siennes) for siennes in (*annees, autres)]
    faits.append(list_faits([*retenus, *doubles]) if cumule else ())
    exercices = name_exercices([*retenus, *doubles], plage) if cumule else ""
    rangs = {len(tete) + n: ids for n, ids in enumerate((*faits, (), ids_laisses))}
    return Ligne(
        (*tete, *montants, exercices, mots, len(list_manquants(toutes))),
        tuple(sorted({*list_faits(toutes), *ids_laisses, *(id_ for ids in faits for id_ in ids)})),
        rangs,
    )


def _is_annee(somme: Somme, plage: Plage) -> bool:
    debut, fin, base = somme.cle.periode
    return base == "civile" and debut == fin and debut in plage.annees


def name_exercices(sommes: Iterable[Somme], plage: Plage) -> str:
    """``2020, 2022, 2021 (partiel)``: the years that something counted covers, then what covers but a part of one."""
    periodes = {s.cle.periode for s in sommes}
    entieres = {a for p in periodes if p.base == "civile" for a in range(p.debut or 0, (p.fin or 0) + 1)}
    partielles = [
        p.libelle
        for p in sorted(periodes, key=lambda p: p.sort_key(0))
        if p.base != "civile" and not entieres >= set(range(p.debut or 0, (p.fin or 0) + 1))
    ]
    return ", ".join([*(str(a) for a in plage.annees if a in entieres), *partielles])


def describe_laisses(laisses: Iterable[tuple[Unite, Laisse]], resume: bool) -> str:
    """Why, then the periods with their amounts, then the actions; of all départements only how many there are."""
    groupes: dict[str, dict[Periode, list[Somme]]] = defaultdict(lambda: defaultdict(list))
    unites: dict[str, set[Unite]] = defaultdict(set)
    for unite, (motif, somme) in laisses:
        if not somme.montant and motif in (AILLEURS, COMPRIS, ENDROIT):
            continue  # a zero that is said twice
        groupes[motif][somme.cle.periode].append(somme)
        unites[motif].add(unite)
    phrases = []
    for motif in (m for m in (*MOTIFS, _AUTRES) if m in groupes):
        if resume:
            nombre = sum(len(siennes) for siennes in groupes[motif].values())
            departements = sorted({u.departement for u in unites[motif]})
            codes = ", ".join((*departements[:_NOMMEES_MAX], *["…"] * (len(departements) > _NOMMEES_MAX)))
            phrases.append(f"{motif} : {count(nombre, 'montant')} ({codes})")
            continue
        montants = ", ".join(
            f"{periode.libelle} : {format_montant(add_montants(siennes) or Decimal(0))}"
            for periode, siennes in sorted(groupes[motif].items(), key=lambda g: g[0].sort_key(0))
        )
        phrases.append(f"{motif} : {montants} ({_name_unites(unites[motif])})")
    return " ; ".join(phrases)


def _name_unites(unites: Iterable[Unite]) -> str:
    noms = list(dict.fromkeys(u.nom for u in sorted(unites, key=Unite.sort_key)))
    if len(noms) > _NOMMEES_MAX:
        return count(len(noms), "action")
    return f"action{'s' if len(noms) > 1 else ''} {', '.join(noms)}"
