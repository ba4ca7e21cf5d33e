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


def test_the_spreadsheet_errors_of_a_table_are_one_finding(valeur: Valeur, joue: Joue) -> None:
    erreur = {"statut": "erreur_formule", "nature": "ecart", "texte": "#DIV/0!", "origine": "tableau_de_bord"}
    trois = [valeur(None, ligne=str(600 + n), action=str(n), libelle=f"Indicateur {n}", **erreur) for n in (1, 2, 3)]
    (seul,) = joue(*trois)
    assert seul.controle.code == "erreur_tableur"
    assert "3 cellules de 2022" in seul.constat.phrase
    assert [p.ligne for p in seul.constat.places] == ["601", "602", "603"]
    assert joue(valeur(None, nature="ecart", origine="tableau_de_bord")) == []


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


@pytest.mark.parametrize(
    ("avant", "apres", "attendus"),
    [
        (59, 590, {"indicateur_saut"}),
        (590, 59, {"indicateur_saut"}),
        (59, 0, {"indicateur_saut"}),
        (59, 230, set()),
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


def test_there_are_no_more_families_than_children(valeur: Valeur, codes: Codes) -> None:
    def play(enfants: int, qui: str = "concernés") -> set[str]:
        return codes(
            valeur(41, libelle="Nord — Nombre de familles suivies", niveau="detail"),
            valeur(enfants, libelle=f"Nord — Nombre d'enfants {qui}", niveau="detail"),
            valeur(3, libelle="Sud — Nombre d'enfants concernés", niveau="detail", ligne="601"),
        )

    assert play(15) == {"parcours_croissant"}
    assert play(41) == set()
    assert play(15, "handicapés") == set()  # a part of the children


def test_a_sentence_copied_as_a_target_is_none(valeur: Valeur, codes: Codes) -> None:
    def play(nature: str) -> set[str]:
        phrase = "Ici, le taux de {} est de 86 % en 2018, au-dessus de la moyenne"
        return codes(
            *(
                valeur(86, unite="%", libelle=nom, texte=phrase.format(nom), action=str(rang), nature=nature)
                for rang, nom in enumerate(("bilans", "visites"), 1)
            )
        )

    assert play("realise") == {"phrase_recopiee"}
    assert play("cible") == {"cible_sans_resultat"}


def test_a_target_without_result_is_asked_about(valeur: Valeur, joue: Joue) -> None:
    """Whether the report says elsewhere that its results are not there yet or not; never where the cell says why."""
    for remarques in ("", "indicateurs_indisponibles@190"):
        constats = joue(valeur(12, nature="cible"), valeur(None), remarques=remarques)
        (sien,) = (s.constat for s in constats if s.controle.code == "cible_sans_resultat")
        assert sien.question == "Quel est le résultat atteint, ou quand sera-t-il connu ?"
    assert joue(valeur(12, nature="cible"), valeur(None, statut="en_attente", texte="en attente")) == []


@pytest.mark.parametrize(
    ("texte", "trouve"),
    [
        ("Min 5 mois Max 14,5 mois", False),
        ("Minimum : 15 mois, maximum : 4,5 mois", True),
        ("max 5 jours, min 12", True),
        ("de 30 min 45 à max 20", False),  # minutes
        ("min 1, max 20 ; min 30, max 40", False),
    ],
)
def test_a_minimum_above_its_maximum_in_a_cell(valeur: Valeur, codes: Codes, texte: str, trouve: bool) -> None:
    attendus = {"minimum_superieur"} if trouve else set()
    assert codes(valeur(None, statut="texte", texte=texte)) - {"valeur_ambigue"} == attendus


def test_a_minimum_above_its_maximum_in_two_rows(valeur: Valeur, codes: Codes) -> None:
    def play(bas: int, libelle: str) -> set[str]:
        return codes(valeur(bas, libelle="Durée minimale d'accueil"), valeur(30, libelle=libelle, ligne="601"))

    assert play(40, "Durée maximale d'accueil") == {"minimum_superieur"}
    assert play(20, "Durée maximale d'accueil") == set()
    assert play(40, "Durée maximale d'attente") == set()
