"""What is installed is what stands in the folders, in versions that are written down."""

import re
from fnmatch import fnmatch
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import pytest
import tomli
from packaging.requirements import Requirement

RACINE = Path(__file__).parent.parent
PLUGINS = sorted(path.parent for path in RACINE.glob("plugins/*/pyproject.toml"))


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins() -> dict[str, str]:
    lines = (RACINE / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {normalize(name): version for name, version in pins}


def test_every_package_of_the_core_is_shipped() -> None:
    declared = tomli.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.parent.relative_to(RACINE / "core") for path in (RACINE / "core" / "cdppe").rglob("__init__.py")}
    assert set(declared) == {".".join(folder.parts) for folder in folders} | {"cdppe.templates"}


def test_every_template_is_shipped() -> None:
    declared = tomli.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    dossier = RACINE / "templates"
    fichiers = (path for path in dossier.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    modeles = {path.relative_to(dossier).as_posix() for path in fichiers}
    assert {"questions.docx", "questions.md.j2", "synthese.md.j2"} <= modeles
    motifs = declared["package-data"]["cdppe.templates"]
    assert {nom for nom in modeles if not any(fnmatch(nom, motif) for motif in motifs)} == set()
    assert {files("cdppe.templates").joinpath(nom).is_file() for nom in modeles} == {True}


def collect_requirements(name: str, extra: str = "") -> set[str]:
    """Everything that installing ``name[extra]`` on this machine brings with it."""
    found: set[str] = set()
    waiting = [(name, extra)]
    while waiting:
        current, current_extra = waiting.pop()
        for text in metadata.requires(current) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": current_extra}):
                if requirement.name not in found:
                    waiting.append((requirement.name, ""))
                found.add(requirement.name)
    return {normalize(name) for name in found}


def test_whatever_is_installed_has_its_version_written_down() -> None:
    required = collect_requirements("cdppe", "dev")
    assert {"pandas", "numpy", "pytest", "rich"} <= required
    assert required - set(read_pins()) == set()


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_is_named_after_its_folder(plugin: Path) -> None:
    project = tomli.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == f"cdppe-{normalize(plugin.name)}"
    assert project["entry-points"]["cdppe.departements"] == {plugin.name: f"cdppe_{plugin.name}"}
    assert (plugin / "README.md").is_file()
