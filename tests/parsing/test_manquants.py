"""The codes of a missing value."""

import pytest

from cdppe.parsing import classify_manquant


@pytest.mark.parametrize(
    ("textes", "code"),
    [
        (("", " \u00a0"), "vide"),
        (("-", "–", "/", "x"), "tiret"),
        (("ND", "n.d.", "Non disponible"), "nd"),
        (("NR", "Non renseignés"), "nr"),
        (("NC", "Non communiqué"), "nc"),
        (("sans objet", "Sans objet.", "N/A"), "sans_objet"),
        (
            ("1ers indicateurs lors de la mise en œuvre en 2021", "décalée", "Non mis en place", "Action non débutée"),
            "non_debute",
        ),
        (
            ("Mise en œuvre de l'action décalée à 2023", "Mise en œuvre décalée", "Action reportée"),
            "non_debute",
        ),
        (("En attente du bilan 2022",), "en_attente"),
        (("#VALEUR!", "#DIV/0!"), "erreur_formule"),
        (("0", "12 %", "Néant", "=", "- €", "cf. fiche 4", "En attente de 3 places"), None),
    ],
)
def test_codes(textes: tuple[str, ...], code: str | None) -> None:
    assert [classify_manquant(texte) for texte in textes] == [code] * len(textes)
