"""The control of the means of financing: where it fires, a clean twin, and the edition changed."""

from pathlib import Path

import pytest

import cdppe_seine_et_marne
from cdppe.api import Constat, Dossier, NonApplicable, load_cadre, read_document
from cdppe_seine_et_marne.controles import CONTROLES

TETE = """Objet : Bilan du CDPPE de Seine-et-Marne

Rapport financier de la contractualisation

Mesure\tObjectif\tFiche action N°\tBudget global\tDépartement\tFIR\tEtat\tONDAM\tModalités de financement\tBudget \
consommé au 31/12/2021\tBudget consommé en 2022\tBudget consommé 2021-2022
Engagement 1 : Agir le plus précocement possible pour répondre aux besoins des enfants et de leurs familles
"""
SAINES = (
    "M\tO\t1\t300 €\t100 €\t200 €\t- €\t- €\tFIR\t10 €\t20 €\t30 €",
    "M\tO\t2\t300 €\t100 €\t- €\t200 €\t- €\tPLF\t10 €\t20 €\t30 €",
    "M\tO\t3\t300 €\t300 €\t- €\t- €\t- €\tCD\t10 €\t20 €\t30 €",
    "M\tO\t4\t300 €\t100 €\t- €\t50 €\t150 €\t50/AM\t10 €\t20 €\t30 €",
    "M\tO\t5\t- €\t- €\t- €\t- €\t- €\tPLF\t- €\t- €\t- €",
)


def examine(dossier: Path, texte: str) -> list[Constat]:
    chemin = dossier / "rapport.txt"
    chemin.write_text(texte, encoding="utf-8")
    departement, cadre, document = cdppe_seine_et_marne.declare_departement(), load_cadre(), read_document(chemin)
    lecture = cdppe_seine_et_marne.read_rapport(document, departement, cadre)
    (controle,) = cdppe_seine_et_marne.declare_controles()
    lu = Dossier(departement, cadre, lecture, (document,))
    return list(controle.examine(lu, lu.exercices[-1]))


def test_means_that_say_what_the_row_holds(tmp_path: Path) -> None:
    assert examine(tmp_path, TETE + "\n".join(SAINES)) == []


@pytest.mark.parametrize(
    ("rang", "ancien", "nouveau", "trouve"),
    [
        (0, "FIR", "PLF", "200"),  # a source that is not named, and one that has nothing
        (1, "PLF", "CD", "200"),
        (2, "CD", "PLF", ""),
        (3, "50/AM", "AM", "50"),
        (3, "50/AM", "70/AM", "50"),
        (3, "50/AM", "0/AM", "50"),
    ],
)
def test_means_that_the_amounts_contradict(tmp_path: Path, rang: int, ancien: str, nouveau: str, trouve: str) -> None:
    rangees = list(SAINES)
    rangees[rang] = rangees[rang].replace(f"\t{ancien}\t", f"\t{nouveau}\t")
    (constat,) = examine(tmp_path, TETE + "\n".join(rangees))
    assert (constat.action, constat.trouve) == (str(rang + 1), trouve)
    assert f"« {nouveau} »" in constat.phrase
    assert constat.question


def test_a_table_without_means_is_not_looked_at(tmp_path: Path) -> None:
    with pytest.raises(NonApplicable):
        examine(tmp_path, TETE + SAINES[0].replace("FIR", ""))


def test_a_change_of_the_edition_adds_one_finding(tmp_path: Path) -> None:
    departement = cdppe_seine_et_marne.declare_departement().departement
    edition = Path(cdppe_seine_et_marne.__file__ or "").parent / departement.editions[0]
    texte = edition.read_text(encoding="utf-8")
    avant = examine(tmp_path, texte)
    ligne = next(li for li in texte.split("\n") if li.count("\t") == 11 and "\tPLF\t" in li and "\t10\t" in li)
    apres = examine(tmp_path, texte.replace(ligne, ligne.replace("\tPLF\t", "\tFIR\t")))
    assert len(apres) == len(avant) + 1
    assert {c.action for c in apres} - {c.action for c in avant} == {"10"}


def test_its_code_begins_with_the_plugin_s_name() -> None:
    assert [c.code for c in CONTROLES] == ["seine_et_marne_modalites"]
