"""An equal label decides, a measure's leaves the choice to the number, and likeness decides nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.cadre import Cadre, Correspondance, load_cadre

RELAYAGE = "Développer le relayage parental"


@pytest.fixture(scope="module")
def cadre() -> Cadre:
    return load_cadre(2022)


def test_every_label_and_variant_finds_its_objective(cadre: Cadre) -> None:
    for objectif in cadre.objectifs:
        for libelle in objectif.libelles:
            for imprime in (
                libelle,
                libelle.upper(),
                f"**{libelle}**",
                f"OBJECTIF FACULTATIF N°{objectif.numero} : {libelle}",
            ):
                trouve = cadre.match_objectif(imprime, objectif.numero)
                assert trouve == Correspondance((objectif.numero,), "libelle"), imprime


def test_the_label_decides_against_the_number(cadre: Cadre) -> None:
    assert cadre.match_objectif("Développer les centres parentaux", 14) == Correspondance(
        (21,), "libelle", contradiction=True
    )


@pytest.mark.parametrize(
    "imprime",
    [
        "19. Diversifier l'offre en matière de protection de l'enfance à domicile",
        "- 13. **Diversifier l'offre en matière de protection de l'enfance à domicile**",
        "Objectif 19 : Objectif 19 : Diversifier l'offre en matière de protection de l'enfance à domicile",
        "Diversifier l'offre en matière de protection de l'enfance à domicile / objectif facultatif.",
        "L'objectif est de diversifier l'offre en matière de protection de l'enfance à domicile",
    ],
)
def test_words_around_a_label_do_not_count(cadre: Cadre, imprime: str) -> None:
    assert cadre.match_objectif(imprime).objectifs == (19,)


def test_a_measure_and_one_of_its_numbers(cadre: Cadre) -> None:
    assert cadre.match_objectif(RELAYAGE.upper(), 15) == Correspondance((15,), "mesure", mesure=RELAYAGE)


def test_a_measure_and_a_number_that_is_not_its_own(cadre: Cadre) -> None:
    imprime = f"OBJECTIF FACULTATIF 21 : {RELAYAGE.upper()}"
    trouve = cadre.match_objectif(imprime, 21)
    assert (trouve.objectifs, trouve.par, trouve.contradiction, trouve.mesure) == ((), "", True, RELAYAGE)
    assert [numero for numero, _ in cadre.find_proches(imprime, 21)] == [14, 15, 16]


def test_a_measure_without_a_number_decides_nothing(cadre: Cadre) -> None:
    trouve = cadre.match_objectif(RELAYAGE)
    assert (trouve.objectifs, trouve.contradiction) == ((), False)
    seule = "Mobiliser la société civile"
    assert (cadre.match_objectif(seule).objectifs, [n for n, _ in cadre.find_proches(seule)]) == ((), [23])


def test_a_label_of_both_is_the_objective_s(cadre: Cadre) -> None:
    assert cadre.match_objectif("Renforcer la formation des professionnels").objectifs == (26,)


def test_a_number_decides_only_without_a_label(cadre: Cadre) -> None:
    assert cadre.match_objectif("Objectif 9", 9) == Correspondance((9,), "numero")
    assert cadre.match_objectif("", 99) == Correspondance()
    assert cadre.match_objectif("Objectif 9") == Correspondance()
    assert cadre.find_proches("Objectif 9") == ()
    inconnu = "Distribuer des parapluies"
    assert cadre.match_objectif(inconnu, 9) == Correspondance()
    assert [n for n, _ in cadre.find_proches(inconnu, 9)] == [9]


@pytest.mark.parametrize(
    ("imprime", "premier"),
    [
        ("Développer des centres parentaux", 21),
        ("Soutenir les parents en situation de grand handicap", 15),
        ("Systématiser la participation des enfants et des jeunes aux observatoires", 10),
    ],
)
def test_a_near_miss_is_only_proposed(cadre: Cadre, imprime: str, premier: int) -> None:
    trouve = cadre.match_objectif(imprime)
    assert (trouve.objectifs, trouve.par) == ((), "")
    objectif = cadre.get_objectif(premier)
    assert objectif is not None
    assert cadre.find_proches(imprime)[0] == (premier, objectif.libelle)


@given(data=st.data())
def test_a_label_without_one_of_its_words_is_never_another_objective(cadre: Cadre, data: st.DataObject) -> None:
    objectif = data.draw(st.sampled_from(cadre.objectifs))
    mots = objectif.libelle.split()
    ote = data.draw(st.integers(0, len(mots) - 1))
    assert cadre.match_objectif(" ".join(mots[:ote] + mots[ote + 1 :])).objectifs in ((), (objectif.numero,))


def test_labels_of_a_merged_cell_are_all_found(cadre: Cadre) -> None:
    cellule = (
        "Soutenir les parents d'enfants en situation de handicap Créer 20 nouveaux relais parentaux sur le territoire "
        "à horizon 2022 Soutenir les parents en situation de handicap"
    )
    assert cadre.match_objectif(cellule).objectifs == ()
    assert cadre.find_objectifs(cellule) == (14, 15, 16)


def test_truncated_labels_of_a_merged_cell_are_found(cadre: Cadre) -> None:
    coupes = [
        v for n in (3, 4, 5) if (o := cadre.get_objectif(n)) for v in o.variantes if v.endswith((" en", " jusqu'aux"))
    ]
    dernier = cadre.get_objectif(12)
    assert dernier is not None
    assert len(coupes) == 3
    assert cadre.find_objectifs(" ".join([*coupes, dernier.libelle])) == (3, 4, 5, 12)


def test_find_objectifs_needs_whole_words(cadre: Cadre) -> None:
    assert cadre.find_objectifs("Renforcer l'ODPEX") == ()
    assert cadre.find_objectifs("Sans objectif") == ()
    assert cadre.find_objectifs("") == ()


@pytest.mark.parametrize(
    ("titre", "code"),
    [
        (
            "ENGAGEMENT 3 - DONNER AUX ENFANTS LES MOYENS D'AGIR ET GARANTIR LEURS DROITS",
            "3",
        ),
        ("Engagement 4 : Préparer leur avenir et sécuriser leur vie d'adulte", "4"),
        ("Sécuriser les parcours des enfants protégés et prévenir les ruptures (engagement centré sur l'ASE)", "2"),
        ("Conditions pour y parvenir", "transverse"),
        ("ENGAGEMENT TRANSVERSE", "transverse"),
        ("Engagement 3", "3"),
    ],
)
def test_headings_of_engagements(cadre: Cadre, titre: str, code: str) -> None:
    engagement = cadre.match_engagement(titre)
    assert engagement is not None
    assert engagement.code == code


def test_a_heading_that_is_no_engagement(cadre: Cadre) -> None:
    assert cadre.match_engagement("Engagement 12 : Distribuer des parapluies") is None


@pytest.mark.parametrize(
    ("imprime", "code"),
    [
        ("PLF", "bop304"),
        ("304", "bop304"),
        ("Bop 304", "bop304"),
        ("FIR", "fir"),
        ("CD", "departement"),
        ("Etat", "etat"),
    ],
)
def test_funding_sources(cadre: Cadre, imprime: str, code: str) -> None:
    source = cadre.match_source(imprime)
    assert source is not None
    assert source.code == code


def test_an_unknown_funding_source(cadre: Cadre) -> None:
    assert cadre.match_source("0/AM") is None
