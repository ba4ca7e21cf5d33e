"""Engagements, objectives and actions are found by what follows their headings, in whatever order."""

from collections.abc import Callable, Iterable
from operator import attrgetter

import pytest

from cdppe.api import Lecture

Lire = Callable[[Iterable[str]], Lecture]

SOMMAIRE = ["Table des matières", "", "ENGAGEMENT 1 - AGIR\t4", "ACTION 1 : LIRE..... \t5", "Action 2 : jouer\t9", ""]
CORPS = ["", "1. Description de l'action", "", "3.1 Budget prévisionnel figurant dans la convention", ""]


def numeros(lecture: Lecture) -> list[tuple[str, str, str]]:
    return list(map(attrgetter("numero", "engagement", "objectifs"), lecture.actions))


def test_the_27_actions_of_the_edition_with_their_engagements_and_objectives(lire: Lire, edition: list[str]) -> None:
    lecture = lire(edition)
    par_engagement = {
        e: " ".join(f"{a.numero}={a.objectifs}" for a in lecture.actions if a.engagement == e)
        for e in ("1", "2", "3", "transverse", "4")
    }
    assert par_engagement == {
        "1": "1=1 2=2 3=2 4=3 5=4 6=5 7=13 8=13 9=13 9 bis=4 10=12",
        "2": "11=14 12=6 13=7 14=8 15=22 16=19 17=20 18=23 21=9 22=9",
        "3": "19=10",
        "transverse": "15 bis=28 20=11 25=27",
        "4": "23=24 24=25",
    }


def test_the_table_of_contents_holds_no_action_and_its_numbers_are_said(lire: Lire) -> None:
    lecture = lire([*SOMMAIRE, "ENGAGEMENT 2 : PROTEGER", "", "ACTION 1 : LIRE", *CORPS])
    assert list(map(attrgetter("numero", "engagement"), lecture.actions)) == [("1", "2")]
    assert {n.raison for n in lecture.non_lus} == {"numerotation"}


def test_a_table_of_contents_without_tabs_holds_no_action_either(lire: Lire) -> None:
    lignes = [ligne.replace("\t", " ") for ligne in SOMMAIRE]
    lecture = lire([*lignes, "ENGAGEMENT 2 : PROTEGER", "", "ACTION 1 : LIRE", *CORPS])
    assert list(map(attrgetter("numero", "engagement"), lecture.actions)) == [("1", "2")]


def test_an_action_without_objective_inherits_the_one_before_but_not_another_engagements(lire: Lire) -> None:
    lecture = lire(
        [
            "ENGAGEMENT 1 - AGIR",
            "OBJECTIF FACULTATIF N°23 : DEVELOPPER LE PARRAINAGE",
            "ACTION 9 : LIRE",
            *CORPS,
            "ACTION 9 BIS : RELIRE",
            *CORPS,
            "ENGAGEMENT TRANSVERSE",
            "ACTION 3 : COURIR",
            *CORPS,
        ]
    )
    assert numeros(lecture) == [("9", "1", "23"), ("9 bis", "1", "23"), ("3", "transverse", "")]
    assert [a.code for a in lecture.anomalies] == ["objectif_inconnu"]


def test_sentences_that_begin_like_headings_are_none(lire: Lire) -> None:
    lecture = lire(
        [
            "ENGAGEMENT 1 - AGIR",
            "OBJECTIF FACULTATIF 23 : DEVELOPPER LE PARRAINAGE",
            "ACTION 7 : PARRAINER",
            *CORPS,
            "Action 5 : voir la fiche de l'an dernier",
            "Objectif facultatif 22 : cité pour mémoire",
            "Engagement 4 : cité pour mémoire",
            "",
            "\tPart Etat\tPart Département",
            "Année 2022\t9 000 €\t",
        ]
    )
    assert numeros(lecture) == [("7", "1", "23")]
    assert list(map(attrgetter("action", "montant"), lecture.financements)) == [("7", 9000)]


def test_a_label_that_contradicts_its_number_decides_and_is_said(lire: Lire) -> None:
    titre = "OBJECTIF FACULTATIF 21 : DEVELOPPER LE RELAYAGE PARENTAL"
    lecture = lire(["ENGAGEMENT 2 : PROTEGER", titre, "ACTION 11 : SOUFFLER", *CORPS])
    assert numeros(lecture) == [("11", "2", "14")]
    assert list(map(attrgetter("code", "attendu", "trouve"), lecture.anomalies)) == [
        ("objectif_numero_libelle", "14", "21")
    ]


def test_an_engagement_that_announces_more_fiches_than_it_holds_is_said(lire: Lire) -> None:
    lecture = lire(["ENGAGEMENT 2 : PROTEGER", "", "3 fiches actions.", "", "ACTION 11 : SOUFFLER", *CORPS])
    assert ("fiches_annoncees", "3", "1") in list(map(attrgetter("code", "attendu", "trouve"), lecture.anomalies))


def test_the_state_of_an_action_comes_from_the_words_of_its_perspectives(lire: Lire) -> None:
    suite = ["6. Perspectives futures de mise en œuvre de l'action", "", "L'atelier se poursuit en 2023."]
    lecture = lire(["ENGAGEMENT 2 : PROTEGER", "ACTION 11 : SOUFFLER", *CORPS, *suite])
    assert list(map(attrgetter("statut", "statut_annee"), lecture.actions)) == [("en_cours", 2023)]


BUDGET = ["", "3.1 Budget prévisionnel figurant dans la convention", "", "\tPart Etat\tPart Département"]


@pytest.mark.parametrize(
    ("titre", "numero"),
    [
        ("ACTION N°8 - JOUER", "8"),
        ("ACTION 8. JOUER", "8"),
        ("ACTION 8 JOUER", "8"),
        ("FICHE ACTION 8 : JOUER", "8"),
        ("ACTION 7 A : JOUER", "7 a"),
        ("ACTION 7BIS : JOUER", "7 bis"),
        ("Action 8 : jouer", "8"),
        ("ACTION 26 : « Prévenir » [essai] <b", "26"),
    ],
)
def test_an_action_more_is_known_however_its_heading_is_written(lire: Lire, titre: str, numero: str) -> None:
    suite = [titre, "", "1. Description de l'action", *BUDGET, "Année 2021\t5 €\t"]
    lecture = lire(["ENGAGEMENT 1 - AGIR", "", "ACTION 7 : LIRE", *CORPS, *suite])
    assert [a.numero for a in lecture.actions] == ["7", numero]
    assert [f.action for f in lecture.financements] == [numero]


def test_a_sentence_that_begins_like_a_heading_is_none(lire: Lire) -> None:
    phrases = ["Action 5 : les ateliers", "", "1. Description de l'action", "", "Action 6 : le suivi", ""]
    lecture = lire(["ENGAGEMENT 1 - AGIR", "", "ACTION 7 : LIRE", "", *phrases, *BUDGET, "Année 2021\t5 €\t"])
    assert [(a.numero, a.intitule) for a in lecture.actions] == [("7", "LIRE")]


def test_a_fiche_whose_heading_is_not_understood_is_refused_not_given_to_the_action_before(lire: Lire) -> None:
    fiche = ["1. Description de l'action", *BUDGET, "Année 2021\t{} €\t", ""]
    lignes = [
        ligne.format(n)
        for n, mot in ((5, "ACTION 7 : LIRE"), (6, "Une action nouvelle"))
        for ligne in (mot, "", *fiche)
    ]
    lecture = lire(["ENGAGEMENT 1 - AGIR", "", *lignes])
    assert list(map(attrgetter("action", "montant"), lecture.financements)) == [("7", 5)]
    (refus,) = [a for a in lecture.anomalies if a.gravite == "bloquante"]
    assert refus.code == "fiche_sans_titre"
    assert ("6 €", "disposition_inconnue") in {(n.texte, n.raison) for n in lecture.non_lus}


@pytest.mark.parametrize(
    ("titre", "engagement"),
    [
        ("ENGAGEMENT N°2 : PROTEGER", "2"),
        ("Engagement 2 : protéger", "2"),
        ("ENGAGEMENT TRANSVERSAL : FORMER", "transverse"),
        ("ENGAGEMENT 5 : FORMER", ""),
    ],
)
def test_an_engagement_reworded_is_the_same_and_an_unknown_one_is_none(lire: Lire, titre: str, engagement: str) -> None:
    lecture = lire(["ENGAGEMENT 1 - AGIR", "", "ACTION 1 : LIRE", *CORPS, titre, "", "ACTION 2 : JOUER", *CORPS])
    assert [a.engagement for a in lecture.actions] == ["1", engagement]


@pytest.mark.parametrize(
    "mots",
    [
        "OBJECTIF 23 : DEVELOPPER LE",
        "OBJECTIF OPTIONNEL N°23 - développer le",
        "Objectif facultatif 23 : développer le",
    ],
)
def test_an_objective_is_known_whatever_kind_it_is_called(lire: Lire, mots: str) -> None:
    avant = ["OBJECTIF FONDAMENTAL 11 : RENFORCER L'ODPE", "", "ACTION 1 : LIRE", *CORPS]
    lecture = lire(["ENGAGEMENT 1 - AGIR", "", *avant, f"{mots} parrainage", "", "ACTION 2 : JOUER", *CORPS])
    assert [a.objectifs for a in lecture.actions] == ["11", "23"]
