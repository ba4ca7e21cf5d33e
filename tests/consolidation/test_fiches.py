"""The sheets of départements, each rule on a few made-up facts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from cdppe.cadre import IndicateurNational, load_cadre
from cdppe.consolidation import Ligne, Synthese, Table, consolidate
from cdppe.consolidation.calcul import format_date
from cdppe.consolidation.campagne import CampagneDeclaree
from cdppe.consolidation.modeles import Cellule
from cdppe.controles import Bilan, Passage, Signalement
from cdppe.facts import Action, DocumentLu, Financement, Indicateur, Lecture
from cdppe.plugins.controle import Constat, Controle, Place

Fabrique = Callable[..., Financement]
Decrit = Callable[..., Action]
Chiffre = Callable[..., Indicateur]
Assemble = Callable[..., Synthese]

NATIONAL = IndicateurNational(
    code="visites", libelle="Nombre de visites", source="-", definition="Les visites faites.", unite="visites",
    objectif=3, addition="somme", depuis=2020,
)  # fmt: skip


def get(synthese: Synthese) -> Table:
    return next(table for table in synthese.tables if table.code == "fiches")


def find(synthese: Synthese, departement: str, mesure: str) -> Ligne:
    return next(x for x in get(synthese).lignes if (x.cellules[0], x.cellules[3]) == (departement, mesure))


def show(synthese: Synthese, departement: str, mesure: str) -> tuple[Cellule, ...]:
    """Value, group, how many are compared, and the words."""
    cellules = find(synthese, departement, mesure).cellules
    return cellules[4], cellules[6], cellules[7], cellules[8]


def test_an_amount_is_that_of_the_year_and_faces_nobody(montant: Fabrique, synthese: Assemble) -> None:
    resultat = synthese(montant("10.5"), montant(7, "2020-2022"), montant(900, departement="62"))
    valeur, groupe, compares, lecture = show(resultat, "99", "Prévu, Toutes sources")
    assert (valeur, groupe, compares) == (Decimal("10.50"), None, None)
    assert str(lecture).startswith("à part, 2020-2022 : 7,00\u00a0€")
    assert "population" in str(lecture)
    ligne = find(resultat, "99", "Prévu, Toutes sources")
    assert (ligne.faits_of(4), ligne.faits_of(6), ligne.faits) == (("99-F0001",), (), ("99-F0001", "99-F0002"))


def test_a_missing_amount_is_words_and_not_a_zero(montant: Fabrique, synthese: Assemble) -> None:
    resultat = synthese(montant(None, certitude="ambigu", texte="10 20 €"), montant(3, "2021", etape="execute"))
    assert show(resultat, "99", "Prévu, Toutes sources") == (
        None, None, None, "aucun montant pour 2022 ; 1 montant en moins, ambigu ou contradictoire",
    )  # fmt: skip
    assert show(resultat, "99", "Exécuté, Toutes sources")[0] is None
    assert show(resultat, "99", "Montants ambigus")[0] == 1
    assert show(resultat, "99", "Montants contradictoires")[0] == 0


def test_the_group_is_the_median_of_the_others(action: Decrit, synthese: Assemble) -> None:
    objectifs = {"01": "1", "35": "1;2", "62": "1;2;3;12", "99": "12;13"}
    faits = [action("1", siens, departement=code) for code, siens in objectifs.items()]
    couverts = {code: show(synthese(*faits), code, "Objectifs fondamentaux couverts") for code in objectifs}
    assert {code: ligne[:3] for code, ligne in couverts.items()} == {
        "01": (1, 2, 3), "35": (2, 1, 3), "62": (3, 1, 3), "99": (0, 2, 3),
    }  # fmt: skip
    assert couverts["35"][3] == "sur 11 ; sans action : 3, 4, 5, 6, 7, 8, 9, 10, 11"
    assert find(synthese(*faits), "62", "Objectifs fondamentaux couverts").faits_of(6) == ("01-A001",)
    deux = synthese(*faits[:3])
    assert show(deux, "62", "Objectifs fondamentaux couverts")[1] == Decimal("1.5")
    assert find(deux, "62", "Objectifs fondamentaux couverts").faits_of(6) == ("01-A001", "35-A001")


def test_one_departement_has_no_group(action: Decrit, synthese: Assemble) -> None:
    valeur, groupe, compares, lecture = show(synthese(action()), "99", "Objectifs fondamentaux couverts")
    assert (valeur, groupe, compares) == (1, None, None)
    assert str(lecture).endswith("aucun autre département comparable")


def test_an_objective_printed_without_money_covers_nothing(montant: Fabrique, synthese: Assemble) -> None:
    libelle = "Développer les centres parentaux"
    for euros, couverts in ((0, 0), (5, 1)):
        resultat = synthese(montant(euros, action="", libelle=libelle))
        assert show(resultat, "99", "Objectifs facultatifs couverts")[0] == couverts
        assert show(resultat, "99", "Actions")[0] == 0


def test_rates_face_those_of_the_same_period_only(montant: Fabrique, synthese: Assemble) -> None:
    faits = [
        montant(euros, annees, etape=etape, departement=code, source="total")
        for code, annees, sommes in (("35", "2022", (100, 40)), ("62", "2022", (10, 5)), ("99", "2020-2022", (9, 9)))
        for etape, euros in zip(("prevu", "execute"), sommes, strict=True)
    ]
    resultat = synthese(*faits)
    assert show(resultat, "35", "Taux d'exécution, Toutes sources")[:3] == (Decimal("40.0"), Decimal("50.0"), 1)
    seul = show(resultat, "99", "Taux d'exécution, Toutes sources, 2020-2022")
    assert (seul[:3], "dans 1 action comparable" in str(seul[3])) == ((Decimal("100.0"), None, None), True)
    etat = show(resultat, "99", "Taux d'exécution, Crédits État et assurance maladie")
    assert etat == (None, None, None, "aucun montant exécuté ne dit cette source")


def test_an_indicator_faces_those_of_the_same_definition(valeur: Chiffre, synthese: Assemble) -> None:
    national = {"indicateur_national": "visites", "unite": "visites"}
    faits = (
        valeur(10, departement="01", **national), valeur(30, departement="35", **national),
        valeur(99, departement="62", definition="proche", ecart_definition="autre chose", **national),
        valeur(None, statut="nr", texte="NR", **national), valeur(50, nature="cible", **national),
    )  # fmt: skip
    resultat = synthese(*faits, nationaux=[NATIONAL])
    assert show(resultat, "01", "Nombre de visites") == (10, 30, 1, "")
    assert show(resultat, "62", "Nombre de visites") == (
        99,
        None,
        None,
        "non comparable : définition proche (autre chose)",
    )
    assert show(resultat, "99", "Nombre de visites") == (
        None, None, None, "réalisé : non renseigné (« NR ») ; cible : 50",
    )  # fmt: skip
    assert show(resultat, "99", "Indicateurs nationaux donnés")[:3] == (0, 1, 3)


def test_statuses_are_counted_with_the_year_they_speak_of(action: Decrit, synthese: Assemble) -> None:
    faits = (action("1", statut="en_cours", statut_annee=2021), action("2", statut="en_cours"), action("3"))
    resultat = synthese(*faits)
    assert show(resultat, "99", "Actions : en cours") == (2, None, None, "dit pour 2021 (1)")
    assert show(resultat, "99", "Actions : non dit")[0] == 1


@pytest.fixture
def lecture() -> Lecture:
    """A document of Seine-et-Marne about 2021 and 2022."""
    document = DocumentLu(
        departement="77", document="rapport.txt", empreinte="e", titre="", date="2023-06-01", exercices="2021;2022",
        plugin="p", version="1",
    )  # fmt: skip
    return Lecture(documents=(document,))


def test_findings_are_counted_by_gravity(lecture: Lecture) -> None:
    controle = Controle("essai", "Essai", "", "majeure", "", "", "", lambda dossier, annee: ())
    place = Place("rapport.txt", "3", "1")
    constats = [Constat(phrase=f"Un écart {n}.", places=(place,), question="Lequel ?" * (n == 1)) for n in (1, 2)]
    signalements = tuple(Signalement(controle, "77", 2022, c) for c in constats)
    bilan = Bilan((Passage(controle, "77", 2022, "constats", "", signalements),))
    resultat = consolidate([lecture], load_cadre(2022), 2022, bilan=bilan)
    assert show(resultat, "77", "Constats de gravité majeure")[0] == 2
    assert show(resultat, "77", "Constats qui posent une question")[0] == 1
    autre = consolidate([lecture], load_cadre(2020), 2020, bilan=bilan)
    assert show(autre, "77", "Constats de gravité majeure")[:1] == (None,)


def test_who_was_expected_and_did_not_answer_has_one_row(lecture: Lecture) -> None:
    campagne = CampagneDeclaree(annee=2022, departements=("02", "77"), echeance=date(2023, 6, 30))
    echecs = [("62", "perdu.txt", "perdu.txt : illisible.")]
    resultat = consolidate([lecture], load_cadre(2022), 2022, attente=campagne, echecs=echecs)
    (absent,) = [x.cellules for x in get(resultat).lignes if x.cellules[0] == "02"]
    assert absent[:5] == ("02", "Aisne", "Lecture", "Rapport attendu", "Manquant")
    assert "ne sont pas des zéros" in str(absent[8])
    assert show(resultat, "77", "Rapport attendu")[0] == "Reçu"
    assert show(resultat, "62", "Document en échec")[3] == "perdu.txt : illisible."
    assert show(resultat, "77", "Exercices couverts")[0] == "2021, 2022"


def test_each_source_that_the_report_names_has_its_amounts(montant: Fabrique, synthese: Assemble) -> None:
    faits = (montant(5), montant(7, source="departement"), montant(9, "2020-2022", source="bop304"))
    resultat = synthese(*faits, montant(20, source="total"), montant(1, departement="62"))
    noms = [x.cellules[3] for x in get(resultat).lignes if x.cellules[0] == "99" and "Prévu, " in str(x.cellules[3])]
    assert noms == [
        "Prévu, Toutes sources", "Prévu, Crédits État et assurance maladie", "Prévu, Département", "Prévu, BOP 304",
        "Prévu, FIR",
    ]  # fmt: skip
    assert show(resultat, "99", "Prévu, FIR")[0] == 5
    assert show(resultat, "99", "Prévu, BOP 304")[0] is None
    assert show(resultat, "99", "Prévu, BOP 304")[3] == "aucun montant pour 2022 ; à part, 2020-2022 : 9,00\u00a0€"


def test_what_is_planned_and_never_spent_is_named(montant: Fabrique, action: Decrit, synthese: Assemble) -> None:
    resultat = synthese(
        action("1"), montant(5), action("2"), montant(5, action="2"), montant(0, action="2", etape="execute"),
        action("3"), montant(5, action="3"), montant(2, "2021", action="3", etape="execute"), action("4"),
    )  # fmt: skip
    assert show(resultat, "99", "Actions prévues dont aucune dépense n'est dite")[::3] == (2, "1, 3")
    assert show(resultat, "99", "Exercices dont une dépense est dite")[::3] == ("2022", "")


@pytest.mark.parametrize(
    ("texte", "dite"),
    [("2023-06-23", "23 juin 2023"), ("2022-07-01", "1er juillet 2022"), ("2023-13-45", "2023-13-45")],
)
def test_a_date_is_written_in_french_and_what_is_none_stands(texte: str, dite: str) -> None:
    assert format_date(texte) == dite
