"""Sums, execution and carry-over: what fires when one amount is wrong, and what when it is right."""

from collections.abc import Callable

import pytest

from cdppe.cadre import load_cadre
from cdppe.facts import Action, Fait

#: An amount: what differs from action 1's planned FIR of 2022.
Ligne = tuple[int | str | None, str, dict[str, str]]
CAS: dict[str, tuple[list[Ligne], list[Ligne]]] = {}

_TABLEAU = {"origine": "tableau_financier", "action": "50"}
_ANNEXE = {"origine": "annexe", "action": "50", "source": "ondam"}
_TOTAL = {"origine": "annexe", "action": "Total", "niveau": "sous_total", "source": "ondam", "ligne": "510"}


def _cas(code: str, fautif: list[Ligne], sain: list[Ligne]) -> None:
    CAS[code] = (fautif, sain)


_cas(
    "total_lignes",
    [(100, "2022", _ANNEXE), (50, "2022", _ANNEXE | {"ligne": "501", "action": "51"}), (160, "2022", _TOTAL)],
    [(100, "2022", _ANNEXE), (50, "2022", _ANNEXE | {"ligne": "501", "action": "51"}), (150, "2022", _TOTAL)],
)
_cas(
    "total_arrondi",
    [("100.4", "2022", _ANNEXE), (50, "2022", _ANNEXE | {"ligne": "501", "action": "51"}), (150, "2022", _TOTAL)],
    [("100.0", "2022", _ANNEXE), (50, "2022", _ANNEXE | {"ligne": "501", "action": "51"}), (150, "2022", _TOTAL)],
)
_FICHE = {"action": "50"}
_cas(
    "total_sources",
    [
        (160, "2022", _FICHE | {"source": "total"}),
        (100, "2022", _FICHE),
        (50, "2022", _FICHE | {"source": "departement"}),
    ],
    [
        (150, "2022", _FICHE | {"source": "total"}),
        (100, "2022", _FICHE),
        (50, "2022", _FICHE | {"source": "departement"}),
    ],
)
_cas(
    "ventilation_annuelle",
    [(300, "2020-2022", _FICHE), (90, "2020", _FICHE), (90, "2021", _FICHE), (100, "2022", _FICHE)],
    [(300, "2020-2022", _FICHE), (100, "2020", _FICHE), (100, "2021", _FICHE), (100, "2022", _FICHE)],
)
_EXECUTE = _FICHE | {"etape": "execute"}
_cas(
    "consomme_par_periode",
    [(300, "2020-2022", _EXECUTE), (190, "2020-2021", _EXECUTE), (100, "2022", _EXECUTE)],
    [(300, "2020-2022", _EXECUTE), (200, "2020-2021", _EXECUTE), (100, "2022", _EXECUTE)],
)
_cas(
    "disponible_recalcule",
    [
        (100, "2022", _TABLEAU),
        (20, "2022", _TABLEAU | {"etape": "supplement"}),
        (130, "2022", _TABLEAU | {"etape": "disponible"}),
    ],
    [
        (100, "2022", _TABLEAU),
        (20, "2022", _TABLEAU | {"etape": "supplement"}),
        (120, "2022", _TABLEAU | {"etape": "disponible"}),
    ],
)
_ENGAGE = _TABLEAU | {"etape": "engage", "source": "non_ventile"}
_DISPONIBLE = _TABLEAU | {"etape": "disponible"}
_VARIATION = _TABLEAU | {"etape": "variation", "source": "non_ventile"}
_cas(
    "variation_recalculee",
    [
        (100, "2022", _TABLEAU),
        (100, "2022", _TABLEAU | {"etape": "disponible"}),
        (60, "2022", _ENGAGE),
        (50, "2022", _VARIATION),
    ],
    [
        (100, "2022", _TABLEAU),
        (100, "2022", _TABLEAU | {"etape": "disponible"}),
        (60, "2022", _ENGAGE),
        (40, "2022", _VARIATION),
    ],
)
_RANGEE = {"origine": "tableau_financier", "etape": "supplement", "source": "autre", "ligne": "495"}
_DETAIL = {"niveau": "detail", "libelle": "Poste A"}
_cas(
    "details_action",
    [(100, "2022", _TABLEAU), (60, "2022", _TABLEAU | _DETAIL), (30, "2022", _TABLEAU | _DETAIL | {"libelle": "B"})],
    [(100, "2022", _TABLEAU), (60, "2022", _TABLEAU | _DETAIL), (40, "2022", _TABLEAU | _DETAIL | {"libelle": "B"})],
)
_EMPLOI = _TABLEAU | _DETAIL | {"source": "non_ventile"}
_cas(
    "details_credits",
    [(100, "2022", _TABLEAU), (100, "2022", _TABLEAU | {"etape": "disponible"}), (90, "2022", _EMPLOI)],
    [(100, "2022", _TABLEAU), (100, "2022", _TABLEAU | {"etape": "disponible"}), (100, "2022", _EMPLOI)],
)
_cas(
    "details_fiche",
    [(100, "2022", _FICHE), (60, "2022", _FICHE | _DETAIL), (30, "2022", _FICHE | _DETAIL | {"libelle": "B"})],
    [
        (100, "2022", _FICHE),
        (60, "2022", _FICHE | _DETAIL),
        (35, "2022", _FICHE | _DETAIL | {"libelle": "B"}),
        (25, "2022", _FICHE | _DETAIL | {"libelle": "C"}),
        (40, "2022", _FICHE | _DETAIL | {"libelle": "D"}),
    ],
)
_cas(
    "details_arrondi",
    [("100.0", "2022", _FICHE), (60, "2022", _FICHE | _DETAIL), (41, "2022", _FICHE | _DETAIL | {"libelle": "B"})],
    [("100.0", "2022", _FICHE), (60, "2022", _FICHE | _DETAIL), (40, "2022", _FICHE | _DETAIL | {"libelle": "B"})],
)


def _etape(etape: str) -> dict[str, str]:
    return {"action": "50", "etape": etape, "source": "non_ventile"}


_cas(
    "etape_depassee",
    [(100, "2022", _etape("engage")), (120, "2022", _etape("execute"))],
    [(100, "2022", _etape("engage")), (90, "2022", _etape("execute"))],
)
_cas(
    "etape_depassee_annee",
    [
        (100, "2021", _etape("engage") | {"ligne": "499"}),
        (40, "2021", _etape("execute") | {"ligne": "499"}),
        (100, "2022", _etape("engage")),
        (120, "2022", _etape("execute")),
    ],
    [
        (100, "2021", _etape("engage") | {"ligne": "499"}),
        (40, "2021", _etape("execute") | {"ligne": "499"}),
        (100, "2022", _etape("engage")),
        (100, "2022", _etape("execute")),
    ],
)
_cas(
    "depense_superieure_prevu",
    [(100, "2022", _FICHE | {"source": "total"}), (120, "2022", _etape("execute"))],
    [(100, "2022", _FICHE | {"source": "total"}), (80, "2022", _etape("execute"))],
)
_cas(
    "depense_superieure_sources",
    [(100, "2022", _FICHE), (50, "2022", _FICHE | {"source": "departement"}), (160, "2022", _etape("execute"))],
    [(100, "2022", _FICHE), (50, "2022", _FICHE | {"source": "departement"}), (150, "2022", _etape("execute"))],
)
_cas(
    "fleche_different",
    [(100, "2022", _FICHE | {"source": "etat"}), (80, "2022", _etape("fleche"))],
    [(100, "2022", _FICHE | {"source": "etat"}), (100, "2022", _etape("fleche"))],
)
_cas(
    "prevu_sans_depense",
    [(100, "2022", _FICHE), (0, "2022", _etape("execute"))],
    [(100, "2022", _FICHE), (10, "2022", _etape("execute"))],
)
_LIGNE = _TABLEAU | {"etape": "execute", "source": "non_ventile"}
_cas(
    "credits_depasses",
    [(100, "2022", _TABLEAU), (500, "2022", _TABLEAU | {"source": "departement"}), (120, "2022", _LIGNE)],
    [(100, "2022", _TABLEAU), (500, "2022", _TABLEAU | {"source": "departement"}), (100, "2022", _LIGNE)],
)
_BOP = _TABLEAU | {"source": "bop304"}
_cas(
    "credits_depasses_partages",
    [(100, "2022", _BOP), (500, "2022", _TABLEAU | {"source": "departement"}), (120, "2022", _LIGNE)],
    [(100, "2022", _BOP), (500, "2022", _TABLEAU | {"source": "departement"}), (100, "2022", _LIGNE)],
)
_RESTE = _etape("non_consomme")
_cas(
    "consomme_et_reste",
    [(100, "2022", _FICHE | {"source": "total"}), (60, "2022", _etape("execute")), (50, "2022", _RESTE)],
    [(100, "2022", _FICHE | {"source": "total"}), (60, "2022", _etape("execute")), (40, "2022", _RESTE)],
)
_REPORT = _TABLEAU | {"etape": "report"}
_cas(
    "report_different",
    [
        (100, "2021", _TABLEAU | {"etape": "disponible"}),
        (100, "2021", _TABLEAU),
        (60, "2021", _ENGAGE),
        (40, "2021", _VARIATION),
        (30, "2022", _REPORT),
    ],
    [
        (100, "2021", _TABLEAU | {"etape": "disponible"}),
        (100, "2021", _TABLEAU),
        (60, "2021", _ENGAGE),
        (40, "2021", _VARIATION),
        (40, "2022", _REPORT),
    ],
)
_cas(
    "report_calcule",
    [(100, "2021", _TABLEAU), (60, "2021", _ENGAGE), (30, "2022", _REPORT)],
    [(100, "2021", _TABLEAU), (60, "2021", _ENGAGE), (40, "2022", _REPORT)],
)
_SUPPLEMENT = {"etape": "supplement", "action": "50"}
_cas(
    "avenant_tableau",
    [(30, "2022", _SUPPLEMENT | {"origine": "tableau_financier"}), (20, "2022", _SUPPLEMENT | {"origine": "avenant"})],
    [(30, "2022", _SUPPLEMENT | {"origine": "tableau_financier"}), (30, "2022", _SUPPLEMENT | {"origine": "avenant"})],
)


def _make_action(numero: str) -> Action:
    objectif = load_cadre(2022).get_objectif(13)
    assert objectif is not None
    return Action(
        departement="99", document="rapport.txt", ligne="490", numero=numero, intitule=objectif.libelle,
        engagement=objectif.engagement, objectif_imprime=f"13. {objectif.libelle}", objectifs="13",
    )  # fmt: skip


@pytest.mark.parametrize("code", sorted(CAS))
def test_only_it_fires(code: str, montant: Callable[..., Fait], codes: Callable[..., set[str]]) -> None:
    fautif, sain = ([montant(m, a, **c) for m, a, c in lignes] for lignes in CAS[code])
    actions = [_make_action(n) for n in sorted({str(c["action"]) for _, _, c in CAS[code][0]} - {"Total"})]
    rangees = [montant(0, "2020", action=a.numero, **_RANGEE) for a in actions]  # what is in a fiche is in the table
    assert codes(*actions, *rangees, *fautif) == {code}
    assert not codes(*actions, *rangees, *sain)
