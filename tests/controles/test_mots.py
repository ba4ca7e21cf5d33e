"""How findings are worded: numbers and their words, sources and stages with their articles, and what is quoted."""

from decimal import Decimal

import pytest

from cdppe.controles.mots import ETAPES, SOURCES, agree, clean_texte, count, cut_around, name_etape, name_source, quote


def test_a_number_and_its_word_agree() -> None:
    assert [count(n, "autre") for n in (0, 1, 2)] == ["0 autre", "1 autre", "2 autres"]
    assert count(Decimal("0.5"), "point") == "0,5 point"
    assert count(Decimal("2.5"), "total", "totaux") == "2,5 totaux"
    assert agree(1, "porte", "portent") == "porte"


def test_sources_and_stages_have_their_articles() -> None:
    assert [name_source(s, de=True) for s in ("etat", "fir", "departement", "autre")] == [
        "de l'État", "du FIR", "du Département", "d'une autre source",
    ]  # fmt: skip
    assert [name_etape(e) for e in ("prevu", "engage", "supplement", "variation")] == [
        "le prévu", "l'engagé", "les crédits supplémentaires", "la variation",
    ]  # fmt: skip
    assert all(name_source(s) for s in SOURCES)
    assert all(ETAPES[e] in name_etape(e) for e in ETAPES)


@pytest.mark.parametrize(
    ("texte", "propre"),
    [
        ("au 1^{er} juillet, le 3^e", "au 1er juillet, le 3e"),
        (r"$90\,000 \times 5\% = 4\,500\ €$ en tout", "90 000 × 5% = 4 500 € en tout"),
        (r"$\text{agents}  \rightarrow 12$", "agents → 12"),
        ("cinq  mots\tet $ rien", "cinq mots et $ rien"),
    ],
)
def test_marks_of_formulas_are_not_quoted(texte: str, propre: str) -> None:
    assert clean_texte(texte) == propre


def test_a_quotation_is_cut_between_words() -> None:
    assert quote("un deux trois", 10) == "« un deux… »"
    assert quote("un deux trois", 7) == "« un deux… »"
    assert quote("…eux trois quat…") == "« …trois… »"
    assert quote("court") == "« court »"


@pytest.mark.parametrize("limite", [20, 30, 40])
def test_what_surrounds_an_amount_holds_it_and_no_part_of_another(limite: int) -> None:
    texte = "Achats : 12 500 € puis travaux : 45 000 € (2021), reste 1 071 817 € pour finir"
    debut = texte.index("45")
    coupe = cut_around(texte, debut, debut + len("45 000 €"), limite)
    assert "45 000 €" in coupe
    assert len(coupe) <= limite + 2
    for mot in coupe.strip("…").split():
        assert f" {mot} " in f" {texte} "
    assert not coupe.startswith(("…500", "…€"))
    assert not coupe.endswith(("1…", "071…"))
