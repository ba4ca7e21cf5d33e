"""The French of click's own words: complete for this version of click, and compiled from its source."""

import gettext
import io
import string
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cdppe import cli

FOLDER = Path(cli.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
# Where click speaks to the user; the rest speaks of prompts, editors, colours and shells, which cdppe does not use.
MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
# What click says to the programmer, when a command is declared wrongly.
TO_PROGRAMMERS = (
    "Name '{name}' defined twice",
    "Boolean option",
    "Could not determine name",
    "No options defined but",
    "Arguments take exactly one",
    "Invalid start character",
)


@pytest.fixture
def catalogue() -> Catalog:
    with (FOLDER / "cdppe.po").open("rb") as source:
        return read_po(source, locale="fr", abort_invalid=True)


@pytest.mark.parametrize("module", MODULES)
def test_every_word_click_may_say_is_translated(catalogue: Catalog, module: str) -> None:
    path = Path(click.__file__).parent / f"{module}.py"
    said = [message for _, message, _, _ in extract_from_file("python", path)]
    singular = [message if isinstance(message, str) else message[0] for message in said]
    missing = [m for m in singular if m not in catalogue and not m.startswith(TO_PROGRAMMERS)]
    assert missing == []


def test_a_translation_keeps_the_fields_of_its_source(catalogue: Catalog) -> None:
    for message in catalogue:
        sources = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        french = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id:
            fields = {name for text in sources for name in _fields(text)}
            assert all(text and set(_fields(text)) <= fields for text in french), message.id


def _fields(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


def test_the_compiled_catalogue_is_that_of_the_source(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    expected = gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
    with (FOLDER / "cdppe.mo").open("rb") as stored:
        actual = gettext.GNUTranslations(stored)
    for message in catalogue:
        if message.id:
            one, many = message.id if isinstance(message.id, (list, tuple)) else (message.id, message.id)
            for number in (1, 2):
                assert actual.ngettext(one, many, number) == expected.ngettext(one, many, number), "make traductions"
