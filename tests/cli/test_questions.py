"""``cdppe questions`` as a user runs it, on the edition that a plugin embeds."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_letter_is_written_in_both_formats_with_the_same_numbers(run: Run, tmp_path: Path) -> None:
    mots = ("questions", "--departement", "77", "--annee", "2022", "--sortie")
    fait = run(*mots, str(tmp_path / "a"))
    assert fait.returncode == 0, fait.stderr
    assert re.match(r"Seine-et-Marne \(77\), 2022 : \d+ questions?, \d+ manques?", fait.stdout)
    markdown = (tmp_path / "a" / "questions-77-2022.md").read_text(encoding="utf-8")
    numeros = re.findall(r"^(?:### |\*\*|\| (?:\*\*)?)(Q[\d.]+)\b", markdown, re.MULTILINE)
    document: Any = Document(str(tmp_path / "a" / "questions-77-2022.docx"))
    cellules = (r.cells[0].text for t in document.tables for r in t.rows)
    textes = (*(p.text.split("\t")[0] for p in document.paragraphs), *cellules)
    assert [t for t in textes if re.fullmatch(r"Q[\d.]+", t)] == numeros
    questions = [n for n in numeros if "." not in n]
    assert questions == [f"Q{n}" for n in range(1, len(questions) + 1)]
    assert f": {len(questions)} question" in fait.stdout
    assert run(*mots, str(tmp_path / "b"), PYTHONHASHSEED="7").returncode == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_only_the_format_asked_for_is_written(run: Run, tmp_path: Path) -> None:
    sortie = tmp_path / "s"
    run("questions", "--departement", "62", "--annee", "2021", "--format", "markdown", "--sortie", str(sortie))
    assert [p.name for p in sortie.iterdir()] == ["questions-62-2021.md"]


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        (("--annee", "2022"), "--departement"),
        (("--departement", "77"), "--annee"),
        (("--departement", "zz", "--annee", "2022"), "Département zz : aucun plugin utilisable"),
        (("--departement", "77", "--annee", "1999"), "1999"),
        (("--departement", "77", "--annee", "2022", "--format", "pdf"), "pdf"),
        (("--departement", "77", "--annee", "2022", "--rapports", "absent.txt"), "absent.txt"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, tmp_path: Path, mots: tuple[str, ...], phrase: str) -> None:
    fait = run("questions", *mots, "--sortie", str(tmp_path / "s"))
    assert (fait.returncode, fait.stdout) == (2, "")
    assert phrase in fait.stderr
    assert len(fait.stderr.splitlines()) == 1
    assert not (tmp_path / "s").exists()


@pytest.fixture
def questions(run: Run, tmp_path: Path) -> Callable[[Path], subprocess.CompletedProcess[str]]:
    """The questions of 77 for 2022, from one report; nothing may be written."""

    def call(rapport: Path) -> subprocess.CompletedProcess[str]:
        sortie = tmp_path / "s"
        mots = ("--departement", "77", "--annee", "2022", "--rapports", str(rapport), "--sortie", str(sortie))
        fait = run("questions", *mots)
        assert (fait.stdout, len(fait.stderr.splitlines()), sortie.exists()) == ("", 1, False)
        return fait

    return call


def test_no_report_of_the_departement_is_wrong_use(questions: Callable[[Path], Any]) -> None:
    (autre,) = (Path(__file__).parents[2] / "plugins" / "pas_de_calais").rglob("editions/*.txt")
    fait = questions(autre)
    assert fait.returncode == 2
    assert "Aucun rapport des départements demandés (77)" in fait.stderr


@pytest.mark.parametrize(("nom", "phrase"), [("vide.txt", "fichier vide"), ("image.png", "n'a pu être lu")])
def test_a_report_that_gives_nothing_is_said(
    questions: Callable[[Path], Any], tmp_path: Path, nom: str, phrase: str
) -> None:
    (tmp_path / nom).write_bytes(b"")
    fait = questions(tmp_path / nom)
    assert fait.returncode == 3
    assert fait.stderr.count(nom) == 1
    assert phrase in fait.stderr


def test_a_year_that_no_report_covers_is_wrong_use(run: Run, tmp_path: Path) -> None:
    fait = run("questions", "--departement", "77", "--annee", "2030", "--sortie", str(tmp_path / "s"))
    assert (fait.returncode, fait.stdout, (tmp_path / "s").exists()) == (2, "", False)
    assert "Aucun rapport lu ne porte sur 2030 (exercices lus : 77 : 2020, 2021, 2022) ; vérifiez" in fait.stderr


def test_a_confirmed_figure_is_asked_no_more_and_the_synthesis_shows_both(run: Run, tmp_path: Path) -> None:
    """Action 40 spent more than was planned, and the département confirms what it spent."""
    decisions = tmp_path / "decisions.toml"
    decisions.write_text(
        """[[chiffres]]
departement = "77"
action = "40"
etape = "execute"
source = "non_ventile"
debut = 2020
fin = 2022
montant = 1711786
raison = "Courriel"
date = 2023-07-03
""",
        encoding="utf-8",
    )
    mots = ("--departement", "77", "--annee", "2022", "--format", "markdown", "--sortie", str(tmp_path))
    lettres = []
    for suite in ((), ("--decisions", str(decisions))):
        assert run("questions", *mots, *suite).returncode == 0
        lettres.append((tmp_path / "questions-77-2022.md").read_text(encoding="utf-8"))
    avant, apres = ("Action 40, 2020-2022 :" in lettre for lettre in lettres)
    assert (avant, apres) == (True, False)
    run("synthese", *mots, "--decisions", str(decisions))
    (synthese,) = tmp_path.glob("synthese*.md")
    texte = synthese.read_text(encoding="utf-8")
    assert "chiffre confirmé le 2023-07-03 : Courriel" in texte
    assert "Chiffres confirmés par les départements : 1" in texte
