"""All that a plugin may import from the core.

A name that stands here stays; a plugin that needs another one asks for it to be added here.
"""

from typing import TYPE_CHECKING

from cdppe.cadre import Cadre, load_cadre
from cdppe.documents import (
    VIDE,
    Bloc,
    Document,
    Paragraphe,
    Passage,
    Rangee,
    Tableau,
    Titre,
    join_passages,
    read_document,
)
from cdppe.erreurs import ErreurCdppe, ErreurDocument, ErreurPlugin
from cdppe.facts import Action, Anomalie, DocumentLu, Financement, Indicateur, Lecture, NonLu
from cdppe.facts.libelles import normalize_libelle, same_libelle
from cdppe.facts.modeles import (
    Base,
    Certitude,
    Engagement,
    Etape,
    Nature,
    Niveau,
    Origine,
    Perimetre,
    Raison,
    Source,
    StatutAction,
)
from cdppe.parsing import (
    Montant,
    MontantLu,
    Nombre,
    Periode,
    classify_manquant,
    find_montants,
    find_nombres,
    find_periodes,
    parse_periode,
    read_montants,
)
from cdppe.parsing.dechirures import (
    MotsDechirure,
    goes_on,
    is_decalee,
    join_dechirees,
    join_morceaux,
    keeps_tabulations,
)
from cdppe.parsing.dispositions import Colonne, Disposition, Preuve
from cdppe.parsing.preuve import Refus, TableauProuve, prove_tableau
from cdppe.parsing.sections import Section, TitreDeclare, split_sections
from cdppe.parsing.temoins import is_cellule_montant
from cdppe.parsing.valeurs import ValeurLue, read_valeur
from cdppe.plugins.declaration import Departement, load_departement
from cdppe.plugins.hookspecs import hookimpl
from cdppe.plugins.releve import Releve, montant_lu, normalize_numero

if TYPE_CHECKING:
    from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Place, compute_tolerance, place_of

__all__ = [
    "VIDE",
    "Action",
    "Anomalie",
    "Base",
    "Bloc",
    "Cadre",
    "Certitude",
    "Colonne",
    "Constat",
    "Controle",
    "Departement",
    "Disposition",
    "Document",
    "DocumentLu",
    "Dossier",
    "Engagement",
    "ErreurCdppe",
    "ErreurDocument",
    "ErreurPlugin",
    "Etape",
    "Financement",
    "Indicateur",
    "Lecture",
    "Montant",
    "MontantLu",
    "MotsDechirure",
    "Nature",
    "Niveau",
    "Nombre",
    "NonApplicable",
    "NonLu",
    "Origine",
    "Paragraphe",
    "Passage",
    "Perimetre",
    "Periode",
    "Place",
    "Preuve",
    "Raison",
    "Rangee",
    "Refus",
    "Releve",
    "Section",
    "Source",
    "StatutAction",
    "Tableau",
    "TableauProuve",
    "Titre",
    "TitreDeclare",
    "ValeurLue",
    "classify_manquant",
    "compute_tolerance",
    "find_montants",
    "find_nombres",
    "find_periodes",
    "goes_on",
    "hookimpl",
    "is_cellule_montant",
    "is_decalee",
    "join_dechirees",
    "join_morceaux",
    "join_passages",
    "keeps_tabulations",
    "load_cadre",
    "load_departement",
    "montant_lu",
    "normalize_libelle",
    "normalize_numero",
    "parse_periode",
    "place_of",
    "prove_tableau",
    "read_document",
    "read_montants",
    "read_valeur",
    "same_libelle",
    "split_sections",
]


def __getattr__(nom: str) -> object:
    """What only controls need is loaded when a plugin asks for it: most commands run none."""
    from cdppe.plugins import controle

    if nom in __all__ and hasattr(controle, nom):
        return getattr(controle, nom)
    raise AttributeError(nom)
