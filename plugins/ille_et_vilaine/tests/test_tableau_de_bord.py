"""The dashboard: whose each row is, and where its comparisons stand; small tables, one oddity each."""

from collections.abc import Callable, Iterable

import pytest

from cdppe.api import Indicateur, Lecture

Lire = Callable[[Iterable[str]], Lecture]
LireBord = Callable[..., Lecture]

TETE = (
    "Objectif|Fiche action N°|Source de financement|INDICATEURS|NIVEAU DES INDICATEURS EN 2019|NIVEAU CIBLE DE "
    "L'OBJECTIF|||NIVEAU D'ATTEINTE DE L'OBJECTIF|||Comparaison réalisé/cible par année||||\n"
    "|||||2020|2021|2022|2020|2021|évolution 2020-2021|2020|2021|2022|"
)
CENTRES = "Développer les centres parentaux|21|ONDAM|Nombre de places"
SAINES = (
    "|||Nombre d'enfants|3|40|50|60|44|60|36%||10%|20%|",
    "|||Nombre de mères|3|10|10|10|12|9|-25%||20%|-10%|",
    "|||Nombre de pères|3|10|10|10|5|10|100%||-50%|0%|",
)


@pytest.fixture
def lire_bord(lire: Lire) -> LireBord:
    """Read a report of one dashboard and the sheets 21, 22 a and 22 b from its rows."""

    def read(*rangees: str, tete: str = TETE) -> Lecture:
        texte = "\n".join(["TABLEAU DE BORD DÉTAILLÉ 2020-2022", "", tete, *rangees, ""])
        fiches = ["Rapport d'exécution de la contractualisation", "Le 3 mai 2022", "Département d'Ille-et-Vilaine"]
        fiches += ["7. Développer les centres parentaux", "Fiche 21", "Un centre parental"]
        fiches += ["8. Développer le parrainage", "Fiche 22 a", "Un parrain"]
        fiches += ["9. Soutenir les parents d'enfants en situation de handicap", "Fiche 22 b", "Un répit"]
        return lire((texte + "\n" + "\n\n".join(fiches)).replace("|", "\t").split("\n"))

    return read


def values(lecture: Lecture, libelle: str = "Nombre de places") -> list[tuple[str, int | None, int | None, str]]:
    return [(f.nature, f.debut, f.fin, describe(f)) for f in lecture.indicateurs if f.libelle == libelle]


def describe(fait: Indicateur) -> str:
    chiffre = f"{fait.valeur:f}{fait.unite}" if fait.valeur is not None else fait.statut
    return f"{chiffre} {fait.certitude}"


def ecarts(lecture: Lecture) -> list[tuple[int | None, str]]:
    return [
        (f.debut, describe(f)) for f in lecture.indicateurs if f.libelle == "Nombre de places" and f.nature == "ecart"
    ]


def test_every_cell_of_a_row_is_a_fact_an_empty_one_too(lire_bord: LireBord) -> None:
    lecture = lire_bord(CENTRES + "|12|40||ND|44|60|36%||10%|#DIV/0!|", *SAINES)
    assert values(lecture) == [
        ("reference", 2019, 2019, "12 sur"),
        ("cible", 2020, 2020, "40 sur"),
        ("cible", 2021, 2021, "vide sur"),
        ("cible", 2022, 2022, "nd sur"),
        ("realise", 2020, 2020, "44 sur"),
        ("realise", 2021, 2021, "60 sur"),
        ("evolution", 2020, 2021, "36% sur"),
        ("ecart", 2020, 2020, "10% interprete"),
        ("ecart", 2021, 2021, "erreur_formule interprete"),
        ("ecart", 2022, 2022, "vide sur"),
    ]
    assert {(f.action, f.rubrique) for f in lecture.indicateurs} == {("21", "Développer les centres parentaux")}
    assert {f.certitude for f in lecture.indicateurs if f.libelle == "Nombre de mères"} == {"interprete", "sur"}
    assert [a.code for a in lecture.anomalies if a.code == "entete_decale"] == ["entete_decale"]
    assert lecture.bilans[0].non_compris == 0


def test_comparisons_under_their_own_headers_are_sure(lire_bord: LireBord) -> None:
    justes = [r.replace("%||", "%|") + "|" for r in SAINES]
    assert ecarts(lire_bord(CENTRES + "|12|40|50|60|44|60|36%|10%|20%|||", *justes)) == [
        (2020, "10% sur"),
        (2021, "20% sur"),
        (2022, "vide sur"),
    ]


@pytest.mark.parametrize(
    ("cellules", "attendus"),
    [
        # the row's own figures prove it
        ("|12|40|50|60|44|60|36%|||10%|20%", [(2020, "10% interprete"), (2021, "20% interprete"), (2022, "vide sur")]),
        # and the headers above them agree
        ("|12|40|50|60|44|60|36%|10%|20%||", [(2020, "10% sur"), (2021, "20% sur"), (2022, "vide sur")]),
        # errors have one place for two years
        (
            "|12|ND||60|44||-100%|||#VALEUR!|#DIV/0!",
            [(2020, "erreur_formule interprete"), (2021, "erreur_formule interprete"), (2022, "vide sur")],
        ),
        # nothing says where the only one belongs
        ("|12|ND|ND|60|44|60|36%|#VALEUR!|||", [(None, "erreur_formule interprete")]),
        # displaced, and no place makes it right
        ("|12|40|50|60|44|60|36%|11%|22%||", [(None, "texte ambigu"), (None, "texte ambigu")]),
        # in its place, it is what the report prints, even wrong
        ("|12|40|50|60|44|60|36%||11%|22%|", [(2020, "11% interprete"), (2021, "22% interprete"), (2022, "vide sur")]),
    ],
)
def test_a_row_s_own_figures_put_its_comparisons_back(
    lire_bord: LireBord, cellules: str, attendus: list[tuple[int | None, str]]
) -> None:
    assert ecarts(lire_bord(CENTRES + cellules, *SAINES))[: len(attendus)] == attendus


def test_a_printed_rate_that_the_figures_deny_is_said(lire_bord: LireBord) -> None:
    lecture = lire_bord(CENTRES + "|12|40|50|60|44|60|99%||10%|20%|", *SAINES)
    (anomalie,) = [a for a in lecture.anomalies if a.code == "calcul_divergent"]
    assert (anomalie.action, anomalie.attendu, anomalie.trouve) == ("21", "36", "99")
    assert ("evolution", 2020, 2021, "99% sur") in values(lecture)


def test_a_row_out_of_its_columns_is_put_back_by_its_evolution_or_read_by_nobody(lire_bord: LireBord) -> None:
    juste = lire_bord(CENTRES + "||12|40|50|60|44|60|36%||10%|20%", *SAINES)
    assert [v for v in values(juste) if v[0] in ("realise", "evolution")] == [
        ("realise", 2020, 2020, "44 interprete"),
        ("realise", 2021, 2021, "60 interprete"),
        ("evolution", 2020, 2021, "36% interprete"),
    ]
    faux = lire_bord(CENTRES + "||12|40|50|60|44|60|||10%|20%", *SAINES)
    assert {v[3] for v in values(faux)} == {"texte ambigu", "vide sur"}


def test_a_row_without_number_is_the_action_s_above_and_interpreted(lire_bord: LireBord) -> None:
    lecture = lire_bord(CENTRES + "|12|40|50|60|44|60|36%||10%|20%|", *SAINES)
    assert {(f.action, f.certitude) for f in lecture.indicateurs if f.libelle == "Nombre de pères" and f.valeur} == {
        ("21", "interprete")
    }
    autre = lire_bord(CENTRES + "|12|40|50|60|44|60|36%||10%|20%|", "Développer le parrainage" + SAINES[0])
    assert {f.action for f in autre.indicateurs if f.libelle == "Nombre d'enfants"} == {""}


def test_an_objective_said_again_by_a_cut_page_is_no_new_one(lire_bord: LireBord) -> None:
    lecture = lire_bord(CENTRES + "|12|40|50|60|44|60|36%||10%|20%|", "", "centres (CMT) parentaux" + SAINES[0])
    assert {(f.action, f.rubrique) for f in lecture.indicateurs} == {("21", "Développer les centres parentaux")}


def test_a_number_without_its_letter_is_settled_by_the_objective(lire_bord: LireBord) -> None:
    juste = lire_bord("Développer le parrainage|22|304|Nombre de places|1|2|3|4|5|6|20%||||", *SAINES)
    assert {f.action for f in juste.indicateurs} == {"22 a"}
    inconnue = lire_bord("Un autre objectif|22|304|Nombre de places|1|2|3|4|5|6|20%||||")
    assert {f.action for f in inconnue.indicateurs} == {"22"}
    assert "action_inconnue" in {a.code for a in inconnue.anomalies}


def test_a_number_that_is_none_is_no_action_s(lire_bord: LireBord) -> None:
    lecture = lire_bord(CENTRES + "|1|2|3|4|5|6|20%||||", "Développer le parrainage|NR|304|NR|NR|1|||||||||")
    assert {(f.action, f.rubrique) for f in lecture.indicateurs if f.libelle == "NR"} == {
        ("", "Développer le parrainage")
    }


def test_words_among_the_comparisons_are_a_comment(lire_bord: LireBord) -> None:
    lecture = lire_bord(CENTRES + "|12|40|50|60|44|60|36%|20 places en 2021|10%|20%|", *SAINES)
    assert ("commentaire", 2020, 2022, "texte sur") in values(lecture)
    assert ecarts(lecture)[:2] == [(2020, "10% interprete"), (2021, "20% interprete")]


def test_the_name_of_a_fund_is_no_indicator(lire_bord: LireBord) -> None:
    lecture = lire_bord("BOP 304|||||||||||||", CENTRES + "|12|40|50|60|44|60|36%||10%|20%|", *SAINES)
    assert {f.libelle for f in lecture.indicateurs} >= {"Nombre de places"}
    assert "BOP 304" not in {f.libelle for f in lecture.indicateurs}
    assert [n.raison for n in lecture.non_lus if n.texte == "BOP 304"] == ["reference"]


@pytest.mark.parametrize(
    ("ancien", "nouveau"),
    [
        ("NIVEAU CIBLE DE L'OBJECTIF", "Prévu"),
        ("INDICATEURS|", "Sujets|"),
        ("|évolution 2020-2021|", "|hausse|"),
        ("|2020|2021|évolution", "|2021|2020|évolution"),  # the printed evolutions deny it
        ("|2020|2021|2022|2020|2021|év", "|2021|2020|2022|2020|2021|év"),  # the printed comparisons deny it
        ("|2020|2021|2022|2020|2021|év", "|2020|2020|2022|2020|2021|év"),
    ],
)
def test_headers_that_are_not_those_refuse_the_table(lire_bord: LireBord, ancien: str, nouveau: str) -> None:
    assert ancien in TETE
    lecture = lire_bord(CENTRES + "|12|40|50|60|44|60|36%||10%|20%|", *SAINES, tete=TETE.replace(ancien, nouveau, 1))
    assert lecture.indicateurs == ()
    (anomalie,) = [a for a in lecture.anomalies if a.gravite == "bloquante"]
    assert anomalie.code == "disposition_inconnue"
    assert anomalie.attendu
    assert anomalie.trouve
    assert {n.raison for n in lecture.non_lus if n.texte == "44"} == {"disposition_inconnue"}
    assert lecture.bilans[0].non_compris == 0
