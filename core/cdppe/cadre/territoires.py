"""Of whom a report is expected, and when: the départements of France, and the date that closes a campaign."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import tomli


@dataclass(frozen=True, slots=True)
class Territoire:
    """One département; ``code`` is the official one (``01``, ``2A``, ``976``), ``region`` its region's name."""

    code: str
    nom: str
    region: str


def _read(nom: str) -> dict[str, Any]:
    return tomli.loads((files("cdppe.cadre") / nom).read_text(encoding="utf-8"))


@cache
def load_territoires() -> dict[str, Territoire]:
    """The 101 départements by code, in the order of the codes (source: ``territoires.toml``)."""
    trouves = {
        code: Territoire(code, nom, region["nom"])
        for region in _read("territoires.toml")["regions"]
        for code, nom in region["departements"].items()
    }
    return dict(sorted(trouves.items()))


def find_echeance(annee: int) -> date:
    """The day by which the report on ``annee`` is expected (source: ``echeances.toml``)."""
    donnees = _read("echeances.toml")
    exception: date | None = donnees["exceptions"].get(str(annee))
    return exception or date(annee + 1, donnees["ordinaire"]["mois"], donnees["ordinaire"]["jour"])
