"""One changed figure of a real layout sets off its control, and no other than those that the catalogue names."""

from collections.abc import Callable

import pytest

from cdppe.controles import NATIONAUX

CHANGEMENTS = [
    ("35", "montant_entre_endroits", "154 881 € (3 postes)", "154 818 € (3 postes)"),
    ("62", "montant_entre_endroits", "Enveloppe ONDAM\t314 400 €", "Enveloppe ONDAM\t341 400 €"),
    ("77", "montant_entre_endroits", "<p>Total : 839 727 €</p>", "<p>Total : 893 727 €</p>"),
    ("62", "montant_deux_lignes", "Année 2021\t1 096 000 € sur", "Année 2021\t1 069 000 € sur"),
    ("35", "montant_nul_ailleurs", "154 881 € (3 postes)", "0 € (3 postes)"),
    ("35", "montant_deux_colonnes", "7 646 350,00\t447 600,00\t398 174,58\t", "7 646 350,00\t447 600,00\t389 174,58\t"),
    ("62", "montant_source_non_dite", "Consommation 2020- 2 mois\t52 400 €", "Consommation 2020- 2 mois\t54 200 €"),
    ("35", "montant_sans_annee", "Financement ONDAM : 1 296 880 €", "Financement ONDAM : 300 000 €"),
    ("35", "montant_arrondi", "154 881 € (3 postes)", "154 882 € (3 postes)"),
    ("35", "sous_total_entre_endroits", "(FIR) : 511 754 euros", "(FIR) : 551 754 euros"),
    ("35", "detail_entre_endroits", "863 903,00", "836 903,00"),
    ("35", "engage_execute_entre_endroits", "2021 = 3 500 907,15 €", "2021 = 3 500 807,15 €"),
    ("35", "montant_global_entre_endroits", "3 296 716 € (charges", "3 269 716 € (charges"),
    (
        "35",
        "indicateur_entre_endroits",
        "Nombre d'IP entrantes\t2089\t2171\t2417\n",
        "Nombre d'IP entrantes\t2089\t2711\t2417\n",
    ),
    (
        "35",
        "indicateur_a_une_unite",
        "Nombre d'IP entrantes\t2089\t2171\t2417\n",
        "Nombre d'IP entrantes\t2089\t2172\t2417\n",
    ),
    ("35", "indicateur_absent_du_texte", "1202\t1454 Objectif", "1202\t1445 Objectif"),
    ("62", "indicateur_entre_actions", "7 584\t4 753\t6 768\t5 001", "7 584\t4 753\t6 768\t5 010"),
    ("62", "indicateurs_jumeaux", "7 586\t5 013\t6 287\t6 066", "7 586\t5 013\t15 538\t14 569"),
    ("62", "part_superieure_a_cent", "Couverture géographique des B4\t92,4", "Taux de couverture des B4\t192,4"),
    ("35", "montant_voisin", "soit un montant de 234 771€", "soit un montant de 234 777€"),
    ("35", "montant_saut", "22\t304\t302 400,00", "22\t304\t302 500,00"),
    ("62", "indicateur_plafond", "TOTAL\t342\t19946,92", "TOTAL\t943\t19946,92"),
    ("62", "libelle_plus_etroit", "2 540\t2 042\t2 879\t2 320", "2 540\t2 402\t2 879\t2 320"),
    ("62", "nombre_non_entier", "6043", "6043,5"),
    ("35", "cible_en_mots", "attendu : 1500 VAD", "attendu : 1050 VAD"),
    ("35", "evolution_recalculee", "2171\t2417\t11%", "2171\t2417\t17%"),
    ("35", "ecart_recalcule", "559\t565\t1%\t\t40%", "559\t565\t1%\t\t49%"),
    ("35", "calcul_sans_chiffre", "2171\t2417\t11%", "2171\tNR\t11%"),
    ("35", "erreur_tableur", "2171\t2417\t11%", "2171\t2417\t#REF!"),
    ("62", "part_superieure_au_tout", "Dont Tiers Digne de Confiance\t\t\t27", "Dont Tiers Digne de Confiance\t\t\t72"),
    ("62", "somme_des_parts", "TOTAL\t342\t19946,92", "TOTAL\t324\t19946,92"),
    ("62", "indicateur_saut", "1 645\t1 443\t1 762\t1 197", "1 645\t1 443\t1 762\t119"),
    ("62", "indicateur_recopie", "1 645\t1 443\t1 762\t1 197", "1 645\t1 443\t1 443\t1 197"),
    ("62", "resultat_sans_cible", "recrutés\t39\t39\t\t55\t60\t\t94", "recrutés\t39\t39\t\t\t60\t\t94"),
    ("62", "cible_sans_resultat", "recrutés\t39\t39\t\t55\t60\t\t94", "recrutés\t39\t39\t\t55\t\t\t94"),
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
