"""``cdppe departements``: what is installed, and what is broken beside it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]


def install(folder: Path, name: str, source: str) -> None:
    """A distribution as pip leaves it: a module, its metadata and its entry point."""
    (folder / f"cdppe_{name}.py").write_text(source, encoding="utf-8")
    info = folder / f"cdppe_{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: cdppe-{name}\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[cdppe.departements]\n{name} = cdppe_{name}\n", encoding="utf-8")


def test_the_installed_plugins_are_ready(run: Run) -> None:
    done = run("departements")
    assert done.returncode == 0, done.stderr
    assert "prêt" in done.stdout
    assert "en panne" not in done.stdout
    assert [row[:2] for row in done.stdout.splitlines()[2:]] == sorted(row[:2] for row in done.stdout.splitlines()[2:])


def test_a_broken_plugin_is_named_and_the_others_stay(run: Run, tmp_path: Path) -> None:
    install(tmp_path, "casse", "import un_module_qui_manque\n")
    avant = run("departements").stdout.splitlines()
    done = run("departements", PYTHONPATH=str(tmp_path))
    assert done.returncode == 3
    rows = [row.split() for row in done.stdout.splitlines()]
    assert all(row.split() in rows for row in avant if "prêt" in row)
    assert ["casse", "cdppe-casse", "en", "panne"] in rows
    raisons = [ligne for ligne in done.stderr.splitlines() if ligne.startswith("casse en panne : ")]
    assert len(raisons) == 1
    assert "un_module_qui_manque" in raisons[0]
