"""Which reader opens which file."""

from pathlib import Path

from cdppe.documents.blocs import Document
from cdppe.documents.texte import read_texte
from cdppe.erreurs import ErreurDocument

_LECTEURS = {".txt": read_texte}
SUFFIXES = tuple(_LECTEURS)


def read_document(chemin: Path) -> Document:
    """Read the file by the reader of its suffix.

    Raises ErreurDocument when no reader takes that suffix or the file cannot be read.
    """
    lecteur = _LECTEURS.get(chemin.suffix.lower())
    if lecteur is None:
        attendus = ", ".join(SUFFIXES)
        raise ErreurDocument(f"{chemin.name} : format inconnu ; formats lus : {attendus}.")
    return lecteur(chemin)
