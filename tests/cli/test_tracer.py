"""``cdppe tracer`` as a user runs it, on the editions that the installed plugins embed."""

import csv
import subprocess
from collections.abc import Callable

import pytest

from cdppe.plugins.registre import load_departements

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def montant(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A planned amount of 2022 that is sure, as ``cdppe synthese`` numbers it."""
    dossier = tmp_path_factory.mktemp("synthese")
    fait = run("synthese", "--annee", "2022", "--format", "csv", "--sortie", str(dossier))
    assert fait.returncode == 0, fait.stderr
    with (dossier / "financements.csv").open(encoding="utf-8", newline="") as stream:
        return next(
            r
            for r in csv.DictReader(stream)
            if (r["niveau"], r["etape"], r["debut"], r["fin"], r["certitude"])
            == ("action", "prevu", "2022", "2022", "sur")
            and r["montant"] not in ("", "0")
        )


def test_a_line_leads_to_the_synthesis_and_back(run: Run, montant: dict[str, str]) -> None:
    aller = run("tracer", f"{montant['departement']}:{montant['ligne']}")
    assert aller.returncode == 0, aller.stderr
    assert montant["id"] in aller.stdout
    assert f"« {montant['texte']} »" in aller.stdout
    repere = next(mot for mot in aller.stdout.split() if mot.startswith("S") and mot[1:].isdigit())
    retour = run("tracer", f"{repere}:2022")
    assert retour.returncode == 0, retour.stderr
    assert montant["id"] in retour.stdout
    assert f"ligne {montant['ligne']} : « {montant['texte']} »" in retour.stdout


def test_a_fact_by_its_id(run: Run, montant: dict[str, str]) -> None:
    fait = run("tracer", montant["id"])
    assert fait.stdout.startswith(montant["id"])
    assert "→ S" in fait.stdout


def test_a_line_without_a_figure_says_so(run: Run, montant: dict[str, str]) -> None:
    fait = run("tracer", f"{montant['departement']}:1")
    assert (fait.returncode, fait.stderr) == (0, "")
    assert "Aucun fait n'est lu sur cette ligne" in fait.stdout


def test_the_line_that_explains_missing_values_says_so(run: Run) -> None:
    """Seine-et-Marne's report says why it has no indicators; the synthesis quotes it."""
    with (
        next(p for p in load_departements().plugins if p.departement.code == "77").list_editions()[0].open() as edition
    ):
        lignes = edition.read().split("\n")
    ligne = 1 + next(n for n, texte in enumerate(lignes) if "cyberattaque" in texte.lower() and "indicateurs" in texte)
    fait = run("tracer", f"77:{ligne}")
    assert "Remarque du rapport sur lui-même (indicateurs_indisponibles)" in fait.stdout


@pytest.mark.parametrize(
    "cible", ["99-F0001", "Z1", "S1:couleur", "nulle_part.txt:3", "62:999999", "62:abc", "99:3", ""]
)
def test_a_wrong_target_is_wrong_use(run: Run, cible: str) -> None:
    fait = run("tracer", cible)
    assert (fait.returncode, fait.stdout) == (2, "")
    assert fait.stderr.startswith("Erreur : ")
    assert "Traceback" not in fait.stderr
