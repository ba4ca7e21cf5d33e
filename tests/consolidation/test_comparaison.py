"""What changed between two small made-up editions: one oddity each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdppe.consolidation import Colonne, Ligne, Synthese, Table
from cdppe.consolidation.comparaison.editions import Comparaison, compare_lectures, compare_syntheses
from cdppe.consolidation.comparaison.faits import Edition, Mouvement, compare_faits
from cdppe.consolidation.comparaison.tables import CaseComparee, LigneComparee
from cdppe.facts import Action, Anomalie, Financement, Indicateur, Lecture, NonLu

Montant = Callable[..., Financement]
Valeur = Callable[..., Indicateur]
NOMS = ("avant.json", "apres.json")


def une_edition(*faits: Action | Financement | Indicateur, **autres: Any) -> Edition:
    lots: dict[str, list[Any]] = {"actions": [], "financements": [], "indicateurs": []}
    for fait in faits:
        nom = {Action: "actions", Financement: "financements", Indicateur: "indicateurs"}[type(fait)]
        lots[nom].append(fait)
    ids = {nom: tuple(f"{nom[0].upper()}{n}" for n in range(len(lot))) for nom, lot in lots.items()}
    return Edition(Lecture(**{nom: tuple(lot) for nom, lot in lots.items()}, **autres), ids, {})


def suivre(avant: Sequence[Any], apres: Sequence[Any]) -> list[tuple[str, str, str]]:
    """Kind of each movement, with the lines on both sides."""
    suite = compare_faits(une_edition(*avant), une_edition(*apres))
    return [(m.sorte, _ligne(m, "avant"), _ligne(m, "apres")) for m in suite.mouvements]


def _ligne(mouvement: Mouvement, cote: str) -> str:
    place = getattr(mouvement, cote)
    return place.fait.ligne if place else ""


# Facts


def test_a_fact_that_only_moved_is_the_same_fact(montant: Montant) -> None:
    assert suivre([montant(ligne="5")], [montant(ligne="9")]) == [("deplace", "5", "9")]


def test_an_amount_that_changed_says_both(montant: Montant) -> None:
    (mouvement,) = compare_faits(une_edition(montant(100)), une_edition(montant("250.5"))).mouvements
    assert [tuple(d) for d in mouvement.details] == [("", "100\u00a0€", "250,50\u00a0€")]


def test_what_appears_is_not_what_disappears(montant: Montant) -> None:
    faits = suivre([montant(ligne="5", etape="prevu")], [montant(300, ligne="5", etape="execute")])
    assert sorted(faits) == [("apparu", "", "5"), ("disparu", "5", "")]


def test_equal_amounts_are_matched_first(montant: Montant) -> None:
    avant = [montant(100, ligne="1"), montant(200, ligne="2")]
    apres = [montant(200, ligne="2"), montant(300, ligne="3"), montant(100, ligne="4")]
    assert sorted(suivre(avant, apres)) == [("apparu", "", "3"), ("deplace", "1", "4")]


def test_one_more_of_the_same_amount_is_one_more(montant: Montant) -> None:
    assert suivre([montant(ligne="1")], [montant(ligne="1"), montant(ligne="2")]) == [("apparu", "", "2")]


def test_a_label_is_its_words(montant: Montant) -> None:
    assert suivre([montant(libelle="Axe 1 : écoute")], [montant(libelle="AXE 1 – Ecoute")]) == []


def test_a_renamed_column_or_another_table_is_the_same_fact(montant: Montant) -> None:
    avant = [montant(colonne="Prévu", origine="fiche"), montant(50, annees="2021", colonne="Prévu")]
    apres = [montant(colonne="Budget", origine="annexe"), montant(60, annees="2021", colonne="Budget")]
    assert [sorte for sorte, _, _ in suivre(avant, apres)] == ["change"]


def test_an_action_that_bears_another_number_is_told_once(action: Callable[..., Action], montant: Montant) -> None:
    avant: list[Any] = [action("5", intitule="Les visites"), montant(action="5"), montant(7, "2021", action="5")]
    apres: list[Any] = [action("55", intitule="LES VISITES"), montant(action="55"), montant(8, "2021", action="55")]
    mouvements = compare_faits(une_edition(*avant), une_edition(*apres)).mouvements
    assert [[tuple(d) for d in m.details] for m in mouvements] == [
        [("numéro", "5", "55")],
        [("", "7\u00a0€", "8\u00a0€")],
    ]


def test_actions_that_change_numbers_are_followed_by_their_titles(
    action: Callable[..., Action], montant: Montant
) -> None:
    avant: list[Any] = [
        action("5", intitule="A"),
        action("6", intitule="B"),
        montant(1, action="5"),
        montant(2, action="6"),
    ]
    apres: list[Any] = [
        action("6", intitule="A"),
        action("5", intitule="B"),
        montant(1, action="6"),
        montant(2, action="5"),
    ]
    mouvements = compare_faits(une_edition(*avant), une_edition(*apres)).mouvements
    assert [m.details[0].nom for m in mouvements] == ["numéro", "numéro"]


def test_the_figures_of_a_refused_table_did_not_go(montant: Montant) -> None:
    refus = NonLu(
        departement="99", document="rapport.txt", ligne="1", texte="12 €", raison="disposition_inconnue", colonne=""
    )
    anomalie = Anomalie(
        departement="99", document="rapport.txt", ligne="1", action="", code="disposition_inconnue",
        gravite="bloquante", message="Tableau « plan » non lu.", attendu="", trouve="",
    )  # fmt: skip
    avant = une_edition(montant(12, texte="12 €"), montant(12, "2021", texte="douze"))
    comparaison = compare_lectures(avant, une_edition(non_lus=(refus,), anomalies=(anomalie,)), NOMS)
    refuses = {m.refuse: m.fait for m in comparaison.mouvements}
    assert {r: f.texte for r, f in refuses.items() if isinstance(f, Financement)} == {True: "12 €", False: "douze"}
    assert comparaison.phrases[0] == "Refusé après (99, rapport.txt, ligne 1) : Tableau « plan » non lu."


def test_an_amount_that_is_classed_otherwise_says_how(montant: Montant) -> None:
    suite = compare_faits(une_edition(montant(source="etat")), une_edition(montant(source="fir", annees="2021")))
    (mouvement,) = suite.mouvements
    assert [tuple(d) for d in mouvement.details] == [
        ("source", "État (sans précision)", "FIR"), ("période", "2022", "2021")
    ]  # fmt: skip


def test_an_amount_that_becomes_ambiguous_is_no_zero(montant: Montant) -> None:
    apres = montant(None, certitude="ambigu", texte="100 200")
    (mouvement,) = compare_faits(une_edition(montant()), une_edition(apres)).mouvements
    assert mouvement.details[0].apres == "ambigu : « 100 200 »"


def test_a_certainty_without_another_figure_changes_nothing(montant: Montant) -> None:
    assert suivre([montant()], [montant(certitude="interprete")]) == []


def test_an_amount_that_now_covers_more_changes(montant: Montant) -> None:
    (mouvement,) = compare_faits(une_edition(montant()), une_edition(montant(perimetre="plus_large"))).mouvements
    assert mouvement.details[0].apres.endswith("(plus large que l'action)")


def test_an_indicator_says_its_value_or_what_stands_in_its_stead(valeur: Valeur) -> None:
    apres = valeur(None, statut="nr", texte="Non renseigné")
    (mouvement,) = compare_faits(une_edition(valeur(10, unite="visites")), une_edition(apres)).mouvements
    assert tuple(mouvement.details[0]) == ("", "10\u00a0visites", "non renseigné")


def test_an_empty_cell_that_comes_or_goes_is_nothing(valeur: Valeur) -> None:
    assert suivre([], [valeur(None)]) == []


def test_an_action_says_what_of_it_changed(action: Callable[..., Action]) -> None:
    avant = action(intitule="Créer une équipe", objectifs="1", statut="en_cours")
    apres = action(intitule="CREER UNE EQUIPE", objectifs="1;2", statut="realisee")
    (mouvement,) = compare_faits(une_edition(avant), une_edition(apres)).mouvements
    assert [tuple(d) for d in mouvement.details] == [
        ("objectifs nationaux", "1", "1, 2"), ("statut", "En cours", "Réalisée")
    ]  # fmt: skip


def test_the_document_s_name_is_no_part_of_a_fact(montant: Montant) -> None:
    assert suivre([montant(document="a.txt")], [montant(document="b.txt")]) == []


def test_a_report_says_what_is_no_longer_read() -> None:
    non_lu = NonLu(departement="99", document="r", ligne="1", colonne="", texte="x", raison="non_compris")
    anomalie = Anomalie(
        departement="99", document="r", ligne="1", action="", code="total_faux", gravite="majeure", message="m"
    )
    comparaison = compare_lectures(une_edition(non_lus=(non_lu,)), une_edition(anomalies=(anomalie,)), NOMS)
    assert comparaison.change
    assert comparaison.phrases == (
        "Anomalies « total_faux » : 0 → 1.", "Chiffres qui ne sont pas des faits (non compris) : 1 → 0."
    )  # fmt: skip


# Tables


def une_synthese(synthese: Callable[..., Synthese], *tables: Table) -> Synthese:
    return replace(synthese(), tables=tables)


def une_table(*lignes: tuple[Any, ...], colonnes: Sequence[str] = ("2022",), code: str = "essai") -> Table:
    tetes = (Colonne("Département"), Colonne("Mention", "long"), *(Colonne(nom, "montant") for nom in colonnes))
    return Table(code, "Z", "Essai", "Essai", tetes, tuple(Ligne(ligne) for ligne in lignes))


def compare_deux(synthese: Callable[..., Synthese], avant: Table, apres: Table) -> Comparaison:
    return compare_syntheses(une_synthese(synthese, avant), une_synthese(synthese, apres), NOMS)


def list_cases(comparaison: Comparaison) -> list[tuple[str, Any, Any]]:
    lignes = (ligne for table in comparaison.tables for ligne in table.lignes)
    return [(case.colonne, case.avant, case.apres) for ligne in lignes for case in ligne.cases]


def test_rows_are_matched_by_what_names_them(synthese: Callable[..., Synthese]) -> None:
    avant = une_table(("62", "a", Decimal(1)), ("77", "b", Decimal(2)))
    apres = une_table(("35", "c", Decimal(9)), ("62", "autre", Decimal(1)), ("77", "b", Decimal(3)))
    (table,) = compare_deux(synthese, avant, apres).tables
    assert [(ligne.sorte, ligne.sujet, ligne.reperes) for ligne in table.lignes] == [
        ("change", ("77",), ("Z2", "Z3")), ("apparu", ("35",), ("", "Z1"))
    ]  # fmt: skip


def test_long_texts_name_rows_that_nothing_else_does(synthese: Callable[..., Synthese]) -> None:
    avant = une_table(("62", "coût", Decimal(1)), ("62", "durée", Decimal(2)))
    apres = une_table(("62", "durée", Decimal(3)), ("62", "coût", Decimal(1)))
    assert list_cases(compare_deux(synthese, avant, apres)) == [("2022", Decimal(2), Decimal(3))]


def test_an_absent_figure_is_not_a_zero(synthese: Callable[..., Synthese]) -> None:
    comparaison = compare_deux(synthese, une_table(("62", "", None)), une_table(("62", "", Decimal(0))))
    assert list_cases(comparaison) == [("2022", None, Decimal(0))]


def test_an_equal_amount_written_otherwise_is_equal(synthese: Callable[..., Synthese]) -> None:
    comparaison = compare_deux(synthese, une_table(("62", "", Decimal("1.50"))), une_table(("62", "", Decimal("1.5"))))
    assert not comparaison.change


def test_a_column_that_only_one_has_is_said_and_absent_in_the_other(synthese: Callable[..., Synthese]) -> None:
    avant = une_table(("62", "", Decimal(1)), colonnes=("2021",))
    apres = une_table(("62", "", Decimal(2)), colonnes=("2022",))
    comparaison = compare_deux(synthese, avant, apres)
    assert (comparaison.tables[0].apparues, comparaison.tables[0].disparues) == (("2022",), ("2021",))
    assert list_cases(comparaison) == [("2022", None, Decimal(2)), ("2021", Decimal(1), None)]


def test_a_column_of_the_same_cells_was_renamed(synthese: Callable[..., Synthese]) -> None:
    avant = une_table(("62", "", Decimal(1), Decimal(5)), colonnes=("Prévu", "Reste"))
    apres = une_table(("62", "", Decimal(1), Decimal(5)), colonnes=("Budget prévu", "Reste"))
    comparaison = compare_deux(synthese, avant, apres)
    assert comparaison.tables[0].renommees == (("Prévu", "Budget prévu"),)
    assert comparaison.change
    assert list_cases(comparaison) == []


def test_a_table_that_only_one_has_is_said(synthese: Callable[..., Synthese]) -> None:
    commune, nouvelle = une_table(), replace(une_table(code="neuve"), titre="Neuve")
    comparaison = compare_syntheses(une_synthese(synthese, commune), une_synthese(synthese, commune, nouvelle), NOMS)
    assert (comparaison.tables_apparues, comparaison.change) == (("Neuve",), True)


def test_two_years_are_compared_in_what_they_share(synthese: Callable[..., Synthese]) -> None:
    avant = replace(une_synthese(synthese, une_table(("62", "", Decimal(1)), ("77", "", Decimal(1)))), annee=2021)
    apres = une_synthese(synthese, une_table(("62", "", Decimal(2), Decimal(9)), colonnes=("2022", "2023")))
    comparaison = compare_syntheses(avant, apres, NOMS)
    assert "même année (2021, 2022)" in comparaison.phrases[0]
    assert list_cases(comparaison) == [("2022", Decimal(1), Decimal(2))]


# Cells and their facts


def _case(comparaison: Comparaison, code: str, colonne: str) -> tuple[LigneComparee, CaseComparee]:
    (table,) = (t for t in comparaison.tables if t.table.code == code)
    return next((ligne, case) for ligne in table.lignes for case in ligne.cases if case.colonne == colonne)


def test_a_cell_says_the_facts_that_changed_it(
    synthese: Callable[..., Synthese], montant: Montant, action: Callable[..., Action]
) -> None:
    actions = [action("1"), action("2")]
    avant = synthese(*actions, montant(100), montant(50, action="2"))
    apres = synthese(*actions, montant(100), montant(70, action="2"), montant(5, action="2", annees="2021"))
    comparaison = compare_syntheses(avant, apres, NOMS)
    _, case = _case(comparaison, "sources_etapes", "2022")
    assert (case.avant, case.apres) == (150, 170)
    (cause,) = case.causes
    mouvement = comparaison.mouvements[cause]
    assert (mouvement.sorte, mouvement.fait.action) == ("change", "2")  # type: ignore[union-attr]  # an amount has one
    _, autre = _case(comparaison, "sources_etapes", "2021")
    assert (autre.avant, comparaison.mouvements[autre.causes[0]].sorte) == (None, "apparu")


def test_the_rows_of_an_action_that_bears_another_number_are_its_own(
    synthese: Callable[..., Synthese], montant: Montant, action: Callable[..., Action]
) -> None:
    comparaison = compare_syntheses(
        synthese(action("5", intitule="Les visites"), montant(7, action="5")),
        synthese(action("55", intitule="Les visites"), montant(7, action="55")),
        NOMS,
    )
    assert [m.sorte for m in comparaison.mouvements] == ["change"]
    assert {x.sorte for t in comparaison.tables for x in t.lignes} <= {"change"}


def test_an_unchanged_fact_that_counts_elsewhere_is_named(
    synthese: Callable[..., Synthese], montant: Montant, action: Callable[..., Action]
) -> None:
    avant, apres = synthese(action("1", "1"), montant(100)), synthese(action("1", "2"), montant(100))
    comparaison = compare_syntheses(avant, apres, NOMS)
    (table,) = (t for t in comparaison.tables if t.table.code == "objectifs")
    cases = {ligne.sujet[1]: case for ligne in table.lignes for case in ligne.cases if case.colonne == "Prévu 2022"}
    assert (cases["Objectif 1"].avant, cases["Objectif 1"].apres) == (100, None)
    assert cases["Objectif 1"].sortis == ("99-F0001",)
    assert cases["Objectif 2"].entres == ("99-F0001",)


def test_a_departement_that_left_is_said(synthese: Callable[..., Synthese], montant: Montant) -> None:
    autre = montant(departement="98", document="b.txt")
    comparaison = compare_syntheses(synthese(montant(), autre), synthese(montant()), NOMS)
    assert comparaison.departements_disparus == ("98",)
    assert comparaison.partis == {"98"}


FAITS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", ""]), st.sampled_from(["prevu", "execute"]), st.sampled_from(["fir", "etat"]),
        st.sampled_from([0, 10, 20, None]), st.sampled_from(["", "Axe", "=1+1", "<b>"]),
    ),
    max_size=12,
)  # fmt: skip


@pytest.fixture
def fabrique(montant: Montant) -> Callable[..., list[Financement]]:
    def make(tirages: Sequence[tuple[str, str, str, int | None, str]]) -> list[Financement]:
        return [
            montant(euros, action=action, etape=etape, source=source, libelle=libelle, ligne=str(n))
            for n, (action, etape, source, euros, libelle) in enumerate(tirages, 1)
        ]

    return make


# The fixtures only make functions: nothing of one example is left for the next.
FABRIQUES = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FABRIQUES
@given(tirages=FAITS)
def test_a_synthesis_is_no_different_from_itself(
    synthese: Callable[..., Synthese], fabrique: Callable[..., list[Financement]], tirages: list[Any]
) -> None:
    une = synthese(*fabrique(tirages))
    comparaison = compare_syntheses(une, une, NOMS)
    assert not comparaison.change
    assert comparaison.mouvements == ()


@FABRIQUES
@given(avant=FAITS, apres=FAITS)
def test_every_fact_is_followed_once(
    fabrique: Callable[..., list[Financement]], avant: list[Any], apres: list[Any]
) -> None:
    editions = une_edition(*fabrique(avant)), une_edition(*fabrique(apres))
    suite = compare_faits(*editions)
    partis = [m.avant.id for m in suite.mouvements if m.sorte == "disparu" and m.avant]
    venus = [m.apres.id for m in suite.mouvements if m.sorte == "apparu" and m.apres]
    assert sorted([*suite.paires, *partis]) == sorted(editions[0].ids["financements"])
    assert sorted([*suite.paires.values(), *venus]) == sorted(editions[1].ids["financements"])
    # The other way round, as many amounts changed, came and went.
    retour = compare_faits(*reversed(editions))
    assert len(retour.paires) == len(suite.paires)
