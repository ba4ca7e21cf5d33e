"""Made-up reports of Ille-et-Vilaine: financial tables and sheets, with what the test puts in them (``|`` is a tab)."""

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

import pytest

import cdppe_ille_et_vilaine
from cdppe.api import Lecture
from cdppe.testing import build_plugin, read_lignes

Lire = Callable[[Iterable[str]], Lecture]
LirePlan = Callable[..., Lecture]
LireFiche = Callable[..., Lecture]

DEBUT = "Rapport d'exécution de la contractualisation\n\nLe 3 mai 2022\n\nDépartement d'Ille-et-Vilaine\n\n"
TITRE = "Tableau financier récapitulatif prévisionnel 2020-2022\n\n"
TETES = "Objectif|Fiche action N°|Source de financement|"
CONSOMME = (
    TETES + "Financements prévus 2020|||Budget consommé au 31/12/2020||\n"
    "|||Budget global 2020|Département|Etat|Actions nouvelles réalisées en 2020|objet|montant\n"
)
ENGAGE = (
    TETES + "Financements prévus 2021||||"
    "Dont contributions nouvelles valorisés dans la cadre du contrat PPE- Budget engagé au 31/12/2021||||\n"
    "|||Département (financement global sur la ligne)|Crédits Etat initialement prévus|Crédits 2020 reportés en 2021|"
    "Total crédit Etat 2021 pour les actions prévues au contrat|"
    "Actions prévues au contrat - Financement Département 2021|Variation entre prévu et réalisé|Détail||\n"
)
BUDGET = (
    TETES + "Budget 2022|||||||\n"
    "|||Département|Crédits Etat initialement prévus|Crédits 2021 reportés en 2022|"
    "ventilation des 70 000€ (action 3), + 1 234,50€ crédits supplémentaires|"
    "Total crédits Etat 2022 dont report de crédits 2021 + crédits supplémentaires|"
    "Actions prévues au contrat - Financement Département 2022|Détail|\n"
)
PLANS = {"consomme": CONSOMME, "engage": ENGAGE, "budget": BUDGET}


@pytest.fixture
def lire(tmp_path: Path) -> Lire:
    """Read a report from its lines."""
    plugin = build_plugin(cdppe_ille_et_vilaine)
    return lambda lignes: read_lignes(plugin, list(lignes), tmp_path)


@pytest.fixture
def lire_plan(lire: Lire) -> LirePlan:
    """Read one financial table from its rows; ``change`` is a text to replace in it, and the new one."""

    def read(plan: str, *rangees: str, change: tuple[str, str] = ("", "")) -> Lecture:
        texte = DEBUT + TITRE + PLANS[plan] + "\n".join(rangees)
        assert change[0] in texte
        texte = texte.replace(*change) if change[0] else texte
        return lire(texte.replace("|", "\t").split("\n"))

    return read


@pytest.fixture
def lire_fiche(lire: Lire) -> LireFiche:
    """Read a report of one sheet, number 21, from its lines, after a financial table if there is one."""

    def read(*lignes: str, plan: str = "", tete: str = "Fiche 21") -> Lecture:
        objectif = "Engagement 2 : Sécuriser les parcours\n\n7. Développer les centres parentaux\n\n"
        texte = plan + DEBUT + objectif + f"{tete}\n\nUn centre parental\n\n" + "\n\n".join(lignes)
        return lire(texte.replace("|", "\t").split("\n"))

    return read


@pytest.fixture(scope="session")
def edition() -> tuple[str, ...]:
    """The lines of the embedded edition."""
    texte = (files("cdppe_ille_et_vilaine") / "editions" / "2022-09-15.txt").read_text(encoding="utf-8")
    return tuple(texte.split("\n"))


@pytest.fixture(scope="session")
def tableaux(edition: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of the embedded edition that hold the financial tables."""
    return edition[: next(n for n, ligne in enumerate(edition) if ligne.startswith("FICHE ACTION"))]
