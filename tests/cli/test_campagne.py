"""``cdppe campagne``: a file to complete, then who answered; nothing is ever replaced."""

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cdppe.cli import main

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_campaign_is_made_then_shown(run: Run, tmp_path: Path) -> None:
    fichier = str(tmp_path / "campagne.toml")
    fait = run(
        "campagne", "init", "--annee", "2022", "--departement", "62", "--departement", "02", "--fichier", fichier
    )
    assert (fait.returncode, fait.stderr) == (0, "")
    assert "2 départements attendus au 30/06/2023" in fait.stdout
    vide = run("campagne", "etat", "--fichier", fichier)
    assert (vide.returncode, vide.stderr) == (0, "")
    assert "0 rapport sur 2 attendus (0\u00a0%)" in vide.stdout
    (tmp_path / "rapports" / "scan.txt").write_text("Rien de connu.", encoding="utf-8")
    etat = run("campagne", "etat", "--fichier", fichier)
    assert etat.returncode == 3
    assert "Non lu : scan.txt : aucun plugin installé ne reconnaît ce rapport" in etat.stderr


def test_a_campaign_is_never_replaced(run: Run, tmp_path: Path) -> None:
    fichier = tmp_path / "campagne.toml"
    fichier.write_text("annee = 2021\n", encoding="utf-8")
    fait = run("campagne", "init", "--annee", "2022", "--fichier", str(fichier))
    assert fait.returncode == 2
    assert "existe déjà : complétez-le" in fait.stderr
    assert fichier.read_text(encoding="utf-8") == "annee = 2021\n"


def test_a_campaign_that_does_not_exist_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    fait = run("campagne", "etat", "--fichier", str(tmp_path / "campagne.toml"))
    assert fait.returncode == 2
    assert "cdppe campagne init en écrit un" in fait.stderr


def test_a_campaign_without_a_report_yet_has_a_synthesis_that_says_so(run: Run, tmp_path: Path) -> None:
    fichier = str(tmp_path / "campagne.toml")
    run("campagne", "init", "--annee", "2022", "--departement", "62", "--departement", "02", "--fichier", fichier)
    fait = run("synthese", "--campagne", fichier, "--format", "csv", "--sortie", str(tmp_path / "s"))
    assert (fait.returncode, fait.stderr) == (0, "")
    assert "0 rapport sur 2 attendus (0\u00a0%) ; 2 départements manquent" in fait.stdout
    with (tmp_path / "s" / "fiches.csv").open(encoding="utf-8", newline="") as flux:
        assert [(r["Département"], r["Valeur"]) for r in csv.DictReader(flux)] == [
            ("02", "Manquant"),
            ("62", "Manquant"),
        ]
    (tmp_path / "rapports" / "notes.md").write_text("À lire.", encoding="utf-8")
    suite = run("tracer", "F2", "--campagne", fichier)
    assert suite.returncode == 0, suite.stderr
    assert "Pas-de-Calais" in suite.stdout


def test_a_campaign_is_of_its_own_year(run: Run, tmp_path: Path) -> None:
    fichier = tmp_path / "campagne.toml"
    fichier.write_text("annee = 2022\n", encoding="utf-8")
    for annees in (("--annee", "2021"), ("--annees", "2020-2021")):
        fait = run("synthese", "--campagne", str(fichier), *annees, "--sortie", str(tmp_path / "s"))
        assert fait.returncode == 2
        assert "est la campagne de 2022 et non de 2021 : ôtez l'année" in fait.stderr


def test_a_file_that_is_not_there_is_said_under_either_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--fichier", "--campagne"):
        assert main(["campagne", "etat", option, str(tmp_path / "x.toml")]) == 2
        assert "x.toml : fichier de campagne introuvable ; cdppe campagne init en écrit un" in capsys.readouterr().err
