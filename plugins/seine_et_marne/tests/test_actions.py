"""The heads of the sheets in their several shapes, and what the words say of the action's state."""

from pathlib import Path

import pytest

import cdppe_seine_et_marne
from cdppe.api import Lecture, load_cadre, read_document

OBJECTIF = "Soutenir les parents en situation de handicap"
REFERENT = "Réfèrent (personne ou institution) DPEF"


def read(dossier: Path, *lignes: str) -> Lecture:
    chemin = dossier / "fiche.txt"
    chemin.write_text("\n".join(lignes), encoding="utf-8")
    return cdppe_seine_et_marne.read_rapport(
        read_document(chemin), cdppe_seine_et_marne.declare_departement(), load_cadre()
    )


@pytest.mark.parametrize(
    "tete",
    [
        ("FICHE ACTION 5", "", "Un titre", "", f"Objectif 15 : {OBJECTIF}", "", REFERENT),
        ("FICHE ACTION N°5\t", "Un titre\t", f"Objectif 15: {OBJECTIF}\t", f"<i>{REFERENT}</i>\t"),
        ("FICHE ACTION N° 5 Un titre\t", f"Objectif 15 : {OBJECTIF}\t", f"{REFERENT}\t"),
        (f"FICHE ACTION 5 Un titre Objectif 15 : {OBJECTIF} Objectif optionnel\t", f"{REFERENT}\t"),
    ],
)
def test_a_head_in_any_shape(tmp_path: Path, tete: tuple[str, ...]) -> None:
    (action,) = read(tmp_path, *tete, "Constat du diagnostic\tTexte.").actions
    assert (action.numero, action.intitule, action.objectifs) == ("5", "Un titre", "15")


def test_a_sheet_may_have_two_objectives_and_one_may_be_printed_twice(tmp_path: Path) -> None:
    autre = "Renforcer la formation des professionnels"
    tete = f"FICHE ACTION 5 Titre Objectif 15 : {OBJECTIF} Objectif 26 : Objectif 26 : {autre}\t"
    assert read(tmp_path, tete, f"{REFERENT}\t").actions[0].objectifs == "15;26"


def test_the_label_decides_against_the_number(tmp_path: Path) -> None:
    lecture = read(tmp_path, f"FICHE ACTION 5 Titre Objectif 16 : {OBJECTIF}\t", f"{REFERENT}\t")
    assert lecture.actions[0].objectifs == "15"
    assert [a.code for a in lecture.anomalies] == ["objectif_numero_libelle"]


@pytest.mark.parametrize(
    ("rubrique", "texte", "statut"),
    [
        ("A poursuivre en 2023", "<p>Poursuite de l'action :</p> <p>recruter</p>", "en_cours"),
        ("Bilan qualitatif au 31/12/2022", "Action à mener en 2023", "non_engagee"),
        ("Bilan qualitatif au 31/12/2022", "Les locaux ont été trouvés.", "inconnu"),
    ],
)
def test_the_state_is_said_by_the_words_only(tmp_path: Path, rubrique: str, texte: str, statut: str) -> None:
    lignes = ("FICHE ACTION 5 Titre\t", f"{REFERENT}\t", "Bilan financier au 31/12/2022\t", f"{rubrique}\t{texte}")
    action = read(tmp_path, *lignes).actions[0]
    assert action.statut == statut
    assert action.statut_annee == (None if statut == "inconnu" else 2022)


def test_a_sheet_that_only_the_list_announces_is_an_action(tmp_path: Path) -> None:
    lecture = read(tmp_path, "Bilan des Fiches actions", "", "Fiche 3- Un titre", "", "Fiche 4 Autre titre")
    assert [(a.numero, a.intitule) for a in lecture.actions] == [("3", "Un titre"), ("4", "Autre titre")]
