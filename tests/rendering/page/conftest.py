"""A made-up campaign of three départements, full of what a page must not let act; and one browser for all."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.campagne import CampagneDeclaree
from cdppe.facts import Action, DocumentLu, Financement, Indicateur, Lecture
from cdppe.rendering.page.ecriture import write_page

RACINE = Path(__file__).parents[3]
PIEGE = "</script><img src=x onerror=alert(1)> \u2028 <b>gras</b> & \x07"
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture
def piege() -> str:
    """What a document may print."""
    return PIEGE


@pytest.fixture(scope="session")
def synthese() -> Synthese:
    """Two answers and one missing; more rows than the HTML holds; the same amount twice on a line."""
    lectures, textes = [], {}
    for code in ("35", "62"):
        document = f"{code}.txt"
        financements: list[Financement] = []
        for n in range(60):
            ligne, euros = str(10 + n), f"{1000 + n} €"
            textes[document, ligne] = f"Action {n} | {euros} | {euros} | {PIEGE if n == 3 else 'rien'}"
            financements += [_montant(code, ligne, n, etape, euros) for etape in ("prevu", "execute")]
        textes[document, "500"] = "Visites | 12 | 18"
        textes[document, "501"] = "Bilans | 11 (2021) 12 (2022)"
        lectures.append(
            Lecture(
                documents=(
                    DocumentLu(
                        departement=code, document=document, empreinte="e", titre=PIEGE, date="2023-06-12",
                        exercices="2022", plugin="p", version="1",
                    ),
                ),
                actions=tuple(_action(code, n) for n in range(60)),
                financements=tuple(financements),
                indicateurs=(_valeur(code), _ambigu(code)),
            )
        )  # fmt: skip
    return consolidate(
        lectures,
        load_cadre(2022),
        2022,
        echecs=[("77", "perdu.txt", f"illisible {PIEGE}.")],
        editions=True,
        attente=CampagneDeclaree(annee=2022, departements=("35", "62", "77")),
        textes=textes,
    )


def _montant(code: str, ligne: str, n: int, etape: str, texte: str) -> Financement:
    return Financement.model_validate(
        {
            "departement": code, "document": f"{code}.txt", "ligne": ligne, "action": str(n), "niveau": "action",
            "etape": etape, "source": "fir" if n % 2 else "departement", "debut": 2022, "fin": 2022, "base": "civile",
            "montant": 1000 + n, "certitude": "sur", "origine": "tableau_financier", "texte": texte,
            "colonne": f"Montant / {etape}",
        }
    )  # fmt: skip


def _action(code: str, n: int) -> Action:
    intitule = PIEGE if n == 3 else f"Action à mener, numéro {n}"
    return Action.model_validate(
        {
            "departement": code, "document": f"{code}.txt", "ligne": str(10 + n), "numero": str(n),
            "intitule": intitule, "engagement": "1", "objectifs": str(1 + n % 11),
        }
    )  # fmt: skip


def _valeur(code: str) -> Indicateur:
    return Indicateur.model_validate(
        {
            "departement": code, "document": f"{code}.txt", "ligne": "500", "action": "1", "niveau": "action",
            "rubrique": "Suivi", "libelle": "Visites", "indicateur_national": "", "debut": 2022, "fin": 2022,
            "base": "civile", "nature": "realise", "valeur": 18, "unite": "visites", "statut": "chiffre",
            "certitude": "sur", "origine": "fiche", "texte": "18", "colonne": "2022", "periode_texte": "2022",
        }
    )  # fmt: skip


def _ambigu(code: str) -> Indicateur:
    mots = {"valeur": None, "certitude": "ambigu", "statut": "texte", "texte": "11 (2021) 12 (2022)", "ligne": "501"}
    return _valeur(code).model_copy(update={**mots, "libelle": "Bilans"})


@pytest.fixture(scope="session")
def fichier(synthese: Synthese, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, written."""
    dossier = tmp_path_factory.mktemp("page")
    write_page(synthese, dossier)
    return dossier / "synthese-2022.html"


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Any]:
    """Headless Chromium."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright n'est pas installé")
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium n'est pas installé")
    with api.sync_playwright() as playwright:
        lance = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        yield lance
        lance.close()


@pytest.fixture
def ouvrir(navigateur: Any, fichier: Path) -> Iterator[Callable[..., Any]]:
    """Open the page at an address, a width and a scheme; whatever it asks of the network or says in error fails."""
    contextes, fautes = [], []

    def open_page(ancre: str = "", largeur: int = 1280, schema: str = "light") -> Any:
        contexte = navigateur.new_context(viewport={"width": largeur, "height": 900}, color_scheme=schema)
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("console", lambda m: fautes.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: fautes.append(str(e)))
        page.on("request", lambda r: fautes.append(r.url) if not r.url.startswith((fichier.as_uri(), "data:")) else 0)
        page.goto(f"{fichier.as_uri()}{ancre}")
        page.wait_for_selector("html[data-pret]")
        return page

    yield open_page
    for contexte in contextes:
        contexte.close()
    assert fautes == []


@pytest.fixture
def vnu() -> list[str]:
    """The command of the HTML validator."""
    jar = Path(os.environ.get("CDPPE_VNU") or RACINE / ".outils/node_modules/vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java")
    if not java or not jar.is_file():
        pytest.skip("le validateur HTML (vnu, par CDPPE_VNU ou .outils) ou Java n'est pas installé")
    return [java, "-jar", str(jar)]
