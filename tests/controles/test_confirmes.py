"""A confirmed figure settles the findings about it; what else the reports contradict is still found."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cdppe.controles import NATIONAUX, Bilan, run_controles
from cdppe.controles.chiffres import Chiffre, Valeur
from cdppe.controles.confirmes import settle_constats
from cdppe.controles.decisions import Decisions
from cdppe.documents import Document
from cdppe.facts import Action, Financement, Indicateur
from cdppe.plugins.campagne import Campagne
from cdppe.plugins.controle import Dossier

Fabrique = Callable[..., Financement]
Regle = Callable[..., tuple[set[str], set[str], set[str]]]


def chiffre(montant: int, **cles: Any) -> Chiffre:
    mots: dict[str, Any] = {
        "ligne": 3, "raison": "Mail", "date": date(2023, 7, 1), "departement": "99", "action": "50", "etape": "prevu",
        "source": "fir", "debut": 2022, "fin": 2022, "montant": Decimal(montant),
    }  # fmt: skip
    return Chiffre(**(mots | cles))


@pytest.fixture
def regle(monte: Callable[..., Dossier]) -> Regle:
    """The codes found as printed, those that still stand with the decisions, and those that the decisions settle."""

    def settle(decisions: Decisions, *faits: Financement | Indicateur) -> tuple[set[str], set[str], set[str]]:
        action = Action(
            departement="99", document="rapport.txt", ligne="400", numero="50", intitule="A", engagement="2",
            objectifs="13",
        )  # fmt: skip
        dossier = monte(action, *faits)

        def examine(campagne: Campagne) -> Bilan:
            (lecture,) = campagne.lectures
            return run_controles(NATIONAUX, [Dossier(dossier.departement, dossier.cadre, lecture)])

        campagne = Campagne((dossier.lecture,), (), False, (Document("rapport.txt", "", ()),))
        avant = examine(campagne)
        regles, restants = settle_constats(decisions, avant, campagne, examine)
        return (
            {s.controle.code for s in avant.signalements},
            {s.controle.code for s in restants.signalements},
            {s.controle.code for s in avant.signalements if regles.decide(s)},
        )

    return settle


@pytest.mark.parametrize("confirme", [100, 90])
def test_which_of_two_places_is_right_is_asked_no_more(regle: Regle, montant: Fabrique, confirme: int) -> None:
    faits = (montant(100, action="50", origine="tableau_financier"), montant(90, action="50", ligne="501"))
    avant, restants, regles = regle(Decisions("d.toml", chiffres=(chiffre(confirme),)), *faits)
    assert "montant_entre_endroits" in avant - restants
    assert "montant_entre_endroits" in regles


def test_a_figure_confirmed_as_it_is_printed_is_asked_no_more(regle: Regle, montant: Fabrique) -> None:
    """What was spent is above what was engaged, and the département says that this is so."""
    faits = (montant(100, action="50", etape="engage"), montant(180, action="50", etape="execute", ligne="501"))
    avant, restants, regles = regle(Decisions("d.toml", chiffres=(chiffre(180, etape="execute"),)), *faits)
    assert "etape_depassee" in avant & regles
    assert "etape_depassee" not in restants


def test_a_total_that_its_rows_still_contradict_is_asked(regle: Regle, montant: Fabrique) -> None:
    faits = (
        montant(100, action="50", origine="annexe"),
        montant(50, action="51", origine="annexe", ligne="501"),
        montant(180, action="Total", niveau="sous_total", origine="annexe", ligne="510"),
    )
    for confirme, reste in ((120, True), (130, False)):
        avant, restants, regles = regle(Decisions("d.toml", chiffres=(chiffre(confirme),)), *faits)
        assert "total_lignes" in avant
        assert ("total_lignes" in restants) == reste
        assert ("total_lignes" in regles) != reste


def test_a_figure_that_no_report_prints_may_settle_too(regle: Regle, montant: Fabrique) -> None:
    entree = chiffre(80, etape="execute", absent=True)
    faits = [montant(100, "2020-2022", action="50"), montant(0, "2020-2022", action="50", etape="execute")]
    avant, restants, _ = regle(Decisions("d.toml", chiffres=(entree,)), *faits)
    assert restants <= avant


def test_a_decision_to_be_looked_at_again_settles_nothing(regle: Regle, montant: Fabrique) -> None:
    faits = (montant(100, action="50", origine="tableau_financier"), montant(90, action="50", ligne="501"))
    avant, restants, regles = regle(Decisions("d.toml", chiffres=(chiffre(95),)), *faits)
    assert (restants, regles) == (avant, set())


def test_a_confirmed_value_settles_as_well(regle: Regle, valeur: Callable[..., Indicateur]) -> None:
    entree = Valeur(
        ligne=2, raison="Mail", date=date(2023, 7, 1), departement="99", action="50", debut=2022, fin=2022,
        libelle="Nombre de visites", nature="realise", valeur=Decimal(10),
    )  # fmt: skip
    faits = (valeur(10, action="50"), valeur(20, action="50", origine="tableau_de_bord", ligne="601"))
    avant, restants, regles = regle(Decisions("d.toml", valeurs=(entree,)), *faits)
    assert "indicateur_entre_endroits" in avant & regles
    assert "indicateur_entre_endroits" not in restants


def test_parts_become_the_whole_that_was_confirmed(montant: Fabrique, monte: Callable[..., Dossier]) -> None:
    parts = (montant(10, action="50", libelle="A"), montant(20, action="50", libelle="B"))
    (lecture,) = chiffre(33).put("d.toml", [monte(*parts).lecture])
    siens = [(f.montant, f.libelle) for f in lecture.financements if f.action == "50"]
    assert siens == [(Decimal(33), "")]


def test_without_a_confirmed_figure_nothing_is_examined_again(regle: Regle, montant: Fabrique) -> None:
    avant, restants, regles = regle(Decisions(), montant(100, action="50"))
    assert (restants, regles) == (avant, set())
