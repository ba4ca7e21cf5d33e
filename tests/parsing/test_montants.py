"""Amounts in prose."""

import time
from decimal import Decimal
from pathlib import Path

import pytest

from cdppe.parsing import find_montants


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("une aide de **539 323,24 €** par an", [("539323.24", "sur")]),
        ("30 000 euros, 1 euro et 55 000€", [("30000", "sur"), ("1", "sur"), ("55000", "sur")]),
        (
            "7 960 K€, 100k€ et 3,235 M€",
            [("7960000", "interprete"), ("100000", "interprete"), ("3235000", "interprete")],
        ),
        ("+3.6 millions d'euros", [("3600000", "interprete")]),
        ("413.500 €", [("413500", "interprete")]),
        ("€ 1 239 500€ puis € 500", [("1239500", "sur"), ("500", "interprete")]),
        ("en 2021 52 400 €", [("52400", "interprete")]),
        ("22 037 1,00 €", [(None, "ambigu")]),
        ("413,500 €", [(None, "ambigu")]),
        (r"$90\,000 \times 20\% = 18\,000\ €$", [("18000", "sur")]),
        (r"$600 \text{ €}$", [("600", "sur")]),
        ("- € \t- €", []),
        ("20 % de 12 places en Europe", []),
    ],
)
def test_amounts_of_a_text(texte: str, attendus: list[tuple[str | None, str]]) -> None:
    lus = [(montant.valeur, montant.certitude) for montant in find_montants(texte)]
    assert lus == [(None if valeur is None else Decimal(valeur), certitude) for valeur, certitude in attendus]


@pytest.mark.parametrize(
    ("texte", "annees"),
    [
        ("39 600 € (2020) ; 188 600 € (2021)", [(2020,), (2021,)]),
        ("3 600 € 2021 : 4100 €", [(), (2021,)]),
        ("<u>2021 et 2022</u> : 36 000 €", [(2021, 2022)]),
        ("820 666 € en 2021 et 651 706€ en 2022", [(2021,), (2022,)]),
        ("50 000 € (2020-2021-2022)", [(2020, 2021, 2022)]),
        ("5 000 € en 2021 : 6 000 €", [(), (2021,)]),
    ],
)
def test_years_bound_to_an_amount(texte: str, annees: list[tuple[int, ...]]) -> None:
    assert [montant.annees for montant in find_montants(texte)] == annees


def test_a_long_report_is_read_at_once() -> None:
    texte = "Total : 839 727 € dont 487 908 € (2020) ; le reste selon 12 fiches et 3 axes.\n" * 3500
    debut = time.perf_counter()
    assert len(find_montants(texte)) == 7000
    assert time.perf_counter() - debut < 2  # a tenth of that on an idle machine


RAPPORTS = Path(__file__).resolve().parents[3] / "shared" / "rapports"


@pytest.mark.skipif(not RAPPORTS.is_dir(), reason="les rapports réels ne sont pas sur cette machine")
def test_every_euro_sign_of_the_real_reports_has_its_amount() -> None:
    for chemin in sorted(RAPPORTS.glob("0*.txt")):
        texte = chemin.read_text(encoding="utf-8")
        couverts = {place for montant in find_montants(texte) for place in range(montant.debut, montant.fin)}
        orphelins = [place for place, lettre in enumerate(texte) if lettre == "€" and place not in couverts]
        # What is left is the stated zero "- €" and one sign printed twice or before its number.
        seuls = [place for place in orphelins if texte[:place].rstrip(" ")[-1:] not in ("-", "\t")]
        assert len(seuls) <= 2, [texte[place - 20 : place + 20] for place in seuls]
