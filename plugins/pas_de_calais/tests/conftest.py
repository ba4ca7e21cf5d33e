"""Made-up reports of the Pas-de-Calais: one fiche, with what the test puts in it."""

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

import pytest

import cdppe_pas_de_calais
from cdppe.api import Lecture
from cdppe.testing import build_plugin, read_lignes

Lire = Callable[[Iterable[str]], Lecture]
LireFiche = Callable[..., Lecture]

FICHE = """ENGAGEMENT 1 - AGIR LE PLUS TOT

OBJECTIF FACULTATIF 23 : DEVELOPPER LE PARRAINAGE

ACTION 7 : PARRAINER DANS TOUT LE DEPARTEMENT

1. Description de l'action et partenaires associés

2. Date de mise en place de l'action-Durée

3. Budget

3.1 Budget prévisionnel figurant dans la convention

{prevu}

3.2 Dépenses réalisées

{realise}

4. Indicateurs

{indicateurs}

5. Bilan d'exécution

{bilan}

6. Perspectives futures de mise en œuvre de l'action
"""


@pytest.fixture
def lire(tmp_path: Path) -> Lire:
    """Read a report from its lines."""
    plugin = build_plugin(cdppe_pas_de_calais)
    return lambda lignes: read_lignes(plugin, list(lignes), tmp_path)


@pytest.fixture(scope="session")
def lire_une_fois(tmp_path_factory: pytest.TempPathFactory) -> Lire:
    """Read a report from its lines, for what several tests compare with."""
    plugin = build_plugin(cdppe_pas_de_calais)
    return lambda lignes: read_lignes(plugin, list(lignes), tmp_path_factory.mktemp("rapport"))


@pytest.fixture
def lire_fiche(lire: Lire) -> LireFiche:
    """Read a report of one fiche; in its parts ``|`` stands for a tab."""

    def read(prevu: str = "", realise: str = "", indicateurs: str = "", bilan: str = "") -> Lecture:
        parts = {"prevu": prevu, "realise": realise, "indicateurs": indicateurs, "bilan": bilan}
        return lire(FICHE.format(**{c: p.replace("|", "\t") for c, p in parts.items()}).split("\n"))

    return read


@pytest.fixture(scope="session")
def edition() -> tuple[str, ...]:
    """The lines of the embedded edition."""
    texte = (files("cdppe_pas_de_calais") / "editions" / "2023.txt").read_text(encoding="utf-8")
    return tuple(texte.split("\n"))
