"""How controls are run: four ways to end, which add up; one that crashes is named and stops no other."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from cdppe.cadre import load_cadre
from cdppe.controles import run_controles
from cdppe.controles.releves import Signalement
from cdppe.facts import DocumentLu, Lecture
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Place, compute_tolerance
from cdppe.plugins.declaration import Departement

DOSSIER = Dossier(
    Departement.model_validate(
        {
            "departement": {
                "code": "99",
                "nom": "Essai",
                "contrat": [2020, 2022],
                "reconnaissance": ["Essai"],
                "editions": [],
            },
            "document": {"titre": "^Rapport", "date": r"du (?P<date>\d+)"},
        }
    ),
    load_cadre(2022),
    Lecture(
        documents=(
            DocumentLu(
                departement="99", document="r.txt", empreinte="e", titre="t", date="2023-06-01", exercices="2021;2022",
                plugin="p", version="1",
            ),
        )
    ),
)  # fmt: skip
CONSTAT = Constat(
    (Place("r.txt", "12", "5 €"), Place("r.txt", "14")), "Une phrase.", "1", "prevu", "2022", "5", "7", "2"
)


def find(dossier: Dossier, annee: int) -> Iterable[Constat]:
    return [CONSTAT] if annee == 2022 else []


def refuse(dossier: Dossier, annee: int) -> Iterable[Constat]:
    raise NonApplicable("aucun total imprimé")


def crash(dossier: Dossier, annee: int) -> Iterator[Constat]:
    yield CONSTAT
    raise ZeroDivisionError("x")


def controle(code: str, examine: object) -> Controle:
    return Controle(code, "t", "e", "mineure", "aucune", "ignorées", "arithmétique", examine)  # type: ignore[arg-type]  # a made-up control


def test_each_control_ends_in_one_of_four_ways() -> None:
    bilan = run_controles([controle("a", find), controle("b", refuse), controle("c", crash)], [DOSSIER])
    etats = {(p.controle.code, p.annee): (p.etat, p.raison.partition(",")[0]) for p in bilan.passages}
    assert etats == {
        ("a", 2021): ("rien", ""),
        ("a", 2022): ("constats", ""),
        ("b", 2021): ("non_applicable", "aucun total imprimé"),
        ("b", 2022): ("non_applicable", "aucun total imprimé"),
        ("c", 2021): ("panne", "ZeroDivisionError : x"),
        ("c", 2022): ("panne", "ZeroDivisionError : x"),
    }
    assert {cle: sum(compte.values()) for cle, compte in bilan.comptes.items()} == {("99", 2021): 3, ("99", 2022): 3}
    assert [s.constat for s in bilan.signalements] == [CONSTAT]  # what a crashed control began to say is not said


def test_the_same_finding_in_two_documents_is_one_with_both_places() -> None:
    copie = replace(CONSTAT, places=(Place("copie.txt", "30"), CONSTAT.places[1]), phrase="Une phrase de la copie.")
    autre = replace(CONSTAT, trouve="6")
    bilan = run_controles([controle("a", lambda _, annee: [CONSTAT, copie, autre][: 3 * (annee == 2022)])], [DOSSIER])
    assert [(s.constat.phrase, s.constat.trouve, s.lignes) for s in bilan.signalements] == [
        ("Une phrase.", "5", "r.txt:12;14 ; copie.txt:30"),
        ("Une phrase.", "6", "r.txt:12;14"),
    ]


@pytest.mark.parametrize(
    ("rendu", "raison"),
    [
        ("un constat", "au lieu d'un Constat"),
        (replace(CONSTAT, places=CONSTAT.places[0]), "places doit être un tuple"),  # type: ignore[arg-type]  # a comma forgotten
        (replace(CONSTAT, places=()), "places doit être un tuple"),
        (replace(CONSTAT, trouve=Decimal(5)), "Decimal('5') n'est pas un texte"),  # type: ignore[arg-type]  # a beginner's
        (replace(CONSTAT, places=(Place("r.txt", 12),)), "12 n'est pas un texte"),  # type: ignore[arg-type]  # a beginner's
        (replace(CONSTAT, termes=("5 €", 7)), "7 n'est pas un texte"),  # type: ignore[arg-type]  # a beginner's
        (replace(CONSTAT, phrase=""), "la phrase est vide"),
    ],
)
def test_a_finding_that_is_not_well_made_is_its_controls_failure(rendu: object, raison: str) -> None:
    bilan = run_controles([controle("a", lambda *_: [rendu]), controle("b", find)], [DOSSIER])
    assert all(raison in p.raison for p in bilan.pannes)
    assert [p.annee for p in bilan.pannes] == [2021, 2022]
    assert [s.constat for s in bilan.signalements] == [CONSTAT]


def test_a_control_that_leaves_the_program_is_only_its_own_failure() -> None:
    bilan = run_controles([controle("a", lambda *_: sys.exit(7)), controle("b", find)], [DOSSIER])
    assert [p.controle.code for p in bilan.pannes] == ["a", "a"]
    assert [s.constat for s in bilan.signalements] == [CONSTAT]


def test_a_gravity_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="gravité « grave » inconnue"):
        replace(controle("a", find), gravite="grave")  # type: ignore[arg-type]  # a beginner's


@pytest.mark.parametrize(
    ("change", "meme"),
    [
        ({"places": (Place("r.txt", "90"),)}, True),  # a line was put above
        ({"phrase": "Autrement dit."}, True),
        ({"trouve": "6"}, False),
        ({"action": "2"}, False),
        ({"periode": "2021"}, False),
    ],
)
def test_a_finding_is_the_same_by_its_figures_and_never_by_its_line(change: dict[str, object], meme: bool) -> None:
    un = Signalement(controle("a", find), "99", 2022, CONSTAT)
    autre = Signalement(controle("a", find), "99", 2022, replace(CONSTAT, **change))  # type: ignore[arg-type]  # one field
    assert (un.empreinte == autre.empreinte) is meme


def test_a_finding_names_every_line_that_takes_part() -> None:
    constat = replace(
        CONSTAT, places=(Place("a.txt", "12"), Place("a.txt", "14"), Place("a.txt", "12"), Place("b.txt", "3"))
    )
    assert Signalement(controle("a", find), "99", 2022, constat).lignes == "a.txt:12;14 ; b.txt:3"


def test_rounding_follows_the_precision_of_the_printed_figures() -> None:
    assert compute_tolerance([Decimal("10"), Decimal("20")]) == Decimal(1)
    assert compute_tolerance([Decimal("10.50"), Decimal("20.25")]) == Decimal("0.01")
    assert compute_tolerance([Decimal("10.50"), Decimal(0), Decimal(0)]) == Decimal(
        "0.005"
    )  # nothing was rounded to "-"
