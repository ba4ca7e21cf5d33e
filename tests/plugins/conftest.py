"""Made-up plugins, written as files and imported as real ones are."""

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from cdppe.plugins.hookspecs import GROUPE

TOML = """
[departement]
code = "{code}"
nom = "{nom}"
contrat = [2020, 2022]
reconnaissance = ['département {nom}\\b']
editions = ["edition.txt"]

[document]
titre = "^Rapport"
date = 'du (?P<date>\\d+ \\w+ \\d{{4}})'
"""

CODE = """
from importlib.resources import files
from cdppe.api import Lecture, Releve, hookimpl, load_departement

@hookimpl
def declare_departement():
    return load_departement(files(__package__) / "departement.toml")

@hookimpl
def read_rapport(document, departement, cadre):
    releve = Releve(document, departement, cadre)
    for passage in releve.document.textes:
        releve.read_cellule(passage, action="1", etape="prevu", source="fir", periode=releve.periode_contrat,
                            origine="texte")
    return releve.finish()
"""


MakePlugin = Callable[..., EntryPoint]


@pytest.fixture
def make_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakePlugin:
    """Write a plugin's package (the sound one, ``change``d by an old and a new text) and name its entry point."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(
        paquet: str,
        code: str,
        nom: str,
        source: str = CODE,
        change: tuple[str, str] = ("", ""),
        toml: str = TOML,
        change_toml: tuple[str, str] = ("", ""),
    ) -> EntryPoint:
        toml = toml.replace(*change_toml) if change_toml[0] else toml
        source = source.replace(*change) if change[0] else source
        dossier = tmp_path / paquet
        dossier.mkdir()
        (dossier / "__init__.py").write_text(source, encoding="utf-8")
        (dossier / "departement.toml").write_text(toml.format(code=code, nom=nom), encoding="utf-8")
        (dossier / "edition.txt").write_text(
            f"Rapport du département {nom} du 3 mai 2023\n\n1 000 €\n", encoding="utf-8"
        )
        monkeypatch.delitem(sys.modules, paquet, raising=False)
        return EntryPoint(paquet, paquet, GROUPE)

    return make
