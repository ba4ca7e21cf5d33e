"""One changed figure of a real layout sets off its control, and no other than those that the catalogue names."""

from collections.abc import Callable

import pytest

from cdppe.controles import NATIONAUX

CHANGEMENTS = [
    ("35", "total_lignes", "7 646 350,00\t447 600,00\t", "7 646 350,00\t474 600,00\t"),
    ("77", "total_arrondi", "16 497 €\t197 500 €\t213 997 €", "16 497 €\t197 501 €\t213 998 €"),
    ("77", "total_sources", "<p>Total : 839 727 €</p>", "<p>Total : 893 727 €</p>"),
    ("77", "ventilation_annuelle", "39 600 € (2020) ; 188 600 € (2021)", "39 600 € (2020) ; 186 800 € (2021)"),
    ("77", "consomme_par_periode", "153 000 €\t108 000 €\t261 000 €", "153 000 €\t180 000 €\t261 000 €"),
    ("35", "disponible_recalcule", "\t153 959,00\t\t4 754,00\t158 713,00", "\t153 959,00\t\t4 745,00\t158 713,00"),
    ("35", "variation_recalculee", "\t98 033,50\t55 925,50\t", "\t98 033,50\t55 952,50\t"),
    (
        "35",
        "details_action",
        "\t1 ETP travailleur social (SAFED/CDAS)\t46 406,50",
        "\t1 ETP travailleur social (SAFED/CDAS)\t64 406,50",
    ),
    (
        "35",
        "details_credits",
        "\tAvenant 2022 : Amicale du Nid\t50 000,00",
        "\tAvenant 2022 : Amicale du Nid\t60 000,00",
    ),
    ("77", "details_fiche", "pilotage de la COM 4 500 €", "pilotage de la COM 5 500 €"),
    (
        "62",
        "etape_depassee",
        "Année 2022\t103 000 €\t103 000 €\t103 000 €",
        "Année 2022\t103 000 €\t103 000 €\t130 000 €",
    ),
    ("62", "etape_depassee_annee", "\t0 €\t0 €\t203 500 €", "\t0 €\t0 €\t193 500 €"),
    ("77", "calcul_imprime", "90 000*2=180 000 €", "90 000*2=190 000 €"),
    ("35", "report_different", "\t40 000,00\t38 000,00\t", "\t40 000,00\t83 000,00\t"),
    ("35", "avenant_tableau", "un montant de 655 629 € dont", "un montant de 656 529 € dont"),
    ("77", "consomme_et_reste", "Montant non consommé en valeur : 13 542€", "Montant non consommé en valeur : 15 342€"),
    ("77", "taux_execution", "213 997€ (94%)", "213 997€ (49%)"),
    ("77", "taux_tronque", "112 477€ (84%)", "112 477€ (83%)"),
    ("62", "fleche_different", "Année 2020\t250 000 €\t0 €\t0 €", "Année 2020\t205 000 €\t0 €\t0 €"),
    ("62", "details_arrondi", "Année 2022\t16 669 832 € répartis", "Année 2022\t16 669 834 € répartis"),
    ("77", "depense_superieure_prevu", "16 497 €\t197 500 €\t213 997 €", "16 497 €\t217 500 €\t233 997 €"),
    ("62", "depense_superieure_sources", "\t265 048 €\t515 048 €", "\t265 048 €\t518 048 €"),
    ("35", "credits_depasses", "\t35 000,00\t35 000,00\t3 500,00\t", "\t35 000,00\t35 000,00\t38 500,00\t"),
    ("35", "credits_depasses_partages", "\t113 937,00\t127 500,00\t", "\t113 937,00\t125 700,00\t"),
    ("62", "prevu_sans_depense", "Année 2021\t82 500 €", "Année 2021\t85 200 €"),
    ("35", "report_calcule", "\t67 600,00\t5 512,00\t", "\t76 600,00\t5 512,00\t"),
    ("62", "depense_avant_debut", "contrôlée, ...\t200 000 €\t200 000 €", "contrôlée, ...\t200 000 €\t190 000 €"),
    ("77", "calcul_notation", "153 000 x 2/12 = 25 500", "153 000 / (2/12) = 25 500"),
    ("35", "depense_sans_engagement", "\t13 a\tFIR\t-\t-\t-\t-\t-\t-\t", "\t13 a\tFIR\t-\t-\t-\t-\t5 000,00\t-\t"),
]


@pytest.mark.parametrize(
    ("departement", "code", "ancien", "nouveau"), CHANGEMENTS, ids=lambda v: v if str(v).isidentifier() else ""
)
def test_a_changed_figure_sets_off_its_control(
    codes_ajoutes: Callable[[str, str, str], set[str]], departement: str, code: str, ancien: str, nouveau: str
) -> None:
    (controle,) = (c for c in NATIONAUX if c.code == code)
    ajoutes = codes_ajoutes(departement, ancien, nouveau)
    assert code in ajoutes
    assert ajoutes <= {code, *controle.consequences}
