"""What every plugin must do, on the embedded edition and, where it lies beside the project, on the full report."""

import re
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pytest

import cdppe_ille_et_vilaine
from cdppe.api import load_cadre, read_document
from cdppe.testing import ConformiteDepartement, build_plugin

_RAPPORTS = Path(__file__).parents[3].parent / "shared" / "rapports"
RAPPORT = next(iter(sorted(_RAPPORTS.glob("003_*.txt"))), _RAPPORTS / "003_97266eac61614b38.txt")


class TestConformite(ConformiteDepartement):
    module = cdppe_ille_et_vilaine
    rapport = RAPPORT


@pytest.mark.parametrize("complet", [False, True])
def test_no_figure_is_lost(complet: bool) -> None:
    if complet and not RAPPORT.exists():
        pytest.skip(f"rapport complet absent : {RAPPORT}")
    plugin = build_plugin(cdppe_ille_et_vilaine)
    with as_file(files(cdppe_ille_et_vilaine) / "editions" / "2022-09-15.txt") as edition:
        lecture = plugin.read_rapport(read_document(RAPPORT if complet else edition), load_cadre())
    assert [n for n in lecture.non_lus if n.raison in ("non_compris", "disposition_inconnue")] == []
    (bilan,) = lecture.bilans
    assert bilan.non_compris == 0
    # A number that stands alone is a value, unless it is a year, the name of a fund or the number of an action.
    autres = {"304", "2020", "2021", "2022", *(a.numero for a in lecture.actions)}
    assert {n.texte for n in lecture.non_lus if n.texte.isdigit()} <= autres


def test_the_edition_says_of_itself_what_the_report_says() -> None:
    if not RAPPORT.exists():
        pytest.skip(f"rapport complet absent : {RAPPORT}")
    plugin = build_plugin(cdppe_ille_et_vilaine)
    with as_file(files(cdppe_ille_et_vilaine) / "editions" / "2022-09-15.txt") as edition:
        codes = [
            Counter(re.sub(r"@\d+", "", r) for r in lecture.documents[0].remarques.split(";"))
            for chemin in (edition, RAPPORT)
            for lecture in [plugin.read_rapport(read_document(chemin), load_cadre())]
        ]
    assert codes[0] == codes[1]
    assert codes[0]
