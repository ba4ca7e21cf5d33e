"""What an import may cross between the core and the plugins; the layers inside the core are in pyproject.toml."""

import ast
from pathlib import Path

import pytest

RACINE = Path(__file__).parent.parent
PLUGINS = sorted(path.parent for path in RACINE.glob("plugins/*/pyproject.toml"))


def find_imports(path: Path) -> set[str]:
    """The modules that a file imports; ``from cdppe import x`` counts as ``cdppe.x``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "cdppe":
            found |= {f"cdppe.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.split(".")[0].startswith("cdppe")}


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_imports_only_itself_and_the_public_api(plugin: Path) -> None:
    package = f"cdppe_{plugin.name}"
    for path in sorted(plugin.rglob("*.py")):
        allowed = {"cdppe.api", "cdppe.testing"} if "tests" in path.relative_to(plugin).parts else {"cdppe.api"}
        strangers = {name for name in find_imports(path) - allowed if name.split(".")[0] != package}
        assert not strangers, path


def test_the_core_imports_no_plugin_and_names_none() -> None:
    names = [word for plugin in PLUGINS for word in (plugin.name, plugin.name.replace("_", "-"))]
    for path in sorted((RACINE / "core").rglob("*.py")):
        assert not {name for name in find_imports(path) if name.startswith("cdppe_")}, path
        source = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in source], path
