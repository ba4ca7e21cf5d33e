"""Financial tables: what is out of its place is put back when cells and sums prove it, and left unread otherwise."""

from collections.abc import Callable

import pytest

from cdppe.api import Financement, Lecture

LirePlan = Callable[..., Lecture]

SIX = "Renforcer l'accueil|6|304||2 000,00|100,00|127 500,00|création de postes|123 750,00"
SEPT = "Protocoles|7|304||70,00|-|-|complément de poste|3 750,00"
DIX_NEUF_B = "||19 B|304|||100,00|40,00|Une subvention"
SECOND = "Développer les centres parentaux|||||||un autre axe|20,00"
TOTAL = "Total BOP 304 sans les fiches 22 et 27||||2 070,00|200,00|127 540,00||127 540,00"


def rows(lecture: Lecture, niveau: str = "action") -> list[tuple[str, str, str, str, str]]:
    return [
        (f.action, f.etape, f.source, "" if f.montant is None else f"{f.montant:f}", f.certitude)
        for f in lecture.financements
        if f.niveau == niveau
    ]


def find_details(lecture: Lecture) -> list[Financement]:
    return [f for f in lecture.financements if f.niveau == "detail"]


def details(lecture: Lecture) -> list[tuple[str, str, str, str]]:
    return [
        (f.action, f.libelle, "" if f.montant is None else f"{f.montant:f}", f.certitude) for f in find_details(lecture)
    ]


def test_each_year_s_columns_are_what_their_headers_say(lire_plan: LirePlan) -> None:
    consomme = lire_plan("consomme", "Label|1|FIR||780,00|40,00|5,50|achat|5,50")
    assert rows(consomme) == [
        ("1", "prevu", "departement", "780.00", "sur"),
        ("1", "prevu", "fir", "40.00", "sur"),
        ("1", "execute", "non_ventile", "5.50", "sur"),
    ]
    engage = lire_plan("engage", "Label|9|ONDAM|900,00|100,00|20,00|120,00|130,00|- 10,00|achat|130,00")
    assert rows(engage) == [
        ("9", "prevu", "departement", "900.00", "sur"),
        ("9", "prevu", "ondam", "100.00", "sur"),
        ("9", "report", "ondam", "20.00", "sur"),
        ("9", "disponible", "ondam", "120.00", "sur"),
        ("9", "engage", "non_ventile", "130.00", "interprete"),
        ("9", "variation", "non_ventile", "-10.00", "sur"),
    ]
    assert [f.perimetre for f in engage.financements[:2]] == ["plus_large", "action"]
    assert {(f.debut, f.fin) for f in engage.financements} == {(2021, 2021)}
    budget = lire_plan("budget", "Label|12|304|900,00|100,00|20,00|5,00|125,00|130,00|achat|130,00")
    assert [r[1:4] for r in rows(budget)] == [
        ("prevu", "departement", "900.00"),
        ("prevu", "bop304", "100.00"),
        ("report", "bop304", "20.00"),
        ("supplement", "bop304", "5.00"),
        ("disponible", "bop304", "125.00"),
        ("prevu", "non_ventile", "130.00"),
    ]


def test_rows_without_a_number_are_details_of_the_action_above(lire_plan: LirePlan) -> None:
    lecture = lire_plan("consomme", "Label|3|FIR||1,00|2,00|30,00|livrets|10,00", "|||||||carnets|20,00")
    assert details(lecture) == [("3", "livrets", "10.00", "sur"), ("3", "carnets", "20.00", "interprete")]


def test_a_detail_printed_on_the_next_action_s_row_is_given_back(lire_plan: LirePlan) -> None:
    lecture = lire_plan("consomme", SIX, SEPT)
    assert details(lecture) == [
        ("6", "création de postes", "123750.00", "sur"),
        ("6", "complément de poste", "3750.00", "interprete"),
    ]


def test_a_detail_that_its_row_s_amount_denies_and_no_other_needs_is_ambiguous(lire_plan: LirePlan) -> None:
    lecture = lire_plan("consomme", SIX.replace("123 750", "123 000"), SEPT)
    assert details(lecture)[1] == ("7", "complément de poste", "", "ambigu")


def test_details_left_behind_by_a_removed_row_are_nobody_s(lire_plan: LirePlan) -> None:
    lecture = lire_plan("consomme", "Label|2|FIR||1,00|2,00|5,00|achat|5,00", "|||||||carnets|20,00")
    assert details(lecture) == [("2", "achat", "5.00", "sur"), ("2", "carnets", "", "ambigu")]


def test_a_row_one_column_to_the_right_is_put_back_when_a_total_needs_it(lire_plan: LirePlan) -> None:
    lecture = lire_plan("consomme", SIX, SEPT, DIX_NEUF_B, TOTAL)
    assert [r for r in rows(lecture) if r[0] == "19 b"] == [
        ("19 b", "prevu", "bop304", "100.00", "interprete"),
        ("19 b", "execute", "non_ventile", "40.00", "interprete"),
    ]
    assert [r[1:4] for r in rows(lecture, "sous_total")][:2] == [
        ("prevu", "departement", "2070.00"),
        ("prevu", "bop304", "200.00"),
    ]


@pytest.mark.parametrize("total", ["", TOTAL.replace("|200,00|127 540,00|", "|201,00|127 541,00|")])
def test_the_kinds_of_its_cells_prove_a_row_out_of_place_when_they_leave_one(lire_plan: LirePlan, total: str) -> None:
    lecture = lire_plan("consomme", SIX, SEPT, DIX_NEUF_B, total)
    assert [r for r in rows(lecture) if r[0] == "19 b"] == [
        ("19 b", "prevu", "bop304", "100.00", "interprete"),
        ("19 b", "execute", "non_ventile", "40.00", "interprete"),
    ]


@pytest.mark.parametrize(
    ("rangee", "total"),
    [
        (DIX_NEUF_B.replace("Une subvention", ""), ""),  # nothing says how far the amounts are from their place
        (DIX_NEUF_B, TOTAL.replace("|200,00|127 540,00|", "|100,00|127 540,00|")),  # a total holds without it
    ],
)
def test_a_row_out_of_place_that_may_be_elsewhere_is_not_read(lire_plan: LirePlan, rangee: str, total: str) -> None:
    lecture = lire_plan("consomme", SIX, SEPT, rangee, total)
    assert [r for r in rows(lecture) if r[0] == "19 b"] == []
    assert {n.texte for n in lecture.non_lus if n.raison == "disposition_inconnue"} >= {"100,00", "40,00", "19 B"}
    assert "rangee_decalee" in {a.code for a in lecture.anomalies}


@pytest.mark.parametrize("somme", ["230,00", "999,00"])
def test_a_pair_of_object_and_amount_out_of_its_columns_is_a_detail(lire_plan: LirePlan, somme: str) -> None:
    action = f"Label|19|304|9,00|1,00|-|1,00|{somme}||places|30,00"
    aside = details(lire_plan("engage", action, "||||||||pôle|200,00|"))
    assert aside[1] == ("19", "pôle", "200.00", "interprete")
    lecture = lire_plan("engage", action, "Un financement de mesures|200,00|||||||||")
    assert details(lecture)[1] == ("19", "Un financement de mesures", "200.00", "interprete")
    assert [a.numero for a in lecture.actions] == ["19"]


@pytest.mark.parametrize(
    "rangee",
    [
        "|||||pôle|200,00||||",  # the amount may be in its place
        "||un fonds|200,00|||||||",
        "|pôle|304||||||||",  # a fund
        "|||||||||places|||200,00",  # the words are in theirs
    ],
)
def test_a_pair_that_may_be_something_else_is_no_detail(lire_plan: LirePlan, rangee: str) -> None:
    lecture = lire_plan("engage", "Label|19|304|9,00|1,00|-|1,00|999,00||places|30,00", rangee)
    assert len(details(lecture)) == 1
    assert "200,00" in {n.texte for n in lecture.non_lus} or "304" in {n.texte for n in lecture.non_lus}


def test_pairs_one_column_to_the_left_are_read_beside_others_in_their_place(lire_plan: LirePlan) -> None:
    rangees = [
        "A|1|FIR|9,00|40,00|||40,00|un réseau|40,00|",
        "B|2|FIR|9,00|70,00|||70,00|deux postes|60,00|",
        "||||||||un bureau|5,00|",
        "TOTAL FIR|||18,00|110,00|||110,00|-|-|",
        "D|12|304|9,00|10,00|||10,00|20,00|trois agents|20,00",
    ]
    lecture = lire_plan("budget", *rangees)
    assert [d[:3] for d in details(lecture)] == [
        ("1", "un réseau", "40.00"),
        ("2", "deux postes", "60.00"),
        ("2", "un bureau", "5.00"),
        ("12", "trois agents", "20.00"),
    ]
    # The total's own dash may be the object's or the amount's.
    assert [r[1:] for r in rows(lecture, "sous_total")][-1] == ("prevu", "non_ventile", "", "ambigu")
    assert [d[0] for d in details(lire_plan("budget", *rangees[:3]))] == ["1", "2", "2"]


def test_a_single_cell_in_the_next_column_is_moved_when_both_totals_need_it(lire_plan: LirePlan) -> None:
    saine = "B|12|304|9,00|10,00|||10,00|20,00|agents|20,00"
    action = "A|9|ONDAM|9,00|120,00||||120,00||120,00"
    juste = lire_plan(
        "budget", saine, saine.replace("12", "14"), action, "TOTAL ONDAM|||9,00|120,00|-||120,00|-||120,00"
    )
    assert ("9", "disponible", "ondam", "120.00", "interprete") in rows(juste)
    faux = lire_plan(
        "budget", saine, saine.replace("12", "14"), action, "TOTAL ONDAM|||9,00|120,00|-||121,00|-||120,00"
    )
    assert [r for r in rows(faux) if r[:2] == ("9", "disponible")] == []
    assert rows(faux)[-1] == ("9", "prevu", "non_ventile", "", "ambigu")


def test_a_total_that_runs_into_the_words_is_put_back_by_its_sums_or_not_read(lire_plan: LirePlan) -> None:
    rangees = ["A|12|304|9,00|10,00|||10,00|20,00|agents|20,00", "TOTAL BOP 304|||9,00|10,00|||10,00|20,00||20,00"]
    lecture = lire_plan("budget", *rangees, "TOTAL CONTRAT PPE|||9,00|10,00||||10,00|20,00|20,00")
    assert [r[1:] for r in rows(lecture, "total")] == [
        ("prevu", "departement", "9.00", "sur"),
        ("prevu", "etat", "10.00", "sur"),
        ("disponible", "etat", "10.00", "interprete"),
        ("prevu", "non_ventile", "20.00", "interprete"),
        ("prevu", "non_ventile", "20.00", "interprete"),
    ]
    faux = lire_plan("budget", *rangees, "TOTAL CONTRAT PPE|||9,00|10,00||||11,00|20,00|20,00")
    assert rows(faux, "total") == []
    # One empty cell alone: the amounts can go nowhere else, and all but one are sums.
    serre = lire_plan("budget", *rangees, "TOTAL CONTRAT PPE|||9,00|10,00|-||-|11,00|20,00|20,00")
    assert [r[1:] for r in rows(serre, "total")][3:6] == [
        ("supplement", "etat", "0", "interprete"),
        ("disponible", "etat", "11.00", "interprete"),
        ("prevu", "non_ventile", "20.00", "interprete"),
    ]


def test_a_cell_that_one_wrong_total_needs_elsewhere_is_ambiguous(lire_plan: LirePlan) -> None:
    saine = "B|12|304|9,00|10,00|||10,00|20,00|agents|20,00"
    rangees = ["A|9|ONDAM|9,00|1,00||||77,00||5,00", "TOTAL ONDAM|||9,00|1,00|-||5,00|-||5,00"]
    lecture = lire_plan("budget", saine, saine.replace("12", "14"), *rangees)
    assert ("9", "prevu", "non_ventile", "", "ambigu") in rows(lecture)


@pytest.mark.parametrize("mots", ["TOTAL FIR", "Totaux FIR", "Ensemble FIR", "Sous-total FIR", "Récapitulatif FIR"])
def test_a_total_by_another_name_is_no_action_s(lire_plan: LirePlan, mots: str) -> None:
    lecture = lire_plan("consomme", "A|1|FIR||5,00|6,00|7,00|achat|7,00", f"{mots}||||5,00|6,00|7,00||7,00")
    assert {r[0] for r in rows(lecture)} == {"1"}
    lus = len(rows(lecture, "sous_total"))
    assert (lus, {a.code for a in lecture.anomalies} >= {"rangee_decalee"}) in [(4, False), (0, True)]


@pytest.mark.parametrize(
    ("somme", "total"),
    [
        ("30,00", ""),
        ("31,00", "TOTAL ONDAM||||9,00|3,00|31,00||"),  # the actions make the total without it
        ("31,00", "TOTAL ONDAM||||9,00|3,00|99,00||30,00"),  # and the details with it
    ],
)
def test_a_second_objective_holds_details_of_the_action_when_sums_say_so(
    lire_plan: LirePlan, somme: str, total: str
) -> None:
    lecture = lire_plan("consomme", f"A|9|ONDAM||9,00|3,00|{somme}|un axe|10,00", SECOND, total)
    assert details(lecture)[1] == ("9", "un autre axe", "20.00", "interprete")


def test_a_second_objective_s_own_money_is_no_action_s(lire_plan: LirePlan) -> None:
    action = "A|9|ONDAM||9,00|3,00|31,00|un axe|10,00"
    lecture = lire_plan("consomme", action, SECOND)
    assert [(f.action, f.niveau, f.libelle) for f in lecture.financements][-1] == (
        "",
        "action",
        "Développer les centres parentaux",
    )
    inconnu = lire_plan("consomme", action, SECOND.replace("Développer", "Divers :"))
    assert len(inconnu.financements) == 4
    assert [n.raison for n in inconnu.non_lus if n.texte == "20,00"] == ["disposition_inconnue"]


def test_details_of_a_table_whose_totals_hold_are_the_action_s_above(lire_plan: LirePlan) -> None:
    rangees = ["Label|2|FIR||1,00|2,00|5,00|achat|5,00", "|||||||carnets|20,00", "TOTAL FIR||||1,00|2,00|5,00||5,00"]
    assert details(lire_plan("consomme", *rangees))[1] == ("2", "carnets", "20.00", "interprete")
    moins = [SIX.replace("123 750,00", "1,00"), SEPT, TOTAL.replace("127 540", "127 500").replace("200,00", "100,00")]
    assert details(lire_plan("consomme", *moins))[1] == ("6", "complément de poste", "3750.00", "interprete")


def test_a_column_added_between_object_and_amount_is_no_detail(lire_plan: LirePlan) -> None:
    rangees = ["A|1|FIR|9,00|40,00|||40,00|un réseau|40,00|4,00|", "D|12|304|9,00|10,00|||10,00|20,00|deux|4,00|20,00"]
    lecture = lire_plan("budget", *rangees, change=("|Détail|", "|Détail|Région|"))
    assert [d[:3] for d in details(lecture)] == [("12", "deux", "20.00")]
    assert {n.raison for n in lecture.non_lus if n.texte == "4,00"} == {"disposition_inconnue"}


def test_a_column_of_words_added_changes_nothing(lire_plan: LirePlan) -> None:
    rangees = ["A|3|FIR||1,00|2,00|vu|30,00|livrets|10,00", "||||||vu||carnets|20,00"]
    change = ("|Etat|Actions", "|Etat|Remarques|Actions")
    lecture = lire_plan("consomme", *rangees, change=change)
    assert details(lecture) == [("3", "livrets", "10.00", "sur"), ("3", "carnets", "20.00", "interprete")]


def test_the_words_beside_the_details_have_amounts_of_their_own(lire_plan: LirePlan) -> None:
    lecture = lire_plan(
        "engage",
        "A|2|FIR|9,00|150,00||150,00|125,00|25,00|Reliquat reporté en 2022 = 25,00 € (un dépassement de 9,00 €)|125,00",
    )
    assert [(f.etape, f.source, f.debut, f"{f.montant}") for f in find_details(lecture)] == [
        ("report", "fir", 2022, "25.00"),
        ("engage", "non_ventile", 2021, "125.00"),
    ]
    assert [n.raison for n in lecture.non_lus if n.texte == "9,00 €"] == ["repetition"]
    budget = lire_plan(
        "budget",
        "A|22|304|9,00|1,00|||1,00|300,00|1er juin 2022 au 31 octobre 2022 = 100 + 1er novembre 2022 au 31 octobre "
        "2023 = 200 € ; CALPAE = 70 €|300,00",
    )
    assert [(f.debut, f.fin, f.base, f"{f.montant}") for f in find_details(budget)][:2] == [
        (2022, 2022, "partielle", "100"),
        (2022, 2023, "partielle", "200"),
    ]
    assert [n.texte for n in budget.non_lus if n.raison == "hors_contrat"] == ["70 €"]
    change = lire_plan("budget", "A|22|304|9,00|1,00|||1,00|999,00|Juin 2022 = 100 + juillet 2022 = 200 €|300,00")
    assert [str(f.montant) for f in find_details(change)] == ["100", "200", "300.00"]


def test_two_amounts_in_one_cell_are_ambiguous(lire_plan: LirePlan) -> None:
    lecture = lire_plan("budget", "A|21|304|9,00|1,00|||1,00|325 173,00|deux choses|98 601,00 226 572,00")
    assert details(lecture) == [("21", "deux choses", "", "ambigu")]


def test_a_line_put_between_two_rows_parts_no_table(lire_plan: LirePlan) -> None:
    lecture = lire_plan("consomme", SIX, "", "Une remarque de 12 345 € glissée ici.", "", "A|8|304||5,00|-|-||-")
    assert {r[0] for r in rows(lecture)} == {"6", "8"}
    assert [n.raison for n in lecture.non_lus if "12 345" in n.texte] == ["non_compris"]


@pytest.mark.parametrize(
    ("plan", "ancien", "nouveau"),
    [
        ("consomme", "|Etat|", "|Région|"),
        ("engage", "Variation entre prévu et réalisé", "Écart"),
        ("budget", "Budget 2022|", "Budget 2023|"),
        ("budget", "|Détail|", "|Précisions|"),
    ],
)
def test_other_headers_refuse_the_table_and_say_so(lire_plan: LirePlan, plan: str, ancien: str, nouveau: str) -> None:
    somme = "5 000,00"
    budget = "|".join([somme, somme, "", "", somme, somme, "achat", somme])
    rangee = "A|9|304|" + (budget if plan == "budget" else "|".join([somme] * {"consomme": 6, "engage": 8}[plan]))
    lecture = lire_plan(plan, rangee, change=(ancien, nouveau))
    assert lecture.financements == ()
    (anomalie,) = [a for a in lecture.anomalies if a.gravite == "bloquante"]
    assert anomalie.code == "disposition_inconnue"
    assert anomalie.attendu
    assert nouveau.strip("|") in anomalie.trouve
    assert {n.raison for n in lecture.non_lus if n.texte == "5 000,00"} == {"disposition_inconnue"}


def test_a_column_moved_with_its_header_is_read_where_it_stands(lire_plan: LirePlan) -> None:
    etat, report = "Crédits Etat initialement prévus", "Crédits 2020 reportés en 2021"
    lecture = lire_plan(
        "engage",
        "A|9|304|5,00|20,00|100,00|120,00|130,00||achat|130,00",
        change=(f"{etat}|{report}", f"{report}|{etat}"),
    )
    assert ("9", "report", "bop304", "20.00", "sur") in rows(lecture)
    assert ("9", "prevu", "bop304", "100.00", "sur") in rows(lecture)
