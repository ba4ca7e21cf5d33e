"""What the controls of execution say of money: in words that stay true whatever the rest of the report prints."""

from collections.abc import Callable

from cdppe.cadre import load_cadre
from cdppe.controles.releves import Signalement
from cdppe.facts import Action, Fait, Financement

Joue = Callable[..., list[Signalement]]
Montant = Callable[..., Financement]


def make_action(numero: str = "50") -> Action:
    objectif = load_cadre(2022).get_objectif(13)
    assert objectif is not None
    return Action(
        departement="99", document="rapport.txt", ligne="1", numero=numero, intitule=objectif.libelle,
        engagement=objectif.engagement, objectif_imprime=f"13. {objectif.libelle}", objectifs="13",
    )  # fmt: skip


def say(joue: Joue, code: str, *faits: Fait, texte: str = "") -> str:
    (signalement,) = (s for s in joue(make_action(), *faits, texte=texte) if s.controle.code == code)
    return signalement.constat.phrase


def test_a_printed_zero_is_said(joue: Joue, montant: Montant) -> None:
    prevu = montant(100, action="50")
    code = "prevu_sans_depense"
    zero = montant(0, action="50", etape="execute", source="non_ventile", texte="0 €")
    mots = montant(None, action="50", etape="execute", source="non_ventile", texte="Temps de travail")
    assert "la dépense imprimée est de 0 €" in say(joue, code, prevu, zero)
    assert "aucune dépense n'est imprimée" in say(joue, code, prevu, mots)


def test_what_another_place_plans_is_said(joue: Joue, montant: Montant) -> None:
    tableau = {"action": "50", "origine": "tableau_financier", "annees": "2020-2022"}
    faits = (
        montant(0, source="total", **tableau),
        montant(18000, etape="execute", source="non_ventile", **tableau),
    )
    ailleurs = montant(18000, "2020-2022", action="50", source="departement", ligne="510")
    code = "depense_superieure_prevu"
    seul = say(joue, code, *faits)
    assert seul.endswith(
        "dans le tableau financier, l'exécuté (18 000 €) dépasse le prévu (toutes sources, 0 €) de 18 000 €."
    )
    assert say(joue, code, *faits, ailleurs).endswith(
        "de 18 000 €, alors que la fiche (l.\u00a0510) prévoit 18 000 € (Département, 2020-2022)."
    )


def test_the_beginning_is_said_as_it_is_printed(joue: Joue, montant: Montant) -> None:
    depense = montant(100, "2021", action="50", etape="execute", source="non_ventile", ligne="2")

    def play(texte: str) -> str:
        return say(joue, "depense_avant_debut", depense, texte=f"Fiche\n{texte}")

    assert "fait commencer l'action début 2022 (« Premiers accueils début 2022 »)" in play(
        "Premiers accueils début 2022."
    )
    assert "fait commencer l'action mi-mars 2022 (" in play("Premiers accueils mi-mars 2022.")
    assert "fait commencer l'action en mars 2022 (" in play("Premiers accueils au 1^{er} mars 2022.")


def test_the_months_of_several_posts_are_all_said(joue: Joue, montant: Montant) -> None:
    commun = {"action": "50", "etape": "engage", "source": "non_ventile", "origine": "tableau_financier"}
    libelle = "3 postes à compter de novembre 2022 (un 8 mois, un 11 mois, un 1 an)"
    phrase = say(
        joue, "mois_avant_debut", montant(100, **commun), montant(100, niveau="detail", libelle=libelle, **commun)
    )
    assert "100 € sont comptés pour 8, 11 et 12 mois (« 3 postes" in phrase
    assert phrase.endswith("fait commencer le poste en novembre 2022, soit 2 mois de 2022 au plus.")


def test_who_is_left_out_has_its_article(joue: Joue, montant: Montant) -> None:
    phrase = say(
        joue, "financeur_omis",
        montant(100, action="50", source="etat"),
        montant(300, action="50", source="departement", perimetre="plus_large"),
        montant(300, action="50", etape="execute", source="non_ventile"),
    )  # fmt: skip
    assert "Département 300 €, qui couvre plus que l'action" in phrase
    assert phrase.endswith("l'exécuté est de 300 € ; rien n'est dit de la part de l'État (100 €).")


def test_an_overspent_year_leaves_nothing(joue: Joue, montant: Montant) -> None:
    commun = {"action": "50", "origine": "tableau_financier"}
    phrase = say(
        joue, "report_different",
        montant(-20, "2021", etape="variation", source="non_ventile", **commun),
        montant(30, "2022", etape="report", **commun),
    )  # fmt: skip
    assert "rien ne reste de 2021 (le tableau imprime -20 €), 30 € sont reportés en 2022" in phrase


def test_the_total_that_an_avenant_repeats_is_that_of_its_other_figures(joue: Joue, montant: Montant) -> None:
    """Never the nearest one: the wrong figure would choose what it is compared with."""
    tableau = {"niveau": "sous_total", "origine": "tableau_financier", "source": "ondam"}
    avenant = {"niveau": "sous_total", "origine": "avenant", "source": "ondam", "action": "loi"}
    totaux = (
        montant(300, etape="supplement", action="Total", ligne="601", **tableau),
        montant(40, etape="report", action="Total", ligne="601", **tableau),
        montant(200, etape="supplement", action="Total versé", ligne="602", **tableau),
        montant(30, etape="report", action="Total versé", ligne="602", **tableau),
    )
    faux = montant(290, etape="supplement", ligne="700", **avenant)
    phrase = say(joue, "avenant_tableau", *totaux, faux, montant(30, etape="report", ligne="701", **avenant))
    assert phrase.endswith("l'avenant (l. 700) dit 290 €, le tableau (l. 602) 200 €, soit 90 € d'écart.")
    phrase = say(joue, "avenant_totaux", *totaux, faux)
    assert phrase.endswith("qui n'est aucun des montants du tableau : (l. 601) 300 € et (l. 602) 200 €.")


def test_a_term_of_an_avenant_is_the_total_that_makes_its_sum(joue: Joue, montant: Montant) -> None:
    tableau = {"niveau": "sous_total", "origine": "tableau_financier", "source": "ondam"}
    avenant = {"niveau": "sous_total", "origine": "avenant", "source": "ondam", "action": "loi"}
    phrase = say(
        joue, "avenant_tableau",
        montant(100, etape="supplement", action="Total", ligne="601", **tableau),
        montant(180, etape="supplement", action="Total avec la fiche 7", ligne="602", **tableau),
        montant(230, etape="supplement", action="Total avec les fiches 7 et 9", ligne="603", **tableau),
        montant(230, etape="supplement", ligne="700", **avenant),
        montant(190, etape="supplement", ligne="701", **avenant),  # 100: with 80 and 50 it makes 230
        montant(80, etape="prevu", ligne="702", **{**avenant, "action": "7"}),
        montant(50, etape="prevu", ligne="703", **{**avenant, "action": "9"}),
    )  # fmt: skip
    assert "l'avenant (l. 701) dit 190 €, le tableau (l. 601) 100 €, soit 90 € d'écart" in phrase


def test_a_part_is_named(joue: Joue, montant: Montant) -> None:
    axe = {"action": "50", "source": "non_ventile", "libelle": "Axe 2"}
    phrase = say(joue, "etape_depassee", montant(30, etape="engage", **axe), montant(58, etape="execute", **axe))
    assert phrase.startswith("Action 50 (Axe 2), 2022 : l'exécuté (58 €) dépasse l'engagé (30 €)")


def test_what_the_source_carries_over_in_all_is_said(joue: Joue, montant: Montant) -> None:
    commun = {"origine": "tableau_financier"}
    total = {"action": "TOTAL FIR", "niveau": "sous_total", **commun}
    phrase = say(
        joue, "report_different",
        montant(25, "2021", action="50", etape="variation", source="non_ventile", **commun),
        montant(0, action="50", etape="report", **commun),
        montant(25, "2021", etape="variation", source="non_ventile", ligne="601", **total),
        montant(25, etape="report", ligne="602", **total),
    )  # fmt: skip
    assert phrase.endswith("soit 25 € d'écart ; « TOTAL FIR » est reporté en entier (25 €, l. 601 et 602).")


def test_a_carry_over_that_the_words_of_its_row_explain_is_no_question(joue: Joue, montant: Montant) -> None:
    commun = {"action": "50", "origine": "tableau_financier"}
    faits = (
        montant(0, "2021", etape="variation", source="non_ventile", **commun),
        montant(700, etape="report", ligne="2", **commun),
    )
    texte = "Fiche\nReliquats des autres actions : {} €"
    phrase = say(joue, "report_explique", *faits, texte=texte.format(700))
    assert phrase.endswith("le rapport l'explique (« Reliquats des autres actions : 700 € », l. 2).")
    assert "sont reportés en 2022, soit 700 €" in say(joue, "report_different", *faits, texte=texte.format(600))
