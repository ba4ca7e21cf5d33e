"""The edition changed as another year's report may be: read right, or that table refused; never misread."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

import cdppe_ille_et_vilaine
from cdppe.api import Financement, Lecture
from cdppe.testing import build_plugin, read_lignes

Lire = Callable[[Iterable[str]], Lecture]
Lignes = tuple[str, ...]
Cle = tuple[str, ...]

AJOUTS = ("Le comité s'est réuni.", "Une dépense de 12 345 € a été évoquée.", "En 2021, 7 777 € ont été discutés.")
PLAN = re.compile(r"^Objectif\tFiche action N°\tSource de financement\t(?!INDIC)")
MONTANT = re.compile(r"\d{1,3}(?: \d{3})+,\d\d")


def key(fait: Financement) -> Cle:
    """A fact without its place, its header and what its own line says around it."""
    montant = "" if fait.montant is None else f"{fait.montant.normalize():f}"
    annees = (str(fait.debut), str(fait.fin), fait.base)
    return (fait.action, fait.niveau, fait.etape, fait.source, *annees, montant, fait.certitude, fait.libelle)


def count(lecture: Lecture) -> Counter[Cle]:
    return Counter(map(key, lecture.financements))


def describe(lecture: Lecture) -> Counter[Cle]:
    return Counter((a.numero, a.engagement, a.objectifs, a.statut) for a in lecture.actions)


def invented(change: Lecture, avant: Lecture) -> list[Cle]:
    """What the changed document gives and the edition does not, what is called ambiguous apart."""
    return [cle for cle in count(change) - count(avant) if cle[8] != "ambigu"]


def find_plans(lignes: Lignes) -> list[range]:
    """The lines of each page of the financial tables."""
    debuts = [n for n, ligne in enumerate(lignes) if PLAN.match(ligne)]
    return [range(d, next(n for n in range(d, len(lignes)) if not lignes[n])) for d in debuts]


def change_columns(lignes: Lignes, page: range, change: Callable[[list[str]], list[str]]) -> list[str]:
    return ["\t".join(change(x.split("\t"))) if n in page else x for n, x in enumerate(lignes)]


@pytest.fixture(scope="module")
def lu(edition: Lignes, tmp_path_factory: pytest.TempPathFactory) -> Lecture:
    return read_lignes(build_plugin(cdppe_ille_et_vilaine), list(edition), tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="module")
def plans_lus(tableaux: Lignes, tmp_path_factory: pytest.TempPathFactory) -> Lecture:
    return read_lignes(build_plugin(cdppe_ille_et_vilaine), list(tableaux), tmp_path_factory.mktemp("tableaux"))


@pytest.mark.parametrize("graine", range(3))
def test_lines_and_sentences_inserted_anywhere_change_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, graine: int
) -> None:
    hasard = random.Random(graine)  # noqa: S311  # which lines are changed is no secret
    change: list[str] = []
    for ligne in edition:
        if hasard.random() < 0.06:
            phrase = hasard.choice(AJOUTS)
            change += hasard.choice((["", phrase, ""], [phrase], [""]))
        change.append(ligne)
    lecture = lire(change)
    assert count(lecture) == count(lu)
    assert describe(lecture) == describe(lu)
    assert not {f.montant for f in lecture.financements} & {12345, 7777}


# What a detail on the row below its action's amount may belong to, and a cell that only two totals put back.
SUSPENDUS = {"complément de poste de responsable enfance-famille", "parrainage jeunes"}


@pytest.mark.parametrize("graine", range(24))
def test_a_changed_figure_changes_its_own_fact_alone(
    lire: Lire, tableaux: Lignes, plans_lus: Lecture, graine: int
) -> None:
    hasard = random.Random(graine)  # noqa: S311  # which figure is changed is no secret
    numero, motif = hasard.choice(
        [(n, m) for page in find_plans(tableaux) for n in page[2:] for m in MONTANT.finditer(tableaux[n])]
    )
    lignes = list(tableaux)
    lignes[numero] = lignes[numero][: motif.start()] + "7 654 321,98" + lignes[numero][motif.end() :]
    lecture = lire(lignes)
    perdus, nouveaux = count(plans_lus) - count(lecture), count(lecture) - count(plans_lus)
    fermes = [cle for cle in nouveaux if cle[8] != "ambigu"]
    assert all(cle[7] == "7654321.98" for cle in fermes)
    assert sum(perdus.values()) == sum(nouveaux.values()) == 1 or any(cle[8] == "ambigu" for cle in nouveaux)
    assert all(cle[9] in SUSPENDUS or cle[0] == "9" for cle in nouveaux if cle[8] == "ambigu")


def test_a_removed_row_takes_its_own_facts_along(lire: Lire, tableaux: Lignes, plans_lus: Lecture) -> None:
    for page in find_plans(tableaux):
        for numero in page[3::11]:
            lecture = lire([*tableaux[:numero], *tableaux[numero + 1 :]])
            surs = [cle for cle in invented(lecture, plans_lus) if cle[8] == "sur"]
            assert surs == [], tableaux[numero]


def test_an_added_action_is_read_beside_the_others(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    page = find_plans(edition)[3]
    avant = next(n for n in page if edition[n].split("\t")[1] == "23")
    rangee = "Un objectif\t30\t304\t12 000,00\t3 000,00\t-\t3 000,00\t1 500,00\t\tachat\t1 500,00\t"
    fiche = edition.index("Fiche 23") - 2
    ajout = ["18. Développer les centres parentaux", "", "Fiche 30", "", "Un lieu", "", "Budget", "", "CD : 12 000 €"]
    lignes = [*edition[:avant], rangee, *edition[avant:fiche], *ajout, "", *edition[fiche:]]
    lecture = lire(lignes)
    assert count(lu) - count(lecture) == Counter()
    assert {cle[0] for cle in count(lecture) - count(lu)} == {"30"}
    assert describe(lecture) - describe(lu) == Counter([("30", "2", "21", "inconnu")])


def test_an_action_moved_keeps_its_money_and_its_objective(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    debut, fin = edition.index("Fiche 20"), edition.index("Fiche 21")
    fin = next(n for n in range(fin, 0, -1) if edition[n].startswith("15."))
    but = next(n for n, ligne in enumerate(edition) if ligne.startswith("Engagement 3"))
    for premiere in (debut, debut - 2):
        bloc = edition[premiere:fin]
        lecture = lire([*edition[:premiere], *edition[fin:but], *bloc, *edition[but:]])
        assert count(lecture) == count(lu)
        assert describe(lecture) == describe(lu)


def test_the_tables_may_stand_after_the_sheets(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    fin = next(n for n, ligne in enumerate(edition) if ligne.startswith("FICHE ACTION"))
    lecture = lire([*edition[fin:], "", *edition[:fin]])
    assert count(lecture) == count(lu)


def test_a_column_moved_is_read_right_or_refuses_its_table(lire: Lire, tableaux: Lignes, plans_lus: Lecture) -> None:
    lus = refuses = 0
    for page in find_plans(tableaux):
        largeur = len(tableaux[page[0]].split("\t"))
        for rang in range(0, largeur, 3):

            def move(cellules: list[str], depuis: int = rang) -> list[str]:
                vers = (depuis + 2) % len(cellules)
                reste = cellules[:depuis] + cellules[depuis + 1 :]
                return [*reste[:vers], cellules[depuis], *reste[vers:]]

            lecture = lire(change_columns(tableaux, page, move))
            assert [cle for cle in invented(lecture, plans_lus) if cle[8] == "sur"] == []
            bloquantes = [a for a in lecture.anomalies if a.gravite == "bloquante"]
            assert all(a.attendu and a.trouve for a in bloquantes)
            assert len(bloquantes) <= 1
            refuses += len(bloquantes)
            lus += count(lecture) == count(plans_lus)
    assert lus > 4
    assert refuses > 4


def test_a_column_renamed_refuses_its_table_alone(lire: Lire, tableaux: Lignes, plans_lus: Lecture) -> None:
    for page in find_plans(tableaux):
        for nom in ("Etat", "Crédits Etat initialement prévus", "Fiche action N°"):
            if not any(nom in tableaux[n].split("\t") for n in page[:2]):
                continue

            def rename(cellules: list[str], ancien: str = nom) -> list[str]:
                return ["Autre" if c == ancien else c for c in cellules]

            lecture = lire(change_columns(tableaux, page, rename))
            assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["disposition_inconnue"]
            assert [cle for cle in invented(lecture, plans_lus) if cle[8] == "sur"] == []
            lieux = {int(f.ligne) - 1 for f in lecture.financements}
            assert not lieux & set(page)
