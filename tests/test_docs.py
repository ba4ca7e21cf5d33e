"""The documents say what the code does: every hook, argument and key is explained, and the example works."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pluggy
import pytest
import tomli
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # as in rendering/word.py
from jinja2 import Environment, meta
from pydantic import BaseModel

from cdppe.cadre import load_cadre
from cdppe.cli.groupe import COMMANDES
from cdppe.parsing.dispositions import Colonne, Disposition, Preuve
from cdppe.parsing.sections import TitreDeclare
from cdppe.plugins import hookspecs
from cdppe.plugins.declaration import ActionDeclaree, Departement, DocumentDeclare, Identite, IndicateurDeclare
from cdppe.rendering.formats import DEFAUT, FORMATS
from cdppe.rendering.modeles import MODELES

RACINE = Path(__file__).parent.parent
GREFFONS = (RACINE / "docs" / "greffons.md").read_text(encoding="utf-8")
README = (RACINE / "README.md").read_text(encoding="utf-8")

DECLARATIONS = (
    Departement,
    Identite,
    DocumentDeclare,
    TitreDeclare,
    Disposition,
    Colonne,
    Preuve,
    ActionDeclaree,
    IndicateurDeclare,
)


def read_hooks() -> dict[str, tuple[str, ...]]:
    manager = pluggy.PluginManager("cdppe")
    manager.add_hookspecs(hookspecs)
    return {name: caller.spec.argnames for name, caller in vars(manager.hook).items() if caller.spec and name[0] != "_"}


def read_section(titre: str) -> str:
    """The text under a heading, to the next one."""
    return re.split(r"^#{2,3} ", GREFFONS.split(f"\n### {titre}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def read_keys(section: str) -> set[str]:
    """What a list explains: the names before the colon of each of its items."""
    items = re.findall(r"^- ((?:`\w+`(?:, )?)+) : ", section, re.MULTILINE)
    return {name for item in items for name in re.findall(r"`(\w+)`", item)}


def test_the_hooks_are_those_of_the_document() -> None:
    documented = re.findall(r"^### `(\w+)\(([\w, ]*)\)`$", GREFFONS, re.MULTILINE)
    assert {name: tuple(filter(None, args.split(", "))) for name, args in documented} == read_hooks()


@pytest.mark.parametrize("hook", read_hooks())
def test_every_argument_of_a_hook_is_explained(hook: str) -> None:
    assert read_keys(read_section(f"`{hook}(")) == set(read_hooks()[hook])


@pytest.mark.parametrize("modele", DECLARATIONS, ids=lambda modele: modele.__name__)
def test_every_key_of_the_toml_is_explained(modele: type[BaseModel]) -> None:
    assert read_keys(read_section(f"`{modele.__name__}`")) == set(modele.model_fields)


def test_the_example_of_an_indicator_is_one() -> None:
    bloc = re.search(r"```toml\n(.*?)```", read_section("`IndicateurDeclare`"), re.DOTALL)
    assert bloc
    (declare,) = (IndicateurDeclare.model_validate(i) for i in tomli.loads(bloc[1])["indicateurs"])
    assert load_cadre().get_indicateur(declare.national)
    assert declare.model_fields_set | {"rubriques"} == set(IndicateurDeclare.model_fields)


def test_the_readme_names_the_commands_that_exist() -> None:
    assert set(re.findall(r"^\| `cdppe (\w+)` \|", README, re.MULTILINE)) == set(COMMANDES)


def test_the_readme_names_the_formats_and_which_are_to_be_asked_for() -> None:
    lignes = re.findall(r"^\| .* \| `(\w[\w-]*)`( \(à demander\))? \|$", README, re.MULTILINE)
    assert {nom for nom, _ in lignes} == set(FORMATS)
    assert {nom for nom, demande in lignes if not demande} == set(DEFAUT)


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in sorted((RACINE / "docs").glob("*.md")))])
def test_every_link_leads_to_a_file(page: str) -> None:
    liens = re.findall(r"\]\(([^)#:]+)\)", (RACINE / page).read_text(encoding="utf-8"))
    assert {lien for lien in liens if not (RACINE / page).parent.joinpath(lien).is_file()} == set()


@pytest.fixture
def exemple(tmp_path: Path) -> Path:
    """The example's files, as pip would install them: beside their metadata."""
    blocs = re.findall(r"^`([^`]+)` :\n\n```\w+\n(.*?)^```$", GREFFONS, re.MULTILINE | re.DOTALL)
    assert len(blocs) == 4
    for name, texte in blocs:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texte.replace("→", "\t"), encoding="utf-8")
    info = tmp_path / "cdppe_exemple-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cdppe-exemple\nVersion: 0.1.0\n", encoding="utf-8")
    points = re.search(r'entry-points\."(.+)"\]\n(.+)', (tmp_path / "pyproject.toml").read_text(encoding="utf-8"))
    assert points
    (info / "entry_points.txt").write_text(f"[{points[1]}]\n{points[2].replace(chr(34), '')}\n", encoding="utf-8")
    return tmp_path


def test_the_example_reads_its_report(exemple: Path) -> None:
    sortie = exemple / "faits"
    shutil.copy(exemple / "cdppe_exemple" / "editions" / "2022.txt", exemple / "rapport.txt")
    main = "import sys, cdppe.cli; sys.exit(cdppe.cli.main())"
    done = subprocess.run(
        [sys.executable, "-c", main, "lire", "rapport.txt", "--departement", "99", "--sortie", str(sortie)],
        cwd=exemple,
        env=os.environ | {"PYTHONPATH": str(exemple)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr

    def read(name: str) -> list[dict[str, str]]:
        with (sortie / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    assert [(a["numero"], a["objectifs"]) for a in read("actions")] == [("1", "14"), ("2", "21")]
    assert [
        (f["ligne"], f["action"], f["niveau"], f["etape"], f["source"], f["debut"], f["montant"])
        for f in read("financements")
    ] == [
        ("6", "1", "action", "prevu", "etat", "2022", "10000"),
        ("6", "1", "action", "prevu", "departement", "2022", "5000"),
        ("6", "1", "action", "execute", "non_ventile", "2022", "12500"),
        ("7", "2", "action", "prevu", "etat", "2022", "3000"),
        ("7", "2", "action", "prevu", "departement", "2022", "0"),
        ("7", "2", "action", "execute", "non_ventile", "2022", "3000"),
        ("8", "TOTAL", "total", "prevu", "etat", "2022", "13000"),
        ("8", "TOTAL", "total", "prevu", "departement", "2022", "5000"),
        ("8", "TOTAL", "total", "execute", "non_ventile", "2022", "15500"),
    ]
    assert all(f["certitude"] == "sur" for f in read("financements"))
    assert [n for n in read("non_lus") if "\u20ac" in n["texte"]] == []
    assert [d["date"] for d in read("documents")] == ["2023-06-12"]


def read_noms(modele: str) -> set[str]:
    """The names that a template is filled with."""
    chemin = RACINE / "templates" / modele
    if chemin.suffix == ".docx":
        return set(DocxTemplate(chemin).get_undeclared_template_variables())
    texte, environment = chemin.read_text(encoding="utf-8"), Environment(autoescape=True)
    for filtre in re.findall(r"\| *(\w+)", texte):
        environment.filters.setdefault(filtre, str)  # those that cdppe adds
    posees = set(re.findall(r"{% set (\w+)", texte))
    return set(meta.find_undeclared_variables(environment.parse(texte))) - posees


@pytest.mark.parametrize("modele", [nom for nom in MODELES if nom.endswith((".docx", ".j2"))])
def test_the_names_of_each_template_are_explained(modele: str) -> None:
    texte = (RACINE / "docs" / "modeles.md").read_text(encoding="utf-8")
    assert {nom for nom in read_noms(modele) if f"`{nom}`" not in texte} == set()


def test_every_template_is_in_the_document() -> None:
    texte = (RACINE / "docs" / "modeles.md").read_text(encoding="utf-8")
    absents = {nom for nom in MODELES if f"`{nom}`" not in texte and not nom.startswith("graphiques/")}
    assert absents == set()
