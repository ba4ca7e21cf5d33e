"""The sheets: what each action is, and the money that the declared words settle."""

from collections.abc import Callable, Iterable
from decimal import Decimal

import pytest

from cdppe.api import Lecture

Lire = Callable[[Iterable[str]], Lecture]
LireFiche = Callable[..., Lecture]

PLAN = (
    "Tableau financier récapitulatif prévisionnel 2020-2022\n\n"
    "Objectif|Fiche action N°|Source de financement|Financements prévus 2020|||Budget consommé au 31/12/2020||\n"
    "|||Budget global 2020|Département|Etat|Actions nouvelles réalisées en 2020|objet|montant\n"
    "Développer les centres parentaux|21|ONDAM||900,00|300,00|-||-\n\n"
)


def amounts(lecture: Lecture) -> list[tuple[str, str, str, int | None, int | None, str, str]]:
    return [
        (f.niveau, f.etape, f.source, f.debut, f.fin, "" if f.montant is None else f"{f.montant:f}", f.certitude)
        for f in lecture.financements
        if f.origine != "tableau_financier"
    ]


def test_labelled_lines_take_year_and_stage_from_label_then_rubric_then_contract(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        "Budget",
        "Financement CD : 70 000 €",
        "Financement Etat : /",
        "Prévisionnel 2021 :",
        "Financement ARS : 6 000 €",
        "Financement Etat 2020 : 0 €",
        "CD 35 2022 : 3,235 M€ (aides)",
        "Réalisé 2021",
        "Financement total 2021 : **2 425,86 €**",
        "Financement Département : 12618 € + du temps",
    )
    assert amounts(lecture) == [
        ("action", "prevu", "departement", 2020, 2022, "70000", "sur"),
        ("action", "prevu", "etat", 2020, 2022, "", "sur"),
        ("action", "prevu", "fir", 2021, 2021, "6000", "interprete"),
        ("action", "prevu", "etat", 2020, 2020, "0", "sur"),
        ("action", "prevu", "departement", 2022, 2022, "3235000", "interprete"),
        ("action", "execute", "total", 2021, 2021, "2425.86", "sur"),
        ("action", "execute", "departement", 2021, 2021, "12618", "interprete"),
    ]


def test_credits_brought_forward_belong_to_the_year_they_come_to(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        "Financeurs :",
        "ARS 2021 : report 2020 40 000 € (un réseau)",
        "Budget",
        "Prévisionnel 2021 :",
        "Financement Etat 2021 :",
        "- 15 000 € (des agents)",
        "- 16 000 € (report 2020)",
        "En 2022 : proposition d'un nouveau report de 38 000 €",
    )
    assert [a[1:6] for a in amounts(lecture)] == [
        ("report", "fir", 2021, 2021, "40000"),
        ("prevu", "etat", 2021, 2021, "15000"),
        ("report", "etat", 2021, 2021, "16000"),
        ("report", "non_ventile", 2022, 2022, "38000"),
    ]


def test_parts_that_a_sum_announces_are_details(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        "Budget",
        "En 2020 :",
        "Crédits engagés : 250 668,22€",
        "Un logiciel : 22 0371,00€",
        "Une affiche : 30 297,22€ (en couleurs)",
        "Réalisé 2021 :",
        "352 410 € ont été dépensés en 2021, répartis :",
        "- Une place : 98 601 € (année pleine)",
        "Indicateurs",
        "Coût moyen : 5 000 €",
    )
    assert [a[:2] + a[3:4] + a[5:] for a in amounts(lecture)] == [
        ("action", "engage", 2020, "250668.22", "interprete"),
        ("detail", "engage", 2020, "220371.00", "interprete"),
        ("detail", "engage", 2020, "30297.22", "interprete"),
        ("action", "execute", 2021, "352410", "sur"),
        ("detail", "execute", 2021, "98601", "interprete"),
    ]
    assert [n.raison for n in lecture.non_lus if "5 000" in n.texte] == ["contexte"]


def test_a_list_without_header_after_such_a_sum_is_its_parts(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        "Budget",
        "Réalisé 2021 :",
        "900,00 € de dépenses nouvelles par an depuis 2020 :",
        "100 places|600,00|\n10 places|300,00|Dès mai 2021",
        "Indicateurs",
        "Jeunes suivis|739",
    )
    assert [a[0:1] + a[5:] for a in amounts(lecture)] == [
        ("action", "", "ambigu"),
        ("detail", "600.00", "interprete"),
        ("detail", "300.00", "interprete"),
    ]
    assert [f.libelle for f in lecture.financements][1:] == ["100 places", "10 places"]


def test_an_amount_without_a_payer_is_the_fund_s_that_the_tables_print_it_under(lire_fiche: LireFiche) -> None:
    lignes = ("Budget", "Pour 2020 : **300 €**", "Renforcement du service à hauteur de 50 €")
    assert [a[:4] for a in amounts(lire_fiche(*lignes, plan=PLAN))] == [
        ("action", "prevu", "ondam", 2020),
        ("detail", "prevu", "ondam", 2020),
    ]
    assert amounts(lire_fiche(*lignes))[0][2] == "non_ventile"


@pytest.mark.parametrize(
    ("lignes", "certitude"),
    [
        (("Budget", "Financement Etat 2020 et suivantes : 5 000€ / an"), "ambigu"),
        (("Budget", "Convention CD/Etat : 100 000 € par an sur 3 ans, octroyés par l'Etat."), "ambigu"),
        (("Budget", "Récapitulatif financier 2021 :", "Financement CD : 5 000 €"), "ambigu"),
        (("Budget", "Réalisé 2021 :", "Engagement de 15000,00 € (4 mois)"), "ambigu"),
        (("Bilan d'exécution", "Le Département finance une étude (à hauteur de 15 000 € par an)."), "ambigu"),
        (
            ("Bilan d'exécution", "Dès mars 2021,", "- Mise en place d'un lieu (la Halte) pour un montant de 90 €"),
            "ambigu",
        ),
    ],
)
def test_what_words_leave_open_is_ambiguous(lire_fiche: LireFiche, lignes: tuple[str, ...], certitude: str) -> None:
    (fait,) = lire_fiche(*lignes).financements
    assert (fait.montant, fait.certitude) == (None, certitude)


@pytest.mark.parametrize(
    ("lignes", "raison"),
    [
        (("Budget", "Financement Etat BOP 177: 78 840€ (18€*365 jours)"), "hors_contrat"),
        (("Budget", "Dans le cadre du Plan pauvreté :", "Part Etat : 302 400 €"), "hors_contrat"),
        (("Budget", "Réalisé 2021 :", "Soit une différence de + 6 618 €"), "calcul"),
        (("Description de l'action", "CD : 5 000 €"), "contexte"),
        (("Bilan d'exécution", "Une aide de 5 000 € a été évoquée."), "contexte"),
        (("Budget", "Une aide de 5 000 € a été évoquée."), "non_compris"),
        (("Une aide de 5 000 € a été évoquée.",), "non_compris"),
    ],
)
def test_money_that_is_no_fact_is_listed_with_its_reason(
    lire_fiche: LireFiche, lignes: tuple[str, ...], raison: str
) -> None:
    lecture = lire_fiche(*lignes)
    assert lecture.financements == ()
    assert [n.raison for n in lecture.non_lus] == [raison]


def test_an_amount_said_again_of_the_action_is_a_repetition(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Budget", "Financement CD 2021 : 5 000 €", "Bilan d'exécution", "Les 5 000 € ont suffi.")
    assert [n.raison for n in lecture.non_lus] == ["repetition"]


def test_the_objective_is_the_heading_s_else_the_tables(lire_fiche: LireFiche) -> None:
    (action,) = lire_fiche().actions
    assert (action.numero, action.engagement, action.objectifs, action.intitule) == (
        "21",
        "2",
        "21",
        "Un centre parental",
    )
    assert action.objectif_imprime == "7. Développer les centres parentaux"
    assert {a.code for a in lire_fiche(tete="Fiche 20").anomalies} == set()
    autre = lire_fiche(plan=PLAN.replace("Développer les centres parentaux", "Développer le parrainage"))
    assert [a.objectifs for a in autre.actions] == ["23"]
    assert {a.code for a in autre.anomalies} == {"objectif_divergent"}


@pytest.mark.parametrize("titre", ["Un centre parental", "Des centres parentaux, à développer ici."])
@pytest.mark.parametrize("avant", [True, False])
def test_a_sentence_beside_the_title_is_not_the_title(lire_fiche: LireFiche, titre: str, avant: bool) -> None:
    lignes = ["Les équipes ont travaillé avec leurs partenaires.", titre]
    tete = "\n\n".join(["Fiche 20", *(lignes if avant else reversed(lignes)), "Description de l'action", "Fiche 21"])
    assert [a.intitule for a in lire_fiche(tete=tete).actions] == [titre, "Un centre parental"]


def test_a_suffixed_sheet_stands_under_the_heading_of_its_sister(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche("Fiche 21 B : La suite", "Budget", "Financement CD 2021 : 5 €")
    assert [(a.numero, a.objectifs, a.intitule) for a in lecture.actions] == [
        ("21", "21", "Un centre parental"),
        ("21 b", "21", "La suite"),
    ]
    assert [f.action for f in lecture.financements] == ["21 b"]


def test_an_action_of_the_tables_without_sheet_is_said(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(plan=PLAN.replace("|21|", "|24|"))
    assert [a.numero for a in lecture.actions] == ["21", "24"]
    assert "fiche_absente" in {a.code for a in lecture.anomalies}


@pytest.mark.parametrize(
    ("ligne", "statut", "annee"),
    [
        ("Action non financée en 2021", "non_financee", 2021),
        ("Fiche non engagée dans ce cadre en 2020", "non_engagee", 2020),
        ("L'action se poursuit.", "en_cours", 2021),
        ("L'action n'avait pas été engagée en 2020.", "inconnu", None),
    ],
)
def test_the_status_is_said_by_words_alone(lire_fiche: LireFiche, ligne: str, statut: str, annee: int | None) -> None:
    (action,) = lire_fiche(ligne).actions
    assert (action.statut, action.statut_annee) == (statut, annee)


def test_a_form_annexed_gives_its_means_and_no_second_action(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        "Avenant n°1 au contrat",
        "FICHE ACTION N°21",
        "Développer les centres parentaux",
        "Description de l'action|<p>Pour 30 jeunes</p>\n"
        "Moyens financiers prévisionnels|<p>Financement Etat : 10 000€</p> "
        "<p>En 2022 la subvention se répartit :</p> <ul> - CALPAE = 40 € - Stratégie PPE (Bop304) = 130 €",
    )
    assert [a.numero for a in lecture.actions] == ["21"]
    assert [(f.origine, f.source, f.debut, f.montant) for f in lecture.financements] == [
        ("annexe", "etat", 2020, Decimal(10000)),
        ("annexe", "bop304", 2022, Decimal(130)),
    ]
    assert {(n.texte, n.raison) for n in lecture.non_lus} == {("Pour 30 jeunes", "contexte"), ("40 €", "hors_contrat")}


def test_an_amendment_says_of_what_its_amounts_are(lire: Lire) -> None:
    lecture = lire(
        [
            "Avenant n°4 à la Convention 2020/X",
            "La subvention de l'ARS est fixée à 500 € pour l'année 2022, dont 40 € de crédits supplémentaires.",
            "- un accueil (fiche action n°13a)",
            "- Montant : 166 euros",
            "",
            "AVENANT N° 5 AU CONTRAT",
            "Pour l'année 2022, le soutien financier de l'Etat s'élève à 900 €, dont 30 € de reports de crédits 2021.",
            "- au titre du programme 304 : un montant de 700 € dont :",
            " - o 650 € à verser au titre de l'année 2022",
            "- 20 € de report de crédits 2021 au titre de l'action 22",
            "- au titre de l'ONDAM : un montant de 60 € en 2022.",
            "Rien n'est dit de ces 77 €.",
        ]
    )
    assert [(f.niveau, f.action, f.etape, f.source, f.debut, f"{f.montant}") for f in lecture.financements] == [
        ("sous_total", "subvention de l'ARS", "prevu", "fir", 2022, "500"),
        ("sous_total", "subvention de l'ARS", "supplement", "fir", 2022, "40"),
        ("action", "13 a", "disponible", "fir", 2022, "166"),
        ("total", "soutien financier de l'Etat", "disponible", "etat", 2022, "900"),
        ("total", "soutien financier de l'Etat", "report", "etat", 2022, "30"),
        ("sous_total", "loi de finances (programme 304)", "disponible", "bop304", 2022, "700"),
        ("sous_total", "loi de finances (programme 304)", "prevu", "bop304", 2022, "650"),
        ("action", "22", "report", "bop304", 2022, "20"),
        ("sous_total", "ONDAM médico-social", "prevu", "ondam", 2022, "60"),
    ]
    assert [(n.texte, n.raison) for n in lecture.non_lus] == [("Rien n'est dit de ces 77 €.", "non_compris")]


def test_the_fund_of_an_action_is_the_tables_whatever_their_amounts(lire: Lire) -> None:
    plan = PLAN.replace("|21|ONDAM|", "|21|304|").replace("|", "\t").split("\n")
    debut = ["Rapport d'exécution de la contractualisation", "", "Le 3 mai 2022", ""]
    lecture = lire([*plan, *debut, "Pour 2022, la fiche action 21 est reprise dans le CDPPE à hauteur de 77 €."])
    assert [(f.source, f.montant) for f in lecture.financements][-1] == ("bop304", Decimal(77))
