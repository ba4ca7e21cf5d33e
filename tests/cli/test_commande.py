"""The command as a whole: its help, wrong use, and every way a run can end."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

import cdppe
from cdppe import cli
from cdppe.cli.groupe import COMMANDES
from cdppe.erreurs import ErreurDocument, ErreurUsage

Run = Callable[..., subprocess.CompletedProcess[str]]

ENGLISH = re.compile(
    r"\b(Usage|Show|exit|Try|for help|Error|default|required|Commands|TEXT|PATH|INTEGER|FLOAT|FILE|FILENAME|DIRECTORY|"
    r"RANGE|Missing|Invalid|such|unexpected|does not)\b"
)


@pytest.mark.parametrize("words", [[], ["--help"], *([name, "--help"] for name in COMMANDES)])
def test_help_is_in_french(run: Run, words: list[str]) -> None:
    done = run(*words, LANGUAGE="en", LC_ALL="C")
    assert done.returncode == 0
    assert done.stdout.startswith("Utilisation : cdppe")
    assert not ENGLISH.search(done.stdout)
    assert done.stderr == ""


def test_help_lists_every_command(run: Run) -> None:
    aide = run("--help").stdout
    assert all(re.search(rf"^  {name} ", aide, re.MULTILINE) for name in COMMANDES)


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"cdppe {cdppe.__version__}\n"


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        (["synthes"], "Commande inconnue : synthes. Vouliez-vous dire 'synthese' ? Aide : cdppe --help"),
        (["--anee"], "Option inconnue : --anee."),
        (["departements", "--tout"], "Option inconnue : --tout. Aide : cdppe departements --help"),
        (["departements", "62"], "Un mot de trop dans la commande (62). Aide : cdppe departements --help"),
        (["lire", "--format", "pdf"], "Valeur refusée pour '--format' : « pdf » n'est pas"),
        (["lire", "absent.txt"], "absent.txt : fichier ou dossier introuvable"),
        (["synthese", "--annee"], "L'option --annee attend une valeur."),
        (["synthese", "--annee", "deux mille"], "« deux mille »"),
    ],
)
def test_wrong_use_is_one_french_line(run: Run, words: list[str], phrase: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Erreur : ")
    assert phrase in done.stderr
    assert done.stderr.count("\n") == 1
    assert not ENGLISH.search(done.stderr)


def test_output_is_utf8_whatever_the_console(run: Run) -> None:
    done = run("--help", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert "départementaux" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows reports a closed pipe in its own way")
def test_a_closed_pipe_is_quiet(commande: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([commande, "--help"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == cli.TUYAU_FERME
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="sh closes an output, and Windows has none")
def test_outputs_that_are_closed_are_no_fault(commande: str) -> None:
    done = subprocess.run(["sh", "-c", '"$0" cadre >&- 2>&-', commande], check=False)  # noqa: S607
    assert done.returncode == 0


def end_with(exc: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run main() in a process of its own, where the command raises ``exc``."""
    script = (
        "import sys, cdppe.cli as cli\n"
        "from cdppe.erreurs import *\n"
        f"def _run(words): raise {exc}\n"
        "cli._run = _run\n"
        "sys.exit(cli.main())"
    )
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("exc", "status"),
    [
        ("ErreurDocument('Le rapport est vide.')", ErreurDocument.code_sortie),
        ("ErreurUsage('Non.')", ErreurUsage.code_sortie),
    ],
)
def test_an_expected_error_is_its_sentence_and_its_status(exc: str, status: int) -> None:
    done = end_with(exc)
    assert done.returncode == status
    assert re.fullmatch(r"Erreur : (Le rapport est vide|Non)\.\n", done.stderr)


def test_an_unexpected_error_says_what_to_send_to_whom() -> None:
    done = end_with("KeyError('montant')")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    for part in ("imprévu", "KeyError", "--trace", "envoyez à l'équipe qui maintient cdppe"):
        assert part in done.stderr


@pytest.mark.parametrize("exc", ["KeyError('montant')", "ErreurDocument('Le rapport est vide.')"])
def test_trace_adds_the_traceback(exc: str) -> None:
    done = end_with(exc, "synthese", "--trace")
    assert done.returncode == 3
    assert done.stderr.startswith("Traceback")
    assert done.stderr.splitlines()[-1].startswith("Erreur : ")


def test_trace_may_stand_after_the_command(run: Run) -> None:
    assert run("departements", "--help", "--trace").returncode == 0


def test_ctrl_c_is_quiet() -> None:
    done = end_with("KeyboardInterrupt")
    assert (done.returncode, done.stdout, done.stderr) == (cli.INTERROMPU, "", "")
