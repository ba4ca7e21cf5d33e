"""Years that a table of an action leaves out although it gives those around them, or the year's spending."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from cdppe.controles.mots import ETAPES, format_liste
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of


def _examine_annee_absente(dossier: Dossier, annee: int) -> Iterator[Constat]:
    debut, fin = dossier.departement.contrat
    if not debut <= annee <= fin:
        raise NonApplicable(f"{annee} n'est pas une année du contrat")
    tableaux: dict[tuple[str, str, str], dict[str, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for fait in dossier.lecture.financements:
        if fait.action and fait.niveau == "action" and fait.debut is not None and fait.perimetre == "action":
            tableaux[fait.document, fait.action, fait.origine][fait.etape].append(fait)
    for (_, action, origine), etapes in sorted(tableaux.items(), key=lambda c: (sort_key(c[0][1]), c[0])):
        absentes = [e for e, faits in etapes.items() if _is_absente(annee, e, faits, etapes)]
        if absentes:
            yield _make_absence(action, origine, annee, absentes, etapes)


def _covers(faits: Iterable[Financement], annee: int) -> bool:
    return any((f.debut or 0) <= annee <= (f.fin or 0) for f in faits)


def _is_absente(annee: int, etape: str, faits: list[Financement], etapes: dict[str, list[Financement]]) -> bool:
    """Years on both sides of it are given, or it was spent without having been planned."""
    seules = {f.debut for f in faits if f.debut == f.fin and f.debut is not None}
    if not seules or _covers(faits, annee) or etape not in ("prevu", "fleche", "engage", "execute"):
        return False
    if min(seules) < annee < max(seules):
        return True
    depense = [f for e in ("engage", "execute") for f in etapes.get(e, ()) if f.montant and f.debut == f.fin == annee]
    return etape == "prevu" and annee > max(seules) and bool(depense)


def _make_absence(
    action: str, origine: str, annee: int, absentes: list[str], etapes: dict[str, list[Financement]]
) -> Constat:
    lieu = "le tableau financier" if origine == "tableau_financier" else "la fiche"
    faits = [f for e in absentes for f in etapes[e]]
    if absentes == ["prevu"]:
        faits += [f for e in ("engage", "execute") for f in etapes.get(e, ()) if f.debut == annee]
    noms = format_liste(ETAPES[e] for e in absentes)
    autres = format_liste(str(a) for a in sorted({f.debut for e in absentes for f in etapes[e] if f.debut}))
    return Constat(
        places=tuple(place_of(f) for f in faits),
        phrase=f"Action {action} : {lieu} donne un montant ({noms}) pour {autres}, et rien pour {annee}.",
        action=action,
        objet=f"{origine} / {noms}",
        periode=str(annee),
        question=f"Quel est le montant de {annee} ({noms}) de l'action {action}, ou faut-il comprendre zéro ?",
    )


ANNEES_ABSENTES: tuple[Controle, ...] = (
    Controle(
        "annee_absente",
        "Année qui manque dans le tableau d'une action",
        "Un tableau qui donne les années voisines, ou la dépense de l'année, doit donner aussi cette année.",
        "mineure",
        tolerance="aucune",
        manquants="un montant de plusieurs années vaut pour chacune ; une cellule de mots compte comme donnée",
        source="instruction du 20 février 2020 : montants année par année",
        examine=_examine_annee_absente,
        consequences=("etape_depassee", "depense_superieure_prevu", "depense_superieure_sources"),
    ),
)
