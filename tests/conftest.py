"""What all tests share: how long property tests may take, and made-up facts of a département 99."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import settings

from cdppe.facts import Financement, Indicateur

# Property tests take the time they need on a busy machine, and try the same examples at every run.
settings.register_profile("cdppe", deadline=None, derandomize=True)
settings.load_profile("cdppe")


@pytest.fixture
def montant() -> Callable[..., Financement]:
    """One amount; what a test does not say is action 1's planned FIR of 2022, in its fiche."""

    def make(euros: int | str | None = 100, annees: str = "2022", **changes: object) -> Financement:
        debut, _, fin = annees.partition("-")
        base: dict[str, object] = {
            "departement": "99", "document": "rapport.txt", "ligne": "500", "action": "1", "niveau": "action",
            "etape": "prevu", "source": "fir", "debut": int(debut), "fin": int(fin or debut), "base": "civile",
            "montant": None if euros is None else Decimal(euros), "certitude": "sur", "origine": "fiche",
            "texte": f"{euros} €",
        }  # fmt: skip
        return Financement.model_validate(base | changes)

    return make


@pytest.fixture
def valeur() -> Callable[..., Indicateur]:
    """One value; what a test does not say is action 1's result of 2022, in its fiche."""

    def make(chiffre: int | str | None = 10, annees: str = "2022", **changes: object) -> Indicateur:
        debut, _, fin = annees.partition("-")
        base: dict[str, object] = {
            "departement": "99", "document": "rapport.txt", "ligne": "600", "action": "1", "niveau": "action",
            "rubrique": "Indicateurs", "libelle": "Nombre de visites", "indicateur_national": "", "debut": int(debut),
            "fin": int(fin or debut), "base": "civile", "nature": "realise",
            "valeur": None if chiffre is None else Decimal(chiffre), "unite": "",
            "statut": "vide" if chiffre is None else "chiffre", "certitude": "sur", "origine": "fiche",
            "texte": "" if chiffre is None else str(chiffre), "colonne": "", "periode_texte": annees,
        }  # fmt: skip
        return Indicateur.model_validate(base | changes)

    return make
