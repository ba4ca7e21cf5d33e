"""The tables of a year, each rule on a few made-up facts."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, Table, consolidate
from cdppe.consolidation.modeles import Cellule
from cdppe.controles import Bilan, Passage
from cdppe.facts import Action, DocumentLu, Financement, Lecture
from cdppe.plugins.controle import Controle

Fabrique = Callable[..., Financement]
Decrit = Callable[..., Action]
Assemble = Callable[..., Synthese]


def get(synthese: Synthese, code: str) -> Table:
    return next(table for table in synthese.tables if table.code == code)


def rows(table: Table, *noms: str) -> list[tuple[Cellule, ...]]:
    rangs = [[c.nom for c in table.colonnes].index(nom) for nom in noms]
    return [tuple(ligne.cellules[rang] for rang in rangs) for ligne in table.lignes]


def test_each_period_has_its_column_the_year_asked_first(montant: Fabrique, synthese: Assemble) -> None:
    faits = (
        montant(1, "2020-2021"),
        montant(2, "2021"),
        montant(4, "2020-2022"),
        montant(8),
        montant(16, "2021-2022", base="scolaire"),
    )
    table = get(synthese(*faits), "sources_etapes")
    periodes = ["2022", "2020-2022", "année scolaire 2021-2022", "2020-2021", "2021"]
    colonnes = [c for c in table.colonnes if c.genre == "montant"]
    assert [c.nom for c in colonnes] == periodes
    assert [c.essentielle for c in colonnes] == [True, True, True, False, False]
    assert rows(table, "Source", *periodes)[0] == ("FIR", 8, 4, 16, 1, 2)


def test_rows_add_actions_and_say_so(montant: Fabrique, synthese: Assemble) -> None:
    faits = (
        montant(10), montant(20, action="2"), montant(None, action="3", certitude="ambigu"),
        montant(50, source="total"), montant(30, niveau="total"), montant(71, niveau="total", source="total"),
    )  # fmt: skip
    table = get(synthese(*faits), "sources_etapes")
    assert rows(table, "Source", "2022", "Mention", "Manquants") == [
        ("FIR", 30, "calculé : 2022 ; 2022 : égal au total imprimé (99-F0005)", 1),
        ("Total imprimé par action", 50, "", 0),
        ("Crédits État et assurance maladie", 30, "calculé : 2022", 1),
        (
            "Toutes sources",
            70,
            "calculé : 2022 ; 2022 : total imprimé pour 1 sur 2 montants ; "
            "2022 : le document imprime 71,00\u00a0€ (99-F0006)",
            1,
        ),
    ]
    assert table.lignes[0].faits == ("99-F0001", "99-F0002", "99-F0003")
    assert table.notes[-1].startswith("1 montant manque dans ce tableau")


def test_a_printed_state_total_faces_the_named_credits_it_holds(montant: Fabrique, synthese: Assemble) -> None:
    """One total "État" over FIR and BOP 304 rows means both; a document that totals FIR apart does not."""
    ensemble = (montant(10), montant(20, source="bop304"), montant(30, niveau="total", source="etat"))
    apart = (
        montant(10), montant(5, source="etat"), montant(10, niveau="total"), montant(5, niveau="total", source="etat"),
    )  # fmt: skip
    for faits, source, egal in (
        (ensemble, "Crédits État et assurance maladie", "99-F0003"),
        (apart, "État (sans précision)", "99-F0004"),
    ):
        mentions = rows(get(synthese(*faits), "sources_etapes"), "Source", "Mention")
        assert any(nom == source and f"2022 : égal au total imprimé ({egal})" in str(m) for nom, m in mentions)
        assert not any("le document imprime" in str(m) for _, m in mentions)


def test_all_departements_together(montant: Fabrique, synthese: Assemble) -> None:
    faits = (
        montant(10), montant(None, action="2", certitude="ambigu"), montant(5, departement="98"),
        montant(7, "2020-2022", departement="98", source="departement"),
    )  # fmt: skip
    noms = ("Source", "Étape", "2022", "2020-2022", "Codes", "Manquants")
    assert rows(get(synthese(*faits), "ensemble"), *noms) == [
        ("Département", "Prévu", None, 7, "98", 0),
        ("FIR", "Prévu", 15, None, "98, 99", 1),
        ("Crédits État et assurance maladie", "Prévu", 15, None, "98, 99", 1),
        ("Toutes sources", "Prévu", 15, 7, "98, 99", 1),
    ]


def test_amounts_left_apart_are_counted_under_the_table(montant: Fabrique, synthese: Assemble) -> None:
    faits = (
        montant(35, origine="tableau_financier"), montant(35, source="etat"), montant(500, perimetre="plus_large"),
    )  # fmt: skip
    notes = get(synthese(*faits), "sources_etapes").notes
    assert any("1 montant couvrant plus" in note for note in notes)
    assert any("1 montant, peut-être le même argent" in note for note in notes)


def test_objectives_gather_the_actions_of_all(montant: Fabrique, action: Decrit, synthese: Assemble) -> None:
    faits = (
        action("1", "1"), montant(10), montant(4, etape="execute"),
        action("7", "1", departement="98"), montant(5, "2020-2022", departement="98", action="7"),
        action("2", "1;16"), montant(100, action="2"), action("3", "9", "1"), action("4", ""), montant(3, action="4"),
    )  # fmt: skip
    table = get(synthese(*faits), "objectifs")
    noms = (
        "Objectif",
        "Départements",
        "Actions",
        "Départements et actions",
        "Prévu 2022",
        "Prévu 2020-2022",
        "Exécuté 2022",
    )
    lignes = {str(ligne[0]): ligne[1:] for ligne in rows(table, *noms)}
    assert lignes["1"] == (2, 3, "98 : 7 ; 99 : 1, 2", 10, 5, 4)
    assert lignes["1 + 16"] == (1, 1, "99 : 2", 100, None, None)
    assert lignes["9"][:3] == (1, 1, "99 : 3")
    assert lignes[""] == (1, 1, "99 : 4", 3, None, None)
    assert lignes["28"] == (0, 0, "", None, None, None)
    assert rows(table, "Objectif", "Imprimé ailleurs")[[str(r[0]) for r in rows(table, "Objectif")].index("9")] == (
        "9",
        "99 : 3 (imprimé 1)",
    )
    engagements = rows(get(synthese(*faits), "engagements"), "Engagement", "Actions", "Prévu 2022")
    assert engagements == [
        ("1", 3, 110),
        ("2", 1, None),
        ("3", 0, None),
        ("4", 0, None),
        ("transverse", 0, None),
        ("", 1, 3),
    ]


def test_money_without_an_action_counts_under_its_objective(montant: Fabrique, synthese: Assemble) -> None:
    libelles = {
        "Développer les centres parentaux": 10,
        "Soutenir les parents en situation de handicap": 0,
        "Inconnu": 5,
    }
    table = get(synthese(*(montant(euros, action="", libelle=nom) for nom, euros in libelles.items())), "objectifs")
    lignes = {str(ligne[0]): ligne[1:] for ligne in rows(table, "Objectif", "Départements", "Actions", "Prévu 2022")}
    assert (lignes["21"], lignes["15"], lignes[""]) == ((1, 0, 10), (0, 0, 0), (1, 0, 5))


def test_an_objective_of_another_year_is_named(action: Decrit, synthese: Assemble) -> None:
    table = get(synthese(action("1", "27"), annee=2021), "objectifs")
    assert ("27", "(absent du cadre national de 2021)") in rows(table, "Objectif", "Libellé")


def test_a_rate_needs_the_same_money_and_period(montant: Fabrique, action: Decrit, synthese: Assemble) -> None:
    faits = (
        action("1"), montant(100), montant(40, etape="execute"),
        action("2"), montant(200, action="2", source="total"),
        montant(50, action="2", etape="execute", source="non_ventile"),
        action("3"), montant(200, action="3"), montant(50, action="3", etape="execute", source="non_ventile"),
        action("4"), montant(80, "2020-2022", action="4"), montant(20, action="4", etape="execute"),
        action("5"), montant(9, action="5"), montant(None, action="5", certitude="ambigu"),
        montant(3, action="5", etape="execute"),
        action("6"), montant(9, action="6"), montant(8, action="6", source="departement"),
        montant(3, action="6", etape="execute"),
    )  # fmt: skip
    table = get(synthese(*faits), "execution_actions")
    lignes = {r[:3]: r[3:] for r in rows(table, "Action", "Source", "Période", "Taux (%)", "Lecture")}
    assert lignes["1", "FIR", "2022"] == (Decimal("40.0"), "comparable")
    assert lignes["1", "Toutes sources", "2022"] == (Decimal("40.0"), "comparable")
    assert lignes["2", "Toutes sources", "2022"] == (Decimal("25.0"), "comparable")
    raisons = {cle: str(ligne[1]) for cle, ligne in lignes.items() if ligne[0] is None}
    assert "n'imprime pas de total prévu" in raisons["3", "Toutes sources", "2022"]
    assert raisons["4", "FIR", "2022"].endswith("aucun montant prévu pour cette période (connu pour 2020-2022)")
    assert raisons["4", "Toutes sources", "2020-2022"].endswith(
        "aucun montant exécuté pour cette période (connu pour 2022)"
    )
    assert "ambigu" in raisons["5", "FIR", "2022"]
    assert raisons["6", "Toutes sources", "2022"].endswith("sources différentes : prévu Département, FIR ; exécuté FIR")
    departement = rows(
        get(synthese(*faits), "execution"),
        "Source",
        "Période",
        "Taux (%)",
        "Actions comparables",
        "Actions non comparables",
    )
    assert ("Toutes sources", "2022", Decimal("30.0"), 2, 4) in departement


def test_a_wider_amount_is_the_reason_when_it_is(montant: Fabrique, synthese: Assemble) -> None:
    faits = (montant(500, perimetre="plus_large"), montant(40, etape="execute"))
    table = get(synthese(*faits), "execution_actions")
    assert "couvre plus que l'action" in str(rows(table, "Lecture")[0][0])


def test_carried_over_and_unspent_credits(montant: Fabrique, synthese: Assemble) -> None:
    faits = (montant(1), montant(10, "2021", etape="report"), montant(20, action="2", etape="non_consomme"))
    lignes = rows(get(synthese(*faits), "reports"), "Source", "Étape", "2022", "2021")
    assert [r for r in lignes if r[0] == "FIR"] == [("FIR", "Reporté", None, 10), ("FIR", "Non consommé", 20, None)]
    assert rows(get(synthese(*faits), "reports_actions"), "Action", "Étape", "Montant") == [
        ("1", "Reporté", 10),
        ("2", "Non consommé", 20),
    ]


def test_numbers_of_actions_against_objectives(action: Decrit, synthese: Assemble) -> None:
    faits = (action("10", "21", "1", statut="en_cours", statut_annee=2022), action("9 bis", "1", "1"))
    noms = ("Action", "Objectifs nationaux", "Engagement national", "Différence", "Statut", "Année du statut")
    assert rows(get(synthese(*faits), "correspondance"), *noms) == [
        ("9 bis", "1", "1", "", "Non dit", None),
        ("10", "21", "2", "imprimé sous 1", "En cours", 2022),
    ]


def test_what_is_in_no_sum_is_listed_with_its_text(montant: Fabrique, synthese: Assemble) -> None:
    resultat = synthese(montant(5, perimetre="plus_large", texte="pour tous"), montant(9), montant(8, origine="texte"))
    assert rows(get(resultat, "hors_sommes"), "Motif", "Montant", "Texte") == [
        ("Plus large que l'action", 5, "pour tous")
    ]
    assert rows(get(resultat, "comptes_ailleurs"), "Motif", "Montant") == [("Autre endroit du document", 8)]


def test_failures_stand_first(montant: Fabrique, synthese: Assemble) -> None:
    resultat = synthese(montant(), echecs=[("98", "perdu.txt", "perdu.txt : illisible.")])
    assert resultat.avertissements == ("Synthèse incomplète, manque 98 perdu.txt : illisible.",)
    assert rows(get(resultat, "lecture"), "État", "Département", "Document") == [
        ("Échec", "98", "perdu.txt"),
        ("Lu", "99", "rapport.txt"),
    ]


def test_a_control_that_crashed_is_named() -> None:
    controle = Controle("essai", "Essai", "", "majeure", "", "", "", lambda dossier, annee: ())
    passages = (Passage(controle, "99", 2022, "panne", "KeyError : 'x'"), Passage(controle, "99", 2021, "rien"))
    synthese = consolidate((), load_cadre(2022), 2022, bilan=Bilan(passages))
    assert synthese.avertissements == ("Contrôle en panne : essai, 99 2022 : KeyError : 'x'",)


def test_a_document_without_any_fact_is_told_of() -> None:
    lieu = {"departement": "99", "document": "vide.txt"}
    document = DocumentLu(**lieu, empreinte="e", titre="", date="", exercices="", plugin="p", version="1")
    resultat = consolidate([Lecture(documents=(document,))], load_cadre(2022), 2022)
    assert [a.partition(" ; ")[0] for a in resultat.avertissements] == [
        "Synthèse incomplète, 99 vide.txt : ni action ni montant trouvés"
    ]


def test_who_sent_no_report_and_a_year_without_money_are_told_of(montant: Fabrique, action: Decrit) -> None:
    lieu = {"departement": "99", "document": "rapport.txt"}
    document = DocumentLu(**lieu, empreinte="e", titre="", date="", exercices="", plugin="p", version="1")
    lecture = Lecture(documents=(document,), actions=(action(),), financements=(montant(1, "2020-2021"),))
    echecs = [("97", "perdu.txt", "illisible.")]
    resultat = consolidate([lecture], load_cadre(2022), 2022, echecs=echecs, attendus=("99", "98", "97"))
    assert resultat.mentions == ("Sans rapport : 98", "Aucun montant lu ne porte sur 2022 : ils vont de 2020 à 2021")
    assert resultat.origine.endswith(". ".join(("départements", *resultat.mentions)))


@pytest.mark.parametrize("annee", [2020, 2021, 2022])
def test_no_table_adds_two_years_in_one(montant: Fabrique, synthese: Assemble, annee: int) -> None:
    """An amount over 2020 and 2021 stands in no column of a single year."""
    for table in synthese(montant(1000, "2020-2021"), montant(1, str(annee)), annee=annee).tables:
        for rang, colonne in enumerate(table.colonnes):
            if colonne.genre == "montant" and colonne.nom.endswith(str(annee)) and "-" not in colonne.nom:
                assert all(ligne.cellules[rang] in (None, 1) for ligne in table.lignes)


def test_the_order_of_the_documents_changes_nothing(montant: Fabrique, action: Decrit, synthese: Assemble) -> None:
    faits = (action(), montant(), montant(5, departement="98"), montant(7, document="autre.txt", origine="texte"))
    assert synthese(*faits) == synthese(*faits, renverse=True)
