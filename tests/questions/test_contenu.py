"""What the letter says: what was received, what is missing, which questions, in which order."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cdppe.consolidation.questions import Courrier, Point
from cdppe.controles import Signalement
from cdppe.controles.decisions import load_decisions
from cdppe.facts import Anomalie, Lecture
from cdppe.plugins.controle import Place

Trouve = Callable[..., Signalement]
Prepare = Callable[..., Courrier]


def ask(prepare: Prepare, *signalements: Signalement) -> Point:
    """The only point of the only question."""
    (question,) = prepare(*signalements).questions
    (point,) = question.points
    return point


def test_grave_questions_come_first_then_those_about_most_money(prepare: Prepare, trouve: Trouve) -> None:
    courrier = prepare(
        trouve("Mineure, 9 000 €.", "mineure", code="m", trouve="9000", attendu="", difference=""),
        trouve("Un taux de 99 000 % au lieu de 1 %.", trouve="99000", attendu="1", difference=""),
        trouve("Petite : 110 € et non 100 €.", difference="10"),
        trouve("Grande : 900 € et non 100 €.", trouve="900", difference="800"),
        trouve("Sans différence : 500 € et 20 €.", trouve="500", attendu="20", difference=""),
        trouve("Bloquante.", "bloquante", trouve="", attendu="", difference=""),
    )
    assert [(p.numero, p.phrase.split()[0]) for q in courrier.questions for p in q.points] == [
        ("Q1", "Bloquante."), ("Q2.1", "Grande"), ("Q2.2", "Sans"), ("Q2.3", "Petite"), ("Q2.4", "Un"),
        ("Q3", "Mineure,"),
    ]  # fmt: skip


def test_only_what_is_asked_of_the_year_is_a_question(prepare: Prepare, trouve: Trouve) -> None:
    courrier = prepare(trouve("Orthographe.", question=""), trouve("Avant.", annee=2021), trouve("Oui."))
    assert [p.phrase for q in courrier.questions for p in q.points] == ["Oui."]


def test_an_information_asks_nothing(prepare: Prepare, trouve: Trouve) -> None:
    assert not prepare(trouve("Pour information.", "information")).questions


def test_an_accepted_finding_is_asked_no_more(prepare: Prepare, trouve: Trouve, tmp_path: Path) -> None:
    fichier = tmp_path / "decisions.toml"
    fichier.write_text(
        f'[[acceptes]]\nconstat = "{trouve().empreinte}"\nraison = "Mail"\ndate = 2023-07-01\n', encoding="utf-8"
    )
    courrier = prepare(trouve(), trouve("Autre.", trouve="111"), decisions=load_decisions(fichier))
    assert [p.phrase for q in courrier.questions for p in q.points] == ["Autre."]


def test_grave_questions_are_detailed_and_the_rest_is_in_the_annex(prepare: Prepare, trouve: Trouve) -> None:
    def ask(graves: int, mineures: int) -> list[list[str]]:
        courrier = prepare(
            *(trouve(f"Écart de {n} €.", code=f"g{n}", difference=str(n + 1)) for n in range(graves)),
            *(trouve(f"Doute {n}.", "mineure", code=f"m{n}", trouve=str(n), attendu="") for n in range(mineures)),
        )
        return [[q.numero for q in questions] for questions in (courrier.questions, courrier.annexe)]

    tous = [f"Q{n}" for n in range(1, 41)]
    assert ask(12, 3) == [tous[:12], tous[12:15]]
    assert ask(2, 12) == [tous[:10], tous[10:14]]
    assert ask(30, 0) == [tous[:25], tous[25:30]]
    assert ask(1, 2) == [tous[:3], []]


def test_alike_questions_are_one(prepare: Prepare, trouve: Trouve) -> None:
    """The question is asked once; the most important point gives its place."""

    def fiche(action: str, **cles: str) -> Signalement:
        return trouve(f"Fiche {action} : 20 €.", action=action, question=f"Que dépense l'action {action} ?", **cles)

    courrier = prepare(
        fiche("9 bis", difference="20", trouve="20"), trouve("15 €.", code="autre", difference="15"), fiche("9"),
        fiche("4", trouve="7"), trouve("Autre.", action="5", trouve="8", question="Autre ?"),
    )  # fmt: skip
    une, autre = courrier.questions
    assert (une.numero, une.commune) == ("Q1", "Que dépense cette action ?")
    assert [p.numero for p in une.points] == ["Q1.1", "Q1.2", "Q1.3", "Q1.4"]
    assert une.points[0].phrase == "Fiche 9 bis : 20 €."
    assert {p.phrase: p.question for p in une.points if p.question} == {"Autre.": "Autre ?"}
    assert (autre.numero, autre.commune, autre.points[0].question) == ("Q2", "", "Lequel est le bon ?")


def test_points_that_ask_different_things_keep_their_questions(prepare: Prepare, trouve: Trouve) -> None:
    (question,) = prepare(trouve(question="Et un ?"), trouve(action="2", question="Et deux ?")).questions
    assert question.commune == ""
    assert sorted(p.question for p in question.points) == ["Et deux ?", "Et un ?"]


def test_lines_are_quoted_from_the_document_when_the_finding_has_no_text(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7"), *(Place("rapport.txt", str(n), "mot " * 100) for n in range(50, 60)))
    point = ask(prepare, trouve(places=places))
    assert point.places[0].texte == "Total | 900 €"
    assert len(point.places) == 6
    assert all(len(p.texte) < 200 and p.texte.endswith("mot…") for p in point.places[1:])
    assert [p.ligne for p in point.autres] == ["55", "56", "57", "58", "59"]
    assert point.termes == ()


def test_lines_that_are_added_up_are_listed_with_their_figures(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7"), *(Place("rapport.txt", str(n), "mot " * 100) for n in range(50, 60)))
    termes = ("des mots", *(f"l. {n} : 1000" for n in range(50, 60)), "12")
    point = ask(prepare, trouve("1 000 € et 110 €", places=places, termes=termes))
    assert ([p.ligne for p in point.places], point.autres) == (["7"], ())
    assert point.termes == tuple(f"l. {n} : 1\u00a0000\u00a0€" for n in range(50, 60))


def test_a_bare_figure_is_quoted_with_its_row(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7", "900 €"), Place("rapport.txt", "30", "12 €"), Place("rapport.txt", "7", "8 €"))
    point = ask(prepare, trouve(places=places))
    assert [p.texte for p in point.places] == ["Total | 900 € | 8 €", "…12 €…"]


def test_a_line_is_quoted_once(prepare: Prepare, trouve: Trouve) -> None:
    textes = ("312 places", "12", "Bilan de 12 places")
    point = ask(prepare, trouve(places=tuple(Place("rapport.txt", "50", t) for t in textes)))
    assert [p.texte for p in point.places] == ["312 places | Bilan de 12 places"]


def test_a_quote_shows_the_figure_it_is_about_between_whole_words(
    prepare: Prepare, trouve: Trouve, lignes: dict[str, list[str]]
) -> None:
    texte = lignes["60"][1]
    rang = texte.index("400 000")
    extrait = "…" + texte[rang - 120 : rang + 127].strip() + "…"
    sans = ask(prepare, trouve("Une phrase.", trouve="", attendu="", places=(Place("rapport.txt", "60", extrait),)))
    avec = ask(prepare, trouve("45 000 € ?", trouve="45000", attendu="", places=(Place("rapport.txt", "60", extrait),)))
    for point, montant in ((sans, "400 000 € transférés"), (avec, "45 000 € versés")):
        (place,) = point.places
        assert montant in place.texte
        assert len(place.texte) < 200
        mots = place.texte.strip("…").split()
        assert set(mots) <= set(texte.split())


def test_formulas_tags_and_bold_are_plain_text(prepare: Prepare, trouve: Trouve) -> None:
    texte = r"<p>Calcul</p> : $90\,000 \times 5\% = 4\,500\ €$ au 1^{er} janvier, **en tout**"
    point = ask(prepare, trouve(f"Lu « {texte} »", places=(Place("rapport.txt", "50", texte),)))
    clair = "Calcul : 90 000 × 5% = 4 500 € au 1er janvier, en tout"
    assert point.places[0].texte == clair
    assert point.phrase == f"Lu « {clair} »"


def test_one_wrong_amount_is_asked_about_once(prepare: Prepare, trouve: Trouve) -> None:
    """Its total, its place and its sum all differ by the same amount: one question, each finding's reference."""
    dans_la_somme = trouve("Somme : 10 €.", trouve="110", attendu="100", difference="10", action="4")
    ailleurs = trouve("Fiche : 10 € de moins.", trouve="100", attendu="110", difference="-10", action="4", objet="b")
    autre_action = trouve("Autre action : 10 €.", trouve="110", attendu="100", difference="10", action="5")
    autre, une = prepare(dans_la_somme, ailleurs, autre_action).questions[0].points
    assert une.phrase == "Fiche : 10 € de moins. Somme : 10 €."
    assert len(une.references) == 2
    assert autre.phrase == "Autre action : 10 €."


def test_extracts_of_one_line_that_overlap_are_one(prepare: Prepare, trouve: Trouve) -> None:
    mots = " ".join(f"poste {n} : {n}00 €" for n in range(8))
    textes = (mots[:90] + "…", "…" + mots[60:], mots[16:30])
    point = ask(prepare, trouve(places=tuple(Place("rapport.txt", "7", t) for t in textes)))
    assert [p.texte for p in point.places] == [mots]


def test_the_reference_leads_to_the_finding(prepare: Prepare, trouve: Trouve) -> None:
    assert ask(prepare, trouve()).references == (f"somme {trouve().empreinte}",)


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


def test_a_line_that_the_question_already_quotes_is_named(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7"), Place("rapport.txt", "12", "110 €"))
    (question,) = prepare(trouve(places=places), trouve(action="2", places=places[:1])).questions
    un, autre = question.points
    assert ([p.ligne for p in un.places], un.reprises) == (["7", "12"], ())
    assert (autre.places, [p.ligne for p in autre.reprises]) == ((), ["7"])


def test_a_less_important_question_quotes_little(prepare: Prepare, trouve: Trouve) -> None:
    """The lines of which nothing is quoted are named."""
    places = tuple(Place("rapport.txt", str(n), "mot " * 100) for n in range(50, 60))
    graves = [trouve(f"Écart de {n} €.", code=f"g{n}", difference=str(n)) for n in range(10)]
    (question,) = prepare(*graves, trouve("Doute.", "mineure", code="m", places=places)).annexe
    (point,) = question.points
    assert [p.ligne for p in point.places] == ["50", "51"]
    assert [p.ligne for p in point.autres] == [str(n) for n in range(52, 60)]
