"""The figures-only edition is read like the full report, and so are the copies of it that a next year may bring."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import cdppe_seine_et_marne
from cdppe.api import Cadre, Departement, Lecture, load_cadre, read_document
from cdppe.testing import ConformiteDepartement, count_faits

RAPPORT = Path(__file__).parents[4] / "shared" / "rapports" / "001_2e430cb51428938f.txt"


def count_sens(lecture: Lecture) -> Counter[Any]:
    """Amounts, actions and indicators without the words of their columns, which a moved header changes."""
    faits = count_faits(lecture.financements) + count_faits(lecture.actions) + count_faits(lecture.indicateurs)
    sens: Counter[Any] = Counter()
    for fait, nombre in faits.items():
        sens[tuple((k, v) for k, v in fait if k not in ("colonne", "periode_texte"))] += nombre
    return sens


@dataclass(frozen=True)
class Edition:
    """The edition and what is read in it."""

    lignes: list[str]
    lecture: Lecture
    departement: Departement
    cadre: Cadre
    dossier: Path

    def read(self, lignes: list[str]) -> Lecture:
        chemin = self.dossier / "rapport.txt"
        chemin.write_text("\n".join(lignes), encoding="utf-8", newline="")
        return cdppe_seine_et_marne.read_rapport(read_document(chemin), self.departement, self.cadre)

    def differences(self, lignes: list[str]) -> tuple[Counter[Any], Counter[Any]]:
        """The amounts, actions and indicators that are no more read, and those that are new."""
        avant, apres = count_sens(self.lecture), count_sens(self.read(lignes))
        return avant - apres, apres - avant

    def change_table(self, change: Callable[[list[str], int], list[str]]) -> list[str]:
        """The lines, each row of the financial table changed; the second argument is its rank (0, 1: the header)."""
        debut = next(i for i, ligne in enumerate(self.lignes) if ligne.startswith("Mesure\t"))
        return [
            "\t".join(change(ligne.split("\t"), i - debut)) if i >= debut and ligne.count("\t") == 11 else ligne
            for i, ligne in enumerate(self.lignes)
        ]


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    departement = cdppe_seine_et_marne.declare_departement()
    cadre = load_cadre()
    with resources.as_file(resources.files(cdppe_seine_et_marne) / departement.departement.editions[0]) as chemin:
        lignes = chemin.read_text("utf-8").split("\n")
        lecture = cdppe_seine_et_marne.read_rapport(read_document(chemin), departement, cadre)
    return Edition(lignes, lecture, departement, cadre, tmp_path_factory.mktemp("edition"))


class TestConformite(ConformiteDepartement):
    module = cdppe_seine_et_marne
    rapport = RAPPORT


def test_the_edition_holds_the_contract(edition: Edition) -> None:
    assert [a.numero for a in edition.lecture.actions] == [str(n) for n in range(1, 42)]
    assert edition.lecture.documents[0].date == "2023-06-23"
    # The objective's cell above a row spans it: two sheets of the contract name another one.
    divergents = {a.action: (a.trouve, a.attendu) for a in edition.lecture.anomalies if a.code == "objectif_divergent"}
    assert divergents == {"12": ("7", "8"), "14": ("8", "19")}
    assert {a.code for a in edition.lecture.anomalies} == {"entete_decale", "objectif_divergent"}


def list_non_compris(lecture: Lecture) -> list[str]:
    return [n.texte for n in lecture.non_lus if n.raison == "non_compris"]


def test_every_figure_is_a_fact_or_has_its_reason(edition: Edition) -> None:
    assert list_non_compris(edition.lecture) == []
    assert [b.non_compris for b in edition.lecture.bilans] == [0]


def test_every_figure_of_the_full_report_too(edition: Edition) -> None:
    if not RAPPORT.exists():
        pytest.skip(f"rapport complet absent : {RAPPORT}")
    lecture = cdppe_seine_et_marne.read_rapport(read_document(RAPPORT), edition.departement, edition.cadre)
    assert list_non_compris(lecture) == []
    assert [b.non_compris for b in lecture.bilans] == [0]
    raisons = Counter(n.raison for n in lecture.non_lus)
    assert raisons["contexte"] < len(lecture.non_lus) / 4
    assert all(len(n.texte) > 12 for n in lecture.non_lus if n.raison in ("contexte", "effectif"))


@pytest.mark.parametrize("ajout", [[""], ["Une phrase ajoutée."], ["", "Un total de 7 450 € en 2021, dit-on.", ""]])
def test_lines_inserted_anywhere_change_no_fact(edition: Edition, ajout: list[str]) -> None:
    hasard = random.Random(7)  # noqa: S311 (a test's own noise)
    lignes = [x for ligne in edition.lignes for x in ([ligne, *ajout] if hasard.random() < 0.2 else [ligne])]
    assert edition.differences(lignes) == ({}, {})


def test_a_sentence_inside_a_cell_changes_no_fact(edition: Edition) -> None:
    phrase = "<p>Cette mesure coûte en moyenne 1 234 € par usager.</p> <p>Le service poursuit son travail.</p> <p>"
    lignes = [x.replace("</p> <p>", f"</p> {phrase}") if "Financement" in x else x for x in edition.lignes]
    assert edition.differences(lignes) == ({}, {})


def test_sheets_in_another_order_give_the_same_facts(edition: Edition) -> None:
    debuts = [i for i, ligne in enumerate(edition.lignes) if ligne.startswith("FICHE ACTION")]
    fiches = [[*edition.lignes[d:f], ""] for d, f in zip(debuts, [*debuts[1:], len(edition.lignes)], strict=True)]
    random.Random(2).shuffle(fiches)  # noqa: S311
    lignes = [*edition.lignes[: debuts[0]], *(ligne for fiche in fiches for ligne in fiche)]
    assert edition.differences(lignes) == ({}, {})


def test_a_sheet_and_a_row_more_are_an_action_more(edition: Edition) -> None:
    rangee = "\t\t2 bis\t30 €\t10 €\t20 €\t- €\t- €\tFIR\t4 €\t5 €\t9 €"
    debut = next(i for i, x in enumerate(edition.lignes) if x.startswith("FICHE ACTION 3 "))
    fiche = [
        "FICHE ACTION N° 2 bis Autre titre\t",
        "Objectif 13 : Soutenir les actions innovantes en PMI en matière de santé publique\t",
    ]
    lignes = [*edition.lignes[:debut], *fiche, "", *edition.lignes[debut:]]
    place = next(i for i, x in enumerate(lignes) if x.startswith("\t\t2\t"))
    lecture = edition.read([*lignes[: place + 1], rangee, *lignes[place + 1 :]])
    action = next(a for a in lecture.actions if a.numero == "2 bis")
    assert (action.intitule, action.objectifs, action.engagement) == ("Autre titre", "13", "1")
    montants = {(f.source, f.debut, f.fin): f.montant for f in lecture.financements if f.action == "2 bis"}
    assert montants["fir", 2020, 2022] == 20
    assert montants["non_ventile", 2020, 2021] == 4
    assert len(lecture.financements) == len(edition.lecture.financements) + 8


def test_a_changed_figure_changes_its_own_fact_only(edition: Edition) -> None:
    lignes = [x.replace("2 731 838 €", "2 731 839 €") for x in edition.lignes]
    perdus, nouveaux = edition.differences(lignes)
    assert sum(perdus.values()) == sum(nouveaux.values()) == 2  # the financial table's and the sheet's


@pytest.mark.parametrize(
    ("avant", "apres", "nombre"),
    [
        ("(45,4%)", "(46,1%)", 1),  # a rate
        ("19780 en 2022", "19781 en 2022", 1),  # one of a series
        ("10 contrôles", "11 contrôles", 1),
        ("100 places", "120 places", 1),
        ("28,5% au niveau national", "29,5% au niveau national", 0),  # the country's
        ("17 sages-femmes", "18 sages-femmes", 0),  # a staff count
    ],
)
def test_a_changed_indicator_changes_its_own_fact_only(edition: Edition, avant: str, apres: str, nombre: int) -> None:
    lignes = [x.replace(avant, apres) for x in edition.lignes]
    assert lignes != edition.lignes
    perdus, nouveaux = edition.differences(lignes)
    assert sum(perdus.values()) == sum(nouveaux.values()) == nombre
    assert all(("indicateur_national" in dict(fait)) for fait in (*perdus, *nouveaux))


def test_a_year_more_in_a_series_is_a_fact_more(edition: Edition) -> None:
    lignes = [x.replace("19780 en 2022)", "19780 en 2022 et 18222 en 2023)") for x in edition.lignes]
    perdus, nouveaux = edition.differences(lignes)
    assert perdus == {}
    assert [(dict(f)["valeur"], dict(f)["debut"]) for f in nouveaux] == [(18222, 2023)]


def test_a_paragraph_more_in_a_rubric_changes_no_other_indicator(edition: Edition) -> None:
    phrase = "<p>Le service a déménagé au 12 rue Neuve.</p>"
    rubriques = ("Objectif opérationnel", "Bilan qualitatif")
    lignes = [f"{x} {phrase}" if x.removeprefix("<p>").startswith(rubriques) else x for x in edition.lignes]
    assert lignes != edition.lignes
    assert edition.differences(lignes) == ({}, {})


def test_a_table_of_indicators_inserted_in_a_sheet_is_read_beside_the_rest(edition: Edition) -> None:
    lignes = [*edition.lignes]
    place = next(i for i, x in enumerate(lignes) if x.startswith("FICHE ACTION 3 ")) - 1
    tableau = ["Indicateurs\tCible 2022\t2021\t2022", "Nombre d'outils remis\t20\t12\tND"]
    perdus, nouveaux = edition.differences([*lignes[:place], *tableau, *lignes[place:]])
    assert perdus == {}
    faits = [dict(f) for f in nouveaux]
    assert {f["action"] for f in faits} == {"2"}
    assert sorted((f["nature"], f["debut"], f["statut"]) for f in faits) == [
        ("cible", 2022, "chiffre"),
        ("realise", 2021, "chiffre"),
        ("realise", 2022, "nd"),
    ]


def move(depuis: int, vers: int) -> Callable[[list[str], int], list[str]]:
    def change(cellules: list[str], rang: int) -> list[str]:
        reste = [c for i, c in enumerate(cellules) if i != depuis]
        return [*reste[:vers], cellules[depuis], *reste[vers:]]

    return change


def rename(colonne: int, nom: str) -> Callable[[list[str], int], list[str]]:
    def change(cellules: list[str], rang: int) -> list[str]:
        return [nom if i == colonne and rang < 2 and c else c for i, c in enumerate(cellules)]

    return change


def swap_entetes(un: int, autre: int) -> Callable[[list[str], int], list[str]]:
    def change(cellules: list[str], rang: int) -> list[str]:
        ordre = {un: autre, autre: un} if rang < 2 else {}
        return [cellules[ordre.get(i, i)] for i in range(len(cellules))]

    return change


@pytest.mark.parametrize("change", [move(5, 4), move(2, 0), move(3, 7), move(1, 2), rename(4, "Conseil départemental")])
def test_a_column_moved_or_renamed_is_read_right(
    edition: Edition, change: Callable[[list[str], int], list[str]]
) -> None:
    perdus, nouveaux = edition.differences(edition.change_table(change))
    assert (perdus, nouveaux) == ({}, {})


@pytest.mark.parametrize(
    "change",
    [
        move(8, 3),
        move(9, 11),
        move(11, 9),
        rename(5, "Mécénat"),
        rename(9, "Dépensé"),
        swap_entetes(4, 5),
        swap_entetes(8, 9),
    ],
)
def test_a_table_that_cannot_be_proven_is_refused_alone(
    edition: Edition, change: Callable[[list[str], int], list[str]]
) -> None:
    lecture = edition.read(edition.change_table(change))
    (refus,) = [a for a in lecture.anomalies if a.gravite == "bloquante"]
    assert refus.code == "disposition_inconnue"
    assert "Budget global" in refus.attendu
    assert refus.trouve
    assert not [f for f in lecture.financements if f.origine == "tableau_financier"]
    fiches = Counter({k: n for k, n in count_faits(edition.lecture.financements).items() if ("origine", "fiche") in k})
    assert count_faits(lecture.financements) == fiches
    assert {a.engagement for a in lecture.actions} == {"1", "2", "3", "4", "transverse"}


def test_no_action_is_lost_with_its_row(edition: Edition) -> None:
    lecture: Lecture = edition.read([x for x in edition.lignes if not x.startswith("\t\t14\t")])
    perdus: Counter[Any] = count_faits(edition.lecture.financements) - count_faits(lecture.financements)
    assert sum(perdus.values()) == 8
    assert len(lecture.actions) == 41


def replace_ligne(lignes: list[str], debut: str, *nouvelles: str) -> list[str]:
    place = next(i for i, ligne in enumerate(lignes) if ligne.startswith(debut) and "\t" in ligne)
    return [*lignes[:place], *nouvelles, *lignes[place + 1 :]]


ENGAGEMENT = "Engagement 2 : Sécuriser"


@pytest.mark.parametrize("mots", ["Engagement 2 – Mieux protéger", "ENGAGEMENT N°2 : PROTEGER"])
def test_an_engagement_reworded_is_the_same(edition: Edition, mots: str) -> None:
    assert edition.differences(replace_ligne(edition.lignes, ENGAGEMENT, mots + "\t" * 11)) == ({}, {})


@pytest.mark.parametrize("nouvelles", [(), ("Axe B\t" + "\t" * 10,)])
def test_an_engagement_that_is_not_understood_is_not_the_one_before(
    edition: Edition, nouvelles: tuple[str, ...]
) -> None:
    lecture = edition.read(replace_ligne(edition.lignes, ENGAGEMENT, *nouvelles))
    assert {a.engagement for a in lecture.actions} == {"1", "", "3", "4", "transverse"}
    totaux = Counter(f.action for f in lecture.financements if f.niveau == "sous_total")
    assert totaux["Sous-total engagement 1"] == totaux["Sous-total"] == 8


@pytest.mark.parametrize("change", [str.rstrip, lambda ligne: f"{ligne}\t" if "\t" in ligne else ligne])
def test_tabs_at_the_end_of_lines_change_no_fact(edition: Edition, change: Callable[[str], str]) -> None:
    assert edition.differences([change(ligne) for ligne in edition.lignes]) == ({}, {})


@pytest.mark.parametrize("unite", ["euros", "EUR"])
def test_euros_written_out_change_no_amount(edition: Edition, unite: str) -> None:
    lecture = edition.read([ligne.replace("€", f" {unite}") for ligne in edition.lignes])
    assert [f.montant for f in lecture.financements] == [f.montant for f in edition.lecture.financements]


@pytest.mark.parametrize("change", [lambda c: ["", *c[:-1]], lambda c: [*c[1:], ""]])
def test_a_row_beside_its_columns_is_refused_alone(edition: Edition, change: Callable[[list[str]], list[str]]) -> None:
    rangee = next(ligne for ligne in edition.lignes if ligne.startswith("\t\t15\t"))
    decalee = "\t".join(change(rangee.split("\t")))
    lecture = edition.read([decalee if ligne == rangee else ligne for ligne in edition.lignes])
    assert len(lecture.financements) == len(edition.lecture.financements) - 8
    assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["rangee_decalee"]
    assert count_faits(lecture.financements) - count_faits(edition.lecture.financements) == Counter()


@pytest.mark.parametrize(
    ("nom", "action", "niveau"),
    [
        ("TOTAL GENERAL", "TOTAL GENERAL", "total"),
        ("Total hors transverse", "Total hors transverse", "sous_total"),
        ("Total engagement 4", "Sous-total engagement 4", "sous_total"),
        ("", "", "action"),
    ],
)
def test_a_total_is_of_what_its_name_says(edition: Edition, nom: str, action: str, niveau: str) -> None:
    rangee = f"\t\t{nom}\t30 €\t10 €\t20 €\t- €\t- €\t\t4 €\t5 €\t9 €"
    place = next(i for i, ligne in enumerate(edition.lignes) if ligne.startswith("\t\tTotal\t"))
    lecture = edition.read([*edition.lignes[:place], rangee, *edition.lignes[place:]])
    ajoutes = count_faits(lecture.financements) - count_faits(edition.lecture.financements)
    assert {(dict(k)["action"], dict(k)["niveau"]) for k in ajoutes} == {(action, niveau)}
    assert all(dict(k)["certitude"] != "sur" for k in ajoutes) or nom


@pytest.mark.parametrize("titre", ["Fiche action 42 Un titre", "FICHE-ACTION N° 42 : Un titre", "FICHE 42 Un titre\t"])
def test_a_sheet_more_is_known_however_its_heading_is_written(edition: Edition, titre: str) -> None:
    perdus, nouveaux = edition.differences(insert_fiche(edition, titre))
    assert perdus == {}
    assert {dict(k).get("action") or dict(k)["numero"] for k in nouveaux} == {"42"}


def insert_fiche(edition: Edition, titre: str) -> list[str]:
    """A copy of sheet 19, under that heading, before sheet 13."""
    debuts = [i for i, ligne in enumerate(edition.lignes) if ligne.startswith("FICHE ACTION")]
    place, debut, fin = debuts[12], debuts[18], debuts[19]
    return [*edition.lignes[:place], titre, *edition.lignes[debut + 1 : fin], *edition.lignes[place:]]


def test_a_sheet_without_a_heading_is_refused_not_given_to_the_one_before(edition: Edition) -> None:
    lignes = insert_fiche(edition, "Une action nouvelle")
    assert edition.differences(lignes) == ({}, {})
    assert [a.code for a in edition.read(lignes).anomalies if a.gravite == "bloquante"] == ["fiche_sans_titre"]
