"""Which reader opens which file."""

from pathlib import Path

from cdppe.documents.blocs import Document
from cdppe.documents.texte import read_texte
from cdppe.erreurs import ErreurDocument

_LECTEURS = {".txt": read_texte}
SUFFIXES = tuple(_LECTEURS)


def read_document(chemin: Path) -> Document:
    """Read the file by the reader of its suffix.

    Raises ErreurDocument when no reader takes that suffix, the file cannot be read, or nothing is written in it.
    """
    lecteur = _LECTEURS.get(chemin.suffix.lower())
    if lecteur is None:
        attendus = ", ".join(SUFFIXES)
        raise ErreurDocument(f"{chemin.name} : format inconnu ; formats lus : {attendus}.")
    document = lecteur(chemin)
    if not document.blocs:
        raise ErreurDocument(
            f"{chemin.name} : fichier vide : aucun texte à lire ; ouvrez-le pour le vérifier, ou redemandez le rapport."
        )
    return document
