"""What a reader takes becomes facts; what it leaves is listed."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.documents import Passage, Tableau, read_document
from cdppe.facts import Lecture
from cdppe.parsing import Periode, parse_periode
from cdppe.parsing.dispositions import Disposition
from cdppe.plugins.declaration import Departement
from cdppe.plugins.releve import Releve, normalize_numero

DEPARTEMENT = Departement.model_validate(
    {
        "departement": {
            "code": "01",
            "nom": "Alpha",
            "contrat": [2020, 2022],
            "reconnaissance": ["Alpha"],
            "editions": [],
        },
        "document": {"titre": "^Rapport", "date": r"du (?P<date>\d+ \w+ \d+)", "remarques": {"panne": "en panne"}},
        "actions": {"7": {"objectifs": [14], "raison": "the label is a measure's"}},
        "tableaux": [
            {
                "nom": "budget",
                "colonnes": [
                    {"cle": "annee", "entetes": [""]},
                    {"cle": "etat", "entetes": ["Part Etat"], "contenu": "montant", "etape": "prevu", "source": "etat"},
                ],
            }
        ],
    }
)

MakeReleve = Callable[..., Releve]


@pytest.fixture
def make_releve(tmp_path: Path) -> MakeReleve:
    def make(*lignes: str) -> Releve:
        chemin = tmp_path / "rapport.txt"
        chemin.write_text("\n".join(lignes), encoding="utf-8")
        return Releve(read_document(chemin), DEPARTEMENT, load_cadre())

    return make


def tableau_of(releve: Releve) -> Tableau:
    return next(b for b in releve.document.blocs if isinstance(b, Tableau))


def read_cellule(releve: Releve, passage: Passage, **changes: Any) -> None:
    """One amount of action 1."""
    cible: dict[str, Any] = {"action": "1", "etape": "prevu", "source": "fir", "origine": "fiche"}
    releve.read_cellule(passage, periode=releve.periode_contrat, **cible | changes)


def read_budget(releve: Releve) -> Lecture:
    prouve = releve.prove(tableau_of(releve), "budget")
    if prouve is None:
        return releve.finish()
    for rangee in prouve.rangees:
        periode = parse_periode(prouve.cellule(rangee, "annee").texte)
        releve.take(prouve.cellule(rangee, "annee"))
        releve.read_rangee(prouve, rangee, action="1", origine="fiche", periode=periode)
    return releve.finish()


def test_a_row_of_a_proven_table_becomes_facts_with_line_period_and_header(make_releve: MakeReleve) -> None:
    lecture = read_budget(make_releve("\tPart Etat", "Année 2021\t1 200,50 €", "Année 2022\t- €"))
    assert [(f.ligne, f.debut, f.source, str(f.montant), f.colonne) for f in lecture.financements] == [
        ("2", 2021, "etat", "1200.50", "Part Etat"),
        ("3", 2022, "etat", "0", "Part Etat"),
    ]
    assert lecture.non_lus == ()


def test_figures_nobody_took_are_listed_with_a_reason(make_releve: MakeReleve) -> None:
    lecture = make_releve("A\tB", "1\t2", "", "Le coût a été de 5 000 € en 2021.", "", "En 2021, 12 enfants.").finish()
    assert [(n.ligne, n.raison, n.texte) for n in lecture.non_lus] == [
        ("2", "non_compris", "1"),
        ("2", "non_compris", "2"),
        ("4", "non_compris", "Le coût a été de 5 000 € en 2021."),
    ]


def test_a_figure_taken_once_does_not_hide_its_twin_on_the_same_line(make_releve: MakeReleve) -> None:
    releve = make_releve("A\tB", "7 €\t7 €")
    read_cellule(releve, tableau_of(releve).rangees[1].cellules[0])
    assert [n.texte for n in releve.finish().non_lus] == ["7 €"]


def test_words_taken_count_only_where_a_fact_of_their_line_says_them(make_releve: MakeReleve) -> None:
    """A reader may say that it read a cell; the balance looks for its figures in what was read."""
    releve = make_releve("A\tB\tC", "12 lits\t30 places\t7 €")
    libelle, autre, montant = tableau_of(releve).rangees[1].cellules
    releve.take(libelle)
    releve.take(autre)
    read_cellule(releve, montant, libelle=libelle.texte)
    lecture = releve.finish()
    assert [n.texte for n in lecture.non_lus] == ["30 places"]
    assert (lecture.bilans[0].faits, lecture.bilans[0].non_compris) == (2, 1)


def test_a_refused_table_leaves_its_figures_unread_and_one_anomaly(make_releve: MakeReleve) -> None:
    lecture = read_budget(make_releve("\tPart Région", "Année 2021\t1 200 €", "Année 2022\t3 €"))
    assert lecture.financements == ()
    (anomalie,) = lecture.anomalies
    assert (anomalie.code, anomalie.gravite, anomalie.attendu) == ("disposition_inconnue", "bloquante", " | Part Etat")
    assert "Part Région" in anomalie.trouve
    assert {n.raison for n in lecture.non_lus} == {"disposition_inconnue"}
    assert [n.texte for n in lecture.non_lus if "€" in n.texte] == ["1 200 €", "3 €"]


def read_tables(releve: Releve) -> Lecture:
    for tableau in (b for b in releve.document.blocs if isinstance(b, Tableau)):
        if prouve := releve.prove(tableau, "budget"):
            for rangee in prouve.rangees:
                releve.read_rangee(prouve, rangee, action="1", origine="fiche")
    return releve.finish()


def test_a_table_that_a_line_of_text_cuts_in_two_is_read_whole(make_releve: MakeReleve) -> None:
    lecture = read_tables(
        make_releve("\tPart Etat", "", "Une phrase de trop.", "", "Année 2021\t5 €", "Année 2022\t3 €")
    )
    assert [(f.ligne, str(f.montant)) for f in lecture.financements] == [("5", "5"), ("6", "3")]
    assert lecture.anomalies == ()


def test_a_table_under_another_heading_does_not_inherit_a_header(make_releve: MakeReleve) -> None:
    lecture = read_tables(make_releve("\tPart Etat", "Année 2021\t5 €", "", "AUTRE PARTIE", "", "Année 2022\t3 €"))
    assert [str(f.montant) for f in lecture.financements] == ["5"]
    assert [a.code for a in lecture.anomalies] == ["disposition_inconnue"]


def test_a_plugin_may_refuse_a_table_that_proves_itself(make_releve: MakeReleve) -> None:
    releve = make_releve("\tPart Etat", "2020\t10 €")
    assert releve.prove(tableau_of(releve), "budget", lambda prouve: f"{len(prouve.rangees)} rangée") is None
    (anomalie,) = releve.finish().anomalies
    assert anomalie.code == "disposition_inconnue"
    assert "1 rangée" in anomalie.message
    assert "Part Etat" in anomalie.trouve


def test_an_action_may_have_several_objectives(make_releve: MakeReleve) -> None:
    releve = make_releve("Objectif 15", "Objectif 16")
    premier, autre = releve.document.textes
    libelles = (
        "Soutenir les parents en situation de handicap",
        "Soutenir les parents d'enfants en situation de handicap",
    )
    action = releve.action(
        premier,
        "3",
        "Titre",
        engagement="1",
        objectif=premier,
        objectif_numero=15,
        objectif_libelle=libelles[0],
        autres_objectifs=[(autre, 16, libelles[1])],
    )
    assert (action.objectifs, action.objectif_imprime) == ("15;16", "Objectif 15 ; Objectif 16")


def test_no_objective_is_no_finding_when_the_document_says_so(make_releve: MakeReleve) -> None:
    releve = make_releve("Sans objectif")
    releve.action(releve.document.textes[0], "3", "Titre", engagement="1", objectif_libelle="Sans objectif")
    assert releve.finish().anomalies == ()


def test_a_bank_account_number_is_listed_as_hidden(make_releve: MakeReleve) -> None:
    lecture = make_releve("IBAN FR76 3000 6000 0112 3456 7890 189").finish()
    assert [(n.raison, n.texte) for n in lecture.non_lus] == [("masque", "IBAN [masqué]")]


def test_the_label_decides_and_a_printed_number_that_differs_is_said(make_releve: MakeReleve) -> None:
    releve = make_releve("ACTION 3 : X", "Objectif 4")
    titre, objectif = releve.document.textes
    douze = releve.cadre.get_objectif(12)
    assert douze is not None
    options: Any = {"engagement": "1", "objectif": objectif, "objectif_libelle": douze.libelle}
    assert releve.action(titre, "3", "X", objectif_numero=4, **options).objectifs == "12"
    assert releve.action(titre, "4", "X", objectif_numero=12, **options).objectifs == "12"
    (anomalie,) = releve.finish().anomalies
    assert (anomalie.code, anomalie.action, anomalie.attendu, anomalie.trouve, anomalie.ligne) == (
        "objectif_numero_libelle",
        "3",
        "12",
        "4",
        "2",
    )


def test_the_plugins_data_settles_what_a_label_leaves_open(make_releve: MakeReleve) -> None:
    releve = make_releve("ACTION 7 : X")
    (titre,) = releve.document.textes
    mesure = "Développer le relayage parental"
    assert releve.action(titre, "7", "X", engagement="1", objectif_numero=21, objectif_libelle=mesure).objectifs == "14"
    assert [a.code for a in releve.finish().anomalies] == ["objectif_numero_libelle"]


def test_a_label_that_decides_is_stronger_than_the_plugins_data(make_releve: MakeReleve) -> None:
    releve = make_releve("ACTION 7 : X")
    (titre,) = releve.document.textes
    assert releve.action(titre, "7", "X", engagement="2", objectif_libelle="Développer le parrainage").objectifs == "23"


def test_a_label_that_nobody_knows_is_said_and_not_guessed(make_releve: MakeReleve) -> None:
    releve = make_releve("ACTION 8 : X")
    (titre,) = releve.document.textes
    assert releve.action(titre, "8", "X", engagement="1", objectif_libelle="Planter des arbres").objectifs == ""
    assert [a.code for a in releve.finish().anomalies] == ["objectif_inconnu"]


def test_the_document_says_its_title_date_years_and_remarks(make_releve: MakeReleve) -> None:
    releve = make_releve("Rapport **d'exécution**", "Séance du 3 mai 2023", "Le logiciel est en panne.")
    (document,) = releve.finish().documents
    assert (document.titre, document.date, document.exercices) == ("Rapport d'exécution", "2023-05-03", "")
    assert document.remarques == "panne@3"


@pytest.mark.parametrize(
    ("niveau", "debut", "fin"),
    [("detail", 2021, 2022), ("action", 2032, 2032), ("action", 2023, 2023), ("action", 2012, 2012)],
    ids=["a part paid later", "a mistyped decade", "a mistyped year", "digits swapped"],
)
def test_one_amount_of_another_year_adds_no_exercise(
    make_releve: MakeReleve, niveau: str, debut: int, fin: int
) -> None:
    releve = make_releve("1 000 €")
    (passage,) = releve.document.textes
    for rang, premiere, derniere in (("action", 2021, 2021), (niveau, debut, fin)):
        releve.read_cellule(
            passage,
            action="1",
            etape="prevu",
            source="etat",
            periode=Periode(premiere, derniere, "civile", ""),
            origine="texte",
            niveau=rang,  # type: ignore[arg-type]  # two of the levels
        )
    assert releve.finish().documents[0].exercices == "2021"


@pytest.mark.parametrize(
    ("imprime", "numero"),
    [("9 BIS", "9 bis"), ("13a", "13 a"), ("19 B", "19 b"), ("10 et 11", "10 et 11"), ("N°27", "27"), ("03", "3")],
)
def test_numbers_are_written_alike(imprime: str, numero: str) -> None:
    assert normalize_numero(imprime) == numero


@pytest.mark.parametrize(
    ("titre", "contrat"),
    [
        ("Rapport du contrat 2023-2025, exercice 2024", (2023, 2025)),
        ("Rapport sur les années 2021 et 2022", (2020, 2022)),
        ("Rapport 2024", (2020, 2022)),
    ],
)
def test_a_title_that_names_another_contract_decides_its_years(
    make_releve: MakeReleve, titre: str, contrat: tuple[int, int]
) -> None:
    releve = make_releve(titre, "", "1 000 €")
    assert (releve.periode_contrat.debut, releve.periode_contrat.fin) == contrat
    codes = [a.code for a in releve.finish().anomalies]
    assert codes == (["contrat_autre"] if contrat[0] == 2023 else [])


def test_two_actions_of_one_number_are_an_anomaly(make_releve: MakeReleve) -> None:
    releve = make_releve("Action 3", "", "Action 3 encore")
    for passage in releve.document.textes:
        releve.action(passage, "3", "Titre", engagement="1", objectif_libelle="Sans objectif")
    (anomalie,) = releve.finish().anomalies
    assert (anomalie.code, anomalie.ligne, anomalie.action) == ("action_repetee", "1;3", "3")


ANNUEL = DEPARTEMENT.model_copy(
    update={
        "tableaux": (
            Disposition.model_validate(
                {
                    "nom": "annuel",
                    "colonnes": [
                        {"cle": "fiche", "entetes": ["Fiche"], "contenu": "numero"},
                        {"cle": "prevu", "entetes": ["Prévu {annee}"], "contenu": "montant", "etape": "prevu"}
                        | {"multiple": True},
                        {"cle": "report", "entetes": ["Crédits {annee2} reportés en {annee}"], "etape": "report"}
                        | {"contenu": "montant", "obligatoire": False},
                        {"cle": "ecole", "entetes": ["Année {annee}"], "contenu": "montant", "etape": "execute"}
                        | {"base": "scolaire", "periode": "2020-2021", "obligatoire": False},
                    ],
                }
            ),
        )
    }
)


def test_each_column_keeps_the_year_of_its_own_header(make_releve: MakeReleve) -> None:
    source = make_releve(
        "Fiche\tPrévu 2021\tPrévu 2022\tCrédits 2021 reportés en 2022\tAnnée 2020", "1\t5 €\t6 €\t7 €\t8 €"
    )
    releve = Releve(source.document, ANNUEL, source.cadre)
    prouve = releve.prove(tableau_of(releve), "annuel")
    assert prouve is not None
    faits = releve.read_rangee(prouve, prouve.rangees[0], action="1", origine="tableau_financier")
    assert [(f.etape, f.debut, f.fin, f.base, str(f.montant)) for f in faits] == [
        ("prevu", 2021, 2021, "civile", "5"),
        ("prevu", 2022, 2022, "civile", "6"),
        ("report", 2022, 2022, "civile", "7"),
        ("execute", 2020, 2021, "scolaire", "8"),
    ]


def test_an_amount_of_no_known_year_is_in_no_sum(make_releve: MakeReleve) -> None:
    releve = make_releve("12 €")
    (fait,) = releve.read_cellule(
        releve.document.textes[0],
        action="1",
        etape="prevu",
        source="fir",
        periode=Periode(None, None, "civile", "2020 et 2022 selon les cas"),
        origine="texte",
    )
    assert (fait.montant, fait.certitude) == (None, "ambigu")


def test_a_cell_put_back_or_sewn_together_is_interpreted(make_releve: MakeReleve) -> None:
    releve = make_releve("\tPart Etat\tDétail", "Année 2021\t3 €\tachats", "Année 2022\t4 €", "pour le service\tventes")
    prouve = releve.prove(tableau_of(releve), "budget")
    assert prouve is not None
    lus = [releve.read_rangee(prouve, r, action="1", origine="fiche") for r in prouve.rangees]
    assert [f.certitude for faits in lus for f in faits] == ["sur", "interprete"]
    deplace = dataclasses.replace(prouve, deplacees=frozenset({"etat"}))
    (fait,) = releve.read_rangee(deplace, prouve.rangees[0], action="1", origine="fiche")
    assert fait.certitude == "interprete"


def test_the_numbers_of_a_reports_own_list_contradict_nothing(make_releve: MakeReleve) -> None:
    source = make_releve("Fiche 3")
    releve = Releve(source.document, DEPARTEMENT.model_copy(update={"numeros_propres": True}), source.cadre)
    douze = releve.cadre.get_objectif(12)
    assert douze is not None
    (titre,) = releve.document.textes
    releve.action(titre, "3", "X", engagement="1", objectif_numero=4, objectif_libelle=douze.libelle)
    assert releve.finish().anomalies == ()
