"""Amounts by source and étape over all the départements read, a column for each period."""

from collections import defaultdict

from cdppe.consolidation.calcul import (
    Donnees,
    add_montants,
    list_faits,
    list_manquants,
    list_periodes,
    note_manquants,
)
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.consolidation.mots import ETAPES, RANG_ETAPE, RANG_SOURCE, SOURCES
from cdppe.consolidation.sommes import Somme

_NOTE = (
    "Chaque case additionne les seuls départements qui ont un montant pour cette source, cette étape et cette période. "
    "D'un département à l'autre, comparez « Crédits État et assurance maladie » et « Toutes sources » : les uns "
    "nomment FIR ou BOP 304 ce que d'autres appellent « État »."
)


def tabulate_ensemble(donnees: Donnees) -> Table:
    """One row for each source and étape; the last but one column names the départements that are in it."""
    sommes = (*donnees.sommes, *donnees.lignes)
    periodes = list_periodes(sommes, donnees.annee)
    groupes: dict[tuple[str, str], list[Somme]] = defaultdict(list)
    for somme in sommes:
        groupes[somme.cle.source, somme.cle.etape].append(somme)
    lignes = []
    for (source, etape), siennes in sorted(groupes.items(), key=lambda g: (RANG_SOURCE[g[0][0]], RANG_ETAPE[g[0][1]])):
        par_periode = {p: [s for s in siennes if s.cle.periode == p] for p in periodes}
        departements = sorted({s.cle.departement for s in siennes if s.montant is not None})
        lignes.append(
            Ligne(
                (
                    SOURCES[source],
                    ETAPES[etape],
                    *(add_montants(par_periode[p]) for p in periodes),
                    len(departements),
                    ", ".join(departements),
                    len(list_manquants(siennes)),
                ),
                list_faits(siennes),
                {2 + rang: list_faits(par_periode[p]) for rang, p in enumerate(periodes)},
            )
        )
    colonnes = (
        Colonne("Source"),
        Colonne("Étape"),
        *(Colonne(p.libelle, "montant", p.contains(donnees.annee)) for p in periodes),
        Colonne("Départements", "nombre", essentielle=False),
        Colonne("Codes", "long", essentielle=False),
        Colonne("Manquants", "nombre"),
    )
    titre = "Montants par source et étape, tous départements lus"
    notes = (_NOTE, note_manquants(sommes))
    return Table("ensemble", "T", "Tous départements", titre, colonnes, tuple(lignes), notes)
