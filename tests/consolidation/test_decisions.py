"""A confirmed figure counts before every printed one, and both are shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.modeles import Cellule
from cdppe.controles.decisions import load_decisions
from cdppe.facts import Action, DocumentLu, Financement, Indicateur, Lecture

Fabrique = Callable[..., Financement]
Decide = Callable[..., Synthese]


def chiffre(montant: int, annees: str = "2022", **cles: str) -> str:
    debut, _, fin = annees.partition("-")
    mots = {"departement": "99", "action": "1", "etape": "prevu", "source": "fir", "raison": "Mail"} | cles
    lignes = [f'{cle} = "{mot}"' for cle, mot in mots.items()]
    nombres = [f"montant = {montant}", f"debut = {debut}", f"fin = {fin or debut}", "date = 2023-07-01"]
    return "\n".join(["[[chiffres]]", *lignes, *nombres, ""])


@pytest.fixture
def decide(tmp_path: Path) -> Decide:
    """The synthesis of some facts, with the decisions of a file that holds this text."""

    def make(texte: str, *faits: Financement | Indicateur, **dates: str) -> Synthese:
        fichier = tmp_path / "decisions.toml"
        fichier.write_text(texte, encoding="utf-8")
        lectures = []
        for nom in sorted({f.document for f in faits}):
            document = DocumentLu(
                departement="99", document=nom, empreinte="e", titre="t",
                date=dates.get(nom.partition(".")[0], "2023-06-01"), exercices="2022", plugin="p", version="1",
            )  # fmt: skip
            montants = tuple(f for f in faits if isinstance(f, Financement) and f.document == nom)
            valeurs = tuple(f for f in faits if isinstance(f, Indicateur) and f.document == nom)
            action = Action(departement="99", document=nom, ligne="1", numero="1", intitule="", engagement="1")
            lectures.append(Lecture((document,), (action,), montants, valeurs))
        return consolidate(lectures, load_cadre(2022), 2022, decisions=load_decisions(fichier))

    return make


def rows(synthese: Synthese, code: str, *noms: str) -> list[tuple[Cellule, ...]]:
    table = next(t for t in synthese.tables if t.code == code)
    rangs = [[c.nom for c in table.colonnes].index(nom) for nom in noms]
    return [tuple(ligne.cellules[rang] for rang in rangs) for ligne in table.lignes]


def get_sources(synthese: Synthese, *annees: str) -> dict[str, list[Any]]:
    return {str(source): rest for source, *rest in rows(synthese, "sources_etapes", "Source", *annees)}


def test_the_confirmed_figure_counts_and_both_are_shown(montant: Fabrique, decide: Decide) -> None:
    faits = (
        montant(90, origine="tableau_financier", ligne="7"),
        montant(80, ligne="9"),
        montant(70, document="tardif.txt"),
    )
    synthese = decide(chiffre(95), *faits, tardif="2023-06-30")
    assert get_sources(synthese, "2022", "Manquants")["FIR"] == [95, 0]
    assert rows(synthese, "comptes_ailleurs", "Motif", "Montant", "Raison") == [
        (
            "Chiffre confirmé",
            euros,
            "Le département a confirmé 95,00\u00a0€ à la place (99-F0004 : decisions.toml, ligne 1).",
        )
        for euros in (90, 80, 70)
    ]
    fait = dict(zip(synthese.ids_financements, synthese.lecture.financements, strict=True))["99-F0004"]
    assert (fait.origine, fait.document, fait.ligne) == ("decision", "decisions.toml", "1")
    assert "Chiffres confirmés par les départements : 1 (decisions.toml)" in synthese.mentions
    assert synthese.avertissements == ()
    assert synthese.date == "2023-07-01"


@pytest.mark.parametrize("sens", [1, -1])
def test_it_settles_what_was_ambiguous_or_contradictory(montant: Fabrique, decide: Decide, sens: int) -> None:
    faits = (montant(90), montant(80, ligne="2"), montant(None, certitude="ambigu", ligne="3"))
    synthese = decide(chiffre(95), *faits[::sens])
    assert get_sources(synthese, "2022", "Manquants")["FIR"] == [95, 0]
    assert rows(synthese, "hors_sommes", "Motif") == []


def test_it_changes_no_other_source_label_or_year(montant: Fabrique, decide: Decide) -> None:
    """It stands where the replaced amount stood: a total beside it does not become "maybe the same money"."""
    faits = (
        montant(10, libelle="A"), montant(20, libelle="B"), montant(5, source="etat"),
        montant(7, source="non_ventile", libelle="C"),
    )  # fmt: skip
    avant = get_sources(decide("", *faits), "2022")
    apres = get_sources(decide(chiffre(11, libelle="a"), *faits), "2022")
    assert avant["FIR"] == [30]
    assert apres["FIR"] == [31]
    assert {s: m for s, m in apres.items() if avant[s] != m} == {
        "FIR": [31],
        "Crédits État et assurance maladie": [36],
        "Toutes sources": [avant["Toutes sources"][0] + 1],
    }


def test_without_a_label_it_is_the_whole_action(montant: Fabrique, decide: Decide) -> None:
    synthese = decide(chiffre(33), montant(10, libelle="A"), montant(20, libelle="B"))
    assert get_sources(synthese, "2022")["FIR"] == [33]


def test_a_label_that_no_report_prints_stands_beside_the_others(montant: Fabrique, decide: Decide) -> None:
    synthese = decide(chiffre(5, libelle="C") + "absent = true\n", montant(10, libelle="A"), montant(20, libelle="B"))
    assert get_sources(synthese, "2022")["FIR"] == [35]


def test_a_part_of_what_another_place_prints_whole_counts_nowhere_and_is_named(
    montant: Fabrique, decide: Decide
) -> None:
    faits = (montant(100, origine="tableau_financier"), montant(60, libelle="A"), montant(40, libelle="B"))
    synthese = decide(chiffre(70, libelle="A"), *faits)
    assert get_sources(synthese, "2022")["FIR"] == [100]
    (_, mention) = synthese.mentions
    assert mention.startswith("decisions.toml, ligne 1 : le chiffre confirmé n'est dans aucune somme")


def test_a_confirmed_year_leaves_the_other_years_of_a_split(montant: Fabrique, decide: Decide) -> None:
    parts = [montant(m, a, niveau="detail", libelle="Montants propres") for a, m in (("2021", 10), ("2022", 20))]
    faits = (montant(30, "2021-2022"), *parts)
    assert get_sources(decide("", *faits), "2021-2022", "2021", "2022")["FIR"] == [30, 10, 20]
    synthese = decide(chiffre(25), *faits)
    assert get_sources(synthese, "2021-2022", "2021", "2022")["FIR"] == [30, 10, 25]
    assert rows(synthese, "comptes_ailleurs", "Motif", "Montant") == [("Chiffre confirmé", 20)]


def test_a_stale_decision_is_named_and_changes_nothing(montant: Fabrique, decide: Decide) -> None:
    synthese = decide(chiffre(95, "2021"), montant(90))
    assert get_sources(synthese, "2022")["FIR"] == [90]
    (mention,) = synthese.mentions
    assert mention.startswith("decisions.toml, ligne 1 : le chiffre confirmé (99, action 1, prevu, fir, 2021-2021)")
    assert mention in synthese.origine


def test_a_confirmed_value_counts_before_the_dashboard(valeur: Callable[..., Indicateur], decide: Decide) -> None:
    texte = """[[valeurs]]
departement = "99"
action = "1"
libelle = "Nombre de visites"
nature = "realise"
debut = 2022
fin = 2022
valeur = 12
raison = "Mail"
date = 2023-05-01
"""
    faits = (valeur(10, origine="tableau_de_bord"), valeur(11), valeur(9, "2021"))
    synthese = decide(texte, *faits)
    assert rows(synthese, "indicateurs_locaux", "Réalisé 2021", "Réalisé 2022") == [(9, 12)]
    assert any("plus récent" in m for m in synthese.mentions)
