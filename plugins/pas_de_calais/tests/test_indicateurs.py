"""The tables of indicators, one oddity each."""

from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter

import pytest

from cdppe.api import Indicateur, Lecture

LireFiche = Callable[..., Lecture]
ENTETE = "Indicateurs|Résultat du Département en 2021|Résultat du Département en 2022\n"
CONTRAT = ["Indicateurs|2019|2020", "Indicateurs|Situation 2019 du Département|Résultat Département 2020"]


@pytest.fixture
def lire_table(lire_fiche: LireFiche) -> Callable[[str], tuple[Indicateur, ...]]:
    return lambda table: lire_fiche(indicateurs=table).indicateurs


LireTable = Callable[[str], tuple[Indicateur, ...]]


def test_every_cell_under_a_year_is_a_fact_an_empty_one_too(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Nombre de visites|1 204|\nTaux|12,5%|ND\nRéunions|Néant|/")
    assert list(map(attrgetter("libelle", "debut", "valeur", "unite", "statut"), lus)) == [
        ("Nombre de visites", 2021, 1204, "", "chiffre"),
        ("Nombre de visites", 2022, None, "", "vide"),
        ("Taux", 2021, Decimal("12.5"), "%", "chiffre"),
        ("Taux", 2022, None, "", "nd"),
        ("Réunions", 2021, None, "", "texte"),
        ("Réunions", 2022, None, "", "tiret"),
    ]
    assert {f.certitude for f in lus} == {"sur"}
    assert {(f.action, f.origine, f.rubrique) for f in lus} == {("7", "fiche", "Indicateurs")}


@pytest.mark.parametrize("entete", CONTRAT)
def test_a_year_before_the_contract_is_the_reference(lire_table: LireTable, entete: str) -> None:
    lus = lire_table(entete + "\nVisites|10|20")
    assert list(map(attrgetter("debut", "nature"), lus)) == [(2019, "reference"), (2020, "realise")]


def test_a_school_year_is_one_only_when_the_header_says_so(lire_table: LireTable) -> None:
    lus = lire_table("Indicateurs|Année scolaire 2020/2021 ^a|Année scolaire 2021/2022 ^b\nÉcoles ^c|10|20")
    assert list(map(attrgetter("debut", "fin", "base", "libelle"), lus)) == [
        (2020, 2021, "scolaire", "Écoles ^c"),
        (2021, 2022, "scolaire", "Écoles ^c"),
    ]
    lus = lire_table("|2020/2021|2022\nnombre d'enfants|10|20")
    assert list(map(attrgetter("debut", "fin", "base"), lus)) == [(2020, 2021, "civile"), (2022, 2022, "civile")]


def test_targets_alternate_with_results_and_a_comment_is_of_the_year_at_its_left(lire_table: LireTable) -> None:
    lus = lire_table(
        "Indicateurs|Prévisionne l 2021|Résultat du Département en 2021|Justification des écarts|Prévisionnel 2022\n"
        "Parrains|55|41|14 parrains de moins|60"
    )
    assert list(map(attrgetter("nature", "debut", "valeur", "statut"), lus)) == [
        ("cible", 2021, 55, "chiffre"),
        ("realise", 2021, 41, "chiffre"),
        ("commentaire", 2021, None, "texte"),
        ("cible", 2022, 60, "chiffre"),
    ]


def test_a_ghost_of_the_header_holds_nothing(lire_fiche: LireFiche) -> None:
    entete = "Indicateurs|Résultat du Département 2021|du en|Résultat du Département 2022|du en\n"
    lus = lire_fiche(indicateurs=entete + "Tiers|31||53|").indicateurs
    assert list(map(attrgetter("debut", "valeur"), lus)) == [(2021, 31), (2022, 53)]
    lecture = lire_fiche(indicateurs=entete + "Tiers||31|53|")
    assert lecture.indicateurs == ()
    assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["disposition_inconnue"]


def test_labels_printed_under_several_rows_are_their_parts(lire_table: LireTable) -> None:
    lus = lire_table(
        ENTETE
        + "Enfants suivis|30|40\nVue|10|15\nAudition|20|25\nEnfants ayant vu un médecin||\nVue|5|6\nAudition|7|\n"
        "Réunions|2|3\nDont avec les écoles|1|1"
    )
    assert [(f.rubrique, f.libelle, f.niveau) for f in lus if f.debut == 2021] == [
        ("Indicateurs", "Enfants suivis", "action"),
        ("Enfants suivis", "Vue", "detail"),
        ("Enfants suivis", "Audition", "detail"),
        ("Enfants ayant vu un médecin", "Vue", "detail"),
        ("Enfants ayant vu un médecin", "Audition", "detail"),
        ("Indicateurs", "Réunions", "action"),
        ("Réunions", "Dont avec les écoles", "detail"),
    ]


def test_a_row_printed_twice_is_no_part_and_one_that_differs_is_not_settled(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Réunions|1|2\nVisites|3|4\nVisites|3|4")
    assert {(f.niveau, f.certitude) for f in lus} == {("action", "sur")}
    lus = lire_table(ENTETE + "Réunions|1|2\nVue|3|4\nLangage|5|6\nVue|7|8\nLangage|5|6")
    assert [(f.libelle, f.certitude) for f in lus if f.valeur is None] == [("Vue", "ambigu")] * 4


def test_parts_may_have_parts_and_give_them_their_unit(lire_table: LireTable) -> None:
    lus = lire_table(
        ENTETE + "Délais (médiane, jours)||\nVue||\nSuivis|10|15\nAutres|20|25\nLangage||\nSuivis|5|6\nAutres|7|8\n"
        "Vu en visite|3|4\nVue|1|2\nLangage|5|6"
    )
    assert [f.rubrique for f in lus if f.debut == 2021] == [
        "Délais (médiane, jours) — Vue",
        "Délais (médiane, jours) — Vue",
        "Délais (médiane, jours) — Langage",
        "Délais (médiane, jours) — Langage",
        "Indicateurs",
        "Vu en visite",
        "Vu en visite",
    ]
    assert {f.unite for f in lus if "Délais" in f.rubrique} == {"jours"}


def test_a_row_without_values_is_a_title_only_over_quantities(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Dépistage||\nNb écoles|4|5\nNb enfants|44|55")
    assert {f.rubrique for f in lus} == {"Dépistage"}
    lus = lire_table(ENTETE + "Rapport final||\nPlaquette||\nNombre de réunions||")
    assert {(f.libelle, f.statut) for f in lus} == {
        ("Rapport final", "vide"),
        ("Plaquette", "vide"),
        ("Nombre de réunions", "vide"),
    }


def test_an_axis_holds_the_rows_below_it(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "AXE 1 : Ateliers|1|2\nEnfants|3|4\nAXE 2 : Séances|5|6\nEnfants|7|8")
    assert [(f.rubrique, f.niveau) for f in lus if f.debut == 2022] == [
        ("AXE 1", "action"),
        ("AXE 1", "action"),
        ("AXE 2", "action"),
        ("AXE 2", "action"),
    ]


def test_a_measure_is_the_rubrique_of_its_indicators(lire_table: LireTable) -> None:
    lus = lire_table(
        "Nom de la Mesure|Indicateurs|Résultat du Département en 2022\nRefondre|Nombre de textes|2\n|Réunions|5"
    )
    assert list(map(attrgetter("rubrique", "libelle", "valeur"), lus)) == [
        ("Refondre", "Nombre de textes", 2),
        ("Refondre", "Réunions", 5),
    ]


def test_a_row_cut_between_two_lines_is_one(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Nombre de groupes et|premiers résultats lors|4\n\nde participants|de la reprise|")
    assert list(map(attrgetter("libelle", "texte", "certitude"), lus)) == [
        ("Nombre de groupes et de participants", "premiers résultats lors de la reprise", "interprete"),
        ("Nombre de groupes et de participants", "4", "sur"),
    ]
    lus = lire_table(ENTETE + "Livrables :|/|/\n○ Livret||\n\n○ Bilan||")
    assert [(f.libelle, f.statut) for f in lus] == [("Livrables : ○ Livret ○ Bilan", "tiret")] * 2


def test_small_letters_alone_join_no_rows(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "création d'un outil|non|oui\nélaboration d'un livret|oui|oui")
    assert len(lus) == 4


def test_values_of_a_row_that_nothing_names_are_not_settled(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Visites|3|4\n|5|6\nRéunions|7|8")
    assert [(f.valeur, f.certitude) for f in lus if not f.libelle] == [(None, "ambigu")] * 2


@pytest.mark.parametrize("rangee", ["Visites||3|4", "Visites|3"])
def test_a_row_with_a_tab_too_many_or_too_few_is_not_settled(lire_fiche: LireFiche, rangee: str) -> None:
    lecture = lire_fiche(indicateurs=ENTETE + f"Livret|oui|\n{rangee}\nRéunions|7|8\nGroupes|9|")
    assert {f.valeur for f in lecture.indicateurs if f.texte in ("3", "4")} == {None}
    assert [f.valeur for f in lecture.indicateurs if f.valeur] == [7, 8, 9]
    assert [a.code for a in lecture.anomalies if a.gravite == "majeure"] == ["rangee_decalee"]
    assert lecture.bilans[0].non_compris == 0


def test_rows_without_the_tabs_at_their_end_are_read_from_the_left(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Visites|3\nRéunions|7|8")
    assert list(map(attrgetter("valeur", "statut", "certitude"), lus)) == [
        (3, "chiffre", "sur"),
        (None, "vide", "sur"),
        (7, "chiffre", "sur"),
        (8, "chiffre", "sur"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Indicateurs|Résultat du Département en 2021|Avis\nVisites|3|bon",
        ENTETE + "Visites|3|4|5",
        "Indicateurs|Résultat en 2021|Résultat en 2021\nVisites|3|4",
        "Indicateurs|Premier semestre|Second semestre\nVisites|3|4",
        "Visites|3|4\nRéunions|7|8",
    ],
)
def test_a_table_of_no_known_layout_is_refused_whole(lire_fiche: LireFiche, table: str) -> None:
    lecture = lire_fiche(indicateurs=table)
    assert lecture.indicateurs == ()
    assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["disposition_inconnue"]
    assert {n.raison for n in lecture.non_lus if n.texte in "345678"} == {"disposition_inconnue"}


def test_two_tables_that_a_blank_line_parts_are_two(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Visites|3|4\n\nIndicateurs|Résultat en 2022|Résultat en 2023\nRéunions|5|6")
    assert list(map(attrgetter("libelle", "debut", "valeur"), lus)) == [
        ("Visites", 2021, 3),
        ("Visites", 2022, 4),
        ("Réunions", 2022, 5),
        ("Réunions", 2023, 6),
    ]


def test_a_piece_thrown_below_its_row_leaves_the_cell_unsettled(lire_table: LireTable) -> None:
    lus = lire_table(ENTETE + "Visites|3|12\n000 en tout\nRéunions|7|8")
    assert list(map(attrgetter("libelle", "valeur", "certitude"), lus)) == [
        ("Visites", 3, "sur"),
        ("Visites", None, "ambigu"),
        ("Réunions", 7, "sur"),
        ("Réunions", 8, "sur"),
    ]
