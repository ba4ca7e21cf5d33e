"""The report against the framework and its own list of actions: each control alone, then on a real layout."""

from collections.abc import Callable

import pytest

from cdppe.controles import NATIONAUX
from cdppe.controles.releves import Signalement
from cdppe.facts import Action, Anomalie, Fait, Financement, Indicateur

Codes = Callable[..., set[str]]
Joue = Callable[..., list[Signalement]]
Montant = Callable[..., Financement]
Valeur = Callable[..., Indicateur]
CodesAjoutes = Callable[[str, str, str], set[str]]


def make_anomalie(code: str, **changes: object) -> Anomalie:
    base: dict[str, object] = {
        "departement": "99", "document": "rapport.txt", "ligne": "3;5", "action": "1", "code": code,
        "gravite": "mineure", "message": f"Un fait « curieux. Oui » est imprimé. Corrigez {code}.",
    }  # fmt: skip
    return Anomalie.model_validate(base | changes)


def test_clean(codes: Codes) -> None:
    assert codes() == set()


def test_action_que_le_lecteur_a_dite_inconnue(codes: Codes, montant: Montant) -> None:
    dite = make_anomalie("action_inconnue", action="40")
    trouves = codes(montant(500, action="40", origine="tableau_financier"), lecture={"anomalies": (dite,)})
    assert trouves == {"action_inconnue"}


def test_number_of_a_fiche_that_names_two_objectives(codes: Codes) -> None:
    """Where actions bear the number of their objective, "7 et 8" serves both."""

    def change(faits: tuple[Fait, ...]) -> tuple[Fait, ...]:
        faits = tuple(f for f in faits if getattr(f, "action", "") != "8" and getattr(f, "numero", "") != "8")
        return tuple(
            f.model_copy(update={"numero": "7 et 8"} if isinstance(f, Action) else {"action": "7 et 8"})
            if "7" in (getattr(f, "action", ""), getattr(f, "numero", ""))
            else f
            for f in faits
        )

    assert codes(change=change) == set()


def test_annee_absente(joue: Joue, montant: Montant) -> None:
    faits = [montant(100, a, etape=e, action="1") for a in ("2020", "2022") for e in ("prevu", "execute")]
    manque = [s for s in joue(*faits) if s.controle.code == "annee_absente"]
    assert [(s.annee, s.constat.periode, s.constat.objet) for s in manque] == [
        (2021, "2021", "fiche / prévu et exécuté")
    ]
    assert len(manque[0].constat.places) == 4


@pytest.mark.parametrize("annees", ["2021", "2020-2022"])
def test_annee_donnee_or_covered(joue: Joue, montant: Montant, annees: str) -> None:
    faits = [montant(100, a, etape="execute") for a in ("2020", "2022", annees)]
    assert "annee_absente" not in {s.controle.code for s in joue(*faits)}


def test_every_anomaly_is_a_finding_once(joue: Joue) -> None:
    connus = {c.code for c in NATIONAUX if c.source.startswith("lecture du rapport")}
    for code in sorted(connus - {"lecture_empechee", "lecture_remarque"}):
        (signalement,) = joue(lecture={"anomalies": (make_anomalie(code, trouve="Un libellé"),)})
        assert signalement.controle.code == code
        assert signalement.lignes == "rapport.txt:3;5"
        assert "{" not in signalement.constat.phrase + signalement.constat.question


def test_an_unknown_label_must_be_printed(codes: Codes) -> None:
    assert codes(lecture={"anomalies": (make_anomalie("objectif_inconnu"),)}) == set()


def test_anomaly_of_a_plugin_alone(joue: Joue) -> None:
    def play(gravite: str) -> list[Signalement]:
        return joue(lecture={"anomalies": (make_anomalie("propre", gravite=gravite),)})

    assert [s.controle.code for s in play("majeure")] == ["lecture_empechee"]
    (remarque,) = play("mineure")
    assert (remarque.controle.code, remarque.gravite) == ("lecture_remarque", "information")
    assert remarque.constat.phrase == "Un fait « curieux. Oui » est imprimé."


def test_two_anomalies_are_two_findings(joue: Joue) -> None:
    paire = tuple(make_anomalie("entete_renomme", attendu="Part", trouve=t) for t in ("Parts", "Parr"))
    assert len({s.empreinte for s in joue(lecture={"anomalies": paire})}) == 2


def test_what_a_control_computes_again_is_not_said_twice(codes: Codes) -> None:
    assert codes(lecture={"anomalies": (make_anomalie("calcul_divergent"),)}) == set()


def test_planned_once_and_spent_alike_later(joue: Joue, montant: Montant) -> None:
    """Years that follow the only planned one, as much being spent: what is missing is told, in one finding."""
    faits = [montant(300, "2020", action="50"), montant(300, "2022", action="50", etape="execute")]
    manque = [s.constat for s in joue(*faits) if s.controle.code == "annee_absente"]
    assert [(c.periode, c.trouve, c.attendu) for c in manque] == [("2021-2022", "0", "600")]


def test_objectives_told_by_a_range(joue: Joue) -> None:
    trouves = joue(texte="Objectifs fondamentaux retenus : 1 à 9 et 11.")
    assert [(s.controle.code, s.constat.trouve) for s in trouves] == [("objectifs_engages", "10")]
    assert joue(texte="Objectifs fondamentaux retenus : 1 à 11.") == []
    assert joue(texte="OBJECTIF FACULTATIF 21 : OUVRIR UN LIEU") == []  # the heading of an action


def test_a_sheet_printed_apart_is_annexed_all_the_same(codes: Codes) -> None:
    annexe = "\n\nANNEXES\n\nFiches actions n° 7 et 8\n\nFICHE ACTION N° 7\n\nUn"
    assert codes(texte=f"FICHE ACTION N° 8\n\nDeux{annexe}") == set()
    assert codes(texte=f"Fiche 8\n\nDeux{annexe}") == {"fiches_annexees"}
    assert codes(texte=f"Rien{annexe}\n\nAVENANT N° 2\n\nFICHE ACTION N° 8\n\nDeux") == set()


@pytest.mark.parametrize(
    "autre",
    [
        "L'avenant au contrat signé le 5 juin 2022.",
        "Le contrat jeune majeur signé le 5 juin 2022.",
        "La délibération sur le contrat en date du 5 juin 2022.",
        "La signature du contrat en 2020 fut tardive.",
        "Le contrat du 03/02/2020 est complété.",
    ],
)
def test_what_is_dated_is_another_or_agrees(codes: Codes, autre: str) -> None:
    assert codes(texte=f"Le contrat départemental signé le 3 février 2020.\n\n{autre}") == set()
