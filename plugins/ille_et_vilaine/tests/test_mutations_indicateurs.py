"""The indicator tables changed as another year's may be: read right, or that table refused; never misread."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

import cdppe_ille_et_vilaine
from cdppe.api import Indicateur, Lecture
from cdppe.testing import build_plugin, read_lignes

Lire = Callable[[Iterable[str]], Lecture]
Lignes = tuple[str, ...]
Cle = tuple[str, ...]

AJOUTS = ("Le comité s'est réuni.", "On en a compté 12 345 en tout.", "Nombre de réunions : 7 777.")
TETE = re.compile(r"(?:^|\t)(?:indicateurs)(?:\t|$)", re.IGNORECASE)
CHIFFRE = re.compile(r"(?<=\t)\d[\d ]*(?=\t|$)")


def key(fait: Indicateur) -> Cle:
    """A fact without its place, its header, its rubric and what its cell says around the figure."""
    valeur = "" if fait.valeur is None else f"{fait.valeur.normalize():f}"
    annees = (str(fait.debut), str(fait.fin), fait.base)
    return (fait.action, fait.libelle, fait.nature, *annees, valeur, fait.unite, fait.statut, fait.origine)


def count(lecture: Lecture) -> Counter[Cle]:
    return Counter(map(key, lecture.indicateurs))


def invented(change: Lecture, avant: Lecture) -> list[Cle]:
    """The values that the changed document gives as certain and the edition does not."""
    surs = Counter(key(f) for f in change.indicateurs if f.certitude == "sur" and f.valeur is not None)
    return list((surs - count(avant)).elements())


def find_tableaux(lignes: Lignes) -> list[range]:
    """The lines of each table of indicators: from its header to the first line that is no row of it."""
    tetes = [n for n, ligne in enumerate(lignes) if TETE.search(ligne) and "\t" in ligne]
    return [range(d, next(n for n in range(d, len(lignes)) if lignes[n] and "\t" not in lignes[n])) for d in tetes]


def change_columns(lignes: Lignes, tableau: range, change: Callable[[list[str]], list[str]]) -> list[str]:
    return [
        "\t".join(change(x.split("\t"))) if n in tableau and "\t" in x and not x.startswith("--") else x
        for n, x in enumerate(lignes)
    ]


@pytest.fixture(scope="module")
def lu(edition: Lignes, tmp_path_factory: pytest.TempPathFactory) -> Lecture:
    return read_lignes(build_plugin(cdppe_ille_et_vilaine), list(edition), tmp_path_factory.mktemp("edition"))


@pytest.mark.parametrize("graine", range(4))
def test_lines_and_sentences_inserted_between_the_tables_change_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, graine: int
) -> None:
    hasard = random.Random(graine)  # noqa: S311  # which lines are changed is no secret
    change: list[str] = []
    for ligne in edition:
        if hasard.random() < 0.08:
            phrase = hasard.choice(AJOUTS)
            change += hasard.choice((["", phrase, ""], [phrase], [""]))
        change.append(ligne)
    lecture = lire(change)
    assert count(lecture) == count(lu)
    assert not {f.valeur for f in lecture.indicateurs} & {12345, 7777}


@pytest.mark.parametrize(
    "change",
    [
        lambda lignes: [x.rstrip() for x in lignes],
        lambda lignes: [x + "\t" if "\t" in x else x for x in lignes],
        lambda lignes: [y for x in lignes for y in ((x, x) if not x.strip() else (x,))],
        lambda lignes: [x for x in lignes if not x.startswith("TABLEAU DE BORD")],
    ],
)
def test_blanks_and_a_lost_heading_change_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, change: Callable[[Lignes], list[str]]
) -> None:
    lecture = lire(change(edition))
    assert count(lecture) == count(lu)
    assert lecture.bilans[0].non_compris == 0


@pytest.mark.parametrize("graine", range(8))
def test_a_cell_lost_or_added_in_a_row_of_the_dashboard_invents_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, graine: int
) -> None:
    hasard = random.Random(graine)  # noqa: S311  # which cell is lost is no secret
    (tableau, *_) = find_tableaux(edition)
    # Rows of figures prove their places; of words and codes alone, nothing does.
    numero = hasard.choice([n for n in tableau[2:] if len(CHIFFRE.findall(edition[n])) > 5 and "%" in edition[n]])
    cellules = edition[numero].split("\t")
    rang = hasard.randrange(4, 11)
    perdue = [*cellules[:rang], *cellules[rang + 1 :], ""] if graine % 2 else [*cellules[:rang], "", *cellules[rang:-1]]
    lecture = lire([*edition[:numero], "\t".join(perdue), *edition[numero + 1 :]])
    assert invented(lecture, lu) == []


@pytest.mark.parametrize("ecart", [-1, 1])
@pytest.mark.parametrize("rang", range(5))
def test_a_cell_lost_or_added_in_every_row_invents_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, rang: int, ecart: int
) -> None:
    """One row in five of each table, each at another cell: no value that is certain is new."""
    change = list(edition)
    for tableau in find_tableaux(edition):
        rangees = [n for n in tableau[1:] if re.search(r"\t.*[a-z].*\t", edition[n]) and not TETE.search(edition[n])]
        for n in rangees[rang::5]:
            cellules = edition[n].split("\t")
            place = (2 + 3 * rang + n) % len(cellules)
            autres = cellules[place + 1 :] if ecart < 0 else ["", *cellules[place:]]
            change[n] = "\t".join([*cellules[:place], *autres])
    lecture = lire(change)
    assert invented(lecture, lu) == []
    assert "rangee_decalee" in {a.code for a in lecture.anomalies}


@pytest.mark.parametrize("graine", range(16))
def test_a_changed_figure_changes_its_own_row_alone(lire: Lire, edition: Lignes, lu: Lecture, graine: int) -> None:
    hasard = random.Random(graine)  # noqa: S311  # which figure is changed is no secret
    cases = [
        (n, m) for t in find_tableaux(edition) for n in t[2:] for m in CHIFFRE.finditer(edition[n]) if m[0] != "304"
    ]
    numero, motif = hasard.choice(cases[hasard.randrange(2) :: 2])
    rang = edition[numero][: motif.start()].count("\t")
    lignes = list(edition)
    lignes[numero] = lignes[numero][: motif.start()] + "4321" + lignes[numero][motif.end() :]
    lecture = lire(lignes)
    autres = [Counter(key(f) for f in lu_.indicateurs if f.ligne != str(numero + 1)) for lu_ in (lecture, lu)]
    if rang > 1:  # the number of a sheet is its rows'
        assert autres[0] == autres[1]
        # A row whose displaced comparisons only this figure explained is in doubt now.
        ici = [f for f in lecture.indicateurs if f.ligne == str(numero + 1)]
        assert any(f.valeur == 4321 or f.certitude == "ambigu" for f in ici)
    assert all(cle[6] == "4321" for cle in invented(lecture, lu) if rang > 1)


def test_a_removed_row_takes_its_own_facts_along(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for tableau in find_tableaux(edition)[::2]:
        for numero in tableau[2::16]:
            if "\t" not in edition[numero]:
                continue
            lecture = lire([*edition[:numero], *edition[numero + 1 :]])
            assert invented(lecture, lu) == [], edition[numero]


def test_an_added_row_is_read_beside_the_others(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for tableau in find_tableaux(edition)[:4]:
        largeur = edition[tableau[0]].count("\t") + 1
        bord = largeur > 7
        chiffres = ["70", "80", "90", "100", "84", "99", "18%", "", "5%", "10%"] if bord else ["70", "84", "99"]
        rangee = "\t".join([*([""] * (3 if bord else 1)), "Nombre de goûters", *chiffres])
        avant = tableau[3] if bord else tableau[1] + 1
        lecture = lire([*edition[:avant], rangee + "\t" * (largeur - 1 - rangee.count("\t")), *edition[avant:]])
        assert count(lu) - count(lecture) == Counter()
        nouveaux = [f for f in lecture.indicateurs if f.libelle == "Nombre de goûters"]
        assert sum((count(lecture) - count(lu)).values()) == len(nouveaux)
        assert {(f.nature, f.fin, f"{f.valeur:f}") for f in nouveaux if f.valeur is not None} >= {
            ("reference", 2019, "70"),
            ("realise", 2021, "99"),
        }


def test_a_column_moved_is_read_right_or_refuses_its_table(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    lus = refuses = 0
    for tableau in find_tableaux(edition)[::7]:
        largeur = edition[tableau[0]].count("\t") + 1
        for rang in range(0, largeur, 3):

            def move(cellules: list[str], depuis: int = rang) -> list[str]:
                vers = (depuis + 2) % len(cellules)
                reste = cellules[:depuis] + cellules[depuis + 1 :]
                return [*reste[:vers], *cellules[depuis : depuis + 1], *reste[vers:]]

            lecture = lire(change_columns(edition, tableau, move))
            assert invented(lecture, lu) == [], (edition[tableau[0]], rang)
            bloquantes = [a for a in lecture.anomalies if a.gravite == "bloquante"]
            assert all(a.code == "disposition_inconnue" and a.attendu and a.trouve for a in bloquantes)
            refuses += len(bloquantes)
            lus += count(lecture) == count(lu)
    assert lus > 2
    assert refuses > 2


def test_a_column_renamed_refuses_its_table_alone(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for tableau in find_tableaux(edition)[::6]:
        for rang in (1, 2, 4):
            tete = edition[tableau[0]].split("\t")
            if not tete[rang]:
                continue
            tete[rang] = "Autre chose"
            lecture = lire([*edition[: tableau[0]], "\t".join(tete), *edition[tableau[0] + 1 :]])
            assert {a.code for a in lecture.anomalies if a.gravite == "bloquante"} == {"disposition_inconnue"}
            assert count(lecture) - count(lu) == Counter()
            assert not {int(f.ligne) - 1 for f in lecture.indicateurs} & set(tableau)


def test_a_year_more_in_a_sheet_is_read(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    essais = 0
    for tableau in find_tableaux(edition)[1::3]:
        entete = edition[tableau[0]].split("\t")[-1]
        if not entete.endswith(" 2021"):
            continue
        essais += 1
        nouveau = entete.replace("2021", "2022").replace("attendu", "atteint")
        rangees = {tableau[0]: f"{edition[tableau[0]]}\t{nouveau}"}
        entieres = [
            n for n in tableau[1:] if "\t" in edition[n] and edition[n].split("\t")[1][:1] not in ("", "p", "-")
        ]
        rangees |= {n: edition[n] + "\t" for n in tableau[1:] if "\t" in edition[n]}
        rangees |= {n: f"{edition[n]}\t88" for n in entieres}
        lecture = lire([rangees.get(n, x) for n, x in enumerate(edition)])
        assert count(lu) - count(lecture) == Counter()
        plus = count(lecture) - count(lu)
        assert {cle[2:9] for cle in plus} == {("realise", "2022", "2022", "civile", "88", "", "chiffre")}, plus
    assert essais > 2


def test_a_year_more_in_the_dashboard_is_read(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    (tableau, *_) = find_tableaux(edition)

    def add(cellules: list[str]) -> list[str]:
        plus = "2022" if cellules[9] == "2021" else "88" if cellules[3] not in ("", "INDICATEURS") else ""
        return [*cellules[:10], plus, *cellules[10:]]

    lecture = lire(change_columns(edition, tableau, add))
    assert [a.message for a in lecture.anomalies if a.gravite == "bloquante"] == []
    assert not [cle for cle in count(lu) - count(lecture) if cle[6]]
    plus = {cle[2:9] for cle in count(lecture) - count(lu)}
    assert ("realise", "2022", "2022", "civile", "88", "", "chiffre") in plus
    assert {nature for nature, *_, valeur, _, _ in plus if valeur} == {"realise"}
