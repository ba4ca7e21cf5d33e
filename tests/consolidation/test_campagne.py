"""A campaign: who answered, who is late, who is missing; what did not come is missing and never zero."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation import consolidate
from cdppe.consolidation.campagne import (
    CampagneDeclaree,
    describe_part,
    list_reponses,
    load_campagne,
    tabulate_reponses,
)
from cdppe.controles import Bilan
from cdppe.erreurs import ErreurUsage
from cdppe.facts import DocumentLu, Financement, Lecture

Rapport = Callable[..., Lecture]


@pytest.fixture
def rapport(montant: Callable[..., Financement]) -> Rapport:
    """A report of a département, on its exercices, dated, that says what was spent in one of them."""

    def make(code: str, jour: str, exercices: str = "2022", nom: str = "rapport.txt", depense: int = 2022) -> Lecture:
        document = DocumentLu(
            departement=code, document=nom, empreinte=nom + code, titre="Rapport", date=jour, exercices=exercices,
            plugin="p", version="1",
        )  # fmt: skip
        spent = montant(5, str(depense), departement=code, document=nom, etape="execute")
        return Lecture(documents=(document,), financements=(spent,))

    return make


def declare(*codes: str, **autres: object) -> CampagneDeclaree:
    return CampagneDeclaree.model_validate({"annee": 2022, "departements": codes or "tous", **autres})


def test_without_a_list_the_101_departements_are_expected() -> None:
    campagne = declare()
    assert (len(campagne.attendus), campagne.attendus[0], campagne.attendus[-1]) == (101, "01", "976")


@pytest.mark.parametrize(
    ("annee", "limite"),
    [(2020, date(2021, 9, 30)), (2021, date(2022, 9, 30)), (2022, date(2023, 6, 30)), (2025, date(2026, 6, 30))],
)
def test_a_report_is_expected_in_june_but_for_the_two_first_years(annee: int, limite: date) -> None:
    assert declare(annee=annee).limite == limite


def test_the_office_may_move_the_date() -> None:
    assert declare(echeance=date(2023, 7, 15)).limite == date(2023, 7, 15)


def test_each_departement_stands_in_one_state(rapport: Rapport) -> None:
    documents = [
        rapport("35", "2023-06-12"),
        rapport("62", "2023-09-01"),
        rapport("77", "2022-09-15", "2020;2021"),
        rapport("08", "2023-06-01"),
    ]
    echecs = [("59", "scan.txt", "aucun texte"), ("", "autre.txt", "aucun plugin ne le reconnaît")]
    reponses = list_reponses(declare("35", "62", "77", "59", "02"), documents, echecs)
    assert [(r.code, r.etat, r.attendue) for r in reponses] == [
        ("02", "manquant", True),
        ("08", "recu", False),
        ("35", "recu", True),
        ("59", "illisible", True),
        ("62", "en_retard", True),
        ("77", "autre_exercice", True),
    ]
    assert describe_part(reponses, "2022") == (
        "2 rapports sur 5 attendus (40\u00a0%), dont 1 en retard ; 3 départements manquent : un chiffre absent ne "
        "vaut pas zéro."
    )


def test_the_day_it_came_decides_where_the_office_wrote_it(rapport: Rapport) -> None:
    documents = [rapport("35", "2023-06-12")]
    (reponse,) = list_reponses(declare("35", recus={"35": date(2023, 7, 4)}), documents, ())
    assert (reponse.etat, reponse.date) == ("en_retard", "2023-07-04")


def test_the_first_report_on_the_year_is_the_answer_and_a_later_one_completes_it(rapport: Rapport) -> None:
    documents = [
        rapport("35", "2022-09-01", "2020;2021", "ancien.txt"),
        rapport("35", "2023-06-01"),
        rapport("35", "2023-12-01", "2022", "complement.txt"),
    ]
    (reponse,) = list_reponses(declare("35"), documents, ())
    assert (reponse.etat, reponse.date, reponse.exercices) == ("recu", "2023-06-01", ("2020", "2021", "2022"))


def test_a_report_without_a_date_is_not_called_late(rapport: Rapport) -> None:
    (reponse,) = list_reponses(declare("35"), [rapport("35", "")], ())
    assert (reponse.etat, reponse.date) == ("recu", "")


def test_a_report_on_the_year_that_says_no_spending_is_told(rapport: Rapport) -> None:
    reponses = list_reponses(declare("35"), [rapport("35", "2023-06-01", "2021;2022", depense=2021)], ())
    assert [(r.exercices, r.depenses) for r in reponses] == [(("2021", "2022"), ("2021",))]
    assert "dont 1 sans dépense de l'exercice" in describe_part(reponses, "2022")


def test_all_answered_is_said(rapport: Rapport) -> None:
    reponses = list_reponses(declare("35"), [rapport("35", "2023-06-01")], ())
    assert describe_part(reponses, "2022") == "1 rapport sur 1 attendu (100\u00a0%) : tous ont répondu."


def test_the_table_names_region_and_state(rapport: Rapport) -> None:
    campagne = declare("2A", "35")
    table = tabulate_reponses(campagne, list_reponses(campagne, [rapport("62", "2023-06-01")], ()))
    assert [ligne.cellules[:4] for ligne in table.lignes] == [
        ("2A", "Corse-du-Sud", "Corse", "Manquant"),
        ("35", "Ille-et-Vilaine", "Bretagne", "Manquant"),
        ("62", "Pas-de-Calais", "Hauts-de-France", "Reçu (non attendu)"),
    ]
    assert table.titre == "Campagne 2022 : rapports attendus au 30/06/2023"


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("annee = \n", "campagne.toml, ligne 1 : ce n'est pas du TOML"),
        ("departements = ['35']", "campagne.toml, « annee » est absent : l'ajouter"),
        ("annee = 2022\ndepartments = 'tous'", "campagne.toml, « departments » n'est pas un mot connu"),
        ("annee = 2022\ndepartements = ['20']", "20 : aucun département ne porte ce code"),
        ("annee = 2022\ndepartements = []", "aucun département attendu"),
        ("annee = 1999", "campagne.toml, « annee » n'a pas une valeur admise"),
    ],
)
def test_a_faulty_file_says_what_and_where(tmp_path: Path, texte: str, phrase: str) -> None:
    chemin = tmp_path / "campagne.toml"
    chemin.write_text(texte, encoding="utf-8")
    with pytest.raises(ErreurUsage, match=r"campagne\.toml") as erreur:
        load_campagne(chemin)
    assert phrase in str(erreur.value)


def test_codes_may_be_written_as_numbers(tmp_path: Path) -> None:
    chemin = tmp_path / "campagne.toml"
    chemin.write_text("annee = 2022\ndepartements = [35, '62']\nrecus = { 35 = 2023-07-01 }", encoding="utf-8")
    campagne = load_campagne(chemin)
    assert (campagne.attendus, campagne.recus) == (("35", "62"), {"35": date(2023, 7, 1)})


def test_a_synthesis_opens_with_who_answered(rapport: Rapport) -> None:
    lue = consolidate(
        [rapport("35", "2023-06-01")],
        load_cadre(2022),
        2022,
        bilan=Bilan(()),
        attendus=("35", "62"),
        attente=declare("35", "02"),
    )
    assert [t.code for t in lue.tables][:2] == ["campagne", "ensemble"]
    assert "Sans rapport" not in lue.origine  # the campaign says better who is missing
    assert lue.mentions[0].startswith("1 rapport sur 2 attendus")
    lettres = [t.lettre for t in lue.tables]
    assert len(lettres) == len(set(lettres))
