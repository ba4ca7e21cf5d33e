"""Prose in place of a table or beside it, and amounts that other parts of a fiche mention."""

from collections.abc import Callable
from operator import attrgetter

import pytest

from cdppe.api import Lecture

LireFiche = Callable[..., Lecture]

TABLEAU = "|Dépenses Fléchées|Dépenses Engagées|Dépenses Exécutées\nAnnée 2022|1 €|2 €|5 000 €\n\n"


@pytest.mark.parametrize(
    ("texte", "source"),
    [
        ("Valorisation ETP", "non_ventile"),
        ("Sur fonds propres du Département", "departement"),
        ("Valorisation de 2 ETP départementaux", "departement"),
        ("Pas de valorisation financière.", "non_ventile"),
    ],
)
def test_words_in_place_of_a_table_are_one_fact_without_amount(lire_fiche: LireFiche, texte: str, source: str) -> None:
    lecture = lire_fiche(prevu=f"Phrase ajoutée.\n\n{texte}", realise=texte)
    assert list(map(attrgetter("etape", "source", "montant", "debut", "fin"), lecture.financements)) == [
        ("prevu", source, None, 2020, 2022),
        ("execute", source, None, 2020, 2022),
    ]


def test_the_balance_of_the_states_share_is_what_was_not_spent(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise=TABLEAU + "Le solde de la part Etat de 2020, soit un montant de 340 915,01 €, reste.")
    fait = lecture.financements[-1]
    assert attrgetter("etape", "source", "debut", "fin")(fait) == ("non_consomme", "etat", 2020, 2020)
    assert format(fait.montant or 0, "f") == "340915.01"
    assert fait.certitude == "interprete"


def test_a_payment_told_beside_the_table_is_named_by_its_object(lire_fiche: LireFiche) -> None:
    fait = lire_fiche(realise="Aide versée : 630 000 € pour l'achat du site.\n\n" + TABLEAU).financements[-1]
    assert attrgetter("etape", "montant", "libelle", "perimetre")(fait) == (
        "execute",
        630000,
        "achat du site",
        "action",
    )


def test_an_amount_that_includes_more_than_the_action_is_wider(lire_fiche: LireFiche) -> None:
    fait = lire_fiche(realise=TABLEAU + "5 000 € pour le fonctionnement de la maison incluant un essai.").financements[
        -1
    ]
    assert attrgetter("libelle", "perimetre")(fait) == ("fonctionnement de la maison", "plus_large")


def test_an_amount_after_its_label_stands_for_the_table(lire_fiche: LireFiche) -> None:
    (fait,) = lire_fiche(realise="Coût de la mission : 12 000 €").financements
    assert attrgetter("etape", "montant", "libelle", "certitude")(fait) == (
        "execute",
        12000,
        "Coût de la mission",
        "interprete",
    )


@pytest.mark.parametrize(
    ("phrase", "raison"),
    [
        ("Une étude d'un autre ministère a coûté 7 000 € cette année-là.", "non_compris"),
        ("La subvention de 7 000 € ne sera pas versée, ni 3 000 € de plus.", "contexte"),
        ("Une aide versée de 7 000 € en 2024.", "hors_contrat"),
    ],
)
def test_sentences_that_state_no_spending_are_left_with_the_reason(
    lire_fiche: LireFiche, phrase: str, raison: str
) -> None:
    lecture = lire_fiche(realise=TABLEAU + phrase)
    assert len(lecture.financements) == 3
    assert [n.raison for n in lecture.non_lus if n.texte == phrase] == [raison]


@pytest.mark.parametrize(
    ("phrase", "raison"),
    [
        ("Le coût a été de 5 000 € en tout.", "repetition"),
        ("Le coût est de 6 à 8 € par heure.", "contexte"),
        ("Un avenant de 900 € est proposé pour 2023.", "hors_contrat"),
    ],
)
def test_amounts_told_in_the_bilan_are_no_facts_and_say_why(lire_fiche: LireFiche, phrase: str, raison: str) -> None:
    lecture = lire_fiche(realise=TABLEAU, bilan=phrase)
    assert len(lecture.financements) == 3
    assert [n.raison for n in lecture.non_lus if n.texte == phrase] == [raison]
