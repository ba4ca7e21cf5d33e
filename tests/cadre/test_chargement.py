"""A year's framework is the yearly files up to it, and a faulty file is named with its entry."""

from pathlib import Path

import pytest

from cdppe.cadre import load_cadre
from cdppe.erreurs import ErreurCadre, ErreurUsage

BASE = """
annee = 2030
texte = "Instruction inventée de 2030"
[[engagements]]
code = "1"
libelle = "Accompagner"
source = "page 1"
[[objectifs]]
numero = 1
libelle = "Ouvrir des ludothèques"
engagement = "1"
nature = "fondamental"
source = "page 2"
[[objectifs]]
numero = 2
libelle = "Prêter des vélos"
engagement = "1"
nature = "facultatif"
source = "page 2"
[[mesures]]
libelle = "Équiper les quartiers"
engagement = "1"
objectifs = [1, 2]
source = "page 3"
[[sources]]
code = "fir"
libelle = "Fonds régional"
source = "page 4"
variantes = ["FR"]
"""
SUITE = """
annee = 2032
texte = "Instruction inventée de 2032"
[[objectifs]]
numero = 3
libelle = "Planter des arbres"
engagement = "1"
nature = "facultatif"
source = "page 9"
[[changements]]
numero = 1
libelle = "Ouvrir cent ludothèques"
variantes = ["Ouvrir 100 ludothèques"]
source = "page 8"
[[changements]]
numero = 2
jusqu_a = 2032
source = "page 8"
"""


def write(dossier: Path, **annees: str) -> Path:
    for annee, texte in annees.items():
        (dossier / f"{annee.removeprefix('an')}.toml").write_text(texte, encoding="utf-8")
    return dossier


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return write(tmp_path, an2030=BASE, an2032=SUITE)


def test_a_year_stops_at_its_own_file(dossier: Path) -> None:
    assert [o.numero for o in load_cadre(2030, dossier).objectifs] == [1, 2]
    assert [o.numero for o in load_cadre(2032, dossier).objectifs] == [1, 2, 3]


def test_without_a_year_the_newest(dossier: Path) -> None:
    assert load_cadre(dossier=dossier) == load_cadre(2032, dossier)


def test_a_year_without_a_file_inherits(dossier: Path) -> None:
    cadre = load_cadre(2031, dossier)
    assert (cadre.annee, cadre.objectifs) == (2031, load_cadre(2030, dossier).objectifs)


def test_an_objective_knows_its_first_year_and_text(dossier: Path) -> None:
    nouveau = load_cadre(dossier=dossier).get_objectif(3)
    assert nouveau is not None
    assert (nouveau.depuis, nouveau.texte, nouveau.source) == (2032, "Instruction inventée de 2032", "page 9")


def test_a_change_keeps_the_former_label_and_both_sources(dossier: Path) -> None:
    cadre = load_cadre(2032, dossier)
    change = cadre.get_objectif(1)
    assert change is not None
    assert (change.libelle, change.depuis, change.source) == ("Ouvrir cent ludothèques", 2030, "page 2 ; page 8")
    for libelle in ("Ouvrir des ludothèques", "Ouvrir cent ludothèques", "Ouvrir 100 ludothèques"):
        assert cadre.match_objectif(libelle).objectifs == (1,)
    assert load_cadre(2031, dossier).match_objectif("Ouvrir cent ludothèques").objectifs == ()


def test_a_label_may_come_back_as_it_was(dossier: Path) -> None:
    retour = "[[changements]]\nnumero = 1\nlibelle = 'Ouvrir des ludothèques'\nsource = 'p'"
    write(dossier, an2033=f"annee = 2033\ntexte = 'T'\n{retour}")
    change = load_cadre(2033, dossier).get_objectif(1)
    assert change is not None
    assert change.libelles == ("Ouvrir des ludothèques", "Ouvrir cent ludothèques", "Ouvrir 100 ludothèques")


def test_what_has_ended_leaves_the_measures_too(dossier: Path) -> None:
    assert load_cadre(2032, dossier).mesures[0].objectifs == (1, 2)
    apres = load_cadre(2033, dossier)
    assert apres.get_objectif(2) is None
    assert apres.mesures[0].objectifs == (1,)


INDICATEUR = """
[[indicateurs]]
code = "{}"
libelle = "{}"
definition = "Livres prêtés dans l'année."
unite = "livres"
objectif = {}
addition = "somme"
source = "page 5"
"""
CHANGEMENT = "[[changements_indicateurs]]\ncode = 'prets'\nsource = 'page 12'\n"


def test_a_year_may_be_several_files(tmp_path: Path) -> None:
    entete = "annee = 2030\ntexte = 'Instruction inventée de 2030'\n"
    write(tmp_path, an2030=BASE, an2030_indicateurs=entete + INDICATEUR.format("prets", "Nombre de prêts", 1))
    cadre = load_cadre(dossier=tmp_path)
    assert [(i.code, i.depuis) for i in cadre.indicateurs] == [("prets", 2030)]
    assert [t.annee for t in cadre.textes] == [2030]


def test_a_later_year_adds_an_indicator_and_changes_another(tmp_path: Path) -> None:
    autre = INDICATEUR.format("retours", "Nombre de retours", 2)
    change = CHANGEMENT + "libelle = 'Nombre de prêts de livres'\ndefinition = 'Hors revues.'\naddition = 'etat'"
    write(
        tmp_path,
        an2030=BASE + INDICATEUR.format("prets", "Nombre de prêts", 1),
        an2032=ENTETE + autre + change,
    )
    (avant,) = load_cadre(2031, tmp_path).indicateurs
    assert (avant.libelle, avant.addition) == ("Nombre de prêts", "somme")
    apres, nouveau = load_cadre(2032, tmp_path).indicateurs
    assert (apres.libelle, apres.definition, apres.addition) == ("Nombre de prêts de livres", "Hors revues.", "etat")
    assert (apres.variantes, apres.source, apres.depuis) == (("Nombre de prêts",), "page 5 ; page 12", 2030)
    assert (nouveau.code, nouveau.depuis) == ("retours", 2032)


@pytest.mark.parametrize("fin", [CHANGEMENT, "[[changements]]\nnumero = 1\nsource = 'page 12'\n"])
def test_an_indicator_that_ended_is_still_known(tmp_path: Path, fin: str) -> None:
    """Its own end, or that of its objective: an older report still gives it."""
    write(
        tmp_path,
        an2030=BASE + INDICATEUR.format("prets", "Nombre de prêts", 1),
        an2032=ENTETE + fin + "jusqu_a = 2032",
    )
    assert [i.code for i in load_cadre(2032, tmp_path).indicateurs] == ["prets"]
    apres = load_cadre(2033, tmp_path)
    assert apres.indicateurs == ()
    assert apres.get_indicateur("prets") is not None


def test_before_the_first_year(dossier: Path) -> None:
    with pytest.raises(ErreurUsage, match=r"2029.*2030, 2032"):
        load_cadre(2029, dossier)


def test_without_any_file(tmp_path: Path) -> None:
    with pytest.raises(ErreurUsage, match="Aucun cadre national"):
        load_cadre(2030, tmp_path)
    with pytest.raises(ErreurUsage, match="Aucun cadre national"):
        load_cadre(2030, tmp_path / "absent")


ENTETE = "annee = 2032\ntexte = 'T'\n"
OBJECTIF = "[[objectifs]]\nnumero = {}\nlibelle = '{}'\nengagement = '{}'\nnature = 'facultatif'\n"
FAUTES = {
    "sans source": (OBJECTIF.format(3, "Semer", "1"), "objectif 3, « source » est absent"),
    "source vide": (OBJECTIF.format(3, "Semer", "1") + "source = ' '", "objectif 3, « source » est vide"),
    "mot inconnu": (OBJECTIF.format(3, "Semer", "1") + "source = 'p'\ncouleur = 'vert'", "objectif 3, « couleur »"),
    "numéro en lettres": (OBJECTIF.format("'trois'", "Semer", "1") + "source = 'p'", "objectif trois, « numero »"),
    "sans numéro": ("[[objectifs]]\nlibelle = 'Semer'\n", "objectif Semer, « source » est absent"),
    "sans rien": ("[[mesures]]\n", "mesure n° 1 du fichier, « libelle » est absent"),
    "entrée qui n'en est pas une": ("sources = [4]", "source de financement n° 1 du fichier"),
    "mot de tête inconnu": ("couleur = 'vert'", "« couleur » n'est pas un mot connu"),
    "doublon": (OBJECTIF.format(2, "Semer", "1") + "source = 'p'", "l'objectif 2 est déjà décrit"),
    "libellé d'un autre": (OBJECTIF.format(3, "prêter des VÉLOS", "1") + "source = 'p'", "pour 2 et 3"),
    "libellé sans mot": (OBJECTIF.format(3, "--", "1") + "source = 'p'", "entrée 3"),
    "engagement non décrit": (OBJECTIF.format(3, "Semer", "4") + "source = 'p'", "objectif 3, l'engagement 4"),
    "changement d'un absent": ("[[changements]]\nnumero = 9\nsource = 'p'", "changement de l'objectif 9"),
    "changement sans source": ("[[changements]]\nnumero = 1", "changement de l'objectif 1, « source »"),
    "fin avant le début": ("[[changements]]\nnumero = 1\njusqu_a = 2029\nsource = 'p'", "objectif 1 finirait en 2029"),
    "mesure d'un absent": (
        "[[mesures]]\nlibelle = 'Verdir'\nengagement = '1'\nobjectifs = [1, 7]\nsource = 'p'",
        "mesure « Verdir », objectifs inconnus : 7",
    ),
    "source de financement inconnue": ("[[sources]]\ncode = 'or'\nlibelle = 'Or'\nsource = 'p'", "financement or"),
    "TOML cassé": ("[[objectifs", "TOML"),
    "indicateur d'un objectif absent": (
        INDICATEUR.format("prets", "Prêts", 9),
        "indicateur prets, objectif inconnu : 9",
    ),
    "indicateur sans définition": (
        "[[indicateurs]]\ncode = 'prets'\nlibelle = 'Prêts'",
        "prets, « source » est absent",
    ),
    "code d'indicateur mal écrit": (INDICATEUR.format("Prêts", "Prêts", 1), "indicateur Prêts, « code »"),
    "indicateur en double": (INDICATEUR.format("ouvertures", "Prêts", 1), "l'indicateur ouvertures est déjà décrit"),
    "libellé d'un autre indicateur": (INDICATEUR.format("prets", "Jours OUVERTS", 1), "pour ouvertures et prets"),
    "changement d'un indicateur absent": (CHANGEMENT, "changement de l'indicateur prets, qui n'existe pas"),
    "changement d'indicateur mal écrit": (CHANGEMENT + "couleur = 'vert'", "l'indicateur prets, « couleur »"),
    "indicateur changé d'objectif": (
        CHANGEMENT.replace("prets", "ouvertures") + "objectif = 9",
        "changement de l'indicateur ouvertures, objectif inconnu : 9",
    ),
    "indicateur fini avant le début": (
        CHANGEMENT.replace("prets", "ouvertures") + "jusqu_a = 2029",
        "l'indicateur ouvertures finirait en 2029, avant de commencer (2030)",
    ),
}


@pytest.mark.parametrize(("texte", "attendu"), FAUTES.values(), ids=FAUTES.keys())
def test_a_fault_names_file_and_entry(tmp_path: Path, texte: str, attendu: str) -> None:
    write(tmp_path, an2030=BASE + INDICATEUR.format("ouvertures", "Jours ouverts", 1), an2032=ENTETE + texte)
    with pytest.raises(ErreurCadre) as levee:
        load_cadre(dossier=tmp_path)
    assert "2032.toml : " in str(levee.value)
    assert attendu in str(levee.value)
    assert load_cadre(2031, tmp_path).annee == 2031, "a later file's fault is none of an earlier year's"


def test_a_file_is_named_after_its_year(tmp_path: Path) -> None:
    write(tmp_path, an2031=BASE)
    with pytest.raises(ErreurCadre, match=r"2031\.toml.*2030"):
        load_cadre(dossier=tmp_path)


def test_a_stray_file_is_named(dossier: Path) -> None:
    (dossier / "LISEZMOI.md").write_text("ignoré", encoding="utf-8")
    assert load_cadre(dossier=dossier).annee == 2032
    (dossier / "brouillon.toml").write_text(SUITE, encoding="utf-8")
    with pytest.raises(ErreurCadre, match="brouillon"):
        load_cadre(dossier=dossier)
