"""``cdppe lire`` as a user runs it: what it says of reports that give nothing."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cdppe.plugins.registre import load_departements

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def inconnu(tmp_path: Path) -> Path:
    """A report that belongs to no installed plugin."""
    rapport = tmp_path / "rapport.txt"
    rapport.write_text("Compte rendu\n\nAucun plugin ne lit ce texte.\n", encoding="utf-8")
    return rapport


def test_a_failure_names_its_document_once(run: Run, inconnu: Path, tmp_path: Path) -> None:
    fait = run("lire", str(inconnu), "--sortie", str(tmp_path / "s"))
    assert fait.returncode == 3
    assert fait.stderr.startswith("Échec : rapport.txt : aucun plugin")
    assert fait.stderr.count("rapport.txt") == 1


def test_a_report_in_which_nothing_is_found_is_told_of(run: Run, inconnu: Path, tmp_path: Path) -> None:
    code = load_departements().departements[0].code
    fait = run("lire", str(inconnu), "--departement", code, "--sortie", str(tmp_path / "s"))
    assert fait.returncode == 3
    assert fait.stderr.startswith("Rien trouvé : rapport.txt : ni action ni montant")


@pytest.mark.parametrize("mots", [("lire",), ("synthese", "--annee", "2022")])
def test_a_report_of_another_departement_is_wrong_use(run: Run, tmp_path: Path, mots: tuple[str, ...]) -> None:
    un, autre = load_departements().plugins[:2]
    rapport = tmp_path / "rapport.txt"
    rapport.write_bytes(un.list_editions()[0].read_bytes())
    code = autre.departement.code
    fait = run(*mots, "--rapports", str(rapport), "--departement", code, "--sortie", str(tmp_path / "s"))
    assert (fait.returncode, fait.stdout) == (2, "")
    assert fait.stderr.startswith(f"Erreur : Aucun rapport des départements demandés ({code}) parmi rapport.txt")
    assert not (tmp_path / "s").exists()


def test_the_balance_of_every_report_adds_up(run: Run, tmp_path: Path) -> None:
    """Figures = in the facts + explained + not understood; nothing is not understood in the embedded editions."""
    fait = run("lire", "--sortie", str(tmp_path), "--non-compris")
    bilan = fait.stdout.partition("Bilan des chiffres")[2].partition("\n\n")[0].splitlines()[3:]
    lignes = [ligne.split() for ligne in bilan]
    assert len(lignes) == len(load_departements().departements)
    for _, *nombres in lignes:
        chiffres, faits, expliques, non_compris = map(int, nombres)
        assert chiffres == faits + expliques + non_compris
        assert faits > 100
        assert non_compris == 0
    assert "Aucun chiffre non compris." in fait.stdout
