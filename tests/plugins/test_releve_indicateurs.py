"""Indicator rows become one fact for each cell under a value column; the balance says where every figure went."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cdppe.cadre import IndicateurNational, load_cadre
from cdppe.documents import Tableau, read_document
from cdppe.erreurs import ErreurPlugin
from cdppe.facts import Lecture
from cdppe.plugins.declaration import Departement
from cdppe.plugins.releve import Releve

DECLARATION = {
    "departement": {
        "code": "01",
        "nom": "Alpha",
        "contrat": [2020, 2022],
        "reconnaissance": ["Alpha"],
        "editions": [],
    },
    "document": {"titre": "^Rapport", "date": r"du (?P<date>\d+ \w+ \d+)"},
    "tableaux": [
        {
            "nom": "indicateurs",
            "colonnes": [
                {"cle": "libelle", "entetes": ["Indicateurs"], "contenu": "texte"},
                {
                    "cle": "cible",
                    "entetes": ["Cible {annee}"],
                    "nature": "cible",
                    "multiple": True,
                    "obligatoire": False,
                },
                {"cle": "realise", "entetes": ["Résultat {annee}"], "nature": "realise", "multiple": True},
                {"cle": "sorte", "entetes": ["Familles", "Visites"], "nature": "realise", "multiple": True,
                 "obligatoire": False},
                {"cle": "ecart", "entetes": ["Remarques"], "nature": "commentaire", "obligatoire": False},
            ],
        }
    ],
    "indicateurs": [
        {
            "national": "visites",
            "libelles": ["Nombre de visites"],
            "definition": "proche",
            "ecart": "compte aussi les visites manquées",
            "depuis": 2021,
        }
    ],
}  # fmt: skip
VISITES = IndicateurNational(
    code="visites",
    libelle="Visites à domicile des puéricultrices",
    source="made up",
    definition="made up",
    unite="visites",
    objectif=3,
    depuis=2020,
    addition="somme",
)

Read = Callable[..., Lecture]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a report of one indicator table, every row of it, under action 1."""

    def make(*lignes: str, declaration: dict[str, object] | None = None) -> Lecture:
        chemin = tmp_path / "rapport.txt"
        chemin.write_text("\n".join(lignes), encoding="utf-8")
        cadre = replace(load_cadre(), indicateurs=(VISITES,))
        departement = Departement.model_validate(DECLARATION | (declaration or {}))
        releve = Releve(read_document(chemin), departement, cadre)
        for tableau in (b for b in releve.document.blocs if isinstance(b, Tableau)):
            if prouve := releve.prove(tableau, "indicateurs"):
                for rangee in prouve.rangees:
                    libelle = prouve.cellule(rangee, "libelle")
                    releve.take(libelle)
                    releve.read_valeurs(prouve, rangee, action="1", libelle=libelle.texte, origine="fiche")
        return releve.finish()

    return make


def test_every_cell_is_a_fact_an_empty_one_too(read: Read) -> None:
    lecture = read("Indicateurs\tCible 2021\tRésultat 2020\tRésultat 2021", "Nombre de jeunes\t30\t\tND")
    assert [(i.nature, i.debut, i.valeur, i.statut, i.ligne, i.colonne) for i in lecture.indicateurs] == [
        ("cible", 2021, Decimal(30), "chiffre", "2", "Cible 2021"),
        ("realise", 2020, None, "vide", "2", "Résultat 2020"),
        ("realise", 2021, None, "nd", "2", "Résultat 2021"),
    ]


def test_a_year_more_and_columns_in_another_order_are_read_right(read: Read) -> None:
    lecture = read("Indicateurs\tRésultat 2023\tCible 2023\tRésultat 2022", "Nombre de jeunes\t1\t2\t3")
    assert {(i.nature, i.debut, i.valeur) for i in lecture.indicateurs} == {
        ("realise", 2023, Decimal(1)),
        ("cible", 2023, Decimal(2)),
        ("realise", 2022, Decimal(3)),
    }


def test_a_column_that_is_no_period_is_part_of_the_label(read: Read) -> None:
    lecture = read("Indicateurs\tRésultat 2021\tFamilles\tVisites", "Secteur nord\t5\t3\t12")
    assert [(i.libelle, i.debut, i.fin, i.valeur) for i in lecture.indicateurs] == [
        ("Secteur nord", 2021, 2021, Decimal(5)),
        ("Secteur nord — Familles", 2020, 2022, Decimal(3)),
        ("Secteur nord — Visites", 2020, 2022, Decimal(12)),
    ]


def test_a_comment_is_words_whatever_figure_it_quotes(read: Read) -> None:
    lecture = read("Indicateurs\tRésultat 2021\tRemarques", "Nombre de jeunes\t5\tdont 2 partis en mai")
    commentaire = lecture.indicateurs[1]
    assert (commentaire.nature, commentaire.statut, commentaire.valeur) == ("commentaire", "texte", None)


def test_a_national_indicator_is_matched_by_an_equal_label_from_its_first_year(read: Read) -> None:
    lecture = read("Indicateurs\tRésultat 2020\tRésultat 2021", "NOMBRE  DE VISITES :\t4\t5")
    assert [(i.debut, i.indicateur_national, i.definition) for i in lecture.indicateurs] == [
        (2020, "", ""),
        (2021, "visites", "proche"),
    ]
    assert lecture.indicateurs[1].ecart_definition == "compte aussi les visites manquées"


def test_a_near_miss_is_proposed_and_never_taken(read: Read) -> None:
    lecture = read("Indicateurs\tRésultat 2021", "Visites à domicile de puéricultrice\t5", "Nombre de jeunes\t4")
    assert [i.indicateur_national for i in lecture.indicateurs] == ["", ""]
    (proche,) = [a for a in lecture.anomalies if a.code == "indicateur_proche"]
    assert (proche.ligne, proche.attendu, proche.gravite) == ("2", "visites", "information")


def test_the_parts_of_a_matched_indicator_are_not_proposed(read: Read) -> None:
    lecture = read(
        "Indicateurs\tRésultat 2021", "Nombre de visites\t9", "Nombre de visites 1\t4", "Nombre de visite\t5"
    )
    assert [i.indicateur_national for i in lecture.indicateurs] == ["visites", "", ""]
    assert [a for a in lecture.anomalies if a.code == "indicateur_proche"] == []


def test_a_label_that_changed_its_meaning_is_the_newest(read: Read) -> None:
    avant = {"national": "visites", "libelles": ["Visites"], "definition": "identique"}
    apres = avant | {"depuis": 2021, "definition": "proche", "ecart": "sans les visites manquées"}
    for declares in ([avant, apres], [apres, avant]):
        lecture = read(
            "Indicateurs\tRésultat 2020\tRésultat 2021", "Visites\t4\t5", declaration={"indicateurs": declares}
        )
        assert [(i.debut, i.indicateur_national, i.definition) for i in lecture.indicateurs] == [
            (2020, "visites", "identique"),
            (2021, "visites", "proche"),
        ]


def test_an_unknown_national_code_is_said(read: Read) -> None:
    inconnu = [{"national": "nulle_part", "libelles": ["x"], "definition": "identique"}]
    with pytest.raises(ErreurPlugin, match="« nulle_part » n'est pas un indicateur national"):
        read("Indicateurs\tRésultat 2021", "Nombre de jeunes\t5", declaration={"indicateurs": inconnu})


def test_a_table_of_another_layout_is_refused_whole(read: Read) -> None:
    lecture = read("Indicateurs\tEn cours\tÀ venir", "Nombre de jeunes\t5\t6")
    assert not lecture.indicateurs
    assert [a.code for a in lecture.anomalies] == ["disposition_inconnue"]
    assert [n.raison for n in lecture.non_lus] == ["disposition_inconnue"] * 2


def test_the_balance_counts_each_figure_once(read: Read) -> None:
    """Two values in facts, the years of the header explained, an amount of prose that nobody took."""
    lecture = read(
        "Indicateurs\tRésultat 2020\tRésultat 2021", "Nombre de jeunes\t5\t6", "", "Le solde est de 5 000 €, en 3 fois."
    )
    (bilan,) = lecture.bilans
    assert (bilan.faits, bilan.expliques, bilan.non_compris, bilan.chiffres) == (2, 2, 1, 5)
    assert [n.raison for n in lecture.non_lus] == ["date", "date", "non_compris"]


def test_the_national_label_itself_is_the_national_indicator(read: Read) -> None:
    lecture = read("Indicateurs\tRésultat 2021", "Visites à domicile des puéricultrices\t5")
    assert [(i.indicateur_national, i.definition) for i in lecture.indicateurs] == [("visites", "identique")]
