"""What the words of a sheet state of its indicators, one oddity at a time; the tables that a next report may bring."""

from pathlib import Path

import pytest

import cdppe_seine_et_marne
from cdppe.api import Indicateur, Lecture, load_cadre, read_document

Fait = tuple[str, int | None, int | None, str, str, str]

OBJECTIF = "Objectif opérationnel"
BILAN = "Bilan qualitatif au 31/12/2022"
CONSTAT = "Constat du diagnostic"
SUITE = "A poursuivre en 2023"


def read_fiche(dossier: Path, *lignes: str) -> Lecture:
    tete = ["FICHE ACTION 7 Un titre\t", "Référent (personne ou institution) : X\t"]
    chemin = dossier / "fiche.txt"
    chemin.write_text("\n".join([*tete, *lignes]), encoding="utf-8")
    return cdppe_seine_et_marne.read_rapport(
        read_document(chemin), cdppe_seine_et_marne.declare_departement(), load_cadre()
    )


def describe(fait: Indicateur) -> Fait:
    valeur = "" if fait.valeur is None else f"{fait.valeur} {fait.unite}".strip()
    return (fait.nature, fait.debut, fait.fin, valeur, fait.certitude, fait.libelle)


CAS: dict[str, tuple[str, str, list[Fait]]] = {
    "a rate in an objective is a target, of the year beside it": (
        OBJECTIF,
        "Ouvrir plus tôt pour atteindre fin 2022 un taux de 40 % des familles reçues.",
        [("cible", 2022, 2022, "40 %", "interprete", "% des familles reçues")],
    ),
    "each rate has the year that stands before it, or after it": (
        OBJECTIF,
        "Viser en 2021 30 % des écoles visitées, puis en 2022 45 % des écoles visitées.",
        [
            ("cible", 2021, 2021, "30 %", "interprete", "% des écoles visitées"),
            ("cible", 2022, 2022, "45 %", "interprete", "% des écoles visitées"),
        ],
    ),
    "a rate inside another is a detail, and both have the one year": (
        OBJECTIF,
        "20 % des collèges visités dont 5 % des collèges ruraux en 2021.",
        [
            ("cible", 2021, 2021, "20 %", "interprete", "% des collèges visités"),
            ("cible", 2021, 2021, "5 %", "interprete", "% des collèges ruraux"),
        ],
    ),
    "ages and lengths are no values": (
        OBJECTIF,
        "Recevoir 12 % des 3-6 ans en 2 mois.",
        [("cible", 2020, 2022, "12 %", "interprete", "% des 3-6 ans en 2 mois")],
    ),
    "two years and one rate are not settled": (
        OBJECTIF,
        "Passer de 2021 à des ateliers puis en 2022 à 15 % des familles.",
        [("cible", None, None, "", "ambigu", "% des familles")],
    ),
    "what is only about or at least is not settled": (
        BILAN,
        "Environ 30 agents ont été formés.",
        [("realise", 2020, 2022, "", "ambigu", "agents ont été formés")],
    ),
    "a count is a result when its sentence says that it was done": (
        BILAN,
        "Entre 2021 et 2023 : 8 visites ont été réalisées. Il reste 4 visites à programmer.",
        [("realise", 2021, 2023, "8 visites", "interprete", "visites ont été réalisées")],
    ),
    "months make a period of a part of the years": (
        BILAN,
        "De mars 2021 à juin 2022 : le service est intervenu pour 31 situations suivies.",
        [("realise", 2021, 2022, "31 situations", "interprete", "situations suivies")],
    ),
    "figures each followed by a year are a series": (
        BILAN,
        "Soutien aux 6 foyers (suivi de 1200 jeunes en 2022, 1100 en 2021 et 950 en 2020).",
        [
            ("realise", 2022, 2022, "1200 jeunes", "interprete", "Soutien aux foyers — suivi de jeunes"),
            ("realise", 2021, 2021, "1100 jeunes", "interprete", "Soutien aux foyers — suivi de jeunes"),
            ("realise", 2020, 2020, "950 jeunes", "interprete", "Soutien aux foyers — suivi de jeunes"),
        ],
    ),
    "a line of several figures stays text, one that is not filled in is no figure": (
        BILAN,
        "<p>Éveil : 4 sessions de 2 jours soit 30 agents</p> <p>Écoute : X sessions de X jours soit X agents</p>",
        [
            ("realise", 2020, 2022, "", "ambigu", "Éveil"),
            ("realise", 2020, 2022, "", "sur", "Écoute"),
        ],
    ),
    "what is foreseen for the next year is its target": (
        SUITE,
        "Éveil : 2 sessions de 3 jours : 25 agents 3 sessions de rappel",
        [
            ("cible", 2023, 2023, "", "ambigu", "Éveil"),
            ("cible", 2023, 2023, "3 sessions", "interprete", "sessions de rappel"),
        ],
    ),
    "a diagnosis older than the contract is a reference, and the country's is none": (
        CONSTAT,
        "En 2018, 4 % des familles ont été reçues, contre 9 % au niveau national en 2016. En France, 7 % en 2015.",
        [("reference", 2018, 2018, "4 %", "interprete", "% des familles ont été reçues")],
    ),
    "a diagnosis of the contract's years is none": (CONSTAT, "En 2021, 4 % des familles ont été reçues.", []),
    "a rate without words has those of the one before": (
        BILAN,
        "70 % des appels relèvent du dispositif. En 2023, au 30 avril, c'est 90 %.",
        [
            ("realise", 2020, 2022, "70 %", "interprete", "% des appels relèvent du dispositif"),
            ("realise", 2023, 2023, "90 %", "interprete", "% des appels relèvent du dispositif"),
        ],
    ),
}


@pytest.mark.parametrize("cas", CAS)
def test_a_rubric_states(tmp_path: Path, cas: str) -> None:
    rubrique, texte, attendus = CAS[cas]
    lecture = read_fiche(tmp_path, f"{rubrique}\t{texte}")
    assert [describe(f) for f in lecture.indicateurs] == attendus
    assert {f.rubrique for f in lecture.indicateurs} <= {rubrique}
    assert not any(n.raison == "non_compris" for n in lecture.non_lus)


def test_a_state_at_a_day_is_of_a_date(tmp_path: Path) -> None:
    lecture = read_fiche(tmp_path, f"{BILAN}\tEn 2023, au 30 avril, 90 % des appels relèvent du dispositif.")
    assert [f.base for f in lecture.indicateurs] == ["date"]


def test_a_rate_inside_another_is_a_detail(tmp_path: Path) -> None:
    lecture = read_fiche(tmp_path, f"{OBJECTIF}\t20 % des collèges visités dont 5 % des collèges ruraux en 2021.")
    assert [f.niveau for f in lecture.indicateurs] == ["action", "detail"]


@pytest.mark.parametrize("taux", ["(45,4%)", "( 45,4 % )", "45,4%"])
def test_the_rate_of_a_financial_report_is_an_indicator(tmp_path: Path, taux: str) -> None:
    bilan = f"Montant consommé en valeur et % du total prévu : 1 285€ {taux} Montant non consommé en valeur : 99 €"
    lecture = read_fiche(tmp_path, f"Bilan financier au 31/12/2023\t{bilan}")
    (fait,) = lecture.indicateurs
    assert describe(fait) == ("realise", 2020, 2023, "45.4 %", "sur", "% du total prévu")
    assert (fait.rubrique, fait.base) == ("exécution", "civile")
    assert [f.montant for f in lecture.financements] == [1285, 99]


def test_an_amount_without_a_rate_has_none(tmp_path: Path) -> None:
    bilan = "Montant consommé en valeur et % du total prévu : 0€"
    assert read_fiche(tmp_path, f"Bilan financier au 31/12/2022\t{bilan}").indicateurs == ()


def test_a_table_of_indicators_is_read_by_its_headers(tmp_path: Path) -> None:
    lecture = read_fiche(
        tmp_path,
        "Indicateurs\tRéférence 2019\t2021\t2020\tCible 2022",
        "Nombre d'ateliers\t3\t12 ateliers\tND\t20",
        "Total des visites\t\t4 %\t5\t-",
        f"{BILAN}\tRien de plus.",
    )
    assert [(f.libelle, f.nature, f.debut, f.valeur, f.statut) for f in lecture.indicateurs] == [
        ("Nombre d'ateliers", "reference", 2019, 3, "chiffre"),
        ("Nombre d'ateliers", "cible", 2022, 20, "chiffre"),
        ("Nombre d'ateliers", "realise", 2021, 12, "chiffre"),
        ("Nombre d'ateliers", "realise", 2020, None, "nd"),
        ("Total des visites", "reference", 2019, None, "vide"),
        ("Total des visites", "cible", 2022, None, "tiret"),
        ("Total des visites", "realise", 2021, 4, "chiffre"),
        ("Total des visites", "realise", 2020, 5, "chiffre"),
    ]
    assert lecture.financements == ()
    assert lecture.bilans[0].non_compris == 0


@pytest.mark.parametrize(
    "entetes", ["Indicateurs\tT1\tT2\tT3", "Indicateurs\t2020\tÉcart\t2022", "Dépenses\t2020\t2021\tSolde"]
)
def test_a_table_that_does_not_prove_itself_is_refused_whole_or_in_its_column(tmp_path: Path, entetes: str) -> None:
    lecture = read_fiche(tmp_path, entetes, "Nombre d'ateliers\t3\t12\t20")
    bloquantes = {a.code for a in lecture.anomalies if a.gravite == "bloquante"}
    assert bloquantes <= {"disposition_inconnue", "colonne_inconnue"}
    assert bloquantes
    refuses = [n.texte for n in lecture.non_lus if n.raison == "disposition_inconnue"]
    assert "12" in refuses or "20" in refuses
    assert lecture.bilans[0].non_compris == 0


def read_document_fait(dossier: Path, *lignes: str) -> Lecture:
    chemin = dossier / "rapport.txt"
    chemin.write_text("\n".join(lignes), encoding="utf-8")
    return cdppe_seine_et_marne.read_rapport(
        read_document(chemin), cdppe_seine_et_marne.declare_departement(), load_cadre()
    )


def test_a_table_outside_of_the_sheets_says_whose_its_rows_are(tmp_path: Path) -> None:
    lecture = read_document_fait(
        tmp_path,
        "Bilan des Fiches actions",
        "",
        "N° de fiche\tIndicateurs\t2021\t2022",
        "Fiche 3\tNombre d'ateliers\t12\tND",
        "4 bis\tNombre de visites\t7\t8 %",
    )
    assert [(f.action, f.libelle, f.debut, f.valeur, f.origine) for f in lecture.indicateurs] == [
        ("3", "Nombre d'ateliers", 2021, 12, "annexe"),
        ("3", "Nombre d'ateliers", 2022, None, "annexe"),
        ("4 bis", "Nombre de visites", 2021, 7, "annexe"),
        ("4 bis", "Nombre de visites", 2022, 8, "annexe"),
    ]


@pytest.mark.parametrize(
    "rangees",
    [
        ("Thème\tVu\tPrévu", "Ateliers\t12\t13"),
        ("\t2021\t2022", "Dépense d'ateliers\t12 €\t13 €"),
    ],
)
def test_a_table_outside_of_the_sheets_that_does_not_prove_itself_is_refused(
    tmp_path: Path, rangees: tuple[str, ...]
) -> None:
    lecture = read_document_fait(tmp_path, "Bilan des Fiches actions", "", *rangees)
    assert lecture.indicateurs == ()
    assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["disposition_inconnue"]
    assert "non_compris" not in {n.raison for n in lecture.non_lus}


def test_a_table_below_a_heading_that_is_not_understood_is_no_indicator_of_the_sheet_above(tmp_path: Path) -> None:
    lecture = read_fiche(
        tmp_path,
        f"{CONSTAT}\tDes mots.",
        "Bilan financier au 31/12/2022\tMontant consommé : 3 €",
        "",
        "Une autre action sans numéro",
        "",
        f"{CONSTAT}\tDes mots.",
        "Indicateurs\t2020\t2021\t2022",
        "Nombre d'ateliers\t3\t4\t5",
    )
    assert lecture.indicateurs == ()
    assert {n.raison for n in lecture.non_lus if n.texte in ("3", "4", "5")} == {"disposition_inconnue"}


@pytest.mark.parametrize("entete", [[], ["\tAn 1\tAn 2\tAn 3"]])
def test_a_small_table_of_totals_without_its_years_is_refused(tmp_path: Path, entete: list[str]) -> None:
    lecture = read_fiche(
        tmp_path,
        "Moyens financiers prévisionnels\tFinancement Etat : 7 €",
        *entete,
        "Total ETAT\t\t3 €\t4 €",
    )
    assert [f.montant for f in lecture.financements] == [7]
    assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["disposition_inconnue"]
    assert {n.raison for n in lecture.non_lus if n.texte in ("3 €", "4 €")} == {"disposition_inconnue"}


RAISONS = {
    "Étude pour 25 agents : 5 € (2020)": ("25", "effectif"),
    "Poste partagé, 20 % d'ETP : 5 € (2020)": ("20 %", "effectif"),
    "Étude de 3 mois : 5 € (2020)": ("3 mois", "duree"),
    "1/ Logement : 5 € (2020)": ("1/", "numerotation"),
    "Étude, voir la fiche action 4 : 5 € (2020)": ("action 4", "reference"),
    "Étude (devis du 03/04/20) : 5 € (2020)": ("03/04/20", "date"),
    "Étude : 4 * 2 € = 8 €": ("4 * 2", "calcul"),
    "Étude : 5 € (2020) (9 € au total)": ("9 €", "calcul"),
    "Étude : 5 € (2020), prise en charge à 50 % par l'Etat": ("50 %", "calcul"),
    "Étude : 5 € (2020), salle 112": ("112", "non_compris"),
}


@pytest.mark.parametrize("poste", RAISONS)
def test_a_figure_beside_the_money_has_its_own_reason(tmp_path: Path, poste: str) -> None:
    mots, raison = RAISONS[poste]
    lecture = read_fiche(tmp_path, f"Moyens financiers prévisionnels\t<p>Financement CD : 70 €</p> <p>{poste}</p>")
    assert {n.raison for n in lecture.non_lus if mots in n.texte} == {raison}


def test_a_full_year_s_cost_is_outside_the_contract(tmp_path: Path) -> None:
    lecture = read_fiche(
        tmp_path, "Moyens financiers prévisionnels\t900 €/année pleine à partager. Financement CD : 7 €"
    )
    assert [n.raison for n in lecture.non_lus if "900" in n.texte] == ["hors_contrat"]
    assert [f.montant for f in lecture.financements] == [7]


def test_a_rubric_that_is_not_known_is_not_understood(tmp_path: Path) -> None:
    lecture = read_fiche(tmp_path, f"{OBJECTIF}\tDes mots.", "Une rubrique nouvelle\tElle a coûté 12 € à 3 agents.")
    assert [n.raison for n in lecture.non_lus if "12" in n.texte] == ["non_compris"]


def test_the_list_of_national_objectives_is_a_reference_and_another_table_there_is_none(tmp_path: Path) -> None:
    chemin = tmp_path / "annexe.txt"
    lignes = [
        "Annexe 2 – Objectifs de la contractualisation",
        "",
        "\tEngagement 1 : Agir le plus précocement possible pour répondre aux besoins des enfants et de leurs familles"
        "\tEngagement 2 : Sécuriser les parcours des enfants protégés et prévenir les ruptures",
        "Fondamentaux\t1. Un objectif\t6. Un autre",
        "Facultatifs\t12. Encore un\t17. Et un dernier",
        "",
        "Visites\t2021\t2022",
        "Nombre\t12\t13",
    ]
    chemin.write_text("\n".join(lignes), encoding="utf-8")
    lecture = cdppe_seine_et_marne.read_rapport(
        read_document(chemin), cdppe_seine_et_marne.declare_departement(), load_cadre()
    )
    raisons = {n.texte: n.raison for n in lecture.non_lus}
    assert (raisons["1. Un objectif"], raisons["17. Et un dernier"]) == ("reference", "reference")
    assert (raisons["12"], raisons["13"]) == ("non_compris", "non_compris")
