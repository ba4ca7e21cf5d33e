"""What the controls found in the year, or in the years, and how each of them went."""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from cdppe.consolidation.calcul import Donnees, Plage
from cdppe.consolidation.modeles import Cellule, Colonne, Ligne, Table
from cdppe.controles import Bilan, Signalement
from cdppe.controles.decisions import Decisions
from cdppe.controles.entrees import Entree

_ETATS = {
    "constats": "constats",
    "rien": "rien trouvé",
    "non_applicable": "non applicable",
    "panne": "en panne",
}
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
_Places = dict[tuple[str, str], list[str]]


def tabulate_bilan(bilan: Bilan, plage: Plage) -> Table:
    """For each département and year, how many controls ended each way."""
    comptes = bilan.of_annees(plage.annees).comptes
    lignes = tuple(
        Ligne((departement, *_date(annee, plage), *(compte[etat] for etat in _ETATS), sum(compte.values())))
        for (departement, annee), compte in sorted(comptes.items())
    )
    colonnes = (
        Colonne("Département"),
        *_list_annee(plage),
        Colonne("Avec constats", "nombre"),
        Colonne("Rien trouvé", "nombre"),
        Colonne("Non applicables", "nombre"),
        Colonne("En panne", "nombre"),
        Colonne("Contrôles", "nombre"),
    )
    notes = ("Les quatre colonnes s'additionnent en « Contrôles ». La liste des contrôles : cdppe controles.",)
    return Table("controles", "K", "Contrôles", f"Contrôles de {plage.nom}", colonnes, lignes, notes)


def tabulate_passages(bilan: Bilan, plage: Plage) -> Table:
    """How each control went."""
    lignes = tuple(
        Ligne(
            (
                p.departement,
                *_date(p.annee, plage),
                p.controle.code,
                p.controle.titre,
                _ETATS[p.etat],
                len(p.signalements),
                p.raison,
            )
        )
        for p in bilan.of_annees(plage.annees).passages
    )
    colonnes = (
        Colonne("Département"),
        *_list_annee(plage),
        Colonne("Contrôle"),
        Colonne("Titre", "long"),
        Colonne("État"),
        Colonne("Constats", "nombre"),
        Colonne("Raison", "long"),
    )
    titre = f"Comment chaque contrôle de {plage.nom} s'est passé"
    return Table("controles_passages", "KP", "Passages", titre, colonnes, lignes, (), "classeur")


def tabulate_signalements(donnees: Donnees, bilan: Bilan, decisions: Decisions) -> Table:
    """Every finding of the year, with all its parts and what was decided of it; its row leads to the facts."""
    places = _index_places(donnees)
    plage = donnees.plage
    signalements = bilan.of_annees(plage.annees).signalements
    lignes = tuple(
        Ligne(
            (s.departement, *_date(s.annee, plage), *_list_cellules(s), _describe(decisions.decide(s))),
            _find_faits(s, places),
        )
        for s in signalements
    )
    colonnes = (
        Colonne("Département"),
        *_list_annee(plage),
        Colonne("Gravité"),
        Colonne("Action"),
        Colonne("Constat", "long"),
        Colonne("Lignes", "long"),
        Colonne("Trouvé", "valeur", essentielle=False),
        Colonne("Attendu", "valeur", essentielle=False),
        Colonne("Différence", "valeur", essentielle=False),
        Colonne("Parts additionnées", "long", essentielle=False),
        Colonne("Question", "long", essentielle=False),
        Colonne("Contrôle"),
        Colonne("Numéro du constat", essentielle=False),
        Colonne("Décision", "long"),
    )
    notes = ("Un constat reste le même tant que ses chiffres ne changent pas, quelle que soit sa ligne.",)
    titre = f"Ce qui se contredit dans les rapports, {plage.nom}"
    return Table("signalements", "G", "Signalements", titre, colonnes, lignes, notes, "texte")


def _date(annee: int, plage: Plage) -> tuple[str, ...]:
    """The year of a row, where a table has several."""
    return (str(annee),) if len(plage.annees) > 1 else ()


def _list_annee(plage: Plage) -> tuple[Colonne, ...]:
    return (Colonne("Année"),) if len(plage.annees) > 1 else ()


def _list_cellules(s: Signalement) -> tuple[Cellule, ...]:
    c = s.constat
    return (
        s.gravite,
        c.action,
        c.phrase,
        s.lignes,
        *map(_read, (c.trouve, c.attendu, c.difference)),
        " ; ".join(c.termes),
        c.question,
        s.controle.code,
        s.empreinte,
    )


def _read(texte: str) -> Cellule:
    """The figure that a finding is about, or its words."""
    return Decimal(texte) if _DECIMAL.fullmatch(texte) else texte


def _describe(decision: Entree | None) -> str:
    return decision.describe() if decision else ""


def _index_places(donnees: Donnees) -> _Places:
    """The ids of the facts of each line."""
    places: _Places = defaultdict(list)
    faits: Iterable[tuple[str, str, str]] = (
        *((f.id, f.fait.document, f.fait.ligne) for f in donnees.faits.financements),
        *((f.id, f.fait.document, f.fait.ligne) for f in donnees.faits.indicateurs),
        *((id_, a.document, a.ligne) for id_, a in donnees.faits.actions),
    )
    for id_, document, ligne in faits:
        places[document, ligne].append(id_)
    return places


def _find_faits(s: Signalement, places: _Places) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for p in s.constat.places for id_ in places.get((p.document, p.ligne), ())))
