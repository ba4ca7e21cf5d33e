"""From a line to what it feeds, and from a cell to its facts."""

from collections.abc import Callable

import pytest

from cdppe.consolidation import Synthese
from cdppe.consolidation.trace import Index
from cdppe.erreurs import ErreurUsage
from cdppe.facts import Financement

Montant = Callable[..., Financement]
Synthetise = Callable[..., Synthese]


def test_a_line_names_the_rows_and_columns_it_feeds(montant: Montant, synthese: Synthetise) -> None:
    index = Index(synthese(montant(100, "2021", ligne="7"), montant(50, "2022", ligne="8")))
    (trace,) = index.trace_ligne("rapport.txt", "7")
    assert (trace.id, trace.raison) == ("99-F0001", "")
    assert [(e.repere, e.colonnes) for e in trace.emplois if e.table.code == "sources_etapes"] == [
        ("S1", ("2021",)),
        ("S2", ("2021",)),
        ("S3", ("2021",)),
    ]


@pytest.mark.parametrize(
    ("changes", "raison"),
    [
        ({"niveau": "detail"}, "part d'un montant"),
        ({"niveau": "total", "source": "ondam"}, "total imprimé"),
        ({"montant": None, "texte": "valorisation"}, "des mots, sans montant"),
    ],
)
def test_a_fact_in_no_row_says_why(
    montant: Montant, synthese: Synthetise, changes: dict[str, object], raison: str
) -> None:
    faite = synthese(montant(1000), montant(10, ligne="9", **changes))
    (trace,) = Index(faite).trace_ligne("rapport.txt", "9")
    assert not trace.emplois
    assert trace.raison.startswith(raison)


def test_a_cell_leads_to_its_own_facts_only(montant: Montant, synthese: Synthetise) -> None:
    index = Index(synthese(montant(100, "2021"), montant(50, "2022")))
    _, ligne, colonne = index.find_case("S1", "2022")
    assert colonne is not None
    assert ligne.faits_of(colonne) == ("99-F0002",)
    assert ligne.faits == ("99-F0001", "99-F0002")


@pytest.mark.parametrize(
    ("repere", "colonne", "phrase"),
    [
        ("Z1", "", "n'a pas de ligne Z1"),
        ("S99", "", "n'a pas de ligne S99"),
        ("s", "", "n'a pas de ligne s"),
        ("S1", "Couleur", "Aucune colonne ne commence par « Couleur »"),
        ("S1", "M", "Plusieurs colonnes commencent par « M »"),
    ],
)
def test_a_wrong_reference_says_what_there_is(
    montant: Montant, synthese: Synthetise, repere: str, colonne: str, phrase: str
) -> None:
    with pytest.raises(ErreurUsage, match=phrase):
        Index(synthese(montant())).find_case(repere, colonne)
