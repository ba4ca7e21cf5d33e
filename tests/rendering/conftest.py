"""A small synthesis of made-up facts, full of what an output must not let act."""

from decimal import Decimal
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.facts import Action, DocumentLu, Financement, Lecture, NonLu

PIEGES = (
    "=1+1",
    "+33",
    "@nom",
    "- puce",
    "#N/A",
    "\t=a",
    "a\x07b",
    '=HYPERLINK("http://a.example")',
    "<b>gras</b> | a",
)


@pytest.fixture
def lecture() -> Lecture:
    lieu: dict[str, Any] = {"departement": "99", "document": "=rapport.txt"}
    return Lecture(
        documents=(
            DocumentLu(
                **lieu, empreinte="e", titre="Rapport", date="2023-06-12", exercices="2022", plugin="p", version="1"
            ),
        ),
        actions=(Action(**lieu, ligne="3", numero="1", intitule="=1+1", engagement="1", objectifs="1"),),
        financements=tuple(
            Financement(
                **lieu, ligne=str(10 + n), action="1", niveau="action", etape="prevu", source="fir", debut=2022,
                fin=2022, base="civile", montant=Decimal("1234.5"), certitude="sur", origine="fiche", texte=texte,
                libelle=str(n),
            )
            for n, texte in enumerate(PIEGES)
        ),
        non_lus=(NonLu(**lieu, ligne="p.4", colonne="", texte="= rien", raison="contexte"),),
    )  # fmt: skip


@pytest.fixture
def synthese(lecture: Lecture) -> Synthese:
    return consolidate([lecture], load_cadre(2022), 2022, echecs=[("98", "perdu.txt", "illisible.")], editions=True)
