"""What every finding owes its reader, whatever its control: looked at on the embedded editions."""

import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from cdppe.cadre import load_cadre
from cdppe.controles import Signalement, examine_campagne
from cdppe.plugins.campagne import read_campagne
from cdppe.plugins.registre import load_departements


@pytest.fixture(scope="module")
def signalements() -> tuple[Signalement, ...]:
    registre = load_departements()
    editions = tuple(Path(str(e)) for plugin in registre.plugins for e in plugin.list_editions())
    campagne = read_campagne(editions, (), registre)
    return examine_campagne(campagne, registre, load_cadre(2022)).signalements


def parse(texte: str) -> Decimal | None:
    try:
        return Decimal(texte)
    except InvalidOperation:
        return None


def test_the_difference_is_what_was_found_less_what_was_expected(signalements: tuple[Signalement, ...]) -> None:
    for s in signalements:
        trouve, attendu, difference = map(parse, (s.constat.trouve, s.constat.attendu, s.constat.difference))
        if difference is not None:
            assert trouve is not None, s.constat.phrase
            assert attendu is not None, s.constat.phrase
            assert trouve - attendu == difference, s.constat.phrase


def test_a_finding_is_one_sentence_and_has_its_places(signalements: tuple[Signalement, ...]) -> None:
    for s in signalements:
        assert s.constat.phrase.endswith("."), s.constat.phrase
        assert s.constat.places, s.constat.phrase
        assert all(p.ligne for p in s.constat.places), s.constat.phrase


def test_two_findings_of_a_document_are_two(signalements: tuple[Signalement, ...]) -> None:
    """What was accepted of one is not accepted of the other; what only another line says again is the same finding."""
    par_empreinte: dict[str, set[str]] = defaultdict(set)
    for s in signalements:
        par_empreinte[s.empreinte].add(re.sub(r"l\.\s\d+", "", s.constat.phrase))
    assert not [phrases for phrases in par_empreinte.values() if len(phrases) > 1]
