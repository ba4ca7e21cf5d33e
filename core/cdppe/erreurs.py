"""The errors a user may see: one French sentence each, and the exit status it leads to."""

import errno
from collections.abc import Mapping
from typing import Any


class ErreurCdppe(Exception):
    """Root of every error cdppe raises on purpose; the message says what, where and what to do."""

    code_sortie = 3


class ErreurUsage(ErreurCdppe):
    """The command was asked for something that cannot be: wrong option, unknown département, missing file."""

    code_sortie = 2


class ErreurDocument(ErreurCdppe):
    """A document cannot be read at all."""


class ErreurPlugin(ErreurCdppe):
    """A plugin cannot be used; the others go on."""


class ErreurCadre(ErreurCdppe):
    """A yearly file of the national framework is faulty: nothing can be read against it."""


_FAUTES = {
    "missing": "est absent : l'ajouter",
    "extra_forbidden": "n'est pas un mot connu : le corriger ou l'ôter",
    "string_too_short": "est vide : le remplir",
    "too_short": "est vide : le remplir",
}


def describe_faute(faute: Mapping[str, Any]) -> str:
    """What is wrong with one entry of a TOML file, in French, from pydantic's own account of it."""
    if faute["type"] == "value_error":
        return f"est faux : {faute['ctx']['error']}"
    return _FAUTES.get(faute["type"], f"n'a pas une valeur admise ({faute.get('input')!r}) : la corriger")


_RAISONS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque protégé en écriture",
    errno.ENOSPC: "plus de place sur le disque",
    errno.ENOTDIR: "un fichier porte le nom d'un des dossiers du chemin",
    errno.EEXIST: "un fichier porte le nom d'un des dossiers du chemin",
    errno.ENOENT: "chemin impossible",
    errno.ENAMETOOLONG: "nom trop long",
    errno.EINVAL: "nom refusé par le système",
}


def describe_systeme(erreur: OSError) -> str:
    """What the system says of a file, in French for the common cases."""
    return _RAISONS.get(erreur.errno or 0) or erreur.strerror or str(erreur)
