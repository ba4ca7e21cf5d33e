"""Plugins are found by entry point, each on its own: a broken one is named and takes nobody down."""

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from cdppe.cadre import load_cadre
from cdppe.documents import Document, Paragraphe, Passage
from cdppe.erreurs import ErreurPlugin
from cdppe.plugins.campagne import read_campagne
from cdppe.plugins.registre import load_registre

MakePlugin = Callable[..., EntryPoint]


def test_plugins_are_sorted_by_code_and_read_their_edition(make_plugin: MakePlugin) -> None:
    registre = load_registre((make_plugin("greffon_b", "02", "Bêta"), make_plugin("greffon_a", "01", "Alpha")))
    assert [d.code for d in registre.departements] == ["01", "02"]
    campagne = read_campagne((), registre=registre)
    assert campagne.editions
    assert [lecture.documents[0].date for lecture in campagne.lectures] == ["2023-05-03", "2023-05-03"]
    assert [str(f.montant) for lecture in campagne.lectures for f in lecture.financements if f.montant] == ["1000"] * 2


@pytest.mark.parametrize(
    ("change", "raison"),
    [
        (("import files", "import files, rien_de_tel"), "rien_de_tel"),
        (("@hookimpl", "raise SystemExit('adieu')\n@hookimpl"), "adieu"),
        (("return load_departement", "load_departement"), "ne déclare aucun département"),
        (("def read_rapport", "def read_raport"), "read_raport"),
        (("read_rapport(document, departement, cadre)", "read_rapport(documant)"), "documant"),
    ],
)
def test_a_broken_plugin_is_named_with_its_reason_and_stops_no_other(
    make_plugin: MakePlugin, change: tuple[str, str], raison: str
) -> None:
    sain = make_plugin("greffon_a", "01", "Alpha")
    registre = load_registre((sain, make_plugin("greffon_x", "09", "Xi", change=change)))
    assert [d.code for d in registre.departements] == ["01"]
    assert [p.nom for p in registre.pannes] == ["greffon_x"]
    assert raison in registre.pannes[0].raison


def test_a_wrong_toml_is_named_with_the_entry(make_plugin: MakePlugin) -> None:
    toml = '[departement]\ncode = "{code}"\nnom = "{nom}"\ncontrat = [2020, 2022]\ntritre = "a"'
    (panne,) = load_registre((make_plugin("greffon_x", "09", "Xi", toml=toml),)).pannes
    assert "departement.tritre" in panne.raison


def test_a_departement_declared_twice_is_refused_for_both(make_plugin: MakePlugin) -> None:
    registre = load_registre((make_plugin("greffon_a", "01", "Alpha"), make_plugin("greffon_b", "01", "Autre")))
    assert registre.departements == ()
    assert ["est déclaré aussi par greffon_b" in p.raison for p in registre.pannes] == [True, False]


@pytest.mark.parametrize("faute", ["raise KeyError('colonne')", "raise SystemExit(0)"])
def test_a_plugin_that_stops_while_reading_changes_nothing_for_the_others(make_plugin: MakePlugin, faute: str) -> None:
    sain = make_plugin("greffon_a", "01", "Alpha")
    seul = read_campagne((), registre=load_registre((sain,)))
    crash = ("releve = Releve", f"{faute}\n    releve = Releve")
    deux = read_campagne((), registre=load_registre((sain, make_plugin("greffon_x", "09", "Xi", change=crash))))
    assert deux.lectures == seul.lectures
    assert [(e.departement, e.document) for e in deux.echecs] == [("09", "edition.txt")]
    assert faute[6:14] in deux.echecs[0].raison
    assert "__init__.py ligne" in deux.echecs[0].raison


def test_a_plugin_may_not_speak_for_another_departement(make_plugin: MakePlugin) -> None:
    ailleurs = "[f.model_copy(update={'departement': '75'}) for f in releve.finish().financements]"
    menteur = ("return releve.finish()", f"return Lecture(financements=tuple({ailleurs}))")
    entree = make_plugin("greffon_x", "09", "Xi", change=menteur)
    (echec,) = read_campagne((), registre=load_registre((entree,))).echecs
    assert "75" in echec.raison


def test_what_is_no_lecture_is_refused(make_plugin: MakePlugin) -> None:
    entree = make_plugin("greffon_x", "09", "Xi", change=("return releve.finish()", "return 3"))
    with pytest.raises(ErreurPlugin, match="pas rendu de lecture"):
        load_registre((entree,)).plugins[0].read_rapport(Document("r.txt", "", ()), load_cadre())


@pytest.mark.parametrize(
    ("change", "faute"),
    [
        (("contrat = [2020, 2022]\n", ""), "« departement.contrat » est absent : l'ajouter"),
        (("reconnaissance = ['", "reconnaissance = ['("), "l'expression régulière"),
        (("(?P<date>", "(?:"), "(?P<date>…)"),
        (("edition.txt", "absente.txt"), "absente.txt"),
    ],
)
def test_a_fault_of_the_toml_is_said_in_french(make_plugin: MakePlugin, change: tuple[str, str], faute: str) -> None:
    (panne,) = load_registre((make_plugin("greffon_x", "09", "Xi", change_toml=change),)).pannes
    assert faute in panne.raison


def test_a_wrong_pattern_is_named_when_it_is_used_or_when_all_are_checked(make_plugin: MakePlugin) -> None:
    """Only one plugin's patterns serve in a run: those of the others are not compiled."""
    registre = load_registre((make_plugin("greffon_x", "09", "Xi", change_toml=('titre = "^', 'titre = "(')),))
    assert [p.nom for p in registre.check().pannes] == ["greffon_x"]
    assert "« document.titre » est faux : l'expression régulière « (Rapport »" in registre.check().pannes[0].raison
    with pytest.raises(ErreurPlugin, match=r"« document\.titre » est faux"):
        registre.plugins[0].read_rapport(Document("r.txt", "", (Paragraphe(Passage("x", ((0, "1"),))),)), load_cadre())
