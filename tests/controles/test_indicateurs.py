"""Indicators: each control fires alone on a made-up dossier, and not on its clean twin."""

from collections.abc import Callable

import pytest

from cdppe.controles.releves import Signalement
from cdppe.facts import Indicateur

Valeur = Callable[..., Indicateur]
Codes = Callable[..., set[str]]
Joue = Callable[..., list[Signalement]]
POUR_CENT = {"unite": "%", "nature": "evolution"}


@pytest.mark.parametrize(("imprime", "attendus"), [(14, set()), (13, set()), (41, {"evolution_recalculee"})])
def test_an_evolution_is_a_rate_rounded_or_cut(valeur: Valeur, codes: Codes, imprime: int, attendus: set[str]) -> None:
    avant, apres = valeur(1202, "2021"), valeur(1369, "2022")
    assert codes(avant, apres, valeur(imprime, "2021-2022", **POUR_CENT)) == attendus


def test_an_evolution_of_a_percentage_may_be_in_points(valeur: Valeur, codes: Codes) -> None:
    avant, apres = valeur(40, "2021", unite="%"), valeur(50, "2022", unite="%")
    for imprime, attendus in ((10, set()), (25, set()), (15, {"evolution_recalculee"})):
        assert codes(avant, apres, valeur(imprime, "2021-2022", **POUR_CENT)) == attendus


def test_nothing_is_recomputed_from_zero(valeur: Valeur, codes: Codes) -> None:
    assert codes(valeur(0, "2021"), valeur(5, "2022"), valeur(100, "2021-2022", **POUR_CENT)) == set()


def test_a_result_against_its_target(valeur: Valeur, codes: Codes) -> None:
    row = valeur(1040, nature="cible"), valeur(1202)
    for imprime, attendus in ((16, set()), (116, set()), (61, {"ecart_recalcule"})):
        assert codes(*row, valeur(imprime, nature="ecart", unite="%")) == attendus


def test_a_comparison_with_an_empty_cell(valeur: Valeur, codes: Codes) -> None:
    evolution = valeur(-100, "2021-2022", **POUR_CENT)
    assert codes(valeur(12, "2021"), valeur(None, "2022"), evolution) == {"calcul_sans_chiffre"}
    assert codes(valeur(12, "2021"), valeur(0, "2022"), evolution) == {"indicateur_saut"}


def test_the_spreadsheet_errors_of_a_table_are_one_finding(valeur: Valeur, joue: Joue) -> None:
    erreur = {"statut": "erreur_formule", "nature": "ecart", "texte": "#DIV/0!", "origine": "tableau_de_bord"}
    trois = [valeur(None, ligne=str(600 + n), action=str(n), libelle=f"Indicateur {n}", **erreur) for n in (1, 2, 3)]
    (seul,) = joue(*trois)
    assert seul.controle.code == "erreur_tableur"
    assert "3 cellules de 2022" in seul.constat.phrase
    assert [p.ligne for p in seul.constat.places] == ["601", "602", "603"]
    assert joue(valeur(None, nature="ecart", origine="tableau_de_bord")) == []


def test_a_part_above_its_whole(valeur: Valeur, codes: Codes) -> None:
    def play(part: int) -> set[str]:
        dont = {"niveau": "detail", "rubrique": "Nombre de visites", "libelle": "Dont à domicile", "ligne": "601"}
        return codes(valeur(31), valeur(part, **dont))

    assert play(32) == {"part_superieure_au_tout"}
    assert play(31) == set()


def test_a_cell_that_says_it_is_a_part_of_the_one_above(valeur: Valeur, codes: Codes) -> None:
    def play(part: int) -> set[str]:
        mineurs = {"libelle": "Nombre de mineurs", "ligne": "601", "texte": f"dont {part} mineurs"}
        return codes(valeur(31), valeur(part, **mineurs))

    assert play(32) == {"part_superieure_au_tout"}
    assert play(20) == set()


def test_a_row_total(valeur: Valeur, codes: Codes) -> None:
    def play(total: int, **derniere: str) -> set[str]:
        def make(v: int | None, nom: str, ligne: str, niveau: str = "detail", **plus: str) -> Indicateur:
            return valeur(v, niveau=niveau, libelle=f"{nom} — Formés", ligne=ligne, **plus)

        return codes(
            make(total, "Total", "600", "action"), make(24, "Médecins", "601"), make(14, "Agents", "602"),
            make(None, "Stagiaires", "603", **derniere),
        )  # fmt: skip

    assert play(39) == {"somme_des_parts"}
    assert play(38) == set()
    assert play(39, statut="texte", texte="quelques-uns") == set()


def test_sub_rows_add_up_when_they_do_in_another_year(valeur: Valeur, codes: Codes) -> None:
    def play(total: int, autre: int) -> set[str]:
        parts = [
            valeur(v, a, niveau="detail", rubrique="Nombre de visites", libelle=nom, ligne=ligne)
            for nom, ligne, valeurs in (("Seules", "601", (4, 12)), ("En couple", "602", (27, 41)))
            for a, v in zip(("2021", "2022"), valeurs, strict=True)
        ]
        return codes(valeur(autre, "2021"), valeur(total, "2022"), *parts)

    assert play(54, 31) == {"somme_des_parts"}
    assert play(53, 31) == set()
    assert play(54, 32) == set()  # nothing proves that the parts are all of them


def test_a_share_above_a_hundred(valeur: Valeur, codes: Codes) -> None:
    taux = {"libelle": "Taux de couverture", "unite": "%"}
    assert codes(valeur(118, **taux)) == {"part_superieure_a_cent"}
    assert codes(valeur(98, **taux)) == set()
    assert codes(valeur(118, **(taux | {"rubrique": "exécution"}))) == set()


@pytest.mark.parametrize(
    ("avant", "apres", "attendus"),
    [
        (59, 590, {"indicateur_saut"}),
        (590, 59, {"indicateur_saut"}),
        (59, 0, {"indicateur_saut"}),
        (59, 500, set()),
        (1, 12, set()),
        (0, 59, set()),
        (59, 59, {"indicateur_recopie"}),
        (5, 5, set()),
    ],
)
def test_from_one_year_to_the_next(valeur: Valeur, codes: Codes, avant: int, apres: int, attendus: set[str]) -> None:
    assert codes(valeur(avant, "2021"), valeur(apres, "2022")) == attendus


def test_a_result_without_target_and_a_target_without_result(valeur: Valeur, codes: Codes) -> None:
    def play(cible: int | None, realise: int | None) -> set[str]:
        return codes(valeur(cible, nature="cible"), valeur(realise))

    assert play(None, 12) == {"resultat_sans_cible"}
    assert play(12, None) == {"cible_sans_resultat"}
    assert play(12, 12) == set()
    assert play(None, None) == set()


def test_they_are_grouped_by_action(valeur: Valeur, joue: Joue) -> None:
    noms = ["Nombre de visites", "Nombre d'entretiens"]
    faits = [f for nom in noms for f in (valeur(None, nature="cible", libelle=nom), valeur(12, libelle=nom))]
    (seul,) = joue(*faits)
    assert "2 indicateurs ont un résultat sans cible" in seul.constat.phrase


def test_a_report_that_knows_national_indicators_is_told_which_are_missing(valeur: Valeur, joue: Joue) -> None:
    harmonise = valeur(559, indicateur_national="epp_femmes")
    (seul,) = joue(harmonise)
    assert seul.controle.code == "indicateur_national_absent"
    assert seul.constat.places
    assert not seul.constat.question
    assert joue(valeur(559)) == []


def test_a_national_indicator_never_exceeds_what_it_is_a_part_of(valeur: Valeur, codes: Codes) -> None:
    def play(part: int, tout: int) -> set[str]:
        femmes = {"indicateur_national": "femmes_vad_prenatales_sf", "libelle": "Nombre de femmes"}
        faits = valeur(part, **femmes), valeur(tout, indicateur_national="vad_prenatales_sf", ligne="601")
        return codes(*faits) - {"indicateur_national_absent"}

    assert play(60, 50) == {"indicateur_plafond"}
    assert play(50, 60) == set()


def test_a_label_that_only_adds_words_counts_no_more(valeur: Valeur, codes: Codes) -> None:
    def play(part: int) -> set[str]:
        libelle = "Nombre de familles vues dans l'année par le service"
        plus = libelle.replace("année", "année à domicile")
        return codes(valeur(30, libelle=libelle), valeur(part, libelle=plus, ligne="601", action="2"))

    assert play(31) == {"libelle_plus_etroit"}
    assert play(30) == set()


def test_a_count_is_a_whole_number(valeur: Valeur, codes: Codes) -> None:
    assert codes(valeur("361.3")) == {"nombre_non_entier"}
    assert codes(valeur("361.3", libelle="Nombre d'heures")) == set()
    assert codes(valeur("361")) == set()


def test_a_target_told_with_a_result(valeur: Valeur, codes: Codes) -> None:
    def play(dit: int) -> set[str]:
        bord = {"origine": "tableau_de_bord", "ligne": "40"}
        mots = {"statut": "texte", "certitude": "ambigu", "texte": f"181 Objectif attendu : {dit} visites"}
        faits = valeur(110, nature="cible", **bord), valeur(181, **bord), valeur(None, **mots)
        return codes(*faits) - {"valeur_ambigue"}

    assert play(100) == {"cible_en_mots"}
    assert play(110) == set()


def test_the_same_words_with_another_figure(valeur: Valeur, codes: Codes) -> None:
    def play(nombre: int) -> set[str]:
        mots = {"statut": "texte", "certitude": "ambigu"}
        bord = valeur(None, texte="1 rencontre sur 4 territoires", origine="tableau_de_bord", ligne="40", **mots)
        return codes(bord, valeur(None, texte=f"1 rencontre sur {nombre} territoires", **mots)) - {"valeur_ambigue"}

    assert play(43) == {"indicateur_mots_differents"}
    assert play(4) == set()
