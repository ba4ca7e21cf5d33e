"""A family's controls: what is said of them is data, ``controles.toml`` beside the functions that examine."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import tomli

from cdppe.controles.rapports import examine_chacun
from cdppe.plugins.controle import Controle, Examen

_DEFAUTS = {"tolerance": "aucune", "manquants": "sans objet"}


def read_textes(paquet: str, nom: str) -> dict[str, dict[str, Any]]:
    """What a file of ``paquet`` says of each code."""
    return tomli.loads((files(paquet) / nom).read_text(encoding="utf-8"))


def load_controles(paquet: str, examens: Mapping[str, Examen]) -> tuple[Controle, ...]:
    """The controls of ``paquet`` in the order of its file; KeyError names those that only one of the two knows."""
    textes = read_textes(paquet, "controles.toml")
    if seuls := textes.keys() ^ examens.keys():
        raise KeyError(*sorted(seuls))
    return tuple(make_controle(code, texte, examens[code]) for code, texte in textes.items())


def make_controle(code: str, texte: Mapping[str, Any], examine: Examen) -> Controle:
    """A control and what is said of it; unless it is ``entre_documents``, it looks at each report alone."""
    dits: dict[str, Any] = {**_DEFAUTS, **texte, "consequences": tuple(texte.get("consequences", ()))}
    ensemble = dits.pop("entre_documents", False)
    return Controle(code, examine=examine if ensemble else examine_chacun(examine), **dits)
