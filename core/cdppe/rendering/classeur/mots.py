"""The words of the workbook, which are a template: how to read it, names of sheets, notes of headers."""

import re
from collections.abc import Iterable
from functools import cached_property

from pydantic import BaseModel, ConfigDict, ValidationError

from cdppe.erreurs import describe_faute
from cdppe.fichiers import parse_toml
from cdppe.rendering.modeles import ErreurModele, Modeles

_NOM = "classeur.toml"
_NOM_MAX = 31
_INTERDITS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class MotsClasseur(BaseModel):
    """``templates/classeur.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    titre: str
    methode: dict[str, str]
    feuilles: dict[str, tuple[str, str]]
    champs: dict[str, str]
    colonnes: dict[str, str]
    familles: dict[str, str]

    def name(self, code: str, sinon: str) -> tuple[str, str]:
        """The sheet of a table and the question that it answers."""
        return self.feuilles.get(code, (sinon, ""))

    def explain(self, en_tetes: Iterable[str]) -> dict[str, str]:
        """The note of each of these headers; none for a column that the template does not know."""
        return {nom: note for nom in en_tetes if (note := self._find_note(nom))}

    def _find_note(self, nom: str) -> str:
        if nom in self.colonnes:
            return self.colonnes[nom]
        return next((note for forme, note in self._formes if forme.fullmatch(nom)), "")

    @cached_property
    def _formes(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(forme), note) for forme, note in self.familles.items()]


def read_mots(modeles: Modeles) -> MotsClasseur:
    """The words in use. Raises ErreurModele when the user's own cannot be understood."""
    try:
        mots = MotsClasseur.model_validate(parse_toml(_NOM, modeles.read_text(_NOM)))
        mots.explain(("",))
    except ValidationError as exc:
        faute = exc.errors()[0]
        ou = " → ".join(map(str, faute["loc"]))
        raise ErreurModele(f"Le modèle {_NOM} : « {ou} » {describe_faute(faute)}.") from exc
    except re.error as exc:
        raise ErreurModele(f"Le modèle {_NOM} : une expression de [familles] ne se lit pas ({exc}).") from exc
    return mots


class Noms:
    """The names of the sheets: without what a sheet's name cannot hold, and no two alike."""

    def __init__(self) -> None:
        self._pris: set[str] = set()

    def take(self, nom: str) -> str:
        """The name, or the nearest one that is free."""
        base = _INTERDITS.sub(" ", nom).strip().strip("'")[:_NOM_MAX].strip() or "Feuille"
        libre, rang = base, 1
        while libre.casefold() in self._pris:
            rang += 1
            libre = f"{base[: _NOM_MAX - len(str(rang)) - 1]} {rang}"
        self._pris.add(libre.casefold())
        return libre
