"""What several controls, or several years, compute alike: once, for a dossier or for all."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from cdppe.facts import Financement
from cdppe.plugins.controle import Dossier

T = TypeVar("T")


def remember(dossier: Dossier, cle: object, compute: Callable[[], T]) -> T:
    """What is kept under a key, computed the first time."""
    if cle not in dossier.memoire:
        dossier.memoire[cle] = compute()
    trouve: T = dossier.memoire[cle]
    return trouve


@cache
def compile_motif(motif: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression that no import pays for: compiled when it is first used."""
    return re.compile(motif, flags)


def list_finis(dossier: Dossier, annee: int) -> list[Financement]:
    """The amounts whose period ends in a year, those without a figure too."""

    def group() -> dict[int | None, list[Financement]]:
        par_annee: dict[int | None, list[Financement]] = defaultdict(list)
        for f in dossier.lecture.financements:
            par_annee[f.fin].append(f)
        return par_annee

    return remember(dossier, "finis", group).get(annee, [])
