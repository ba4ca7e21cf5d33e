"""What the catalogue says of every control to somebody who has nothing but the report."""

import re

import pytest

from cdppe.controles import NATIONAUX
from cdppe.plugins.controle import Controle

SOURCE = re.compile(
    r"(?:Arithmétique|Calendrier|Instruction du 20 février 2020|Le document lui-même|Règle de lecture"
    r"|Définition des faits, (?:étape|niveau|source|indicateur|période)) : \S.*[^.…]\."
)
INTERNE = re.compile(r"\bconception\b|\A(?:comme|idem)\b|\w_\w", re.IGNORECASE)
"""What sends to a document or to a control that the reader does not have before them."""


@pytest.mark.parametrize("controle", NATIONAUX, ids=[c.code for c in NATIONAUX])
def test_the_rule_is_stated_by_itself(controle: Controle) -> None:
    assert SOURCE.fullmatch(controle.source), controle.source
    assert "comme" not in controle.source.split(), controle.source
    for texte in (controle.source, controle.tolerance, controle.manquants):
        assert not INTERNE.search(texte), texte


@pytest.mark.parametrize("controle", NATIONAUX, ids=[c.code for c in NATIONAUX])
def test_what_is_let_pass_begins_and_ends_alike_everywhere(controle: Controle) -> None:
    for texte in (controle.tolerance, controle.manquants):
        assert texte[0].islower() or not texte[0].isalpha(), texte
        assert not texte.endswith("."), texte
