"""The fields of the six fact files for other tools: their types come from the models, their words from champs.toml."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

import tomli

from cdppe.facts import Lecture

Type = Literal["string", "integer", "number"]
_TYPES: dict[object, Type] = {str: "string", int: "integer", Decimal: "number"}


@dataclass(frozen=True, slots=True)
class Champ:
    """One field: ``valeurs`` are the only ones it may have, an empty one aside when it is ``facultatif``."""

    nom: str
    type: Type
    description: str
    valeurs: tuple[str, ...] = ()
    facultatif: bool = True


def list_champs(nom: str, *, avec_id: bool) -> Iterator[Champ]:
    """The fields of one file, in the order of its columns; KeyError for one that champs.toml does not describe."""
    mots = {**_read_mots()["commun"], **_read_mots().get(nom, {})}
    if avec_id:
        yield Champ("id", "string", mots["id"], facultatif=False)
    for champ, info in Lecture.modeles()[nom].model_fields.items():
        annotation: Any = info.annotation
        vide = isinstance(annotation, UnionType) and NoneType in get_args(annotation)
        if vide:
            (annotation,) = (a for a in get_args(annotation) if a is not NoneType)
        valeurs: tuple[str, ...] = get_args(annotation) if get_origin(annotation) is Literal else ()
        type_ = "string" if valeurs else _TYPES[annotation]
        obligatoire = champ == "departement" or (bool(valeurs) and "" not in valeurs and not vide)
        yield Champ(champ, type_, mots[champ], tuple(v for v in valeurs if v), not obligatoire)


def title_fichier(nom: str) -> str:
    """What the file holds, for a reader."""
    return _read_mots()["titres"][nom]


@cache
def _read_mots() -> dict[str, dict[str, str]]:
    return tomli.loads((files("cdppe.rendering.echanges") / "champs.toml").read_text(encoding="utf-8"))
