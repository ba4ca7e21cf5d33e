"""From any file to the same blocks."""

from cdppe.documents.blocs import (
    VIDE,
    Bloc,
    Document,
    Paragraphe,
    Passage,
    Rangee,
    Tableau,
    Titre,
    join_passages,
)
from cdppe.documents.ouverture import SUFFIXES, read_document

__all__ = [
    "SUFFIXES",
    "VIDE",
    "Bloc",
    "Document",
    "Paragraphe",
    "Passage",
    "Rangee",
    "Tableau",
    "Titre",
    "join_passages",
    "read_document",
]
