"""Indicators: which value counts, what is compared, what is added up, and what the tables say when nothing is there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import pytest

from cdppe.cadre import IndicateurNational
from cdppe.consolidation import Synthese
from cdppe.consolidation.faits import FaitIndicateur
from cdppe.consolidation.indicateurs import settle_valeurs
from cdppe.consolidation.modeles import Table
from cdppe.facts import Action, Indicateur

Valeur = Callable[..., Indicateur]
Synthetise = Callable[..., Synthese]


def national(addition: Literal["somme", "etat", "taux"] = "somme") -> IndicateurNational:
    return IndicateurNational(
        code="visites",
        libelle="Visites à domicile",
        source="made up",
        definition="made up",
        unite="visites",
        objectif=3,
        depuis=2020,
        addition=addition,
    )


def table_of(synthese: Synthese, code: str) -> Table:
    return next(t for t in synthese.tables if t.code == code)


def rows_of(synthese: Synthese, code: str, *colonnes: str) -> list[tuple[object, ...]]:
    """The cells of these columns, row by row."""
    table = table_of(synthese, code)
    rangs = [next(n for n, c in enumerate(table.colonnes) if c.nom == nom) for nom in colonnes]
    return [tuple(ligne.cellules[n] for n in rangs) for ligne in table.lignes]


def visites(valeur: Valeur, *args: object, **changes: object) -> Indicateur:
    return valeur(*args, **{"indicateur_national": "visites", "definition": "identique"} | changes)


def test_the_year_of_a_national_indicator(valeur: Valeur, synthese: Synthetise) -> None:
    """Reference, target, result; the evolution and the part reached are computed here, whatever the report prints."""
    faits = (
        visites(valeur, 80, "2019", nature="reference"),
        visites(valeur, 100, "2021"),
        visites(valeur, 150, "2022", nature="cible"),
        visites(valeur, 120, "2022"),
    )
    colonnes = ("Référence", "Cible", "Réalisé", "Évolution recalculée (%)", "Réalisé / cible (%)", "Comparable")
    faite = synthese(*faits, nationaux=[national()])
    assert rows_of(faite, "indicateurs_nationaux", *colonnes) == [(80, 150, 120, Decimal(20), Decimal(80), "oui")]
    realise = table_of(faite, "indicateurs_nationaux").lignes[0]
    assert realise.faits_of(8) == ("99-I0004",)
    assert realise.faits_of(10) == ("99-I0002", "99-I0004")


def test_départements_are_added_up_only_when_they_count_the_same(valeur: Valeur, synthese: Synthetise) -> None:
    faits = (
        visites(valeur, 10, departement="97"),
        visites(valeur, 20, departement="98"),
        visites(valeur, 5, departement="99", definition="proche", ecart_definition="compte des familles"),
    )
    colonnes = ("Département", "Réalisé", "Comparable")
    assert rows_of(synthese(*faits, nationaux=[national()]), "indicateurs_nationaux", *colonnes) == [
        ("97", 10, "oui"),
        ("98", 20, "oui"),
        ("99", 5, "non : définition proche (compte des familles)"),
        ("Ensemble", 30, "2 départements"),
    ]
    sans = rows_of(synthese(*faits, nationaux=[national("taux")]), "indicateurs_nationaux", "Département", "Additionné")
    assert ("97", "non : un taux, une moyenne ou une médiane ne s'additionne pas") in sans
    assert all(departement != "Ensemble" for departement, _ in sans)


def test_a_school_year_is_not_compared_with_a_civil_one(valeur: Valeur, synthese: Synthetise) -> None:
    faits = (visites(valeur, 10, "2021-2022", base="scolaire"), visites(valeur, 8, "2020-2021", base="scolaire"))
    faite = synthese(*faits, nationaux=[national()])
    colonnes = ("Période", "Réalisé", "Évolution recalculée (%)", "Comparable")
    assert rows_of(faite, "indicateurs_nationaux", *colonnes) == [
        ("année scolaire 2021-2022", 10, Decimal(25), "non : année scolaire, l'indicateur se compte en année civile")
    ]
    assert rows_of(faite, "indicateurs_series", "Base", "2021", "2022") == [("année scolaire", 8, 10)]


def test_missing_is_said_and_never_a_zero(valeur: Valeur, synthese: Synthetise) -> None:
    manquant = visites(valeur, None, statut="nr", texte="NR")
    (ligne,) = rows_of(synthese(manquant, nationaux=[national()]), "indicateurs_nationaux", "Réalisé", "Comparable")
    assert ligne == ("non renseigné (« NR »)", "sans valeur réalisée")


def test_a_département_without_indicators_says_why(action: Callable[..., Action], synthese: Synthetise) -> None:
    faite = synthese(
        action(),
        nationaux=[national()],
        remarques="autre@3;indicateurs_indisponibles@190",
        textes_remarques="x | panne",
    )
    assert rows_of(faite, "indicateurs_nationaux", "Réalisé", "Comparable") == [
        ("non imprimé", "non : le rapport dit ses indicateurs indisponibles (ligne 190, citée sous le tableau)")
    ]
    assert "99, ligne 190 : « panne »." in table_of(faite, "indicateurs_nationaux").notes
    sans = synthese(action(), nationaux=[national()])
    assert rows_of(sans, "indicateurs_nationaux", "Comparable") == [
        ("non : aucun indicateur du rapport n'y est rattaché",)
    ]


@pytest.mark.parametrize(
    ("autre", "attendu"),
    [
        ({"chiffre": 12, "origine": "fiche"}, Decimal(10)),  # the dashboard counts before the fiche
        ({"chiffre": 10, "origine": "tableau_de_bord"}, Decimal(10)),  # printed twice
        ({"chiffre": 12, "origine": "tableau_de_bord"}, "contradictoire : 10 / 12"),
        ({"chiffre": None, "origine": "tableau_de_bord", "statut": "nd", "texte": "ND"}, Decimal(10)),
    ],
)
def test_one_value_from_two_places(
    valeur: Valeur, synthese: Synthetise, autre: dict[str, object], attendu: object
) -> None:
    faits = (visites(valeur, 10, origine="tableau_de_bord"), visites(valeur, **autre))
    assert rows_of(synthese(*faits, nationaux=[national()]), "indicateurs_nationaux", "Réalisé") == [(attendu,)]


def test_of_two_documents_of_one_date_no_value_counts(valeur: Valeur) -> None:
    for un, autre in (("a.txt", "z.txt"), ("z.txt", "a.txt")):
        faits = [
            FaitIndicateur(nom, valeur(chiffre, "2022", document=nom), "2023-06-01")
            for nom, chiffre in ((un, 120), (autre, 130))
        ]
        comptee = settle_valeurs(faits)
        assert (comptee.valeur, comptee.mot.partition(" :")[0]) == (None, "contradictoire")


def test_local_indicators_stand_under_the_objective_of_their_action(
    valeur: Valeur, action: Callable[..., Action], synthese: Synthetise
) -> None:
    faits = (
        action("1", "12"),
        action("2", "3"),
        valeur(7, libelle="Nombre de jeunes"),
        valeur(30, "2022", nature="cible", action="2"),
        valeur(25, "2021", action="2"),
        valeur(54, "2020-2021", action="2"),
        valeur(None, action="2", statut="tiret", texte="-"),
    )
    colonnes = ("Objectifs nationaux", "Indicateur", "Cible 2022", "Réalisé 2021", "Réalisé 2022", "Autres périodes")
    assert rows_of(synthese(*faits), "indicateurs_locaux", *colonnes) == [
        ("3", "Nombre de visites", 30, 25, "tiret (« - »)", "2020-2021 : 54"),
        ("12", "Nombre de jeunes", "non imprimé", "non imprimé", 7, ""),
    ]


def test_a_zero_before_has_no_percentage(valeur: Valeur, synthese: Synthetise) -> None:
    faits = (visites(valeur, 0, "2021"), visites(valeur, 4, "2022"), visites(valeur, 0, "2022", nature="cible"))
    faite = synthese(*faits, nationaux=[national()])
    assert rows_of(faite, "indicateurs_nationaux", "Évolution recalculée (%)", "Réalisé / cible (%)") == [(None, None)]


def test_a_percentage_evolves_in_points(valeur: Valeur, synthese: Synthetise) -> None:
    faits = (visites(valeur, 40, "2021", unite="%"), visites(valeur, 44, "2022", unite="%"))
    faite = synthese(*faits, nationaux=[national("taux")])
    assert rows_of(faite, "indicateurs_nationaux", "Évolution recalculée (%)") == [(Decimal(4),)]


def test_a_value_at_a_date_is_not_added_to_a_year_s(valeur: Valeur, synthese: Synthetise) -> None:
    faits = (visites(valeur, 10, departement="98"), visites(valeur, 20, departement="99", base="date"))
    faite = synthese(*faits, nationaux=[national("etat")])
    assert rows_of(faite, "indicateurs_nationaux", "Département", "Comparable") == [
        ("98", "oui"),
        ("99", "non : à une date, l'indicateur se compte en année civile"),
    ]


def test_what_another_place_prints_is_shown_beside(valeur: Valeur, synthese: Synthetise) -> None:
    faits = (visites(valeur, 10, origine="tableau_de_bord"), visites(valeur, 12, ligne="574"))
    faite = synthese(*faits, nationaux=[national()])
    assert rows_of(faite, "indicateurs_nationaux", "Réalisé", "Imprimé ailleurs") == [(10, "12 (réalisé, ligne 574)")]


def test_an_evolution_in_percent_is_no_unit_of_a_count(valeur: Valeur, synthese: Synthetise) -> None:
    faite = synthese(valeur(10), valeur(5, nature="evolution", unite="%"))
    assert rows_of(faite, "indicateurs_locaux", "Unité") == [("",)]
