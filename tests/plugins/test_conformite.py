"""The conformance class finds what is wrong with a plugin's national indicators."""

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from cdppe.testing import ConformiteDepartement

INDICATEUR = """
[[indicateurs]]
national = "{}"
libelles = ["Nombre de visites"]
actions = {}
definition = "identique"
"""


def make_conformite(make_plugin: Callable[..., EntryPoint], *indicateurs: str) -> ConformiteDepartement:
    conformite = ConformiteDepartement()
    toml = "[document]", "".join(indicateurs) + "\n[document]"
    conformite.module = make_plugin("essai", "98", "Essai", change_toml=toml).load()
    return conformite


def test_a_code_that_the_framework_does_not_know(make_plugin: Callable[..., EntryPoint]) -> None:
    conformite = make_conformite(make_plugin, INDICATEUR.format("licornes", []))
    with pytest.raises(AssertionError, match="codes inconnus"):
        conformite.test_every_national_indicator_exists()


def test_a_label_for_two_indicators(make_plugin: Callable[..., EntryPoint]) -> None:
    deux = [INDICATEUR.format(code, ["1"]) for code in ("vad_enfants", "vad_prenatales_sf")]
    with pytest.raises(AssertionError, match="deux indicateurs"):
        make_conformite(make_plugin, *deux).test_a_label_is_one_national_indicator()


def test_a_label_for_each_action(make_plugin: Callable[..., EntryPoint]) -> None:
    deux = [INDICATEUR.format("vad_enfants", ["1"]), INDICATEUR.format("vad_prenatales_sf", ["2"])]
    conformite = make_conformite(make_plugin, *deux)
    conformite.test_a_label_is_one_national_indicator()
    conformite.test_every_national_indicator_exists()
