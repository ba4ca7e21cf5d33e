"""Made-up facts: a département 99 whose every amount is invented."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from cdppe.cadre import IndicateurNational, load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.faits import FaitFinancier
from cdppe.facts import Action, DocumentLu, Fait, Financement, Indicateur, Lecture

Fabrique = Callable[..., Financement]


@pytest.fixture
def action() -> Callable[..., Action]:
    """One action of national objective 1, printed under its engagement."""

    def make(numero: str = "1", objectifs: str = "1", engagement: str = "1", **changes: object) -> Action:
        base: dict[str, object] = {
            "departement": "99", "document": "rapport.txt", "ligne": "1", "numero": numero,
            "intitule": f"Action {numero}", "engagement": engagement, "objectifs": objectifs,
        }  # fmt: skip
        return Action.model_validate(base | changes)

    return make


@pytest.fixture
def numerote() -> Callable[..., list[FaitFinancier]]:
    """Amounts with their ids, F1 first, of documents dated by ``dates``."""

    def make(*faits: Financement, **dates: str) -> list[FaitFinancier]:
        return [FaitFinancier(f"F{n}", f, dates.get(f.document.partition(".")[0], "")) for n, f in enumerate(faits, 1)]

    return make


@pytest.fixture
def synthese() -> Callable[..., Synthese]:
    """The synthesis of some facts, one document for each name they bear."""

    def make(
        *faits: Fait,
        annee: int = 2022,
        renverse: bool = False,
        echecs: Sequence[tuple[str, str, str]] = (),
        remarques: str = "",
        textes_remarques: str = "",
        nationaux: Sequence[IndicateurNational] = (),
    ) -> Synthese:
        par_document: dict[tuple[str, str], list[Fait]] = {}
        for fait in faits:
            par_document.setdefault((fait.departement, fait.document), []).append(fait)
        lectures = [
            Lecture(
                documents=(
                    DocumentLu(
                        departement=departement, document=nom, empreinte="e", titre="t", date="2023-06-01",
                        exercices="2022", plugin="p", version="1", remarques=remarques,
                        textes_remarques=textes_remarques,
                    ),
                ),
                actions=tuple(f for f in siens if isinstance(f, Action)),
                financements=tuple(f for f in siens if isinstance(f, Financement)),
                indicateurs=tuple(f for f in siens if isinstance(f, Indicateur)),
            )
            for (departement, nom), siens in par_document.items()
        ]  # fmt: skip
        cadre = replace(load_cadre(annee), indicateurs=tuple(nationaux))
        return consolidate(lectures[::-1] if renverse else lectures, cadre, annee, echecs=echecs)

    return make
