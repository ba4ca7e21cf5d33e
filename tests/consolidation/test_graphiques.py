"""The tables of the charts: sums that are the facts', cells left empty, and what is chosen when there is much."""

from collections.abc import Callable
from decimal import Decimal

from cdppe.cadre import IndicateurNational, load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.modeles import Graphique
from cdppe.facts import Action, DocumentLu, Financement, Indicateur, Lecture

Synthetise = Callable[..., Synthese]


def graphique(synthese: Synthese, code: str) -> Graphique:
    return next(g for g in synthese.graphiques if g.code == code)


def cells_of(synthese: Synthese, code: str) -> list[tuple[object, ...]]:
    return [ligne.cellules for ligne in graphique(synthese, code).table.lignes]


def national(code: str = "visites", objectif: int = 3) -> IndicateurNational:
    return IndicateurNational(
        code=code, libelle=f"Nombre de {code}", source="made up", definition="made up", unite="visites",
        objectif=objectif, depuis=2020, addition="somme",
    )  # fmt: skip


def test_a_source_is_added_up_over_départements_and_an_amount_that_is_not_known_is_no_zero(
    montant: Callable[..., Financement], synthese: Synthetise
) -> None:
    faite = synthese(
        montant(100, departement="97"),
        montant(20, departement="98"),
        montant(5, departement="98", etape="execute", source="departement"),
        montant(900, "2020-2022", departement="98"),
    )
    table = graphique(faite, "sources").table
    assert [c.nom for c in table.colonnes] == ["Source", "Prévu", "Exécuté"]
    assert cells_of(faite, "sources") == [("Département", None, Decimal(5)), ("FIR", Decimal(120), None)]
    assert table.lignes[1].faits_of(1) == ("97-F0001", "98-F0001")
    assert table.lignes[1].faits_of(2) == ()
    assert "« FIR » (120\u00a0€)" in graphique(faite, "sources").resume
    assert "prévu : 97, 98 ; exécuté : 98" in " ".join(table.notes)
    assert table in faite.tables


def test_bars_of_different_départements_are_said_not_to_compare(
    montant: Callable[..., Financement], synthese: Synthetise
) -> None:
    garde = "ne les comparez pas"
    autres = synthese(montant(100, departement="97"), montant(5, departement="98", etape="execute"))
    assert garde in graphique(autres, "sources").resume
    assert garde in graphique(autres, "engagements").resume
    memes = synthese(montant(100, departement="97"), montant(5, departement="97", etape="execute"))
    assert garde not in graphique(memes, "sources").resume
    assert "Ne les additionnez pas" in graphique(memes, "sources").resume


def test_a_printed_total_stands_only_where_no_source_is_known(
    montant: Callable[..., Financement], synthese: Synthetise
) -> None:
    faite = synthese(montant(30), montant(100, source="total"), montant(7, action="2", source="total"))
    assert cells_of(faite, "sources") == [("FIR", Decimal(30)), ("Toutes sources, sans détail", Decimal(7))]
    assert "Le total d'une action dont une source au moins est donnée n'y est pas." in " ".join(
        graphique(faite, "sources").table.notes
    )


def test_engagements_are_those_of_the_objectives(
    montant: Callable[..., Financement], action: Callable[..., Action], synthese: Synthetise
) -> None:
    faite = synthese(action(), montant(100), montant(10, source="departement"), montant(3, action="2"))
    rows = {ligne[0]: ligne[2] for ligne in cells_of(faite, "engagements")}
    assert rows == {"1": 110, "2": None, "3": None, "4": None, "transverse": None, "sans": 3}


def test_several_years_show_what_adds_up(montant: Callable[..., Financement]) -> None:
    lecture = Lecture(
        documents=(
            DocumentLu(
                departement="99", document="rapport.txt", empreinte="e", titre="t", date="2023-06-01",
                exercices="2022", plugin="p", version="1",
            ),
        ),
        financements=(montant(100, "2021"), montant(50), montant(8, "2019")),
    )  # fmt: skip
    faite = consolidate([lecture], load_cadre(2022), 2022, debut=2020)
    assert cells_of(faite, "sources") == [("FIR", Decimal(150))]
    assert "2020-2022" in graphique(faite, "sources").titre


def test_the_rate_of_the_year_comes_before_the_longer_one_and_who_has_none_comes_last(
    montant: Callable[..., Financement], synthese: Synthetise
) -> None:
    def both(departement: str, prevu: int, execute: int, annees: str = "2022") -> list[Financement]:
        return [
            montant(prevu, annees, departement=departement),
            montant(execute, annees, departement=departement, etape="execute"),
        ]

    faite = synthese(
        *both("01", 100, 20), *both("01", 100, 90, "2020-2022"), *both("62", 200, 150, "2020-2022"),
        montant(1, departement="77"),
    )  # fmt: skip
    assert [ligne[:4] for ligne in cells_of(faite, "execution")] == [
        ("62", "Pas-de-Calais", "2020-2022", 75),
        ("01", "Ain", "2022", 20),
        ("77", "Seine-et-Marne", "non comparable", None),
    ]
    assert graphique(faite, "execution").table.lignes[1].faits_of(4) == ("01-F0001",)
    assert graphique(faite, "execution").resume.startswith("2 départements sur 3")
    assert "tous à 75" in graphique(synthese(*both("01", 100, 75), *both("62", 200, 150)), "execution").resume


def test_indicators_need_two_years_that_compare(valeur: Callable[..., Indicateur], synthese: Synthetise) -> None:
    def make(chiffre: int, annees: str, code: str, **changes: object) -> Indicateur:
        return valeur(chiffre, annees, indicateur_national=code, definition="identique", **changes)

    faite = synthese(
        make(10, "2021", "visites"), make(12, "2022", "visites"), make(7, "2022", "visites", departement="98"),
        make(1, "2021", "bilans"), make(2, "2021-2022", "bilans"), make(3, "2022", "bilans", nature="cible"),
        nationaux=[national(), national("bilans")],
    )  # fmt: skip
    assert cells_of(faite, "indicateurs") == [
        ("Nombre de visites", "visites", "visites", "98", None, 7),
        ("Nombre de visites", "visites", "visites", "99", 10, 12),
    ]
    assert graphique(faite, "indicateurs").table.lignes[1].faits_of(5) == ("99-I0002",)
    assert "1 en hausse, 0 en baisse, 0 stable" in graphique(faite, "indicateurs").resume


def test_many_départements_are_shown_by_their_quartiles(
    valeur: Callable[..., Indicateur], synthese: Synthetise
) -> None:
    faits = [
        valeur(n, annees, departement=f"{n:02}", indicateur_national="visites", definition="identique")
        for n in range(1, 14)
        for annees in ("2021", "2022")
    ]
    faite = synthese(*faits, faits[0].model_copy(update={"debut": 2020, "fin": 2020}), nationaux=[national()])
    assert [ligne[3:] for ligne in cells_of(faite, "indicateurs")] == [
        ("1er quartile", None, 4, 4),
        ("Médiane", None, 7, 7),
        ("3e quartile", None, 10, 10),
    ]
    assert len(graphique(faite, "indicateurs").table.lignes[1].faits_of(5)) == 13
    assert graphique(faite, "indicateurs").modele == "graphiques/quartiles.json"


def test_nine_indicators_at_most_the_fullest_and_of_all_objectives(
    valeur: Callable[..., Indicateur], synthese: Synthetise
) -> None:
    codes = [f"indicateur_{lettre}" for lettre in "abcdefghijk"]
    nationaux = [national(code, 3 if code < "indicateur_j" else 4) for code in codes]
    faits = [
        valeur(1, annee, indicateur_national=code, definition="identique")
        for code in codes
        for annee in ("2021", "2022")
    ]
    faite = synthese(*faits, nationaux=nationaux)
    retenus = [ligne[1] for ligne in cells_of(faite, "indicateurs")]
    assert retenus == [*codes[:7], *codes[9:]]
    assert "sur 11" in " ".join(graphique(faite, "indicateurs").table.notes)


def test_the_grid_counts_actions_and_leaves_empty_where_nobody_acts(
    action: Callable[..., Action], synthese: Synthetise
) -> None:
    faite = synthese(action(), action("2", objectifs="1;3"), action(departement="98", objectifs="3"))
    table = graphique(faite, "grille").table
    assert [c.nom for c in table.colonnes] == ["Objectif", "Libellé", "98", "99"]
    assert [ligne.cellules[2:] for ligne in table.lignes[:3]] == [(None, 2), (None, None), (1, 1)]
    assert table.lignes[0].faits_of(3) == ("99-A001", "99-A002")
    assert len(table.lignes) == 28
    assert "2 des 28 objectifs" in graphique(faite, "grille").resume


def test_nothing_to_show_is_no_chart(synthese: Synthetise, montant: Callable[..., Financement]) -> None:
    assert synthese().graphiques == ()
    assert [g.code for g in synthese(montant(None), montant(5, "2020-2021")).graphiques] == []


def test_references_of_rows_are_one_table_s_own(
    synthese: Synthetise, montant: Callable[..., Financement], action: Callable[..., Action]
) -> None:
    faite = synthese(action(), montant(1))
    lettres = [t.lettre for t in faite.tables]
    assert len(lettres) == len(set(lettres))
    assert len({t.code for t in faite.tables}) == len({t.feuille for t in faite.tables}) == len(faite.tables)
