"""``cdppe cadre`` prints the framework; a wrong year or number is one French sentence."""

import re

import pytest

from cdppe.cli import main


def test_the_whole_framework(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cadre"]) == 0
    sortie = capsys.readouterr().out
    assert "Objectifs nouveaux en 2022 : 27, 28" in sortie
    assert "Développer les centres parentaux" in sortie
    assert "Fonds d'intervention régional" in sortie
    assert max(map(len, sortie.split("\n\n", 2)[2].splitlines())) <= 120


def test_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cadre", "--annee", "2021"]) == 0
    sortie = capsys.readouterr().out
    assert "— 2021" in sortie
    assert "prostitution" not in sortie
    assert "nouveaux" not in sortie.split("Objectifs")[0]


def test_one_objective_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cadre", "--objectif", "27"]) == 0
    sortie = capsys.readouterr().out
    assert "transverse" in sortie
    assert "depuis 2022" in sortie
    assert "DGS/SP1/2022/61" in sortie
    assert "fiche action 27" in " ".join(sortie.split())


def test_the_indicators(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cadre", "--indicateurs"]) == 0
    sortie = capsys.readouterr().out
    assert max(map(len, sortie.splitlines())) <= 120
    ligne = next(ligne for ligne in sortie.splitlines() if ligne.startswith("epp_couverture"))
    assert re.split(" {2,}", ligne)[2:5] == ["%", "1", "taux"]
    assert "taux : rien ne s'ajoute" in sortie


def test_one_indicator_with_its_definition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cadre", "--indicateur", "jeunes_devenus_majeurs"]) == 0
    sortie = " ".join(capsys.readouterr().out.split())
    assert "ont eu 18 ans dans l'année" in sortie
    assert "25 — Favoriser l'accès aux droits" in sortie
    assert "les départements et les années s'ajoutent" in sortie
    assert "depuis 2020" in sortie
    assert "action 24" in sortie


def test_an_objective_names_its_indicators(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cadre", "--objectif", "1"]) == 0
    assert "epp_femmes — Nombre de femmes" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["--annee", "2019"], "à partir de 2020"),
        (["--annee", "2020", "--objectif", "27"], "n'a pas d'objectif 27"),
        (["--indicateur", "licornes"], "n'a pas d'indicateur « licornes »"),
        (["--indicateurs", "--objectif", "1"], "n'en garder qu'un"),
    ],
)
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: list[str], attendu: str) -> None:
    assert main(["cadre", *arguments]) == 2
    ecrit = capsys.readouterr()
    assert ecrit.out == ""
    assert attendu in ecrit.err
    assert len(ecrit.err.splitlines()) == 1
