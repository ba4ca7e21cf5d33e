"""One cell of a money column, from the plainest to several amounts."""

from decimal import Decimal

import pytest

from cdppe.parsing import MontantLu, Periode, read_montants, settle_periode

Ligne = tuple[str | None, str, str, str]


def lire(texte: str, **options: object) -> list[Ligne]:
    """Amount, certainty, level and label of each row."""
    soi = options.get("soi", ())
    assert isinstance(soi, tuple)
    return [
        (None if lu.montant is None else str(lu.montant), lu.certitude, lu.niveau, lu.libelle)
        for lu in read_montants(texte, soi=soi, puce=bool(options.get("puce")))
    ]


def montants(texte: str) -> list[tuple[str | None, str]]:
    return [(montant, certitude) for montant, certitude, _, _ in lire(texte)]


@pytest.mark.parametrize(
    ("texte", "montant", "certitude"),
    [
        ("-", "0", "sur"),
        ("- €", "0", "sur"),
        ("- euros", "0", "sur"),
        ("- EUR", "0", "sur"),
        ("0 (gratuité du prêt)", "0", "sur"),
        ("178 000 € (convention signée)", "178000", "sur"),
        ("398 175", "398175", "sur"),
        ("Total : 1 711 332", "1711332", "sur"),
        ("58 273.59 €", "58273.59", "sur"),
        ("304 058 €* ", "304058", "sur"),
        ("- 11 855,00", "-11855.00", "sur"),
        ("(11 855 €)", "-11855", "interprete"),
        ("413.500 €", "413500", "interprete"),
        ("7 960 K€", "7960000", "interprete"),
        ("181 400(e)", "181400", "interprete"),
        ("22 0371,00 €", "220371.00", "interprete"),
        ("environ 5 000 €", "5000", "interprete"),
        ("120 000 € et une part pour le voisin", "120000", "interprete"),
        ("90 000 €/an", "90000", "interprete"),
        ("98 601,00 226 572,00", None, "ambigu"),
        ("450 000 € pour 2 ans", None, "ambigu"),
        ("plus de 5 000 €", None, "ambigu"),
        ("- 6 618,00 € (dépassement)", None, "ambigu"),
        ("Axe 2 180 000 €", None, "ambigu"),
        ("90 000 x 20 % = 18 000 €", None, "ambigu"),
        ("2021", None, "ambigu"),
        ("12 500 Convention", None, "ambigu"),
        ("180 000 100 places", None, "ambigu"),
        ("5 000 € ou 6 000 €", None, "ambigu"),
        ("entre 1 € et 6 €", None, "ambigu"),
        ("100 000 € + 50 000 € en 2021", None, "ambigu"),
        ("Valorisation ETP", None, "sur"),
        ("/", None, "sur"),
        ("8 ETP de la cellule", None, "sur"),
        ("0/AM", None, "sur"),
        ("100 000/AM", None, "sur"),
        ("Axe 1", None, "sur"),
        ("2 mois", None, "sur"),
        ("20 %", None, "sur"),
    ],
)
def test_one_row(texte: str, montant: str | None, certitude: str) -> None:
    assert montants(texte) == [(montant, certitude)]


def test_an_empty_cell_is_no_row() -> None:
    assert read_montants("") == read_montants(" \u00a0** ") == ()


@pytest.mark.parametrize(
    ("texte", "lignes"),
    [
        (
            "250 000 € + 15 048 € (mallettes)",
            [("265048", "action", ""), ("250000", "detail", ""), ("15048", "detail", "mallettes")],
        ),
        (
            "533 561 € Formation : 60 000 €",
            [("593561", "action", ""), ("533561", "detail", ""), ("60000", "detail", "Formation")],
        ),
        (
            "Accueil > 2.491.217 € Postes > 798.000 €",
            [("3289217", "action", ""), ("2491217", "detail", "Accueil"), ("798000", "detail", "Postes")],
        ),
        (
            "55 000€ et allocations 4 600 000 €",
            [("4655000", "action", ""), ("55000", "detail", ""), ("4600000", "detail", "allocations")],
        ),
        (
            "182 510 € répartis : MILIEU : 111 660 € SOIR : 70 850 €",
            [("182510", "action", ""), ("111660", "detail", "MILIEU"), ("70850", "detail", "SOIR")],
        ),
        (
            "182 510 € dont : 111 660 € 70 850 €",
            [("182510", "action", ""), ("111660", "detail", ""), ("70850", "detail", "")],
        ),
        ("182 510 € (111 660 € et 70 000 €)", [(None, "action", "")]),
        (
            "A : 10 000 € ; B : 5 000 € ; Total : 15 000 €",
            [("15000", "action", ""), ("10000", "detail", "A"), ("5000", "detail", "B")],
        ),
        ("A : 10 000 € ; B : 5 000 € ; Total : 20 000 €", [(None, "action", "")]),
        (
            "Financement CD : 24 000 € = 8 000 € (2020) ; 16 000 € (2021)",
            [("24000", "action", ""), ("8000", "detail", ""), ("16000", "detail", "")],
        ),
        ("Consommé : 24 000 € Non consommé : 6 000 €", [(None, "action", "")]),
        ("Financement CD : 24 000 € 2022 : 16 000 €", [(None, "action", "")]),
        ("50 000 € (dont 20 000 € en réserve)", [("50000", "action", ""), ("20000", "detail", "")]),
    ],
)
def test_parts_and_their_total(texte: str, lignes: list[tuple[str | None, str, str]]) -> None:
    lus = lire(texte)
    assert [(montant, niveau, "" if niveau == "action" else libelle) for montant, _, niveau, libelle in lus] == lignes
    assert {certitude for _, certitude, _, _ in lus} <= {"interprete", "ambigu"}


@pytest.mark.parametrize(
    ("texte", "lignes"),
    [
        ("200 000 € en 2020 et 119 406 € en 2021", [("200000", "", (2020, 2020)), ("119406", "", (2021, 2021))]),
        ("225 000 € (2020-2021)+ 82 102 € (2022)", [("225000", "", (2020, 2021)), ("82102", "", (2022, 2022))]),
        (
            "645 000 € (sur la durée totale du contrat) 0 € (2022)",
            [("645000", "", (2020, 2022)), ("0", "", (2022, 2022))],
        ),
        (
            "Axe 1: 230 000 € En année scolaire. Axe 2 : 48 672 € en 2020 et 7 705 € en 2021",
            [("230000", "Axe 1", None), ("48672", "Axe 2", (2020, 2020)), ("7705", "Axe 2", (2021, 2021))],
        ),
        (
            "Aide de 675 300 € versés en 2020 et 2021 (achat), aide de 1 773 000 € prévue en 2022 (travaux)",
            [("675300", "achat", (2020, 2021)), ("1773000", "travaux", (2022, 2022))],
        ),
    ],
)
def test_two_periods_make_no_total(texte: str, lignes: list[tuple[str, str, tuple[int, int] | None]]) -> None:
    lus = read_montants(texte)
    assert {lu.niveau for lu in lus} == {"action"}
    assert [(str(lu.montant), lu.libelle, lu.periode and (lu.periode.debut, lu.periode.fin)) for lu in lus] == lignes


@pytest.mark.parametrize(
    ("texte", "sources"),
    [
        ("Part Etat : 314 400,00 € Part département : 78 600 €", ["etat", "departement"]),
        ("350 000 € FIR + 20 000 € (ONDAM)", ["fir", "ondam"]),
        ("Part Département : 302 400 ; Part Etat 181 400 = total 483 800€", ["departement", "etat", "total"]),
        ("Financement BOP 304 : 24 000 €", ["bop304"]),
        ("24 000 € pour le FIRMAMENT", [None]),
    ],
)
def test_sources_that_the_cell_names(texte: str, sources: list[str | None]) -> None:
    assert [lu.source for lu in read_montants(texte)] == sources


@pytest.mark.parametrize(
    ("texte", "periode", "certitude"),
    [
        ("1 096 000 € sur deux ans (2021 et 2022)", (2021, 2022, "civile"), "interprete"),
        ("Sur le budget 2020, les dépenses sont de 768 000 €", (2020, 2020, "civile"), "interprete"),
        ("Consommation 2020 2 mois : 52 400,00 €", (2020, 2020, "partielle"), "interprete"),
        ("365 333 € (sur 8 mois)", (None, None, "partielle"), "interprete"),
        ("Financement CD 2021 : 966 290 €", (2021, 2021, "civile"), "sur"),
        ("Maintien de 2 places ouvertes en 2020 au foyer : 147 167 €", None, "interprete"),
    ],
)
def test_the_period_that_the_cell_names(
    texte: str, periode: tuple[int | None, int | None, str] | None, certitude: str
) -> None:
    (lu,) = read_montants(texte)
    assert (lu.periode and (lu.periode.debut, lu.periode.fin, lu.periode.base)) == periode
    assert lu.certitude == certitude


def test_an_amount_wider_than_the_action() -> None:
    (lu,) = read_montants("10 047 960 € (sur ses politiques de soutien)")
    assert (lu.montant, lu.perimetre, lu.certitude) == (Decimal(10047960), "plus_large", "interprete")
    for texte in (
        "320 000 euros pour l'étude sur les 5 départements: soient 72 000 €",
        "320 000 € dont 72 000 € pour le CDX",
    ):
        etude, part = read_montants(texte, soi=("CDX",))
        assert (etude.montant, etude.perimetre, etude.niveau) == (Decimal(320000), "plus_large", "action")
        assert (part.montant, part.perimetre, part.niveau) == (Decimal(72000), "action", "action")


def test_a_bullet_of_prose_is_no_minus() -> None:
    assert lire("- 15 000 € (aide)", puce=True) == [("15000", "sur", "action", "")]


def test_the_row_gives_the_period_that_the_cell_does_not() -> None:
    en_2021 = Periode(2021, 2021, "civile", "Année 2021")
    contrat = Periode(2020, 2022, "civile", "TOTAL")

    def place(texte: str, periode: Periode) -> MontantLu:
        (lu,) = read_montants(texte)
        return settle_periode(lu, periode)

    assert place("5 000 €", en_2021).periode == en_2021
    assert place("5 000 € (2021)", en_2021).certitude == "sur"
    ailleurs = place("5 000 € (2022)", en_2021)
    assert (ailleurs.certitude, ailleurs.periode and ailleurs.periode.debut) == ("interprete", 2022)
    assert place("Financement CD 2022 : 5 000 €", en_2021).certitude == "interprete"
    partielle = place("5 000 € (sur 8 mois)", en_2021).periode
    assert partielle is not None
    assert (partielle.debut, partielle.base) == (2021, "partielle")
    assert place("5 000 €/an", en_2021).montant == 5000
    assert place("5 000 €/an", contrat).certitude == "ambigu"


def test_the_whole_budget_of_the_action_is_no_wider_than_the_action() -> None:
    (lu,) = read_montants("Budget global du projet : 10 000 €")
    assert (str(lu.montant), lu.perimetre) == ("10000", "action")
