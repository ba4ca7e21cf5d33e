"""Labels are compared by their words, whatever the typography."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.facts.libelles import normalize_libelle, same_libelle


@pytest.mark.parametrize(
    ("imprime", "attendu"),
    [
        ("Créer  20 nouveaux\u00a0relais", "creer 20 nouveaux relais"),
        ("CRÉER 20 NOUVEAUX RELAIS", "creer 20 nouveaux relais"),
        ("au moins 20% des sœurs", "au moins 20 % des soeurs"),
        ("au moins 20\u202f% des SŒURS", "au moins 20 % des soeurs"),
        ("l’accueil", "l accueil"),
        ("l'accueil", "l accueil"),
        ("lʼaccueil", "l accueil"),
        ("« passerelles »", "passerelles"),
        ('"passerelles",', "passerelles"),
        ("**Protéger les *enfants***", "proteger les enfants"),
        ("<p>le <b>1</b><sup>er</sup> jour</p><p>puis</p>", "le 1er jour puis"),
        ("le 1^{er} jour", "le 1er jour"),
        ("le 8 ^{EME} jour", "le 8eme jour"),
        ("protéger &amp; servir", "proteger servir"),
        ("pré\u00adven\u200btion", "prevention"),
        ("mineur·es, mineur.e.s", "mineur es mineur e s"),
        ("soutien scolaire, etc...", "soutien scolaire etc"),
        ("soutien_scolaire", "soutien scolaire"),
        ("3 < 4 et 5 > 2", "3 4 et 5 2"),
        (" — ", ""),
    ],
)
def test_typography_is_folded(imprime: str, attendu: str) -> None:
    assert normalize_libelle(imprime) == attendu


def test_same_libelle_needs_words() -> None:
    assert same_libelle("Renforcer l'ODPE", "RENFORCER L’ODPE.")
    assert not same_libelle("Renforcer l'ODPE", "Renforcer les ODPE")
    assert not same_libelle("-", "**")


@given(st.text())
def test_normalize_twice_is_once(texte: str) -> None:
    une_fois = normalize_libelle(texte)
    assert normalize_libelle(une_fois) == une_fois


@given(st.lists(st.sampled_from(["Créer", "vingt", "relais", "parentaux", "20", "%"]), min_size=1))
def test_noise_between_words_changes_nothing(mots: list[str]) -> None:
    nu = normalize_libelle(" ".join(mots))
    assert normalize_libelle("**" + "\u00a0, ".join(mots).upper() + " »") == nu
    assert normalize_libelle("<td>" + "</td> <td>".join(mots) + "</td>") == nu
