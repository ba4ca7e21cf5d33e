"""The annexe, the totals in words and the table of conventions."""

from collections.abc import Callable, Iterable
from operator import attrgetter

from cdppe.api import Lecture

Lire = Callable[[Iterable[str]], Lecture]
LireFiche = Callable[..., Lecture]

ACTIONS = ["ENGAGEMENT 2 : PROTEGER", "OBJECTIF FONDAMENTAL 9 : GARANTIR L'ACCOMPAGNEMENT"] + [
    ligne for n in (21, 22) for ligne in (f"ACTION {n} : AGIR", "", "1. Description de l'action", "")
]
ANNEXE = [
    "ANNEXE 1 : Tableau financier 2020 des crédits ONDAM",
    "",
    "\tCAMPS : PEP62\tSESSAD Pro : La Vie Active\tEquipes mobiles\t\t",
    "\t\t\t\tAFEJI/Cazin- Perrochaud\tLa Vie Active",
    "Enveloppe ONDAM\t31 €\t46 €\t40 €\t13 €\t27 €",
    "Consommation 2020- 2 mois\t5 €\t7 €\t6,99 €\t2,66 €\t4,33 €",
    "Crédits non reconductibles\t26 €\t39 €\t34 €\t\t",
    "Autre chose\t1 €\t1 €\t1 €\t\t",
    "",
    "TOTAL CNR : **99,01 €**",
]


def test_the_annexe_gives_each_column_to_its_action_when_the_report_has_it(lire: Lire) -> None:
    faits = lire([*ACTIONS, *ANNEXE]).financements
    assert {f.origine for f in faits} == {"annexe"}
    assert {f.source for f in faits} == {"ondam"}
    assert [(f.action, f.niveau, f.etape, f.libelle) for f in faits[:5]] == [
        ("21", "action", "prevu", "CAMPS : PEP62"),
        ("", "action", "prevu", "SESSAD Pro : La Vie Active"),  # no action 23 in this report
        ("22", "action", "prevu", "Equipes mobiles"),
        ("22", "detail", "prevu", "AFEJI/Cazin- Perrochaud"),
        ("22", "detail", "prevu", "La Vie Active"),
    ]


def test_the_rows_of_the_annexe_say_the_etape_and_the_period(lire: Lire) -> None:
    lecture = lire([*ACTIONS, *ANNEXE])
    camsp = [f for f in lecture.financements if f.libelle.startswith("CAMPS")]
    lus = list(map(attrgetter("etape", "debut", "base", "montant"), camsp))
    assert lus == [
        ("prevu", 2020, "civile", 31),
        ("execute", 2020, "partielle", 5),
        ("non_consomme", 2020, "civile", 26),
    ]
    assert [n.texte for n in lecture.non_lus if n.raison == "non_compris"] == ["1 €"] * 3


def test_a_sentence_between_the_rows_of_the_annexe_changes_nothing(lire: Lire) -> None:
    coupee = [*ANNEXE[:5], "", "Une phrase.", "", *ANNEXE[5:7], "", *ANNEXE[9:]]
    entiere = [*ANNEXE[:7], *ANNEXE[8:]]
    lus = [
        list(map(attrgetter("action", "etape", "montant"), lire([*ACTIONS, *a]).financements))
        for a in (coupee, entiere)
    ]
    assert lus[0] == lus[1]
    assert len(lus[0]) == 14


def test_a_total_in_words_bears_its_printed_name(lire: Lire) -> None:
    fait = lire([*ACTIONS, *ANNEXE]).financements[-1]
    assert attrgetter("action", "niveau", "etape", "debut")(fait) == ("TOTAL CNR", "sous_total", "non_consomme", 2020)
    assert format(fait.montant or 0, "f") == "99.01"


def test_the_totals_by_source_of_the_deliberation(lire: Lire) -> None:
    lecture = lire(
        [
            *ACTIONS,
            "Engagements financiers de l'État et de l'Agence Régionale de la Santé",
            "",
            "Pour un montant global de **30 €**, dont :",
            "- **20 €** versés au budget du Département :",
            " - « Fonds d'Investissement Régional (FIR) : 5 €",
            " - « Loi de finances – programme 304, Inclusion » : 15 €",
            "- **10 € au titre de l'ONDAM**",
            "- 3 € d'une autre origine",
            "",
            "Exemples d'actions mises en œuvre",
        ]
    )
    assert list(map(attrgetter("niveau", "source", "montant", "debut", "fin"), lecture.financements)) == [
        ("total", "total", 30, 2020, 2022),
        ("sous_total", "total", 20, 2020, 2022),
        ("sous_total", "fir", 5, 2020, 2022),
        ("sous_total", "bop304", 15, 2020, 2022),
        ("sous_total", "ondam", 10, 2020, 2022),
    ]
    assert [n.raison for n in lecture.non_lus] == ["non_compris"]


def test_conventions_detail_the_fiche_and_their_total_counts_nothing_twice(lire_fiche: LireFiche) -> None:
    entete = "Organisme|Territoire|Durée convention (mois)|Montant de la convention (2021-2022)|Conventionnement 2023"
    lecture = lire_fiche(bilan=entete + "\n\nUne phrase.\n\nUn Toit|Nord|15|75 €|5 €\nTotal|||75 €|5 €")
    assert list(map(attrgetter("niveau", "etape", "libelle", "montant", "debut", "fin"), lecture.financements)) == [
        ("detail", "engage", "Un Toit — Nord", 75, 2021, 2022)
    ]
    raisons = {(n.texte, n.raison) for n in lecture.non_lus}
    assert raisons >= {("15", "duree"), ("5 €", "hors_contrat"), ("75 €", "calcul")}
