"""``cdppe controler`` and ``cdppe controles`` as a user runs them, on the embedded editions."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cdppe.controles import NATIONAUX, list_controles
from cdppe.plugins.registre import load_departements

Run = Callable[..., subprocess.CompletedProcess[str]]
DOCS = Path(__file__).parents[2] / "docs" / "controles.md"


def test_the_catalogue_says_all_of_every_control(run: Run) -> None:
    fait = run("controles")
    assert (fait.returncode, fait.stderr) == (0, "")
    tous = {c.code for controles in list_controles(load_departements()).values() for c in controles}
    assert {c.code for c in NATIONAUX} <= tous
    assert set(re.findall(r"^(\w+) \(\w+\) : ", fait.stdout, re.MULTILINE)) == tous
    assert fait.stdout.count("  Tolérance : ") == fait.stdout.count("  Source : ") == len(tous)


def test_the_page_of_the_documentation_is_the_catalogue(run: Run) -> None:
    assert run("controles", "--format", "markdown").stdout == DOCS.read_text(encoding="utf-8")


def test_the_four_ways_to_end_add_up_to_all_controls(run: Run) -> None:
    fait = run("controler", "--gravite", "bloquante")
    assert fait.returncode in (0, 1), fait.stderr
    lignes = [[int(n) for n in ligne.split()] for ligne in fait.stdout.splitlines() if re.fullmatch(r"[\d ]+", ligne)]
    assert {ligne[0] for ligne in lignes} == {35, 62, 77}
    for _, _, constats, rien, non_applicable, panne, controles in lignes:
        assert constats + rien + non_applicable + panne == controles
        assert panne == 0


def test_the_exit_status_follows_the_severity_asked_for(run: Run) -> None:
    tout = run("controler", "--departement", "62", "--gravite", "information", "--format", "json")
    constats = json.loads(tout.stdout)
    assert tout.returncode == 1
    assert {c["departement"] for c in constats} == {"62"}
    for constat in constats:
        assert constat["phrase"]
        assert constat["lignes"]
        assert re.fullmatch(r"[0-9a-f]{12}", constat["constat"])
    graves = {c["gravite"] for c in constats}
    fait = run("controler", "--departement", "62", "--gravite", "bloquante")
    assert fait.returncode == (1 if "bloquante" in graves else 0)


def test_that_nothing_was_found_is_said(run: Run) -> None:
    mots = ("controler", "--departement", "77", "--annee", "2020", "--gravite", "bloquante")
    fait = run(*mots)
    assert fait.returncode == 0
    assert fait.stdout.startswith("Aucun constat de gravité bloquante.\n\n")
    assert not run(*mots, "--format", "csv").stdout.startswith("Aucun")


def test_one_year_and_csv(run: Run) -> None:
    fait = run("controler", "--departement", "62", "--annee", "2021", "--gravite", "information", "--format", "csv")
    entete, *rangees = fait.stdout.splitlines()
    assert entete.startswith("code,gravite,departement,annee,action")
    assert rangees
    assert all(",62,2021," in r for r in rangees if re.match(r"\w+,(majeure|mineure|information|bloquante),", r))


@pytest.mark.parametrize("mots", [("nulle_part.txt",), ("--gravite", "forte"), ("--departement", "00")])
def test_wrong_use(run: Run, mots: tuple[str, ...]) -> None:
    fait = run("controler", *mots)
    assert (fait.returncode, fait.stdout) == (2, "")
    assert fait.stderr.startswith("Erreur : ")


def test_a_table_that_was_not_read_is_said_and_exits_three(run: Run, tmp_path: Path) -> None:
    """Two headers have changed places: the other figures of the report prove it, and the table is refused."""
    (plugin,) = (p for p in load_departements().plugins if p.departement.code == "77")
    texte = plugin.list_editions()[0].read_text(encoding="utf-8")
    assert texte.count("Département\tFIR\tEtat") == 1
    copie = tmp_path / "rapport.txt"
    copie.write_text(texte.replace("Département\tFIR\tEtat", "FIR\tDépartement\tEtat"), encoding="utf-8")
    fait = run("controler", str(copie), "--gravite", "bloquante")
    assert fait.returncode == 3
    assert "disposition_inconnue" in fait.stdout
    assert fait.stderr.startswith("Non lu : rapport.txt")


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("vide.txt", "", "fichier vide : aucun texte à lire"),
        ("autre.txt", "Un autre texte.", "ni action ni montant"),
        ("image.png", "", "format"),
    ],
)
def test_a_report_that_gives_nothing_is_said(run: Run, tmp_path: Path, nom: str, contenu: str, phrase: str) -> None:
    (tmp_path / nom).write_text(contenu, encoding="utf-8")
    fait = run("controler", str(tmp_path / nom), "--departement", "35")
    assert (fait.returncode, fait.stdout, len(fait.stderr.splitlines())) == (3, "", 1)
    assert phrase in fait.stderr
    assert fait.stderr.count(nom) == 1


def test_a_report_that_gives_nothing_beside_a_sound_one(run: Run, tmp_path: Path) -> None:
    (plugin,) = (p for p in load_departements().plugins if p.departement.code == "77")
    (tmp_path / "rapport.txt").write_bytes(plugin.list_editions()[0].read_bytes())
    (tmp_path / "autre.txt").write_text("Un autre texte.", encoding="utf-8")
    fait = run("controler", str(tmp_path), "--departement", "77", "--gravite", "bloquante")
    assert fait.returncode == 3
    assert fait.stderr.startswith("Non lu : autre.txt : ni action ni montant ; vérifiez que c'est bien")


def test_a_year_that_no_report_covers_is_said(run: Run) -> None:
    fait = run("controler", "--departement", "62", "--departement", "77", "--annee", "2030")
    assert (fait.returncode, fait.stdout) == (2, "")
    assert "ne porte sur 2030 (exercices lus : 62 : 2020, 2021, 2022 ; 77 : 2020" in fait.stderr
