"""What adds up over several years, and what does not: one oddity in each test."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, Table, consolidate
from cdppe.consolidation.modeles import Cellule
from cdppe.controles import Bilan, Passage
from cdppe.facts import Action, DocumentLu, Financement, Lecture
from cdppe.plugins.controle import Controle

Fabrique = Callable[..., Financement]
Decrit = Callable[..., Action]
_ANNEES = ("2020", "2021", "2022")


def cumulate(*faits: Financement | Action) -> Synthese:
    """The synthesis of 2020-2022 of some facts, each département's in one document."""
    lectures = []
    for code in sorted({f.departement for f in faits}):
        siens = [f for f in faits if f.departement == code]
        document = DocumentLu(
            departement=code, document="rapport.txt", empreinte="e", titre="t", date="2023-06-01", exercices="2022",
            plugin="p", version="1",
        )  # fmt: skip
        lectures.append(
            Lecture(
                documents=(document,),
                actions=tuple(f for f in siens if isinstance(f, Action)),
                financements=tuple(f for f in siens if isinstance(f, Financement)),
            )
        )
    return consolidate(lectures, load_cadre(2022), 2022, debut=2020)


def get(synthese: Synthese, code: str = "cumul") -> Table:
    return next(table for table in synthese.tables if table.code == code)


def row(*faits: Financement, source: str = "FIR", etape: str = "Prévu", departement: str = "99") -> dict[str, Cellule]:
    """A row of the table, by the names of its columns."""
    table = get(cumulate(*faits))
    noms = [c.nom for c in table.colonnes]
    return next(
        dict(zip(noms, x.cellules, strict=True)) for x in table.lignes if x.cellules[:3] == (departement, source, etape)
    )


def show(ligne: dict[str, Cellule]) -> tuple[Cellule, ...]:
    """The years, the other periods, the sum, and which years it counts."""
    return tuple(ligne[nom] for nom in (*_ANNEES, "Autres périodes comprises", "Cumul", "Exercices comptés"))


def test_years_add_up_and_a_missing_one_is_not_a_zero(montant: Fabrique) -> None:
    ligne = row(montant("10.10", "2020"), montant("0.20", "2021"))
    assert show(ligne) == (Decimal("10.10"), Decimal("0.20"), None, None, Decimal("10.30"), "2020, 2021")
    assert ligne["Ne s'ajoute pas"] == ""


def test_disjoint_periods_add_up(montant: Fabrique) -> None:
    ligne = row(montant(60, "2020-2021"), montant(40, "2022"))
    assert show(ligne) == (None, None, 40, 60, 100, "2020, 2021, 2022")


def test_periods_that_overlap_are_never_added(montant: Fabrique) -> None:
    ligne = row(montant(60, "2020-2021"), montant(40, "2021-2022"))
    assert show(ligne) == (None, None, None, None, None, "")
    assert "se recouvrent : 2020-2021 : 60,00\u00a0€, 2021-2022 : 40,00\u00a0€ (action 1)" in str(
        ligne["Ne s'ajoute pas"]
    )


def test_a_whole_equal_to_its_years_counts_once(montant: Fabrique) -> None:
    faits = (montant(100, "2020-2022"), montant(30, "2020"), montant(30, "2021"), montant(40))
    ligne = row(*faits)
    assert show(ligne) == (30, 30, 40, None, 100, "2020, 2021, 2022")
    assert ligne["Ne s'ajoute pas"] == ""
    table = get(cumulate(*faits))
    cumul = next(n for n, c in enumerate(table.colonnes) if c.nom == "Cumul")
    assert len(table.lignes[0].faits_of(cumul)) == 4  # the whole is a proof of it too


def test_a_whole_that_contradicts_its_years_is_shown_with_them_and_none_counts(montant: Fabrique) -> None:
    ligne = row(montant(100, "2020-2022"), montant(30, "2020"), montant(30, "2021"), montant(39))
    assert show(ligne) == (None, None, None, None, None, "")
    mots = str(ligne["Ne s'ajoute pas"])
    assert "se contredisent" in mots
    assert "2020-2022 : 100,00\u00a0€" in mots
    assert "2022 : 39,00\u00a0€" in mots


@pytest.mark.parametrize(("euros", "cumul"), [(40, 100), (101, None)])
def test_a_whole_of_which_one_year_is_said_counts_alone(montant: Fabrique, euros: int, cumul: int | None) -> None:
    ligne = row(montant(100, "2020-2022"), montant(euros))
    assert ligne["Cumul"] == cumul
    motif = "déjà dans un montant compté, plus long : 2022 : 40,00\u00a0€" if cumul else "se contredisent"
    assert motif in str(ligne["Ne s'ajoute pas"])


def test_the_years_of_the_better_place_count_against_a_whole_that_contradicts_them(montant: Fabrique) -> None:
    annees = [montant(30, a, origine="tableau_financier") for a in _ANNEES]
    ligne = row(montant(30, "2020-2022", origine="fiche"), *annees)
    assert show(ligne) == (30, 30, 30, None, 90, "2020, 2021, 2022")
    assert "avant la fiche, compte à la place : 2020-2022 : 30,00\u00a0€" in str(ligne["Ne s'ajoute pas"])
    ligne = row(montant(0, "2020-2022", origine="tableau_financier"), montant(400, origine="fiche"))
    assert show(ligne) == (None, None, None, 0, 0, "2020, 2021, 2022")
    assert "2022 : 400,00\u00a0€" in str(ligne["Ne s'ajoute pas"])


def test_the_years_count_beside_a_longer_amount_of_something_named(montant: Fabrique) -> None:
    """What is bought over the contract may be in the years of the action or not: it is neither added nor opposed."""
    achat = montant(63, "2020-2022", libelle="achat d'un site")
    ligne = row(achat, montant(0, "2020"), montant(116, "2021"), montant(116))
    assert show(ligne) == (0, 116, 116, None, 232, "2020, 2021, 2022")
    assert "d'un libellé à part, sur plusieurs années : 2020-2022 : 63,00\u00a0€" in str(ligne["Ne s'ajoute pas"])
    ligne = row(achat, montant(0, "2020"), montant(5, "2021"))
    assert (ligne["Cumul"], "se recouvrent : 2021 : 5,00" in str(ligne["Ne s'ajoute pas"])) == (63, True)
    assert row(montant(63, "2020-2022"), montant(5, libelle="Poste"))["Cumul"] == 63


def test_a_period_that_leaves_the_years_is_shown_and_not_counted(montant: Fabrique) -> None:
    ligne = row(montant(100, "2022-2023"), montant(7, "2021"), montant(9, "2023"))
    assert show(ligne) == (None, 7, None, None, 7, "2021")
    assert ligne["Ne s'ajoute pas"] == "au-delà des années demandées : 2022-2023 : 100,00\u00a0€ (action 1)"


def test_school_years_follow_each_other_and_cross_civil_years(montant: Fabrique) -> None:
    scolaires = (montant(1, "2020-2021", base="scolaire"), montant(2, "2021-2022", base="scolaire"))
    exercices = "année scolaire 2020-2021, année scolaire 2021-2022"
    assert show(row(*scolaires)) == (None, None, None, 3, 3, exercices)
    assert row(*scolaires, montant(5, "2021"))["Cumul"] is None
    assert row(montant(1, "2022-2023", base="scolaire"))["Cumul"] is None


def test_a_part_of_a_year_is_in_its_year(montant: Fabrique) -> None:
    partiel = montant(3, "2020", base="partielle")
    assert show(row(partiel, montant(4, "2021"))) == (None, 4, None, 3, 7, "2021, 2020 (partiel)")
    assert show(row(partiel, montant(5, "2020"))) == (5, None, None, None, 5, "2020")


def test_a_state_at_a_date_is_not_added(montant: Fabrique) -> None:
    ligne = row(montant(3, "2021", base="date"), montant(4))
    assert (ligne["Cumul"], "état à une date" in str(ligne["Ne s'ajoute pas"])) == (4, True)


@pytest.mark.parametrize(
    ("etape", "mot"), [("disponible", "Disponible"), ("report", "Reporté"), ("non_consomme", "Non consommé")]
)
def test_what_is_left_of_a_year_is_never_added_to_the_next(montant: Fabrique, etape: str, mot: str) -> None:
    faits = (montant(10, "2021", etape=etape), montant(4, etape=etape), montant(9, "2020-2022", etape=etape))
    for source in ("FIR", "Toutes sources"):
        ligne = row(*faits, source=source, etape=mot)
        assert show(ligne) == (None, 10, 4, None, None, "")
        assert "sans cumul" in str(ligne["Ne s'ajoute pas"])
        assert "2020-2022 : 9,00\u00a0€" in str(ligne["Ne s'ajoute pas"])


def test_the_comparable_line_adds_sources_of_different_periods(montant: Fabrique) -> None:
    """The département's three years and the FIR of each year are not the same money."""
    faits = (montant(100, "2020-2022", source="departement"), montant(10, "2021"), montant(20))
    assert show(row(*faits, source="Toutes sources")) == (None, 10, 20, 100, 130, "2020, 2021, 2022")
    assert show(row(*faits, source="Crédits État et assurance maladie")) == (None, 10, 20, None, 30, "2021, 2022")


def test_a_printed_total_of_all_years_holds_the_sources_of_one(montant: Fabrique) -> None:
    faits = (montant(100, "2020-2022", source="total"), montant(10), montant(20, source="departement"))
    ligne = row(*faits, source="Toutes sources")
    assert show(ligne) == (None, None, None, 100, 100, "2020, 2021, 2022")
    assert "déjà dans un montant compté, plus long : 2022 : 30,00\u00a0€" in str(ligne["Ne s'ajoute pas"])


def test_state_credits_without_a_name_may_be_those_with_one(montant: Fabrique) -> None:
    faits = (montant(100, "2020-2022", source="etat"), montant(10), montant(150, "2021"))
    ligne = row(*faits, source="Crédits État et assurance maladie")
    assert (ligne["Cumul"], "se contredisent" in str(ligne["Ne s'ajoute pas"])) == (None, True)
    zero = (montant(0, "2020-2022", source="etat"), montant(10), montant(150, "2021"))
    assert row(*zero, source="Crédits État et assurance maladie")["Cumul"] == 160


def test_what_a_source_cannot_add_is_said_on_the_line(montant: Fabrique) -> None:
    faits = (montant(60, "2020-2021"), montant(40, "2021-2022"), montant(5, source="departement"))
    ligne = row(*faits, source="Toutes sources")
    assert (ligne["Cumul"], "se recouvrent" in str(ligne["Ne s'ajoute pas"])) == (5, True)


def test_an_ambiguous_amount_is_missing_and_not_a_zero(montant: Fabrique) -> None:
    ligne = row(montant(None, "2020", certitude="ambigu"), montant(4))
    assert (ligne["Cumul"], ligne["Exercices comptés"], ligne["Manquants"]) == (4, "2022", 1)


def test_all_departements_together_stand_first(montant: Fabrique) -> None:
    faits = (montant(10, "2020"), montant(5, departement="98"), montant(7, "2022-2023", departement="98"))
    table = get(cumulate(*faits))
    assert [x.cellules[0] for x in table.lignes][:4] == ["Ensemble"] * 3 + ["98"]
    ligne = row(*faits, departement="Ensemble")
    assert show(ligne) == (10, None, 5, None, 15, "2020, 2022")
    assert ligne["Ne s'ajoute pas"] == "au-delà des années demandées : 1 montant (98)"
    assert {x.cellules[0] for x in get(cumulate(montant(10, "2020"))).lignes} == {"99"}


def test_every_cell_leads_to_its_facts(montant: Fabrique) -> None:
    table = get(cumulate(montant(10, "2020"), montant(60, "2021-2022"), montant(9, "2022-2023")))
    ligne = table.lignes[0]
    par_nom = {c.nom: ligne.faits_of(n) for n, c in enumerate(table.colonnes)}
    assert par_nom["2020"] == ("99-F0001",)
    assert par_nom["2022"] == ()
    assert par_nom["Autres périodes comprises"] == ("99-F0002",)
    assert par_nom["Cumul"] == ("99-F0001", "99-F0002")
    assert par_nom["Ne s'ajoute pas"] == ("99-F0003",)
    assert set(ligne.faits) == {"99-F0001", "99-F0002", "99-F0003"}


def test_by_engagement_and_objective(montant: Fabrique, action: Decrit) -> None:
    synthese = cumulate(
        action("1", "1"), montant(10, "2020"), montant(5), montant(4, etape="execute"),
        action("2", "1;16"), montant(100, action="2"), action("3", ""), montant(3, "2022-2023", action="3"),
    )  # fmt: skip
    noms = ("Prévu, cumul", "Prévu, exercices comptés", "Exécuté, cumul", "Exécuté, exercices comptés")
    trouves = {}
    for code, cle in (("cumul_engagements", "Engagement"), ("cumul_objectifs", "Objectif")):
        table = get(synthese, code)
        rangs = [[c.nom for c in table.colonnes].index(nom) for nom in (cle, *noms)]
        trouves[code] = {x.cellules[rangs[0]]: tuple(x.cellules[r] for r in rangs[1:]) for x in table.lignes}
    assert trouves["cumul_engagements"]["1"] == (115, "2020, 2022", 4, "2022")
    assert trouves["cumul_engagements"]["2"] == (None, "", None, "")
    assert trouves["cumul_objectifs"]["1"] == (15, "2020, 2022", 4, "2022")
    assert trouves["cumul_objectifs"]["1 + 16"] == (100, "2022", None, "")
    assert trouves["cumul_objectifs"][""] == (None, "", None, "")


def test_one_year_has_no_cumulated_table(montant: Fabrique) -> None:
    faits = Lecture(financements=(montant(),))
    assert not any(t.code.startswith("cumul") for t in consolidate([faits], load_cadre(2022), 2022).tables)


def test_the_controls_of_all_the_years_are_shown_with_their_year() -> None:
    controle = Controle("essai", "Essai", "", "majeure", "", "", "", lambda dossier, annee: ())
    bilan = Bilan(tuple(Passage(controle, "99", annee, "rien") for annee in (2019, 2020, 2022)))
    synthese = consolidate((), load_cadre(2022), 2022, bilan=bilan, debut=2020)
    table = get(synthese, "controles")
    assert [c.nom for c in table.colonnes][:2] == ["Département", "Année"]
    assert [x.cellules[1] for x in table.lignes] == ["2020", "2022"]
    assert "2020-2022" in table.titre
    assert synthese.nom == "2020-2022"


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(2019, 2023), st.integers(0, 3), st.sampled_from(["fir", "total"])),
        max_size=6,
    )
)
def test_nothing_is_lost_and_the_columns_add_up(tirage: list[tuple[int, int, int, str]]) -> None:
    """Every amount of the years counts, is said to count elsewhere, or is shown as not added."""
    commun = {
        "departement": "99", "document": "rapport.txt", "ligne": "1", "niveau": "action", "etape": "prevu",
        "base": "civile", "certitude": "sur", "origine": "fiche", "texte": "",
    }  # fmt: skip
    faits = [
        Financement.model_validate(
            commun
            | {
                "action": str(rang % 2),
                "source": source,
                "debut": debut,
                "fin": debut + duree,
                "montant": Decimal(euros),
            }
        )
        for rang, (euros, debut, duree, source) in enumerate(tirage)
    ]
    if not faits:
        return
    synthese = cumulate(*faits)
    table = get(synthese)
    contradictoires = {id_ for ligne in get(synthese, "hors_sommes").lignes for id_ in ligne.faits}
    for ligne in table.lignes:
        cases = dict(zip([c.nom for c in table.colonnes], ligne.cellules, strict=True))
        parts = [v for nom in (*_ANNEES, "Autres périodes comprises") if isinstance(v := cases[nom], Decimal)]
        assert cases["Cumul"] == (sum(parts, Decimal(0)) if parts else None)
        if ligne.cellules[1] == "FIR":
            assert {id_ for ids in ligne.cases.values() for id_ in ids} == set(ligne.faits) - contradictoires
