"""The same figure in two places: each control fires alone on a made-up dossier, and not on its clean twin."""

from collections.abc import Callable
from typing import Any

from cdppe.controles.releves import Signalement
from cdppe.facts import Financement, Indicateur

Montant = Callable[..., Financement]
Valeur = Callable[..., Indicateur]
Codes = Callable[..., set[str]]
Joue = Callable[..., list[Signalement]]
#: An étape of which the healthy dossier has none and which no other étape bounds.
ETAPE = "supplement"
TABLEAU: dict[str, Any] = {"origine": "tableau_financier", "ligne": "12"}


def test_a_fiche_that_contradicts_the_table(montant: Montant, joue: Joue) -> None:
    def play(euros: str) -> list[Signalement]:
        return joue(montant(3022, etape=ETAPE, **TABLEAU), montant(euros, etape=ETAPE))

    (seul,) = play("3922")
    assert seul.controle.code == "montant_entre_endroits"
    assert (seul.constat.trouve, seul.constat.attendu, seul.constat.difference) == ("3922", "3022", "900")
    assert "900 € d'écart" in seul.constat.phrase
    assert {p.ligne for p in seul.constat.places} == {"12", "500"}
    assert play("3022") == []


def test_etat_against_the_sources_it_is_made_of(montant: Montant, codes: Codes) -> None:
    """A place that names the sources beside "État" is not their sum."""
    precis = [montant(e, etape=ETAPE, source=s, **TABLEAU) for s, e in (("fir", 100), ("bop304", 300))]
    assert codes(*precis, montant(450, etape=ETAPE, source="etat")) == {"montant_entre_endroits"}
    assert codes(*precis, montant(400, etape=ETAPE, source="etat")) == set()
    assert codes(*precis, montant(450, etape=ETAPE, source="etat", **TABLEAU)) == set()


def test_two_documents(montant: Montant, codes: Codes) -> None:
    ici = montant(500, etape=ETAPE)
    assert codes(ici, montant(800, etape=ETAPE, document="autre.txt")) == {"montant_entre_documents"}
    assert codes(ici, montant(500, etape=ETAPE, document="autre.txt")) == set()


def test_zero_in_one_place(montant: Montant, codes: Codes) -> None:
    ici = montant(0, etape=ETAPE, **TABLEAU)
    assert codes(ici, montant(700, etape=ETAPE)) == {"montant_nul_ailleurs"}
    assert codes(ici, montant(0, etape=ETAPE)) == set()


def test_what_is_not_the_same_thing_is_not_compared(montant: Montant, codes: Codes) -> None:
    ici = montant(500, etape=ETAPE, **TABLEAU)
    autres: list[dict[str, Any]] = [
        {"source": "departement"},
        {"base": "scolaire", "annees": "2021-2022"},
        {"perimetre": "plus_large"},
        {"euros": None, "certitude": "ambigu"},
    ]
    for autre in autres:
        assert codes(ici, montant(**({"euros": 900, "etape": ETAPE} | autre))) <= {"montant_ambigu"}


def test_rounded_otherwise(montant: Montant, codes: Codes) -> None:
    ici = montant("3022.42", etape=ETAPE, **TABLEAU)
    assert codes(ici, montant(3022, etape=ETAPE)) == {"montant_arrondi"}
    assert codes(ici, montant("3022.42", etape=ETAPE)) == set()


def test_two_lines_of_one_place(montant: Montant, codes: Codes) -> None:
    ici = montant(5000, etape=ETAPE)
    assert codes(ici, montant(4000, etape=ETAPE, ligne="530")) == {"montant_deux_lignes"}
    assert codes(ici, montant(4000, etape=ETAPE, ligne="530", libelle="Autre poste")) == set()
    assert codes(ici, montant(5000, etape=ETAPE, ligne="530")) == set()


def test_two_columns_of_one_row(montant: Montant, codes: Codes) -> None:
    ici = montant(5000, etape=ETAPE, colonne="Crédits fléchés")
    assert codes(ici, montant(4000, etape=ETAPE, colonne="Fléché au contrat")) == {"montant_deux_colonnes"}
    assert codes(ici, montant(5000, etape=ETAPE, colonne="Fléché au contrat")) == set()


def test_the_total_of_a_source(montant: Montant, codes: Codes) -> None:
    """Subtotals with and without an action stand side by side: one that agrees is enough."""
    total = {"niveau": "sous_total", "etape": ETAPE}
    ici = montant(900, action="TOTAL FIR", **total, **TABLEAU)
    sans = montant(700, action="TOTAL FIR hors fiche 2", **total, **{**TABLEAU, "ligne": "13"})
    la = {"action": "fonds d'intervention régional", "origine": "texte", **total}
    assert codes(ici, sans, montant(800, **la)) == {"sous_total_entre_endroits"}
    assert codes(ici, sans, montant(700, **la)) == set()


def test_a_detail_known_by_the_words_before_its_parenthesis(montant: Montant, codes: Codes) -> None:
    detail = {"niveau": "detail", "etape": ETAPE}
    ici = montant(9000, libelle="46 places (10 Nord, 36 Sud)", **detail, **TABLEAU)
    assert codes(ici, montant(7000, libelle="46 places (au nord et au sud)", **detail)) == {"detail_entre_endroits"}
    assert codes(ici, montant(9000, libelle="46 places (au nord et au sud)", **detail)) == set()
    assert codes(ici, montant(7000, libelle="10 places", **detail)) == set()


def test_engaged_in_one_place_and_spent_in_another(montant: Montant, codes: Codes) -> None:
    ici = montant(3000, etape="engage", action="1 bis", **TABLEAU)
    for euros, attendus in ((2000, {"engage_execute_entre_endroits"}), (3000, set())):
        la = montant(euros, etape="execute", action="1 bis")
        assert codes(ici, la) & {"engage_execute_entre_endroits"} == attendus


def test_an_amount_wider_than_the_action(montant: Montant, codes: Codes) -> None:
    """Two actions on which both places agree prove that they mean the same."""
    large = {"etape": ETAPE, "perimetre": "plus_large"}
    accords = [
        f for a in ("1", "2") for f in (montant(500, action=a, **large, **TABLEAU), montant(500, action=a, **large))
    ]
    ecart = (montant(600, action="3", **large, **TABLEAU), montant(650, action="3", **large))
    assert codes(*accords, *ecart) == {"montant_global_entre_endroits"}
    assert codes(*accords) == set()
    assert codes(*ecart) == set()


def test_a_place_that_does_not_say_whose_money_it_is(montant: Montant, codes: Codes) -> None:
    ici = montant(900, etape=ETAPE, source="non_ventile", **TABLEAU)
    assert codes(ici, montant(700, etape=ETAPE, source="fir")) == {"montant_source_non_dite"}
    autres = [montant(e, etape=ETAPE, source=s) for s, e in (("fir", 700), ("departement", 200))]
    assert codes(ici, *autres) == set()


def test_an_amount_without_its_year(montant: Montant, codes: Codes) -> None:
    ici = [montant(e, str(a), etape=ETAPE, **TABLEAU) for a, e in ((2020, 300), (2021, 400), (2022, 900))]
    assert "montant_sans_annee" in codes(*ici, montant(400, "2020-2022", etape=ETAPE))
    assert "montant_sans_annee" not in codes(*ici, montant(1600, "2020-2022", etape=ETAPE))


def test_a_dashboard_against_a_fiche(valeur: Valeur, codes: Codes) -> None:
    bord = {"origine": "tableau_de_bord", "ligne": "40", "libelle": "Nombre de visites (source DREES / CD)"}
    ici = valeur(559, **bord)
    assert codes(ici, valeur(595)) == {"indicateur_entre_endroits"}
    assert codes(ici, valeur(560)) == {"indicateur_a_une_unite"}
    assert codes(ici, valeur(559)) == set()
    mots = {"statut": "texte", "certitude": "ambigu", "texte": "557 visites pour 80 familles"}
    assert codes(ici, valeur(None, **mots)) == {"indicateur_absent_du_texte"}
    assert codes(ici, valeur(None, **(mots | {"texte": "559 visites pour 80 familles"}))) == set()


def test_two_actions_that_share_an_indicator(valeur: Valeur, codes: Codes) -> None:
    def play(dernier: int) -> set[str]:
        faits = [
            valeur(v, str(a), action=action)
            for action, fin in (("1", 36), ("2", dernier))
            for a, v in ((2020, 31), (2021, 34), (2022, fin))
        ]
        return codes(*faits)

    assert play(63) == {"indicateur_entre_actions"}
    assert play(36) == set()


def test_two_rows_of_one_label(valeur: Valeur, codes: Codes) -> None:
    assert codes(valeur(10), valeur(12, ligne="610")) == {"indicateur_deux_lignes"}
    assert codes(valeur(10), valeur(10, ligne="610")) == set()


def test_two_indicators_with_one_series(valeur: Valeur, codes: Codes) -> None:
    def play(*autres: int) -> set[str]:
        ici = [valeur(v, str(a)) for a, v in ((2021, 31), (2022, 36))]
        la = [valeur(v, str(a), libelle="Nombre d'entretiens") for a, v in zip((2021, 2022), autres, strict=True)]
        return codes(*ici, *la)

    assert play(31, 36) == {"indicateurs_jumeaux"}
    assert play(31, 37) == set()


def test_zero_for_all_years_and_an_amount_of_one(montant: Montant, codes: Codes) -> None:
    rien = montant(0, "2020-2022", etape=ETAPE, **TABLEAU)
    assert codes(rien, montant(4000, etape=ETAPE)) - {"ventilation_annuelle"} == {"montant_nul_ailleurs"}
    assert codes(rien, montant(0, etape=ETAPE)) - {"ventilation_annuelle"} == set()


def test_amounts_that_nearly_meet(montant: Montant, codes: Codes) -> None:
    ici = montant(28336, etape="engage", source="non_ventile", action="1 bis", **TABLEAU)
    for euros, attendus in ((28236, {"montant_voisin"}), (28336, set()), (20000, set())):
        detail = montant(euros, etape="execute", source="non_ventile", action="1 bis", niveau="detail")
        assert codes(ici, detail) & {"montant_voisin"} == attendus


def test_a_plan_that_changes_scale(montant: Montant, codes: Codes) -> None:
    def play(euros: int) -> set[str]:
        faits = (montant(e, str(a), source="departement") for a, e in ((2021, 5_500_000), (2022, euros)))
        return codes(*faits) & {"montant_saut"}

    assert play(302_400) == {"montant_saut"}
    assert play(3_024_000) == set()
