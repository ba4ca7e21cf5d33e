"""Where planned and spent money can be divided one by the other, and why not elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cdppe.consolidation.actions import Unite
from cdppe.consolidation.calcul import Donnees, join_periodes
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.mots import ETAT_ASSURANCE_MALADIE, RANG_SOURCE, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme
from cdppe.facts.libelles import normalize_libelle

_MUETTES = ("non_ventile", "total")
_GROUPES = (ETAT_ASSURANCE_MALADIE, TOUTES_SOURCES)

_PAS_DE_PREVU = "aucun montant prévu pour cette période"
_PAS_D_EXECUTE = "aucun montant exécuté pour cette période"
_ABSENCES = {_PAS_DE_PREVU: "prevu", _PAS_D_EXECUTE: "execute"}

_ParSource = dict[str, Somme]


@dataclass(frozen=True, slots=True)
class Taux:
    """Planned against spent for one action, source and period; ``raison`` is empty when the two can be compared."""

    unite: Unite
    source: str
    periode: Periode
    prevu: Somme | None
    execute: Somme | None
    raison: str

    @property
    def taux(self) -> Decimal | None:
        """Spent over planned, in percent."""
        if self.raison or not (self.prevu and self.prevu.montant and self.execute and self.execute.montant is not None):
            return None
        return compute_taux(self.prevu.montant, self.execute.montant)


def compute_taux(prevu: Decimal, execute: Decimal) -> Decimal:
    """Percent, to one decimal place."""
    return (execute / prevu * 100).quantize(Decimal("0.1"))


def compare_execution(donnees: Donnees) -> list[Taux]:
    """Return, for the periods that contain the year, every spent or planned amount with its rate or its reason."""
    larges = {
        (f.fait.departement, f.fait.action, f.fait.etape, f.periode)
        for f in donnees.faits.financements
        if f.fait.perimetre == "plus_large"
    }
    cases: dict[tuple[Unite, Periode], dict[str, _ParSource]] = defaultdict(lambda: {"prevu": {}, "execute": {}})
    autres: dict[tuple[Unite, str], list[Periode]] = defaultdict(list)
    for somme in (*donnees.sommes, *donnees.lignes):
        cle = somme.cle
        if cle.etape not in ("prevu", "execute"):
            continue
        unite = Unite.of(cle)
        if somme.montant is not None and cle.periode not in autres[unite, cle.etape]:
            autres[unite, cle.etape].append(cle.periode)
        if cle.periode.contains(donnees.annee):
            cases[unite, cle.periode][cle.etape][cle.source] = somme
    taux = []
    for (unite, periode), etapes in cases.items():
        if not unite.action and not any(s.montant for sommes in etapes.values() for s in sommes.values()):
            continue  # an objective printed with no money at all
        for source in _list_sources(etapes["prevu"], etapes["execute"]):
            prevu, execute = etapes["prevu"].get(source), etapes["execute"].get(source)
            raison = _find_raison(source, etapes["prevu"], etapes["execute"])
            if raison in _ABSENCES and (unite.departement, unite.action, _ABSENCES[raison], periode) in larges:
                raison = f"{raison} : le montant lu couvre plus que l'action"
            elif raison in _ABSENCES and (connues := autres[unite, _ABSENCES[raison]]):
                raison = f"{raison} (connu pour {join_periodes(sorted(connues, key=lambda p: p.sort_key(0)))})"
            taux.append(Taux(unite, source, periode, prevu, execute, raison))
    return sorted(taux, key=lambda t: (t.unite.sort_key(), t.periode.sort_key(donnees.annee), RANG_SOURCE[t.source]))


def _list_sources(prevus: _ParSource, executes: _ParSource) -> list[str]:
    """All sources; each named source of the spent money; the State's together when it has several."""
    nommees = [s for s in executes if s not in _MUETTES and s not in _GROUPES]
    etat = [s for s in nommees if s not in ("departement", "autre")]
    groupes = [ETAT_ASSURANCE_MALADIE] if len(etat) > 1 else []
    return [*nommees, *groupes, TOUTES_SOURCES]


def _find_raison(source: str, prevus: _ParSource, executes: _ParSource) -> str:
    prevu, execute = prevus.get(source), executes.get(source)
    if (prevu and prevu.manquants) or (execute and execute.manquants):
        return "un montant ambigu ou contradictoire manque"
    if prevu is None or prevu.montant is None:
        return _PAS_DE_PREVU
    if execute is None or execute.montant is None:
        return _PAS_D_EXECUTE
    if prevu.montant <= 0:
        return "le prévu lu est nul"
    if source in _GROUPES and (raison := _find_raison_groupe(source, prevus, executes)):
        return raison
    if _name_other_parts(prevu, execute):
        return "le prévu et l'exécuté ne nomment pas les mêmes parts de l'action"
    return ""


def _find_raison_groupe(source: str, prevus: _ParSource, executes: _ParSource) -> str:
    """Two additions cover the same money when they add the same sources, or one printed total faces the other.

    Money spent of which no source is said faces a printed total only: against a sum of sources, nobody knows
    whether it holds them all.
    """
    if source == TOUTES_SOURCES:
        total = "total" in prevus and prevus["total"].montant is not None
        if total and _is_whole(executes):
            return ""
        if "non_ventile" in executes and "non_ventile" not in prevus:
            return (
                "la source de l'exécuté n'est pas dite, et le document n'imprime pas de total prévu pour cette période"
            )
        if "non_ventile" in prevus:
            return "la source du prévu n'est pas dite"
    prevues, executees = _name_sources(source, prevus), _name_sources(source, executes)
    if prevues != executees:
        return f"sources différentes : prévu {_join(prevues)} ; exécuté {_join(executees)}"
    if prevus[source].a_part or executes[source].a_part:
        return "un montant laissé à part est peut-être le même argent sous un autre nom de source"
    return ""


def _is_whole(executes: _ParSource) -> bool:
    """True when the spent money is stated for all sources together, or without a source and nothing beside it."""
    if "total" in executes and executes["total"].montant is not None:
        return True
    return {s for s in executes if s not in _GROUPES} == {"non_ventile"}


def _name_sources(source: str, sommes: _ParSource) -> set[str]:
    absentes = (*_GROUPES, *(("departement", "autre", *_MUETTES) if source == ETAT_ASSURANCE_MALADIE else ()))
    return {s for s, somme in sommes.items() if s not in absentes and somme.montant is not None}


def _name_other_parts(prevu: Somme, execute: Somme) -> bool:
    parts = [{normalize_libelle(libelle) for libelle in s.libelles} for s in (prevu, execute)]
    return "" not in parts[0] | parts[1] and parts[0] != parts[1]


def _join(sources: Iterable[str]) -> str:
    return ", ".join(SOURCES[s] for s in sorted(sources, key=RANG_SOURCE.__getitem__)) or "aucune"
