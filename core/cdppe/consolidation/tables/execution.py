"""The rates of execution, by action and by département."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from cdppe.consolidation.calcul import Donnees, add_montants, list_faits
from cdppe.consolidation.execution import Taux, compute_taux
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.consolidation.mots import RANG_SOURCE, SOURCES

_NOTE = (
    "Un taux n'est donné que si le prévu et l'exécuté couvrent le même argent et la même période : même source des "
    "deux côtés, mêmes sources additionnées, ou total imprimé face à un exécuté sans source ; sinon « non comparable »."
)
_NON_COMPARABLE = "non comparable"


def tabulate_execution(donnees: Donnees, taux: Sequence[Taux]) -> Table:
    """The rates by département: over its comparable actions only, and how many are not."""
    groupes: dict[tuple[str, str, object], list[Taux]] = defaultdict(list)
    for un in taux:
        groupes[un.unite.departement, un.source, un.periode].append(un)
    lignes = [
        _ligne(groupe)
        for groupe in sorted(
            groupes.values(),
            key=lambda g: (g[0].unite.departement, RANG_SOURCE[g[0].source], g[0].periode.sort_key(donnees.annee)),
        )
    ]
    colonnes = (
        Colonne("Département"),
        Colonne("Source"),
        Colonne("Période"),
        Colonne("Prévu comparable", "montant"),
        Colonne("Exécuté comparable", "montant"),
        Colonne("Taux (%)", "taux"),
        Colonne("Actions comparables", "nombre"),
        Colonne("Actions non comparables", "nombre"),
        Colonne("Lecture", "long"),
    )
    notes = (_NOTE, "Les montants et le taux ne portent que sur les actions comparables.")
    titre = "Taux d'exécution par département"
    return Table("execution", "X", "Exécution", titre, colonnes, tuple(lignes), notes)


def tabulate_execution_actions(donnees: Donnees, taux: Sequence[Taux]) -> Table:
    """The rates by action."""
    lignes = [
        Ligne(
            (
                un.unite.departement,
                un.unite.action,
                donnees.actions[un.unite].intitule,
                SOURCES[un.source],
                un.periode.libelle,
                un.prevu.montant if un.prevu else None,
                un.execute.montant if un.execute else None,
                un.taux,
                f"{_NON_COMPARABLE} : {un.raison}" if un.raison else "comparable",
            ),
            list_faits(s for s in (un.prevu, un.execute) if s),
            {5 + rang: list_faits([s]) for rang, s in enumerate((un.prevu, un.execute)) if s},
        )
        for un in taux
    ]
    colonnes = (
        Colonne("Département"),
        Colonne("Action"),
        Colonne("Intitulé", "long"),
        Colonne("Source"),
        Colonne("Période"),
        Colonne("Prévu", "montant"),
        Colonne("Exécuté", "montant"),
        Colonne("Taux (%)", "taux"),
        Colonne("Lecture", "long"),
    )
    titre = "Taux d'exécution par action"
    return Table(
        "execution_actions", "XA", "Exécution par action", titre, colonnes, tuple(lignes), (_NOTE,), "classeur"
    )


def _ligne(taux: Sequence[Taux]) -> Ligne:
    bons = [t for t in taux if not t.raison]
    prevus = [t.prevu for t in bons if t.prevu]
    executes = [t.execute for t in bons if t.execute]
    prevu, execute = add_montants(prevus), add_montants(executes)
    rapport = compute_taux(prevu, execute) if prevu and execute is not None else None
    raisons = Counter(t.raison.partition(" (connu")[0] for t in taux if t.raison)
    details = " ; ".join(
        f"{raison} ({nombre})" for raison, nombre in sorted(raisons.items(), key=lambda r: (-r[1], r[0]))
    )
    premier = taux[0]
    return Ligne(
        (
            premier.unite.departement,
            SOURCES[premier.source],
            premier.periode.libelle,
            prevu,
            execute,
            rapport,
            len(bons),
            len(taux) - len(bons),
            f"{_NON_COMPARABLE} : {details}" if details else "comparable",
        ),
        list_faits(s for t in taux for s in (t.prevu, t.execute) if s),
        {3: list_faits(prevus), 4: list_faits(executes), 5: list_faits((*prevus, *executes))},
    )
