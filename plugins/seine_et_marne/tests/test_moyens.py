"""The rubric "Moyens financiers prévisionnels", one oddity at a time, on made-up sheets."""

from decimal import Decimal
from operator import attrgetter
from pathlib import Path

import pytest

import cdppe_seine_et_marne
from cdppe.api import Financement, Lecture, load_cadre, read_document

Fait = tuple[str, str, int | None, int | None, int | None, str]


def read_fiche(dossier: Path, *lignes: str) -> Lecture:
    tete = [
        "FICHE ACTION 7 Un titre\t",
        "Objectif 10 : Soutenir les parents\t",
        "Référent (personne ou institution) : X\t",
    ]
    chemin = dossier / "fiche.txt"
    chemin.write_text("\n".join([*tete, *lignes]), encoding="utf-8")
    return cdppe_seine_et_marne.read_rapport(
        read_document(chemin), cdppe_seine_et_marne.declare_departement(), load_cadre()
    )


def read_moyens(dossier: Path, cellule: str, *suites: str) -> list[Fait]:
    lecture = read_fiche(dossier, f"Moyens financiers prévisionnels\t{cellule}", *suites)
    return [describe(f) for f in lecture.financements]


def describe(f: Financement) -> Fait:
    montant = None if f.montant is None else int(f.montant)
    return (f.niveau, f.source, f.debut, f.fin, montant, f.libelle)


CAS: dict[str, tuple[str, list[Fait]]] = {
    "years right after the source are the action's": (
        "<p>Financement CD : 70 €</p> <p>30 € (2021) ; 40€ (2022).</p>",
        [
            ("action", "departement", 2020, 2022, 70, ""),
            ("action", "departement", 2021, 2021, 30, ""),
            ("action", "departement", 2022, 2022, 40, ""),
        ],
    ),
    "a year may stand before or after its amount": (
        "Financement ETAT : 60 € 2021 : 20 € 2022 : 40 € Financement ONDAM : 9 000 en 2022",
        [
            ("action", "etat", 2020, 2022, 60, ""),
            ("action", "etat", 2021, 2021, 20, ""),
            ("action", "etat", 2022, 2022, 40, ""),
            ("action", "ondam", 2022, 2022, 9000, ""),
        ],
    ),
    "own and shared parts are details, with their years": (
        "Proposition financement FIR : 50 € Total des Coûts propres à l'action : 30 € 10 € (2020), 20 € (2021)"
        " Total des montants transverses affectés à l'action : 20 € 20 € (2022)",
        [
            ("action", "fir", 2020, 2022, 50, ""),
            ("detail", "fir", 2020, 2022, 30, "coûts propres"),
            ("detail", "fir", 2020, 2020, 10, "coûts propres"),
            ("detail", "fir", 2021, 2021, 20, "coûts propres"),
            ("detail", "fir", 2020, 2022, 20, "montants transverses"),
            ("detail", "fir", 2022, 2022, 20, "montants transverses"),
        ],
    ),
    "what a label names is an item, even when it is the whole source": (
        "<p>Financement CD : 70 €</p> <p>Salaires : 30 € (2021) ; 40 € (2022)</p>",
        [
            ("action", "departement", 2020, 2022, 70, ""),
            ("detail", "departement", 2021, 2021, 30, "Salaires"),
            ("detail", "departement", 2022, 2022, 40, "Salaires"),
        ],
    ),
    "a calculation that explains a stated amount is none": (
        "<p>Financement CD : 8 000 €</p> <p>Poste de suivi : 8 000 € (2021)</p>"
        " <p>2021 : 80 000*10% d'ETP = 8 000 €</p>",
        [
            ("action", "departement", 2020, 2022, 8000, ""),
            ("detail", "departement", 2021, 2021, 8000, "Poste de suivi"),
        ],
    ),
    "a calculation with a year and words of its own is an item": (
        "<p>Financement CD : 8 000 €</p> <p><u>2021</u> : Poste de suivi soit 80 000 €*10% = 8 000 €</p>",
        [
            ("action", "departement", 2020, 2022, 8000, ""),
            ("detail", "departement", 2021, 2021, 8000, "Poste de suivi"),
        ],
    ),
    "an amount by year is one fact for each year listed": (
        "<p>Financement Etat : 27 €</p> <p>2020-2021-2022 : Appui : 9 € / an</p>",
        [
            ("action", "etat", 2020, 2022, 27, ""),
            ("detail", "etat", 2020, 2020, 9, "Appui"),
            ("detail", "etat", 2021, 2021, 9, "Appui"),
            ("detail", "etat", 2022, 2022, 9, "Appui"),
        ],
    ),
    "an amount by year without years is not settled": (
        "<p>Financement Etat : 27 €</p> <p>Appui : 9 €/an</p>",
        [("action", "etat", 2020, 2022, 27, ""), ("detail", "etat", 2020, 2022, None, "Appui")],
    ),
    "two years and one amount: a total when the source adds up so": (
        "<p>Financement CD : 50 €</p> <p>Étude : 20 € (2020)</p> <p>Salles : 30 € (2021 et 2022)</p>",
        [
            ("action", "departement", 2020, 2022, 50, ""),
            ("detail", "departement", 2020, 2020, 20, "Étude"),
            ("detail", "departement", 2021, 2022, 30, "Salles"),
        ],
    ),
    "two years and one amount: unsettled when the source needs it twice": (
        "<p>Financement CD : 80 €</p> <p>Étude : 20 € (2020)</p> <p>Salles : 30 € (2021 et 2022)</p>",
        [
            ("action", "departement", 2020, 2022, 80, ""),
            ("detail", "departement", 2020, 2020, 20, "Étude"),
            ("detail", "departement", 2021, 2022, None, "Salles"),
        ],
    ),
    "an item's total that its years contradict is not settled": (
        "<p>Financement CD : 90 €</p> <p>1/ Logement : 50 €</p> <p>2021 : 20 €</p> <p>2022 : 40 €</p>",
        [
            ("action", "departement", 2020, 2022, 90, ""),
            ("detail", "departement", 2020, 2022, None, "Logement"),
            ("detail", "departement", 2021, 2021, 20, "Logement"),
            ("detail", "departement", 2022, 2022, 40, "Logement"),
        ],
    ),
    "the total may stand inside the cell, and the source go on after it": (
        "<p>Financement Etat : 60 €</p> <p>Étude : 20 € (2021)</p> <p>Total : 60 €</p> <p>Salon : 40 € (2022)</p>",
        [
            ("action", "etat", 2020, 2022, 60, ""),
            ("detail", "etat", 2021, 2021, 20, "Étude"),
            ("action", "total", 2020, 2022, 60, ""),
            ("detail", "etat", 2022, 2022, 40, "Salon"),
        ],
    ),
    "half of it paid by the State opens no source": (
        "Financement CD : 9 € 2021 : Chef de projet soit 180 €*10% = 18 € Financement Etat de moitié = 18 €/2 = 9 €",
        [
            ("action", "departement", 2020, 2022, 9, ""),
            ("detail", "departement", 2021, 2021, 9, "Chef de projet"),
        ],
    ),
    "a year inside a label does not date what follows": (
        "Financement Etat : 50 € Aide à la convention 2022 : une étude 2020 : 10 € 2021 : 40 €",
        [
            ("action", "etat", 2020, 2022, 50, ""),
            ("action", "etat", 2020, 2020, 10, ""),
            ("action", "etat", 2021, 2021, 40, ""),
        ],
    ),
}


@pytest.mark.parametrize("cas", CAS)
def test_a_cell_says(tmp_path: Path, cas: str) -> None:
    cellule, attendus = CAS[cas]
    assert read_moyens(tmp_path, cellule) == attendus


def test_a_cell_goes_on_below_a_page_break_under_the_same_source(tmp_path: Path) -> None:
    suites = ("", "**STRATÉGIE NATIONALE DE PRÉVENTION ET", "DE PROTECTION DE L'ENFANCE 2020-2022**", "")
    lecture = read_fiche(
        tmp_path,
        "Moyens financiers prévisionnels\t<p>Financement CD : 12 €</p> <p>Étude : 5 € (2020)</p>",
        *suites,
        "\t<p>Salon : 7 € (2021)</p>",
    )
    assert [(f.source, f.certitude) for f in lecture.financements] == [
        ("departement", "sur"),
        ("departement", "sur"),
        ("departement", "interprete"),
    ]


def test_the_total_stands_beside_the_label_or_on_its_own_row(tmp_path: Path) -> None:
    cote = read_fiche(tmp_path, "<p>Moyens financiers prévisionnels</p> <p>Total :8 €</p>\tFinancement CD : 8 €")
    dessous = read_fiche(tmp_path, "Moyens financiers prévisionnels\tFinancement CD : 8 €", "Total :8 €\t")
    for lecture in (cote, dessous):
        assert {describe(f)[1:5:3] for f in lecture.financements} == {("departement", 8), ("total", 8)}


def test_yearly_totals_in_a_small_table_are_read_once(tmp_path: Path) -> None:
    copie = "<table><tr><td>2021</td> <td>2022</td></tr> <tr><td>Total ETAT</td> <td>3 €</td> <td>4 €</td></tr></table>"
    queue = "\t\t2020\t2021\t2022\tTotal ETAT\t\t3 €\t4 €"
    lecture = read_fiche(
        tmp_path,
        f"Moyens financiers prévisionnels\t<p>Financement Etat : 7 €</p> {copie}{queue}",
        "\t2020\t2021\t2022\t\t\t\t\t\t",
        "Total ETAT\t\t3 €\t4 €\t\t\t\t\t\t",
    )
    assert [describe(f)[2:5:2] for f in lecture.financements] == [(2020, 7), (2021, 3), (2022, 4)]
    assert {n.raison for n in lecture.non_lus if "3 €" in n.texte} == {"repetition"}


def test_an_envelope_shared_by_several_actions_is_wider(tmp_path: Path) -> None:
    cellule = (
        "<p>Financement CD : 5 €</p> <p>Coûts transverses sur les actions du volet : Somme de 90 € sur 3 années.</p>"
        " <p>Département : total de 60 €</p> <p>Secrétariat : 60 €</p> <p>FIR : total de 30 €</p> <p>En 2021 : 30 €</p>"
    )
    lecture = read_fiche(tmp_path, f"Moyens financiers prévisionnels\t{cellule}")
    larges = [(f.source, f.montant, f.niveau) for f in lecture.financements if f.perimetre == "plus_large"]
    assert [m for _, m, _ in larges] == [90, 60, 60, 30, 30]
    assert {n for _, _, n in larges} == {"detail"}


def test_prices_and_moved_credits_are_no_amounts_of_the_action(tmp_path: Path) -> None:
    cellule = (
        "<p>Financement Etat : 40 € (dont crédits transférés de 5 € en 2022)</p>"
        " <p>Parrainage / enfant : 3 000 €</p> <p>Repas à 8 € par enfant, 12 € par jour</p>"
    )
    lecture = read_fiche(tmp_path, f"Moyens financiers prévisionnels\t{cellule}")
    assert [(f.etape, f.montant) for f in lecture.financements] == [("prevu", 40), ("variation", None)]
    assert {n.raison for n in lecture.non_lus if "3 000" in n.texte} == {"calcul"}


def test_what_was_spent_and_not_spent_over_the_whole_period(tmp_path: Path) -> None:
    lecture = read_fiche(
        tmp_path,
        "<p>Bilan financier au 31/12/2023</p>\t<p>Montant consommé en valeur et % du total prévu : 1 285€ (45,4%) "
        "Montant non consommé en valeur : 99 €</p>",
    )
    faits = [(f.etape, f.source, f.debut, f.fin, f.montant, f.certitude) for f in lecture.financements]
    assert faits == [
        ("execute", "non_ventile", 2020, 2023, Decimal(1285), "sur"),
        ("non_consomme", "non_ventile", 2020, 2023, Decimal(99), "sur"),
    ]


def test_an_empty_report_is_no_zero_and_a_zero_is_one(tmp_path: Path) -> None:
    assert read_fiche(tmp_path, "Bilan financier au 31/12/2022\t").financements == ()
    zero = read_fiche(tmp_path, "Bilan financier au 31/12/2022\tMontant consommé en valeur et % du total prévu 0€")
    assert [f.montant for f in zero.financements] == [0]


def test_a_source_that_is_not_known_gives_its_money_to_nobody(tmp_path: Path) -> None:
    cellule = (
        "<p>Financement Etat : 70 €</p> <p>Financement Région : 30 €</p> <p>Ateliers : 30 €</p> <p>Part CD : 5 €</p>"
    )
    lecture = read_fiche(tmp_path, f"Moyens financiers prévisionnels\t{cellule}")
    assert list(map(attrgetter("source", "montant"), lecture.financements)) == [("etat", 70), ("departement", 5)]
    assert [a.code for a in lecture.anomalies if a.code == "source_inconnue"] == ["source_inconnue"]
    assert {n.raison for n in lecture.non_lus if "30" in n.texte} == {"non_compris"}


def test_an_amount_under_an_unknown_label_is_no_part_of_the_one_before(tmp_path: Path) -> None:
    bilan = "Montant consommé en valeur et % du total prévu : 0€ Montant restant : 840 €"
    lecture = read_fiche(tmp_path, f"Bilan financier au 31/12/2022\t{bilan}")
    assert list(map(attrgetter("etape", "montant", "certitude"), lecture.financements)) == [("execute", 0, "sur")]
    assert any("840" in n.texte for n in lecture.non_lus)
