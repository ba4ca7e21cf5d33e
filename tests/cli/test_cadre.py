"""``cdppe cadre`` as a user runs it: the national indicators, and the code that a plugin's TOML names."""

import re
import subprocess
from collections.abc import Callable

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_every_code_of_the_list_has_its_definition(run: Run) -> None:
    liste = run("cadre", "--indicateurs")
    assert liste.returncode == 0, liste.stderr
    codes = re.findall(r"^([a-z]\w*_\w+) ", liste.stdout, re.MULTILINE)
    assert len(codes) == len(set(codes)) > 20
    un = run("cadre", "--annee", "2020", "--indicateur", codes[-1])
    assert un.returncode == 0, un.stderr
    assert re.search(r"^Définition +\S", un.stdout, re.MULTILINE)


def test_an_unknown_code_is_one_french_sentence(run: Run) -> None:
    done = run("cadre", "--indicateur", "licornes")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Erreur : Le cadre national de")
    assert len(done.stderr.splitlines()) == 1
