"""What cannot be compared and why, who is missing, and how the reports were read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from cdppe.consolidation.campagne import ETATS, REPONDU
from cdppe.consolidation.consultation import (
    Consultation,
    Rangee,
    case_departements,
    list_departements,
    name_departement,
)
from cdppe.consolidation.mots import SOURCES, TOUTES_SOURCES
from cdppe.consolidation.note.argent import list_sources
from cdppe.consolidation.note.execution import Execution
from cdppe.consolidation.note.modeles import Motif
from cdppe.consolidation.note.mots import format_entier
from cdppe.controles.mots import agree, count, format_liste
from cdppe.facts.libelles import normalize_libelle

_NON = "non comparable : "
_NOMS_MAX = 12
_MOTIFS = {
    "Ambigu": ("est ambigu", "sont ambigus"),
    "Conflit": ("en contredit un autre", "se contredisent"),
    "Plus large que l'action": ("couvre plus que l'action", "couvrent plus que l'action"),
}
_Par = dict[str, list[tuple[str, str]]]


def _list_rapproches(vue: Consultation) -> list[Rangee]:
    """Each action and period of which planned or spent money is known."""
    return [r for r in vue.rows("execution_actions") if r.read("Source") == SOURCES[TOUTES_SOURCES]]


def _describe_sources(vue: Consultation) -> Iterator[str]:
    """What the planned money is made of: not the same in each report."""
    sources = list_sources(vue, "prevu")
    if not sources:
        return
    tete = f"Le prévu{' cumulé' if vue.synthese.debut else ''} de {vue.synthese.nom} réunit"
    if len({tuple(siens) for siens in sources.values()}) < 2:
        mot = agree(len(sources), "une seule source", "ces sources")
        yield f"{tete} {mot} : {format_liste(sources)} ({_name_table(vue)})."
        return
    parts = " ; ".join(f"{source} ({list_departements(siens)})" for source, siens in sources.items())
    yield f"{tete} des sources qui ne sont pas les mêmes d'un rapport à l'autre : {parts} ({_name_table(vue)})."


def _name_table(vue: Consultation) -> str:
    return vue.name_reperes("cumul" if vue.synthese.debut else "sources_etapes")


def describe_execution(vue: Consultation, execution: tuple[Execution, ...]) -> Iterator[str]:
    """On how many actions a rate could be computed."""
    yield from _describe_sources(vue)
    rapproches = _list_rapproches(vue)
    if not rapproches:
        return
    bons = sum(r.montant("Taux (%)") is not None for r in rapproches)
    fois = f"c'est le cas {format_entier(bons)} fois" if bons else "ce n'est jamais le cas,"
    yield (
        "Un taux d'exécution n'est calculé que si le prévu et l'exécuté d'une action couvrent les mêmes sources et la "
        f"même période : {fois} sur {format_entier(len(rapproches))} ({vue.name_reperes('execution_actions')})."
    )
    for e in execution:
        yield f"Pour {e.periode} : {e.detail()} ({list_departements(e.departements)} ; {e.repere})."


def list_motifs_execution(vue: Consultation) -> tuple[Motif, ...]:
    """Why the others have none, the most frequent reason first."""
    par: _Par = defaultdict(list)
    for r in _list_rapproches(vue):
        lecture = r.texte("Lecture")
        if lecture.startswith(_NON):
            raison = lecture.removeprefix(_NON).partition(" (connu")[0].partition(" : ")[0]
            par[raison].append((r.texte("Département"), r.repere))
    return _count_motifs(par)


def describe_indicateurs(vue: Consultation) -> Iterator[str]:
    """How many values compare."""
    rangees = [r for r in vue.rows("indicateurs_nationaux") if r.read("Département") != "Ensemble"]
    if not rangees:
        return
    oui = sum(r.read("Comparable") == "oui" for r in rangees)
    combien = count(oui, "valeur se compare", "valeurs se comparent") if oui else "aucune valeur ne se compare"
    yield (
        "Un indicateur national se compare d'un département à l'autre quand sa définition et sa période sont celles "
        f"du cadre : {combien} ({vue.name_reperes('indicateurs_nationaux')})."
    )


def list_motifs_indicateurs(vue: Consultation) -> tuple[Motif, ...]:
    """Why the other national indicators of the year do not compare."""
    par: _Par = defaultdict(list)
    for r in vue.rows("indicateurs_nationaux"):
        mot = r.texte("Comparable")
        if mot == "oui" or r.read("Département") == "Ensemble":
            continue
        raison = mot.removeprefix("non : ").partition(" (")[0].partition(" ; ")[0]
        for departement in r.texte("Département").split(", "):
            par[raison].append((departement, r.repere))
    return _count_motifs(par)


def _count_motifs(par: _Par) -> tuple[Motif, ...]:
    return tuple(
        Motif(f"{raison[:1].upper()}{raison[1:]}", format_entier(len(siens)), case_departements(d for d, _ in siens))
        for raison, siens in sorted(par.items(), key=lambda p: (-len(p[1]), p[0]))
    )


def describe_ecartes(vue: Consultation) -> Iterator[str]:
    """What stands in no sum, and what is printed under another engagement."""
    hors = vue.rows("hors_sommes")
    if hors:
        comptes = Counter(r.texte("Motif") for r in hors)
        parts = [count(n, *_MOTIFS.get(motif, (motif, motif))) for motif, n in sorted(comptes.items())]
        tete = count(len(hors), "montant lu n'est", "montants lus ne sont")
        yield f"{tete} dans aucune somme : {format_liste(parts)} ({vue.name_reperes('hors_sommes')})."
    differents = [r for r in vue.rows("correspondance") if r.texte("Différence")]
    if differents:
        reperes = f" ({format_liste(r.repere for r in differents)})" if len(differents) <= _NOMS_MAX else ""
        yield (
            f"{count(len(differents), 'action est imprimée', 'actions sont imprimées')} sous un autre engagement que "
            f"celui de l'objectif national, qui est retenu ici{reperes}."
        )


def describe_absents(vue: Consultation) -> Iterator[str]:
    """Who is missing: from the campaign where there is one."""
    table = vue.find("campagne")
    if table is None:
        lus = agree(len(vue.lus), "celui qu'elle lit", "ceux qu'elle lit")
        vaut = f" Elle ne vaut que pour {lus}." if vue.lus else ""
        yield f"Sans campagne déclarée, cette note ne dit pas quels autres départements étaient attendus.{vaut}"
        return
    yield from table.notes
    groupes: dict[str, list[Rangee]] = defaultdict(list)
    for r in vue.rows("campagne"):
        if r.texte("État") not in [ETATS[e] for e in REPONDU[:1]]:
            groupes[r.texte("État")].append(r)
    for etat, siens in groupes.items():
        if len(siens) <= _NOMS_MAX:
            yield f"{etat} : {format_liste(name_departement(r.texte('Département')) for r in siens)}."
        else:
            yield f"{etat} : {_list_regions(siens)}."


def _list_regions(rangees: Iterable[Rangee]) -> str:
    """``Bretagne (22 Côtes-d'Armor, 29 Finistère) ; Corse (…)``."""
    regions: dict[str, list[str]] = defaultdict(list)
    for r in rangees:
        regions[r.texte("Région")].append(f"{r.texte('Département')} {r.texte('Nom')}")
    triees = sorted(regions.items(), key=lambda r: normalize_libelle(r[0]))
    return " ; ".join(f"{region} ({', '.join(noms)})" for region, noms in triees)


def describe_methode(vue: Consultation) -> Iterator[str]:
    """How it was read, in six lines."""
    synthese = vue.synthese
    lecture = synthese.lecture
    yield (
        "Chaque rapport est lu par le module de son département. Chaque montant, chaque valeur garde son document, sa "
        "ligne et son texte."
    )
    yield (
        f"{count(len(lecture.financements), 'montant lu', 'montants lus')} et "
        f"{count(len(lecture.indicateurs), 'valeur')} d'indicateurs. "
        f"{count(len(lecture.non_lus), 'autre nombre est listé', 'autres nombres sont listés')} avec la raison de "
        "l'écarter."
    )
    yield "Un chiffre que deux lecteurs liraient différemment n'est dans aucune somme ; il est montré à part."
    yield (
        "« Crédits État et assurance maladie » réunit État, BOP 304, FIR et ONDAM ; « Toutes sources » reprend le "
        "total imprimé de chaque action, à défaut la somme de ses sources."
    )
    yield "Un montant de plusieurs années n'est jamais réparti ; un chiffre absent n'est jamais un zéro."
    yield (
        f"Un repère (T39, E1…) nomme une ligne de la synthèse {synthese.nom} : le classeur et la page y mènent, et la "
        "commande « cdppe tracer » donne, pour ce repère, les lignes des rapports."
    )
