"""The indicator tables of the sheets: small ones, one oddity each."""

from collections.abc import Callable

import pytest

from cdppe.api import Lecture

LireFiche = Callable[..., Lecture]

TETE = (
    "Nom de l'objectif|Indicateurs|Situation 2019 du Département|Résultat atteint du Département en 2020|"
    "Résultat atteint du Département en 2021\n"
)
RANGEE = "Action n° 21 : Un centre parental|Nombre de places|12|15|18\n"


def values(lecture: Lecture) -> list[tuple[str, str, int | None, int | None, str, str]]:
    return [
        (
            f.libelle,
            f.nature,
            f.debut,
            f.fin,
            f"{f.valeur:f}{f.unite}" if f.valeur is not None else f.statut,
            f.certitude,
        )
        for f in lecture.indicateurs
    ]


def brief(lecture: Lecture) -> list[tuple[str, str]]:
    return [(v[4], v[5]) for v in values(lecture)]


def test_a_table_gives_reference_and_results_of_its_sheet(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE + "|Nombre de mères||NR|3 mères")
    assert values(lecture) == [
        ("Nombre de places", "reference", 2019, 2019, "12", "sur"),
        ("Nombre de places", "realise", 2020, 2020, "15", "sur"),
        ("Nombre de places", "realise", 2021, 2021, "18", "sur"),
        ("Nombre de mères", "reference", 2019, 2019, "vide", "sur"),
        ("Nombre de mères", "realise", 2020, 2020, "nr", "sur"),
        ("Nombre de mères", "realise", 2021, 2021, "3mères", "sur"),
    ]
    assert {(f.action, f.rubrique, f.origine) for f in lecture.indicateurs} == {
        ("21", "Action n° 21 : Un centre parental", "fiche")
    }
    assert lecture.bilans[0].non_compris == 0


def test_school_years_states_at_a_date_and_targets(lire_fiche: LireFiche) -> None:
    tete = (
        "Nom de l'action|Indicateurs|Situation au 31 déc. 2019|Situation du 31 déc. 2021|"
        "Résultat atteint par le Département en 2020/2021|Objectif pour 2022\n"
    )
    lecture = lire_fiche("Indicateurs", tete + "Un centre|Nombre de places|12|15|18|20")
    assert [(f.nature, f.debut, f.fin, f.base) for f in lecture.indicateurs] == [
        ("reference", 2019, 2019, "date"),
        ("realise", 2021, 2021, "date"),
        ("realise", 2020, 2021, "scolaire"),
        ("cible", 2022, 2022, "civile"),
    ]


def test_an_expected_result_of_a_year_that_is_over_is_the_result(lire_fiche: LireFiche) -> None:
    tete = TETE.replace("atteint du Département en 2021", "attendu du Département en {}")
    passe = lire_fiche("Indicateurs", tete.format(2021) + RANGEE)
    assert values(passe)[2] == ("Nombre de places", "realise", 2021, 2021, "18", "interprete")
    futur = lire_fiche("Indicateurs", tete.format(2022) + RANGEE)
    assert values(futur)[2] == ("Nombre de places", "cible", 2022, 2022, "18", "sur")


@pytest.mark.parametrize(
    ("tete", "suite"),
    [
        # stacked, around a row of dashes and a blank line
        (
            "Nom de l'objectif|Indicateurs|Situation 2019|Résultat atteint|Résultat atteint\n---|---|---|---|---\n\n",
            "||du Département|du Département en 2020|du Département en 2021\n",
        ),
        # and with one cell cut in two
        (
            "Nom de l'objectif|Indicateurs|Situation 2019|du|Résultat atteint du|Résultat atteint du Département en\n"
            "---|---|---|---|---|---\n\n",
            "||Département|Département en 2020|2021\n",
        ),
    ],
)
def test_a_header_cut_in_two_is_mended(lire_fiche: LireFiche, tete: str, suite: str) -> None:
    assert values(lire_fiche("Indicateurs", tete + suite + RANGEE)) == values(lire_fiche("Indicateurs", TETE + RANGEE))
    refuse = lire_fiche("Indicateurs", tete.replace("Situation 2019", "Bilan 2019") + suite + RANGEE)
    assert refuse.indicateurs == ()
    assert {a.code for a in refuse.anomalies if a.gravite == "bloquante"} == {"disposition_inconnue"}


def test_a_row_cut_in_two_is_one_again(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE + "|Nombre de||40 lieux|\n|partenaires venus||de tout le pays|")
    assert values(lecture)[3:] == [
        ("Nombre de partenaires venus", "reference", 2019, 2019, "vide", "sur"),
        ("Nombre de partenaires venus", "realise", 2020, 2020, "40lieux", "interprete"),
        ("Nombre de partenaires venus", "realise", 2021, 2021, "vide", "sur"),
    ]
    mots = lire_fiche("Indicateurs", TETE + RANGEE + "|Lieux|||la ville –\n\n||||la campagne")
    assert [f.texte for f in mots.indicateurs][-1] == "la ville – la campagne"


def test_figures_without_a_label_are_nobody_s(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE + "||7|8|")
    assert brief(lecture)[3:] == [("texte", "ambigu"), ("texte", "ambigu"), ("vide", "sur")]


@pytest.mark.parametrize("cellule", ["1 rencontre dans 43 lieux + 2 dans un", "réunions (9)", "5 30 participants"])
def test_several_figures_in_a_cell_are_ambiguous(lire_fiche: LireFiche, cellule: str) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE.replace("|15|", f"|{cellule}|"))
    assert brief(lecture)[1] == ("texte", "ambigu")


def test_a_cell_that_names_another_column_s_year_is_ambiguous(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE.replace("|15|", "|A fin 2021 : 15 places|"))
    assert brief(lecture)[1] == ("texte", "ambigu")
    lecture = lire_fiche("Indicateurs", TETE + RANGEE.replace("|18", "|A fin 2021 : 18 places"))
    assert brief(lecture)[2] == ("18", "interprete")


def test_a_table_that_names_another_sheet_is_said(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE.replace("n° 21", "n°10-11"))
    assert {(f.action, f.certitude) for f in lecture.indicateurs} == {("21", "interprete")}
    (anomalie,) = [a for a in lecture.anomalies if a.code == "fiche_divergente"]
    assert (anomalie.attendu, anomalie.trouve) == ("21", "10 et 11")
    deux = lire_fiche("Indicateurs", TETE + RANGEE.replace("n° 21", "n°10-11"), tete="Fiche 10 et 11")
    assert "fiche_divergente" not in {a.code for a in deux.anomalies}


def test_a_list_whose_labels_name_the_year_needs_no_header(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Bilan d'exécution", "Places au cours de 2021|739\nPlaces au cours de 2019|214")
    assert values(lecture) == [
        ("Places au cours de 2021", "realise", 2021, 2021, "739", "sur"),
        ("Places au cours de 2019", "reference", 2019, 2019, "214", "sur"),
    ]
    assert {f.rubrique for f in lecture.indicateurs} == {"Bilan d'exécution"}


@pytest.mark.parametrize(
    "tableau",
    [
        "Places|739\nJeunes|214",  # of which year
        "Sujet|2020|2021\nPlaces|7|8",
        TETE.replace("Indicateurs", "Sujets") + RANGEE,
        TETE.replace("Situation 2019", "Bilan 2019") + RANGEE,
        TETE.replace("\n", "|Cible 2022\n") + RANGEE.replace("\n", "|19\n"),
        TETE.replace("\n", "|\n") + RANGEE.replace("\n", "|19\n"),
    ],
)
def test_an_unknown_layout_is_refused_whole_and_said(lire_fiche: LireFiche, tableau: str) -> None:
    lecture = lire_fiche("Indicateurs", tableau)
    assert lecture.indicateurs == ()
    (anomalie,) = [a for a in lecture.anomalies if a.gravite == "bloquante"]
    assert anomalie.code == "disposition_inconnue"
    assert anomalie.attendu
    assert anomalie.trouve
    assert {n.raison for n in lecture.non_lus} == {"disposition_inconnue"}
    assert lecture.bilans[0].non_compris == 0


def test_a_table_in_a_money_part_is_left_to_be_understood(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Budget", "Sujet|Somme\nUn lieu|900,00 €")
    assert (lecture.indicateurs, lecture.financements) == ((), ())
    assert {n.raison for n in lecture.non_lus} == {"non_compris"}


def test_a_sentence_between_two_rows_parts_no_table(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE, "On en a compté 77.", "|Nombre de mères|1|2|3")
    assert [f.libelle for f in lecture.indicateurs] == ["Nombre de places"] * 3 + ["Nombre de mères"] * 3


def test_a_form_annexed_prints_the_same_table_again(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        "Indicateurs",
        TETE + RANGEE,
        "Avenant n°1 au contrat",
        "FICHE ACTION N°21",
        "Développer les centres parentaux",
        "Calendrier prévisionnel|Dès mai 2021\nIndicateurs de mise en œuvre de l'action :|",
        TETE + RANGEE + "Perspectives 2022|Les 3 mères seront suivies.|||",
    )
    assert [(f.origine, describe) for f, describe in zip(lecture.indicateurs, brief(lecture), strict=True)] == [
        (origine, (valeur, "sur")) for origine in ("fiche", "annexe") for valeur in ("12", "15", "18")
    ]
    assert [n.raison for n in lecture.non_lus if n.texte.startswith(("Perspectives", "Les 3"))] == ["date", "contexte"]
    assert lecture.bilans[0].non_compris == 0


def test_words_in_the_place_of_the_table_say_which_kind_of_missing(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", "Non renseignés", "Bilan d'exécution")
    assert values(lecture) == [("Indicateurs", "realise", 2020, 2022, "nr", "sur")]
    assert lire_fiche("Indicateurs", "Le nombre de places.").indicateurs == ()


def test_rows_may_have_lost_their_last_empty_cells(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE + "|Nombre de mères|1")
    assert brief(lecture)[3:] == [("1", "sur"), ("vide", "sur"), ("vide", "sur")]


def test_a_table_right_under_a_form_or_a_cut_header_needs_no_blank_line(lire_fiche: LireFiche) -> None:
    annexe = ("FICHE ACTION N°21", "Calendrier prévisionnel|Dès mai 2021\n" + TETE + RANGEE)
    assert [f.origine for f in lire_fiche(*annexe, tete="Une page").indicateurs] == ["annexe"] * 3
    coupee = (
        "Nom de l'objectif|Indicateurs|Situation 2019|du|Résultat atteint du|Résultat atteint du Département en\n"
        "||Département|Département en 2020|2021\n"
    )
    assert brief(lire_fiche("Indicateurs", coupee + RANGEE)) == [("12", "sur"), ("15", "sur"), ("18", "sur")]


@pytest.mark.parametrize("rangee", ["|Nombre de mères|7|9", "|Nombre de mères||7|8|9", "|Nombre de mères|7||9||"])
def test_a_row_with_a_cell_too_many_or_too_few_is_ambiguous(lire_fiche: LireFiche, rangee: str) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE + f"{rangee}\n|Nombre de pères|1|2|")
    assert {f.certitude for f in lecture.indicateurs if f.libelle == "Nombre de mères" and f.texte} == {"ambigu"}
    assert [f.valeur for f in lecture.indicateurs if f.valeur is not None] == [12, 15, 18, 1, 2]
    assert [a.ligne for a in lecture.anomalies if a.code == "rangee_decalee"] == ["19"]
    assert lecture.bilans[0].non_compris == 0


def test_a_row_printed_on_two_lines_is_one(lire_fiche: LireFiche) -> None:
    entiere = lire_fiche("Indicateurs", TETE + "Un centre|Nombre de mères reçues en journée|7|8|9")
    for deux in (
        "Un centre|Nombre de mères|7|8|\n|reçues en journée|||9",
        "Un centre|Nombre de mères reçues en|7|8|\n|journée|||9",
        "Un centre|Nombre de mères reçues en|7|8|9\n|journée|||",
        "Un centre|Nombre de mères reçues en journée|7|8|\n||||9",
    ):
        lecture = lire_fiche("Indicateurs", TETE + deux)
        assert [v[:5] for v in values(lecture)] == [v[:5] for v in values(entiere)]
        assert {f.certitude for f in lecture.indicateurs} == {"interprete"}


@pytest.mark.parametrize(
    "deux",
    [
        "Un centre|Nombre de mères|7|8|9\n|reçues en journée|||",
        "Un centre|Nombre de mères|||\n|reçues en journée|7|8|9",
        "Un centre|Nombre de mères|7|8|\n|nombre de pères|||9",
        "Un centre|Nombre de mères|7|8\n|reçues en journée|||9",
    ],
)
def test_a_row_that_may_be_two_is_ambiguous(lire_fiche: LireFiche, deux: str) -> None:
    lecture = lire_fiche("Indicateurs", TETE + RANGEE + "|Nombre de lits|1|2|\n" + deux)
    lus = [f for f in lecture.indicateurs if f.libelle not in ("Nombre de places", "Nombre de lits")]
    assert {f.certitude for f in lus if f.texte} == {"ambigu"}
    assert "rangee_decalee" in {a.code for a in lecture.anomalies}
