"""The edition changed as another year's report may be: what is read is right, and what is not is refused and said."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pytest

from cdppe.api import Financement, Lecture
from cdppe.testing import count_faits

Lire = Callable[[Iterable[str]], Lecture]
Lignes = tuple[str, ...]
Faits = Counter[tuple[tuple[str, Any], ...]]

PREVU = re.compile(r"^\tPart Etat[^:]*$")
REALISE = re.compile(r"(\t(Dépenses )?|^)(Fléchées|Prévisionnel 2022)\b.*Exécutées")
PHRASES = ("Une phrase ajoutée.", "Une somme de 12 345 € citée dans une phrase ajoutée en 2022.")


@pytest.fixture
def lu(lire: Lire, edition: Lignes) -> Lecture:
    return lire(edition)


def find_lignes(lignes: Lignes, motif: re.Pattern[str]) -> list[int]:
    """The lines of the fiches that match, the table of contents left out."""
    debut = next(n for n, ligne in enumerate(lignes) if ligne.startswith("11 fiches"))
    return [n for n in range(debut, len(lignes)) if motif.search(lignes[n])]


def find_budgets(lignes: Lignes) -> list[int]:
    """The lines of sections 3.1 and 3.2."""
    trouvees, dedans = [], False
    for n, ligne in enumerate(lignes):
        if re.match(r"3\.[12]|Budget prévisionnel|Dépenses réalisées", ligne):
            dedans = True
        elif re.match(r"\d\. ?(Indicateurs|Bilan)", ligne):
            dedans = False
        if dedans:
            trouvees.append(n)
    return trouvees


def spaced(valeur: Decimal) -> str:
    return f"{valeur:,}".replace(",", " ").replace(".", ",")


def triple(ligne: str) -> str:
    def change(motif: re.Match[str]) -> str:
        return spaced(3 * Decimal(re.sub(r"[ .](?=\d{3})", "", motif[1]).replace(",", "."))) + motif[2]

    return re.sub(r"(\d{1,3}(?:[ .]\d{3})+(?:[.,]\d\d)?|\d+(?:[.,]\d\d)?)( ?(?:€|euros))", change, ligne)


def key(fait: Financement, facteur: int = 1) -> tuple[Any, ...]:
    montant = None if fait.montant is None else fait.montant * facteur
    return fait.action, fait.niveau, fait.etape, fait.source, fait.debut, fait.fin, fait.libelle, montant


def test_other_figures_are_read_as_they_are(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    # Zeros and the conventions' table carry no euro sign: they stay as they were.
    change = lire(triple(ligne) for ligne in edition)
    signes = [f for f in lu.financements if f.origine != "texte" or f.niveau != "detail"]
    attendus = Counter(key(f, 3) for f in signes)
    trouves = Counter(key(f) for f in change.financements if f.origine != "texte" or f.niveau != "detail")
    assert trouves == attendus
    assert change.actions == lu.actions


def test_blank_lines_in_every_budget_change_nothing(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    budgets = set(find_budgets(edition))
    aere = [part for n, ligne in enumerate(edition) for part in ((ligne, "") if n in budgets else (ligne,))]
    assert count_faits(lire(aere).financements) == count_faits(lu.financements)


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("rang", range(0, 24, 5))
def test_sentences_between_the_lines_of_the_budgets_change_nothing(
    lire: Lire, edition: Lignes, lu: Lecture, phrase: str, rang: int
) -> None:
    """One sentence after every 24th line, from another line each time."""
    choisies = set(find_budgets(edition)[rang::24])
    lignes = [
        part for n, ligne in enumerate(edition) for part in ((ligne, "", phrase, "") if n in choisies else (ligne,))
    ]
    assert count_faits(lire(lignes).financements) == count_faits(lu.financements)


def test_a_row_removed_takes_its_own_facts_and_no_other(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    for n in find_lignes(edition, re.compile(r"^Année 2020\t"))[::6]:
        partis = {f.ligne for f in lu.financements} & {str(n + 1)}
        reste = [f for f in lu.financements if f.ligne not in partis]
        change = lire((*edition[:n], *edition[n + 1 :]))
        assert count_faits(change.financements) == count_faits(tuple(reste)), edition[n]


def test_a_row_added_gives_its_facts_under_its_own_year(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    n = find_lignes(edition, re.compile(r"^Année 2022\t103 000 €"))[0]
    change = lire((*edition[: n + 1], "Année 2023\t7 €\t8 €\t9 €", *edition[n + 1 :]))
    nouveaux = [f for f in change.financements if f.debut == 2023]
    assert list(map(attrgetter("action", "etape", "montant", "certitude"), nouveaux)) == [
        ("18", "fleche", 7, "sur"),
        ("18", "engage", 8, "sur"),
        ("18", "execute", 9, "sur"),
    ]
    assert len(change.financements) == len(lu.financements) + 3


def test_an_action_more_is_one_more(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    n = find_lignes(edition, re.compile("^OBJECTIF FACULTATIF 23"))[0]
    fin = find_lignes(edition, re.compile("^OBJECTIF FONDAMENTAL 9"))[0]
    bloc = [ligne.replace("ACTION 18", "ACTION 26") for ligne in edition[n:fin]]
    change = lire((*edition[:fin], *bloc, *edition[fin:]))
    assert [a.numero for a in change.actions if a.objectifs == "23"] == ["18", "26"]
    ajoutes = count_faits(change.financements) - count_faits(lu.financements)
    assert ajoutes.total() == sum(f.action == "18" for f in lu.financements)
    assert {dict(f)["action"] for f in ajoutes} == {"26"}


@pytest.mark.parametrize(("objectif", "avant"), [("23", "8"), ("12", "28"), ("10", "13")])
def test_a_moved_action_keeps_its_facts(lire: Lire, edition: Lignes, lu: Lecture, objectif: str, avant: str) -> None:
    titres = find_lignes(edition, re.compile("^(OBJECTIF|ENGAGEMENT)"))
    debut = next(n for n in titres if re.match(rf"OBJECTIF \w+ {objectif} ", edition[n]))
    fin = next(n for n in titres if n > debut)
    vers = next(n for n in titres if re.match(rf"OBJECTIF \w+ {avant} ", edition[n]))
    reste = [n for n in range(len(edition)) if not debut <= n < fin]
    place = reste.index(vers)
    ordre = [*reste[:place], *range(debut, fin), *reste[place:]]
    change = lire(edition[n] for n in ordre)
    assert count_faits(change.financements) == count_faits(lu.financements)
    assert {(a.numero, a.objectifs) for a in change.actions} == {(a.numero, a.objectifs) for a in lu.actions}


@pytest.mark.parametrize(
    ("motif", "avant", "apres"),
    [
        (PREVU, "Part Etat", "Part Région"),
        (PREVU, "Part Département", "Part des communes"),
        (REALISE, "Exécutées", "Reportées"),
        (REALISE, "Engagées", "Envisagées"),
        (REALISE, "Exécutées", "non exécutées"),
    ],
)
def test_a_renamed_column_refuses_its_table_and_no_other(
    lire: Lire, edition: Lignes, lu: Lecture, motif: re.Pattern[str], avant: str, apres: str
) -> None:
    for n in find_lignes(edition, motif)[::9]:
        change = lire((*edition[:n], edition[n].replace(avant, apres), *edition[n + 1 :]))
        assert count_faits(change.financements) - count_faits(lu.financements) == Counter()
        (refus,) = [a for a in change.anomalies if a.code == "disposition_inconnue"]
        assert refus.ligne == str(n + 1)
        assert apres in refus.trouve
        assert avant in refus.attendu


def test_a_respelt_header_is_the_same_column(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    lignes = [
        ligne.replace("Part Etat", "Part de l'État")
        .replace("Exécutées", "EXECUTEES")
        .replace("Dépenses F", "Dépense F")
        if PREVU.search(ligne) or REALISE.search(ligne)
        else ligne
        for ligne in edition
    ]
    change = lire(lignes)
    assert [key(f) for f in change.financements] == [key(f) for f in lu.financements]


def test_moved_columns_are_read_where_they_stand(lire: Lire, edition: Lignes, lu: Lecture) -> None:
    lignes = list(edition)
    for motif in (PREVU, REALISE):
        for n in find_lignes(edition, motif):
            while n < len(lignes) and (lignes[n].strip() == "" or "\t" in lignes[n]):
                if "\t" in lignes[n] and not lignes[n].startswith("--"):
                    cellules = lignes[n].split("\t")
                    lignes[n] = "\t".join((cellules[0], *reversed(cellules[1:]))) if len(cellules) > 2 else lignes[n]
                n += 1
    change = lire(lignes)
    attendus, trouves = count_faits(lu.financements), count_faits(change.financements)
    # A table without column of years keeps its first column in place: only the two others are exchanged.
    assert trouves == attendus


def test_an_inserted_column_without_header_is_never_taken_for_its_neighbour(
    lire: Lire, edition: Lignes, lu: Lecture
) -> None:
    for n in find_lignes(edition, REALISE)[::9]:
        lignes, rang = list(edition), n + 1
        while "\t" in lignes[rang]:
            cellules = lignes[rang].split("\t")
            lignes[rang] = "\t".join((cellules[0], "5 000 €", *cellules[1:]))
            rang += 1
        change = lire(lignes)
        assert count_faits(change.financements) - count_faits(lu.financements) == Counter()
        assert next(a.ligne for a in change.anomalies if a.code == "disposition_inconnue") == str(n + 1)
