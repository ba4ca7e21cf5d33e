"""``cdppe synthese`` as a user runs it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def inconnu(tmp_path: Path) -> Path:
    """A report that belongs to no installed plugin."""
    rapport = tmp_path / "rapport.txt"
    rapport.write_text("Compte rendu\n\nAucun plugin ne lit ce texte.\n", encoding="utf-8")
    return rapport


def test_a_document_that_fails_leaves_a_synthesis_that_says_so(run: Run, inconnu: Path, tmp_path: Path) -> None:
    fait = run("synthese", "--annee", "2022", "--rapports", str(inconnu), "--sortie", str(tmp_path / "s"))
    assert fait.returncode == 3
    assert "manque rapport.txt" in fait.stderr
    assert "Traceback" not in fait.stderr
    assert "manque rapport.txt" in (tmp_path / "s" / "synthese-2022.md").read_text(encoding="utf-8")[:400]
    assert (tmp_path / "s" / "synthese-2022.xlsx").exists()
    assert "Objectifs nationaux" in fait.stdout


def test_a_campaign_says_the_year_the_reports_and_who_is_missing(run: Run, inconnu: Path, tmp_path: Path) -> None:
    campagne = tmp_path / "campagne.toml"
    campagne.write_text('annee = 2022\ndepartements = ["02"]\nrapports = ["rapport.txt"]\n', encoding="utf-8")
    fait = run("synthese", "--campagne", str(campagne), "--sortie", str(tmp_path / "s"), "--format", "markdown")
    assert fait.returncode == 3  # that report belongs to no plugin
    assert "0 rapport sur 1 attendu (0\u00a0%) ; 1 département manque" in fait.stdout.replace("\n", " ")
    assert (tmp_path / "s" / "synthese-2022.md").exists()


def test_a_synthesis_needs_a_year(run: Run) -> None:
    fait = run("synthese")
    assert (fait.returncode, "Donnez --annee, ou --campagne" in fait.stderr) == (2, True)


def test_only_the_formats_asked_for_are_written(run: Run, inconnu: Path, tmp_path: Path) -> None:
    run(
        "synthese",
        "--annee",
        "2021",
        "--rapports",
        str(inconnu),
        "--sortie",
        str(tmp_path / "s"),
        "--format",
        "markdown",
    )
    assert [p.name for p in (tmp_path / "s").iterdir()] == ["synthese-2021.md"]


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        ((), "--annee"),
        (("--annee", "1999"), "donnez une année de 2020 à 2100"),
        (("--annee", "2022", "--departement", "zz"), "zz"),
        (("--annee", "2022", "--rapports", "absent.txt"), "absent.txt"),
        (("--annee", "2022", "--decisions", "absent.toml"), "absent.toml"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, tmp_path: Path, mots: tuple[str, ...], phrase: str) -> None:
    fait = run("synthese", *mots, "--sortie", str(tmp_path / "s"))
    assert (fait.returncode, fait.stdout) == (2, "")
    assert phrase in fait.stderr
    assert len(fait.stderr.splitlines()) == 1
    assert not (tmp_path / "s").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(run: Run, inconnu: Path) -> None:
    fait = run("synthese", "--annee", "2022", "--rapports", str(inconnu), "--sortie", str(inconnu / "s"))
    assert (fait.returncode, len(fait.stderr.splitlines())) == (2, 1)
    assert "ne peut pas être créé" in fait.stderr


def test_the_decisions_beside_the_reports_are_used(run: Run, inconnu: Path, tmp_path: Path) -> None:
    decisions = inconnu.with_name("decisions.toml")
    mots = ("synthese", "--annee", "2022", "--rapports", str(inconnu), "--sortie", str(tmp_path / "s"))
    decisions.write_text('[[acceptes]]\nconstat = "0123456789ab"\ndate = 2023-07-01\n', encoding="utf-8")
    faux = run(*mots)
    assert (faux.returncode, faux.stdout, (tmp_path / "s").exists()) == (2, "", False)
    assert "decisions.toml, ligne 1, [[acceptes]], « raison » est absent" in faux.stderr
    decisions.write_text(decisions.read_text(encoding="utf-8") + 'raison = "Arrondi"\n', encoding="utf-8")
    assert "constat accepté" not in run(*mots).stderr  # what the report that failed holds is not known
    (edition,) = (Path(__file__).parents[2] / "plugins" / "pas_de_calais").rglob("editions/*.txt")
    inconnu.write_bytes(edition.read_bytes())
    fait = run(*mots)
    assert "Décision à revoir : decisions.toml, ligne 1 : le constat accepté 0123456789ab" in fait.stderr
    assert "Laissé de côté" not in fait.stderr
    assert "le constat accepté 0123456789ab" in (tmp_path / "s" / "synthese-2022.md").read_text(encoding="utf-8")[:600]
