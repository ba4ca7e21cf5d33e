"""The edition's tables of indicators changed as another year's may be: read right, or refused and said."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import pytest

from cdppe.api import Indicateur, Lecture
from cdppe.testing import count_faits

Lire = Callable[[Iterable[str]], Lecture]
Lignes = tuple[str, ...]

ENTETE = re.compile(r"^(Indicateurs|Nom de la Mesure)\t")
PHRASES = ("Une phrase ajoutée.", "Une somme de 12 345 € citée dans une phrase ajoutée en 2022.")


@pytest.fixture(scope="module")
def lu(lire_une_fois: Lire, edition: Lignes) -> Lecture:
    return lire_une_fois(edition)


def find_sections(lignes: Lignes) -> list[range]:
    """The lines of each fiche's indicators, heading left out."""
    titres = [n for n, ligne in enumerate(lignes) if re.match(r"\d\. ?(Indicateurs|Bilan)", ligne)]
    return [
        range(debut + 1, next(n for n in titres if n > debut))
        for debut in titres
        if "Indicateurs" in lignes[debut] and any(n > debut for n in titres)
    ]


def find_tableaux(lignes: Lignes) -> Iterator[range]:
    """The lines of each table which begins with "Indicateurs", its header included."""
    for section in find_sections(lignes):
        for debut in (n for n in section if ENTETE.match(lignes[n])):
            fin = next(
                (n for n in section if n > debut and (ENTETE.match(lignes[n]) or is_prose(lignes[n]))), section.stop
            )
            yield range(debut, fin)


def is_prose(ligne: str) -> bool:
    return bool(ligne.strip()) and "\t" not in ligne


def change_lignes(lignes: Lignes, places: Iterable[int], change: Callable[[str], str]) -> list[str]:
    choisies = set(places)
    return [change(ligne) if n in choisies else ligne for n, ligne in enumerate(lignes)]


def key(fait: Indicateur) -> tuple[Any, ...]:
    return fait.action, fait.niveau, fait.rubrique, fait.libelle, fait.debut, fait.fin, fait.nature, fait.statut


def test_other_figures_are_read_as_they_are(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    """Each bare figure of two digits or more gets another first digit: the facts have it and nothing else changes."""
    nombre = re.compile(r"(?<=\t)(?!20\d\d(?:\t|$))[1-8](?=\d[\d ,]*%?(?:\t|$))")

    def change(ligne: str) -> str:
        return nombre.sub(lambda m: str(int(m[0]) + 1), ligne) if not ENTETE.match(ligne) else ligne

    places = [n for section in find_sections(edition) for n in section if not edition[n].startswith("\t20")]
    change_ = lire(change_lignes(edition, places, change))
    assert list(map(key, change_.indicateurs)) == list(map(key, lu.indicateurs))
    paires = [
        (a, b)
        for a, b in zip(lu.indicateurs, change_.indicateurs, strict=True)
        if a.valeur is not None and a.texte != b.texte
    ]
    assert len(paires) > 100
    for avant, apres in paires:
        assert str(apres.valeur)[0] == str(int(str(avant.valeur)[0]) + 1)
        assert str(apres.valeur)[1:] == str(avant.valeur)[1:]


def test_blank_lines_change_nothing(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    places = {n for section in find_sections(edition) for n in section}
    aere = [part for n, ligne in enumerate(edition) for part in ((ligne, "") if n in places else (ligne,))]
    assert count_faits(lire(aere).indicateurs) == count_faits(lu.indicateurs)


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("rang", range(0, 24, 9))
def test_sentences_between_the_rows_change_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, phrase: str, rang: int
) -> None:
    """One sentence after every 24th row, from another one each time."""
    rangees = [n for t in find_tableaux(edition) for n in t if "\t" in edition[n]]
    choisies = set(rangees[rang::24])
    lignes = [
        part for n, ligne in enumerate(edition) for part in ((ligne, "", phrase, "") if n in choisies else (ligne,))
    ]
    assert count_faits(lire(lignes).indicateurs) == count_faits(lu.indicateurs)


def test_a_row_removed_takes_its_own_facts_and_no_other(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    rangees = [n for t in find_tableaux(edition) for n in t[1:] if edition[n].startswith("Nombre ")]
    for n in rangees[::9]:
        reste = tuple(f for f in lu.indicateurs if f.ligne != str(n + 1) and f.rubrique != edition[n].split("\t")[0])
        change = lire((*edition[:n], *edition[n + 1 :]))
        perdus = count_faits(reste) - count_faits(change.indicateurs)
        assert {dict(f)["rubrique"] for f in perdus} <= {edition[n].split("\t")[0]}, edition[n]


def test_a_row_added_gives_its_facts_and_no_other(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for tableau in list(find_tableaux(edition))[::5]:
        entete = edition[tableau.start].split("\t")
        ligne = "\t".join(["Nombre de choses comptées", *(str(7000 + n) for n in range(len(entete) - 1))])
        if "du en" in entete or "Indicateurs" in entete[1:]:
            continue
        change = lire((*edition[: tableau.start + 1], ligne, *edition[tableau.start + 1 :]))
        ajoutes = [f for f in change.indicateurs if f.libelle == "Nombre de choses comptées"]
        assert [f.valeur for f in ajoutes] == [7000 + n for n in range(len(entete) - 1)], entete
        assert len(change.indicateurs) == len(lu.indicateurs) + len(ajoutes)


def test_a_renamed_column_refuses_its_table_and_no_other(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for tableau in list(find_tableaux(edition))[::6]:
        n = tableau.start
        cellules = edition[n].split("\t")
        cellules[-1 if cellules[-1] != "du en" else -2] = "Avis des partenaires"
        change = lire((*edition[:n], "\t".join(cellules), *edition[n + 1 :]))
        assert count_faits(change.indicateurs) - count_faits(lu.indicateurs) == Counter()
        (refus,) = [a for a in change.anomalies if a.code == "disposition_inconnue"]
        assert refus.ligne == str(n + 1)
        assert "Avis des partenaires" in refus.message + refus.trouve
        lignes = {str(k + 1) for k in tableau}
        assert not lignes & {f.ligne for f in change.indicateurs}
        assert all(x.raison == "disposition_inconnue" for x in change.non_lus if x.ligne in lignes)


def test_moved_columns_are_read_where_they_stand(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    """Every table with its columns of values from right to left; the comment goes with the year at its left."""

    def reverse(ligne: str) -> str:
        tete, *autres = ligne.split("\t")
        return "\t".join((tete, *reversed(autres))) if len(autres) > 1 else ligne

    tableaux = [t for t in find_tableaux(edition) if not re.search("du en|Justification|Mesure\tInd", edition[t.start])]
    change = lire(change_lignes(edition, (n for t in tableaux for n in t), reverse))
    assert count_faits(change.indicateurs) == count_faits(lu.indicateurs)


def test_a_year_more_is_read(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    """In the tables whose rows are whole: a figure beside a torn label would make a row of it."""
    tableaux = [
        t
        for t in find_tableaux(edition)
        if edition[t.start].endswith("Département en 2022") and all(re.match(r"[A-ZÉ]|$", edition[n]) for n in t)
    ]
    debuts = {t.start for t in tableaux}
    rangees = {n for t in tableaux for n in t if "\t" in edition[n]}
    lignes = [
        ligne + ("\tRésultat du Département en 2023" if n in debuts else "\t1" if n in rangees else "")
        for n, ligne in enumerate(edition)
    ]
    change = lire(lignes)
    nouveaux = [f for f in change.indicateurs if f.debut == 2023 and f.colonne.endswith("2023")]
    assert len(nouveaux) > 50
    assert set(map(attrgetter("valeur", "statut", "certitude", "nature"), nouveaux)) == {
        (1, "chiffre", "sur", "realise")
    }
    assert not [a for a in change.anomalies if a.code == "disposition_inconnue"]


def test_a_column_without_header_refuses_its_table(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for tableau in list(find_tableaux(edition))[::6]:
        rangees = [n for n in tableau[1:] if "\t" in edition[n]]

        def insert(ligne: str) -> str:
            tete, *autres = ligne.split("\t")
            return "\t".join((tete, "5", *autres))

        change = lire(change_lignes(edition, rangees, insert))
        assert count_faits(change.indicateurs) - count_faits(lu.indicateurs) == Counter()
        assert str(tableau.start + 1) in {a.ligne for a in change.anomalies if a.code == "disposition_inconnue"}


def test_a_table_in_an_action_that_had_none_is_read(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    n = next(n for n, ligne in enumerate(edition) if ligne.startswith("ACTION 23"))
    n = next(k for k in range(n, len(edition)) if edition[k].startswith("4. Indicateurs"))
    tableau = ["", "Indicateurs\tRésultat du Département en 2022", "Nombre de places ouvertes\t12", ""]
    change = lire((*edition[: n + 1], *tableau, *edition[n + 1 :]))
    (ajoute,) = count_faits(change.indicateurs) - count_faits(lu.indicateurs)
    assert (dict(ajoute)["action"], dict(ajoute)["valeur"]) == ("23", 12)


def test_every_figure_of_the_edition_is_accounted_for(lu: Lecture) -> None:
    assert [n for n in lu.non_lus if n.raison == "non_compris"] == []
    (bilan,) = lu.bilans
    assert bilan.non_compris == 0


@pytest.mark.parametrize("ecart", [-1, 1])
@pytest.mark.parametrize("rang", range(5))
def test_a_cell_lost_or_added_in_every_row_invents_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, rang: int, ecart: int
) -> None:
    """One row in five of each table: no value that is certain is new."""
    avant = Counter((*key(f), f.valeur) for f in lu.indicateurs)
    change = list(edition)
    for tableau in find_tableaux(edition):
        for n in [n for n in tableau[1:] if re.search(r"[a-z].*\t", edition[n])][rang::5]:
            cellules = edition[n].split("\t")
            place = (rang + n) % len(cellules)
            autres = cellules[place + 1 :] if ecart < 0 else ["", *cellules[place:]]
            change[n] = "\t".join([*cellules[:place], *autres])
    lecture = lire(change)
    surs = Counter((*key(f), f.valeur) for f in lecture.indicateurs if f.certitude == "sur" and f.valeur is not None)
    places = {(valeur, *cle[3:]) for *cle, valeur in avant}
    assert [x for x in surs - avant if (x[-1], *x[3:-1]) not in places] == []
    assert "rangee_decalee" in {a.code for a in lecture.anomalies}


def test_a_row_printed_on_two_lines_is_one(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    """Words and figures cut after the first half: the same values, none of them certain."""
    for tableau in list(find_tableaux(edition))[::4]:
        for n in tableau[1:]:
            libelle, *valeurs = edition[n].split("\t")
            mots = libelle.split(" ")
            rang = next((k for k, mot in enumerate(mots) if k > 1 and mot[:1].islower()), 0)
            if len(valeurs) < 2 or not all(valeurs) or not rang or not libelle.startswith("Nombre "):
                continue
            haut = "\t".join([" ".join(mots[:rang]), valeurs[0], *[""] * (len(valeurs) - 1)])
            bas = "\t".join([" ".join(mots[rang:]), "", *valeurs[1:]])
            change = lire((*edition[:n], haut, bas, *edition[n + 1 :]))
            plus = Counter((*key(f), f.valeur) for f in change.indicateurs if f.certitude == "sur")
            assert plus - Counter((*key(f), f.valeur) for f in lu.indicateurs) == Counter(), edition[n]
            break
