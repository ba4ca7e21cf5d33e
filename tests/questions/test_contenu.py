"""What the letter says: what was received, what is missing, which questions, in which order."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cdppe.consolidation.questions import Courrier
from cdppe.controles import Signalement
from cdppe.controles.decisions import load_decisions
from cdppe.facts import Anomalie, Lecture
from cdppe.plugins.controle import Place

Trouve = Callable[..., Signalement]
Prepare = Callable[..., Courrier]


def test_grave_questions_come_first_then_those_about_most_money(prepare: Prepare, trouve: Trouve) -> None:
    courrier = prepare(
        trouve("Mineure, 9 000 €.", "mineure", trouve="9000", attendu="", difference=""),
        trouve("Un taux de 99 000 % au lieu de 1 %.", trouve="99000", attendu="1", difference=""),
        trouve("Petite : 110 € et non 100 €.", difference="10"),
        trouve("Grande : 900 € et non 100 €.", trouve="900", difference="800"),
        trouve("Sans différence : 500 € et 20 €.", trouve="500", attendu="20", difference=""),
        trouve("Bloquante.", "bloquante", trouve="", attendu="", difference=""),
    )
    assert [(q.numero, q.constat.phrase.split()[0]) for q in courrier.questions] == [
        (1, "Bloquante."), (2, "Grande"), (3, "Sans"), (4, "Petite"), (5, "Un"), (6, "Mineure,"),
    ]  # fmt: skip


def test_only_what_is_asked_of_the_year_is_a_question(prepare: Prepare, trouve: Trouve) -> None:
    courrier = prepare(trouve("Orthographe.", question=""), trouve("Avant.", annee=2021), trouve("Oui."))
    assert [q.constat.phrase for q in courrier.questions] == ["Oui."]


def test_an_information_asks_nothing(prepare: Prepare, trouve: Trouve) -> None:
    assert not prepare(trouve("Pour information.", "information")).questions


def test_an_accepted_finding_is_asked_no_more(prepare: Prepare, trouve: Trouve, tmp_path: Path) -> None:
    fichier = tmp_path / "decisions.toml"
    fichier.write_text(
        f'[[acceptes]]\nconstat = "{trouve().empreinte}"\nraison = "Mail"\ndate = 2023-07-01\n', encoding="utf-8"
    )
    courrier = prepare(trouve(), trouve("Autre.", trouve="111"), decisions=load_decisions(fichier))
    assert [q.constat.phrase for q in courrier.questions] == ["Autre."]


def test_beyond_twenty_five_questions_the_rest_is_in_the_annex(prepare: Prepare, trouve: Trouve) -> None:
    courrier = prepare(
        *(trouve(f"Écart de {n} €.", difference=str(n), trouve=str(n), attendu="") for n in range(1, 31))
    )
    assert [q.numero for q in courrier.questions] == list(range(1, 26))
    assert [(q.numero, q.constat.difference) for q in courrier.annexe] == [
        (26, "5"), (27, "4"), (28, "3"), (29, "2"), (30, "1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "figures", "attendu"),
    [
        ("110\u202f000 € au lieu de 99 999,50 €", ("110000", "99999.50", ""), ["110 000 €", "99 999,50 €"]),
        ("52 % et non 50,3 %", ("52", "50.3", "1.7"), ["52 %", "50,3 %", "1,7 %"]),
        ("12 visites pour 10 enfants", ("12", "10", "2"), ["12", "10", "2"]),
        ("15 110 € : un autre montant", ("110", "", ""), ["110"]),
        ("le solde est de -5 000 €", ("-5000", "", ""), ["-5 000 €"]),
        ("la colonne de 2019", ("2020", "2019", ""), ["2020", "2019"]),
        ("objectif 21", ("objectif 21", "objectif 14", ""), ["objectif 21", "objectif 14"]),
    ],
)  # fmt: skip
def test_figures_have_the_unit_of_the_sentence(
    prepare: Prepare, trouve: Trouve, phrase: str, figures: tuple[str, str, str], attendu: list[str]
) -> None:
    (question,) = prepare(
        trouve(phrase, **dict(zip(("trouve", "attendu", "difference"), figures, strict=True)))
    ).questions
    assert [texte.replace("\u00a0", " ") for _, texte in question.chiffres] == attendu


def test_lines_are_quoted_from_the_document_when_the_finding_has_no_text(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7"), *(Place("rapport.txt", str(n), "a" * 400) for n in range(50, 60)))
    (question,) = prepare(
        trouve(places=places, termes=("l. 5 : des mots", *(f"l. {n} : 1000" for n in range(14))))
    ).questions
    assert question.places[0].texte == "Total | 900 €"
    assert len(question.places) == 6
    assert all(len(p.texte) < 300 and "…" in p.texte for p in question.places[1:])
    assert [p.ligne for p in question.autres] == ["55", "56", "57", "58", "59"]
    assert question.termes[0] == "l. 0 : 1\u00a0000\u00a0€"
    assert question.termes[-1] == "et 2 autres"


def test_a_bare_figure_is_quoted_with_its_row(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7", "900 €"), Place("rapport.txt", "30", "12 €"), Place("rapport.txt", "7", "8 €"))
    (question,) = prepare(trouve(places=places)).questions
    assert [p.texte for p in question.places] == ["Total | 900 €", f"…{'a' * 117} | 12 € | {'b' * 117}…", "8 €"]


def test_a_line_already_quoted_is_not_named_again(prepare: Prepare, trouve: Trouve) -> None:
    (question,) = prepare(trouve(places=tuple(Place("rapport.txt", "50", str(n)) for n in range(9)))).questions
    assert (len(question.places), question.autres) == (6, ())


def test_the_same_finding_in_two_places_is_asked_once(prepare: Prepare, trouve: Trouve) -> None:
    seconde = trouve("Autre phrase, 110 € et 100 €.", places=(Place("rapport.txt", "80", "110 €"),))
    (question,) = prepare(trouve(), seconde).questions
    assert {p.ligne for p in question.places} == {"12", "80"}


def test_one_wrong_amount_is_asked_about_once(prepare: Prepare, trouve: Trouve) -> None:
    """Its total, its place and its sum all differ by the same amount: one question, each finding's reference."""
    dans_la_somme = trouve("Somme : 10 €.", trouve="110", attendu="100", difference="10", action="4")
    ailleurs = trouve("Fiche : 10 € de moins.", trouve="100", attendu="110", difference="-10", action="4", objet="b")
    autre_action = trouve("Autre action : 10 €.", trouve="110", attendu="100", difference="10", action="5")
    autre, une = prepare(dans_la_somme, ailleurs, autre_action).questions
    assert une.phrase == "Fiche : 10 € de moins. Somme : 10 €."
    assert une.reference.count("constat") == 2
    assert autre.phrase == "Autre action : 10 €."


def test_extracts_of_one_line_that_overlap_are_one(prepare: Prepare, trouve: Trouve) -> None:
    mots = " ".join(f"poste {n} : {n}00 €" for n in range(12))
    textes = (mots[:90] + "…", "…" + mots[60:], mots[10:40])
    (question,) = prepare(trouve(places=tuple(Place("rapport.txt", "7", t) for t in textes))).questions
    assert [p.texte for p in question.places] == [mots]


def test_the_reference_leads_to_the_finding(prepare: Prepare, trouve: Trouve) -> None:
    signalement = trouve()
    (question,) = prepare(signalement).questions
    assert question.reference == f"somme, constat {signalement.empreinte}"


def test_what_was_received_is_counted(prepare: Prepare) -> None:
    courrier = prepare()
    (document,) = courrier.documents
    assert (document.exercices, document.actions, document.montants, document.indicateurs) == ("2021, 2022", 1, 3, 1)
    assert [(e.annee, e.prevus, e.engages, e.executes, e.resultats) for e in courrier.exercices] == [
        (2021, 1, 0, 0, 0),
        (2022, 1, 0, 1, 0),
    ]


def test_what_is_missing_is_said_with_the_report_s_own_words(prepare: Prepare) -> None:
    manques = prepare().manques
    resultat = "aucun résultat d'indicateur chiffré propre à l'exercice (périodes plus longues : 2021-2022)"
    assert [m.phrase for m in manques] == [
        f"Exercice 2021 : aucun montant engagé ou exécuté ; {resultat}.",
        f"Exercice 2022 : {resultat}.",
        "Le document dit que ses indicateurs ne sont pas disponibles :",
    ]
    (place,) = manques[2].places
    assert place.ligne == "40"
    assert "Les indicateurs manquent." in place.texte
    assert len(place.texte) < 300


def test_a_table_that_was_not_read_is_missing(prepare: Prepare, lecture: Lecture) -> None:
    anomalie = Anomalie(
        departement="99", document="rapport.txt", ligne="70;71", action="", code="c", gravite="bloquante",
        message="Ses en-têtes sont inconnus.", trouve="Montant ?",
    )  # fmt: skip
    manques = prepare(
        lue=replace(lecture, anomalies=(anomalie, anomalie.model_copy(update={"gravite": "mineure"})))
    ).manques
    (manque,) = (m for m in manques if "tableau" in m.phrase)
    assert manque.places == (Place("rapport.txt", "70", "Montant ?"), Place("rapport.txt", "71", "Montant ?"))


def test_a_year_after_the_contract_is_missing_alone(prepare: Prepare) -> None:
    courrier = prepare(annee=2030)
    assert [e.annee for e in courrier.exercices] == [2021, 2022, 2023, 2030]
    phrases = [m.phrase for m in courrier.manques]
    vide = "aucun montant prévu ; aucun montant engagé ou exécuté ; aucun résultat d'indicateur chiffré"
    assert f"Exercice 2030 : {vide}." in phrases
