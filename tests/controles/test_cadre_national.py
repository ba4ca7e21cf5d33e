"""The report against the framework and its own list of actions: each control alone, then on a real layout."""

from collections.abc import Callable

import pytest

from cdppe.cadre import load_cadre
from cdppe.controles import NATIONAUX
from cdppe.controles.releves import Signalement
from cdppe.facts import Action, Anomalie, DocumentLu, Fait, Financement, Indicateur

Codes = Callable[..., set[str]]
Joue = Callable[..., list[Signalement]]
Montant = Callable[..., Financement]
Valeur = Callable[..., Indicateur]
CodesAjoutes = Callable[[str, str, str], set[str]]

Change = Callable[[tuple[Fait, ...]], tuple[Fait, ...]]


def change_action(numero: str, **changes: object) -> Change:
    def change(faits: tuple[Fait, ...]) -> tuple[Fait, ...]:
        return tuple(f.model_copy(update=changes) if isinstance(f, Action) and f.numero == numero else f for f in faits)

    return change


def without(choisit: Callable[[Financement], bool]) -> Change:
    return lambda faits: tuple(f for f in faits if not (isinstance(f, Financement) and choisit(f)))


def make_anomalie(code: str, **changes: object) -> Anomalie:
    base: dict[str, object] = {
        "departement": "99", "document": "rapport.txt", "ligne": "3;5", "action": "1", "code": code,
        "gravite": "mineure", "message": f"Un fait « curieux. Oui » est imprimé. Corrigez {code}.",
    }  # fmt: skip
    return Anomalie.model_validate(base | changes)


def test_clean(codes: Codes) -> None:
    assert codes() == set()


def test_engagement_divergent(codes: Codes) -> None:
    assert codes(change=change_action("7", engagement="3")) == {"engagement_divergent"}
    assert codes(change=change_action("7", engagement="")) == set()
    assert codes(change=change_action("7", engagement="1", objectifs="7;1")) == set()


def test_action_sans_fiche(codes: Codes, montant: Montant) -> None:
    assert codes(montant(500, action="40", origine="tableau_financier")) == {"action_sans_fiche"}
    total = montant(500, action="Sous-total", niveau="sous_total", origine="tableau_financier")
    assert "action_sans_fiche" not in codes(total)


def test_action_que_le_lecteur_a_dite_inconnue(codes: Codes, montant: Montant) -> None:
    dite = make_anomalie("action_inconnue", action="40")
    trouves = codes(montant(500, action="40", origine="tableau_financier"), lecture={"anomalies": (dite,)})
    assert trouves == {"action_inconnue"}


def test_fiche_hors_tableau(codes: Codes) -> None:
    ailleurs = without(lambda f: f.action == "11")
    # Without any amount the fiche has no figure either.
    assert codes(change=ailleurs) == {"fiche_hors_tableau", "fiche_sans_montant"}


def test_fiche_sans_montant(codes: Codes, montant: Montant) -> None:
    mots = montant(None, action="11", annees="2020-2022", texte="valorisation")
    sans = without(lambda f: f.action == "11")
    assert "fiche_sans_montant" in codes(mots, change=sans)
    non_menee = change_action("11", statut="non_engagee")
    assert "fiche_sans_montant" not in codes(mots, change=lambda faits: non_menee(sans(faits)))


def test_objectif_obligatoire_absent(joue: Joue) -> None:
    autre = load_cadre(2022).get_objectif(6)
    assert autre is not None
    deplacee = change_action("7", intitule="Autre action", objectif_imprime=f"6. {autre.libelle}", objectifs="6")
    (signalement,) = joue(change=deplacee)
    assert (signalement.controle.code, signalement.constat.objet) == ("objectif_obligatoire_absent", "objectif 7")


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


def test_libelle_de_mesure(codes: Codes) -> None:
    mesure = next(m for m in load_cadre(2022).mesures if 2 in m.objectifs)
    assert codes(change=change_action("2", objectif_imprime=f"Objectif 2 : {mesure.libelle}")) == {"libelle_de_mesure"}


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
        (signalement,) = joue(lecture={"anomalies": (make_anomalie(code),)})
        assert signalement.controle.code == code
        assert signalement.lignes == "rapport.txt:3;5"
        assert "{" not in signalement.constat.phrase + signalement.constat.question


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


MUTATIONS = [
    ("62", "OBJECTIF FACULTATIF 22 : SYST", "OBJECTIF FACULTATIF 18 : SYST", "objectif_numero_libelle"),
    ("62", "23 : DEVELOPPER LE PARRAINAGE", "23 : OUVRIR DES COLONIES", "objectif_inconnu"),
    ("62", "Année 2021\t0 €\t213 500 €\t10 000 €", "\t\t\t", "annee_absente"),
    ("62", "TOTAL\t0 €\tValorisation ETP", "TOTAL\tValorisation\tValorisation ETP", "fiche_sans_montant"),
    ("77", "Sans objectif\t40\t1 711 332 €", "Sans objectif\t90\t1 711 332 €", "fiche_hors_tableau"),
]


@pytest.mark.parametrize(("departement", "ancien", "nouveau", "code"), MUTATIONS)
def test_on_a_real_layout(codes_ajoutes: CodesAjoutes, departement: str, ancien: str, nouveau: str, code: str) -> None:
    consequences = next(c.consequences for c in NATIONAUX if c.code == code)
    assert {code} <= codes_ajoutes(departement, ancien, nouveau) <= {code, *consequences}


def test_action_sans_objectif(codes: Codes) -> None:
    change = change_action("12", objectif_imprime="Sans objectif", objectifs="")

    def with_douze(faits: tuple[Fait, ...]) -> tuple[Fait, ...]:
        douze = faits[0].model_copy(update={"numero": "12", "ligne": "120", "objectif_imprime": "", "objectifs": ""})
        siens = [f.model_copy(update={"action": "12"}) for f in faits if getattr(f, "action", "") == "1"]
        return change((*faits, douze, *siens))

    assert codes(change=with_douze) == {"action_sans_objectif"}


def test_remarks_of_a_document(joue: Joue) -> None:
    lu = DocumentLu(
        departement="99", document="rapport.txt", empreinte="", titre="Rapport", date="2023-06-01",
        exercices="2020;2021;2022", plugin="essai", version="1", remarques="consigne_laissee@5;consigne_laissee@9",
    )  # fmt: skip
    (signalement,) = joue(lecture={"documents": (lu,)})
    assert (signalement.controle.code, signalement.lignes) == ("remarque_document", "rapport.txt:5;9")
