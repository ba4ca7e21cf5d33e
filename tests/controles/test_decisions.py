"""A decision is kept: what the file may hold, what it changes, and what it no longer fits."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from cdppe.controles import Bilan, Passage
from cdppe.controles.decisions import Decisions, find_decisions, load_decisions, open_decisions
from cdppe.controles.passage import Etat
from cdppe.controles.releves import Signalement
from cdppe.erreurs import ErreurUsage
from cdppe.facts import DocumentLu, Financement, Indicateur, Lecture
from cdppe.facts.modeles import Etape, Source
from cdppe.plugins.campagne import list_rapports
from cdppe.plugins.controle import Constat, Controle, Place

Charge = Callable[[str], Decisions]

CONTROLE = Controle("essai", "Essai", "", "majeure", "", "", "", lambda dossier, annee: ())
CONSTAT = Constat((Place("rapport.txt", "12"),), "", action="1", objet="prevu fir", trouve="90", attendu="100")
CHIFFRE = """
[[chiffres]]
departement = "99"
action = "9  Bis"
etape = "prevu"
source = "fir"
debut = 2022
fin = 2022
montant = 95.50
raison = "Mail du département"
date = 2023-07-01
"""
VALEUR = """
[[valeurs]]
departement = "99"
action = "1"
libelle = "nombre de VISITES"
nature = "realise"
debut = 2022
fin = 2022
valeur = 12
raison = "Appel"
date = 2023-07-02
"""


@pytest.fixture
def charge(tmp_path: Path) -> Charge:
    """The decisions of a file that holds this text."""

    def load(texte: str) -> Decisions:
        fichier = tmp_path / "decisions.toml"
        fichier.write_text(texte, encoding="utf-8")
        return load_decisions(fichier)

    return load


def signale(**changes: object) -> Signalement:
    return Signalement(CONTROLE, "99", 2022, replace(CONSTAT, **changes))  # type: ignore[arg-type]  # any field


def trouver(*signalements: Signalement, etat: Etat = "constats") -> Bilan:
    return Bilan((Passage(CONTROLE, "99", 2022, etat, "", signalements),))


def accepter(constat: str, autres: str = "") -> str:
    return f'[[acceptes]]\nconstat = "{constat}"\nraison = "Arrondi"\ndate = 2023-07-01\n{autres}\n'


def lire(*faits: Financement | Indicateur, date: str = "2023-06-01") -> list[Lecture]:
    document = DocumentLu(
        departement="99", document="rapport.txt", empreinte="e", titre="t", date=date, exercices="2022", plugin="p",
        version="1",
    )  # fmt: skip
    montants = tuple(f for f in faits if isinstance(f, Financement))
    return [Lecture((document,), (), montants, tuple(f for f in faits if isinstance(f, Indicateur)))]


def test_an_accepted_finding_keeps_its_reason_wherever_it_moves(charge: Charge) -> None:
    decisions = charge(accepter(signale().empreinte, 'departement = "99"\naction = "1"'))
    for deplace in (signale(), signale(places=(Place("rapport.txt", "40"),))):
        acceptation = decisions.accepte(deplace)
        assert acceptation
        assert (acceptation.raison, acceptation.date.isoformat(), acceptation.ligne) == ("Arrondi", "2023-07-01", 1)


def test_a_finding_whose_figures_change_comes_back_and_the_entry_is_named(charge: Charge) -> None:
    decisions = charge(accepter(signale().empreinte, 'departement = "99"'))
    change = signale(trouve="91")
    assert decisions.accepte(change) is None
    (phrase,) = decisions.list_perimees(lire(), trouver(change))
    assert phrase.startswith(f"decisions.toml, ligne 1 : le constat accepté {signale().empreinte} n'est plus trouvé")
    assert phrase.endswith("ôtez l'entrée")
    assert decisions.list_perimees(lire(), trouver(signale())) == decisions.list_perimees(lire()) == ()


def test_the_finding_that_follows_an_accepted_one_is_named(charge: Charge) -> None:
    """One of the same control, action and object, which no other entry accepts."""
    autres = (signale(trouve="92"), signale(trouve="91", action="2"), signale(trouve="91", objet="prevu etat"))
    siennes = 'departement = "99"\ncode = "essai"\naction = 1\nobjet = "prevu fir"'
    decisions = charge(accepter(signale().empreinte, siennes) + accepter(autres[0].empreinte))
    suite = signale(trouve="91")
    (phrase,) = decisions.list_perimees(lire(), trouver(*autres, suite))
    assert phrase.endswith(f"n'est plus trouvé, ses chiffres ont changé : voir le constat {suite.empreinte}")
    (phrase,) = decisions.list_perimees(lire(), trouver(*autres))
    assert phrase.endswith("ôtez l'entrée")


def test_an_entry_that_does_not_say_whose_it_is_is_not_to_be_removed(charge: Charge) -> None:
    """The finding may be another département's, whose report is not among those read."""
    (phrase,) = charge(accepter(signale().empreinte)).list_perimees(lire(), trouver())
    assert "introuvable parmi les départements lus (99) : gardez l'entrée s'il est d'un autre" in phrase
    assert "ôtez" not in phrase


def test_a_crashed_control_may_hide_an_accepted_finding(charge: Charge) -> None:
    decisions = charge(accepter(signale().empreinte, 'departement = "99"'))
    assert decisions.list_perimees(lire(), trouver(etat="panne")) == ()


def test_what_was_not_read_is_not_judged(charge: Charge) -> None:
    decisions = charge(
        accepter(signale().empreinte, 'departement = "98"') + CHIFFRE.replace("99", "98") + VALEUR.replace("99", "98")
    )
    assert decisions.list_perimees(lire(), trouver()) == ()
    assert decisions.apply(lire()) == tuple(lire())


def test_a_confirmed_figure_becomes_a_fact_that_leads_to_its_entry(
    charge: Charge, montant: Callable[..., Financement]
) -> None:
    lus = lire(montant(90, action="9 bis", libelle="Axe 1", ligne="7"))
    decisions = charge(f"# Décisions\n{CHIFFRE}")
    *avant, ajout = decisions.apply(lus)
    assert avant == lus
    (fait,) = ajout.financements
    assert (fait.document, fait.ligne, fait.action, fait.origine) == ("decisions.toml", "3", "9 bis", "decision")
    assert (str(fait.montant), fait.certitude, fait.niveau, fait.libelle) == ("95.50", "sur", "action", "Axe 1")
    assert fait.texte == (
        "Mail du département (décision du 01/07/2023) ; le rapport imprime « 90 € » (rapport.txt, ligne 7)"
    )
    assert (ajout.documents[0].document, ajout.documents[0].date) == ("decisions.toml", "2023-07-01")
    assert decisions.list_perimees(lus) == ()


def test_a_confirmed_figure_that_fits_nothing_is_named_and_not_used(
    charge: Charge, montant: Callable[..., Financement]
) -> None:
    decisions = charge(CHIFFRE)
    for autre in (montant(90, "2021", action="9 bis"), montant(90, action="9 bis", source="etat"), montant(90)):
        assert decisions.apply(lire(autre)) == tuple(lire(autre))
        (phrase,) = decisions.list_perimees(lire(autre))
        assert phrase.startswith("decisions.toml, ligne 2 : le chiffre confirmé (99, action 9 bis, prevu, fir")


def test_a_figure_that_no_report_prints_must_say_so(charge: Charge, montant: Callable[..., Financement]) -> None:
    decisions = charge(CHIFFRE + "absent = true\n")
    lus = lire(montant(90, "2021", action="9 bis"))
    assert [f.origine for lecture in decisions.apply(lus)[1:] for f in lecture.financements] == ["decision"]
    assert decisions.list_perimees(lus) == ()
    (inconnue,) = decisions.list_perimees(lire(montant(90)))
    assert "n'est pas utilisé" in inconnue
    (imprime,) = decisions.list_perimees(lire(montant(90, action="9 bis", ligne="7")))
    assert "le chiffre dit absent est imprimé (rapport.txt, ligne 7)" in imprime


def test_a_newer_report_with_another_figure_asks_again(charge: Charge, montant: Callable[..., Financement]) -> None:
    fait = montant(90, action="9 bis", ligne="7")
    (phrase,) = charge(CHIFFRE).list_perimees(lire(fait, date="2024-06-01"))
    assert phrase.startswith("decisions.toml, ligne 2 : un rapport plus récent imprime « 90 € » (rapport.txt, ligne 7)")
    assert not charge(CHIFFRE).list_perimees(lire(montant("95.5", action="9 bis"), date="2024-06-01"))


@pytest.mark.parametrize(
    ("imprimes", "entree", "mots"),
    [
        (("90", "95.5"), "", ""),
        (("120", "95.5"), "", ""),  # the confirmed figure still stands in one place
        (("120", "130"), "", "les rapports impriment 120 et 130, dont aucun n'est le chiffre confirmé, 95,50"),
        (("120", "130"), "imprimes = [130, 120.0]\n", ""),
        (("120",), "imprimes = [130, 120]\n", "les rapports n'impriment plus 120 et 130 (« imprimes ») mais 120 : à"),
        (("90",), "", ""),
    ],
)
def test_new_figures_that_contradict_each_other_ask_again(
    charge: Charge, montant: Callable[..., Financement], imprimes: tuple[str, ...], entree: str, mots: str
) -> None:
    lus = lire(*(montant(m, action="9 bis", ligne=str(n)) for n, m in enumerate(imprimes)))
    phrases = charge(CHIFFRE + entree).list_perimees(lus)
    assert [mots in phrase.replace("\u00a0", " ") for phrase in phrases] == ([True] if mots else [])


def test_figures_of_two_labels_contradict_nothing(charge: Charge, montant: Callable[..., Financement]) -> None:
    lus = lire(*(montant(m, action="9 bis", libelle=axe) for axe, m in (("Axe 1", 40), ("Axe 2", 50))))
    assert charge(CHIFFRE).list_perimees(lus) == ()


def test_new_values_that_contradict_each_other_ask_again(charge: Charge, valeur: Callable[..., Indicateur]) -> None:
    (phrase,) = charge(VALEUR).list_perimees(lire(valeur(10), valeur(11, origine="tableau_de_bord")))
    assert "ajoutez imprimes = [10, 11]" in phrase


def test_a_confirmed_value_keeps_what_the_indicator_is(charge: Charge, valeur: Callable[..., Indicateur]) -> None:
    lus = lire(valeur(None, unite="visites", indicateur_national="essai"))
    (fait,) = charge(VALEUR).apply(lus)[-1].indicateurs
    assert (str(fait.valeur), fait.statut, fait.origine, fait.unite) == ("12", "chiffre", "decision", "visites")
    assert (fait.indicateur_national, fait.libelle, fait.ligne) == ("essai", "Nombre de visites", "2")


def test_a_value_of_several_indicators_or_none_is_named(charge: Charge, valeur: Callable[..., Indicateur]) -> None:
    deux = lire(valeur(10), valeur(11, rubrique="Autres"))
    (phrase,) = charge(VALEUR).list_perimees(deux)
    assert phrase.endswith("ajoutez rubrique = « Autres » ou « Indicateurs »")
    assert charge(VALEUR).apply(deux) == tuple(deux)
    assert charge(VALEUR + 'rubrique = "Autres"\n').apply(deux)[-1].indicateurs[0].rubrique == "Autres"
    (absente,) = charge(VALEUR).list_perimees(lire(valeur(10, "2021")))
    assert "ne correspond à aucune valeur lue" in absente


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("[[chiffres]\n", "decisions.toml, ligne 1 : ce n'est pas du TOML"),
        ("[acceptes]\nraison = 'r'\n", "« acceptes » : écrire chaque entrée sous sa propre ligne [[acceptes]]"),
        ("[[chifres]]\nraison = 'r'\n", "« chifres » n'est pas un mot connu"),
        (CHIFFRE.replace("raison", "raisn"), "ligne 2, [[chiffres]], « raison » est absent"),
        (CHIFFRE + "libellé = 'a'\n", "ce n'est pas du TOML"),
        (CHIFFRE + "libele = 'a'\n", "ligne 2, [[chiffres]], « libele » n'est pas un mot connu"),
        (CHIFFRE.replace('"fir"', '"plf"'), "« source » n'a pas une valeur admise ('plf') : la corriger ; valeurs adm"),
        (CHIFFRE.replace("95.50", '"12 000 €"'), "« montant » n'a pas une valeur admise ('12 000 €')"),
        (CHIFFRE.replace("95.50", "nan"), "« montant » n'a pas"),
        (CHIFFRE.replace("= 2023-07-01", '= "juillet"'), "« date » n'a pas une valeur admise ('juillet')"),
        (CHIFFRE.replace("fin = 2022", "fin = 2021"), "ligne 2, [[chiffres]] est faux : « fin » vient avant « debut »"),
        (CHIFFRE.replace('action = "9  Bis"', ""), "« libelle » doit donner l'objectif imprimé"),
        (CHIFFRE + VALEUR.replace('"Appel"', '" "'), "ligne 13, [[valeurs]], « raison » est vide"),
        (accepter("2"), "ligne 1, [[acceptes]], « constat » n'a pas une valeur admise ('2')"),
        (accepter("a" * 12) * 2, "lignes 1 et 6 : deux entrées pour la même chose"),
        (CHIFFRE * 2, "lignes 2 et 13 : deux entrées"),
        (CHIFFRE + CHIFFRE + "libelle = 'Axe 1'\n", "lignes 2 et 13 : deux entrées"),
    ],
)
def test_a_wrong_file_is_said_in_french_with_its_entry(charge: Charge, texte: str, phrase: str) -> None:
    with pytest.raises(ErreurUsage) as erreur:
        charge(texte)
    assert phrase in str(erreur.value)
    assert str(erreur.value).startswith("decisions.toml")


def test_two_labels_of_one_action_are_two_figures(charge: Charge) -> None:
    assert len(charge(CHIFFRE + "libelle = 'Axe 1'\n" + CHIFFRE + "libelle = 'Axe 2'\n").chiffres) == 2


def test_a_file_of_another_code_page_or_with_a_mark(tmp_path: Path) -> None:
    fichier = tmp_path / "decisions.toml"
    fichier.write_text(CHIFFRE, encoding="cp1252")
    with pytest.raises(ErreurUsage, match="UTF-8"):
        load_decisions(fichier)
    fichier.write_bytes(b"\xef\xbb\xbf" + CHIFFRE.replace("\n", "\r\n").encode())
    assert load_decisions(fichier).chiffres[0].ligne == 2
    with pytest.raises(ErreurUsage, match="introuvable"):
        load_decisions(tmp_path / "absent.toml")


def test_the_file_beside_the_reports_is_found_and_is_no_report(tmp_path: Path) -> None:
    dossiers = [tmp_path / nom for nom in ("a", "b", "c")]
    for dossier in dossiers:
        dossier.mkdir()
        (dossier / "rapport.txt").touch()
    for dossier in dossiers[:2]:
        (dossier / "decisions.toml").write_text(CHIFFRE, encoding="utf-8")
    trouve = dossiers[0].resolve() / "decisions.toml"
    assert find_decisions([dossiers[0], dossiers[2]]) == find_decisions([dossiers[0] / "rapport.txt"]) == trouve
    assert find_decisions([dossiers[2]]) is None
    assert open_decisions(None, ()) == Decisions()
    with pytest.raises(ErreurUsage, match="--decisions"):
        find_decisions(dossiers)
    assert open_decisions(trouve, dossiers).nom == "decisions.toml"
    assert list_rapports((dossiers[0],))[1] == ()


def test_the_example_of_the_readme_is_one(charge: Charge) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    exemple = readme.split("```toml\n", 1)[1].split("```", 1)[0]
    decisions = charge(exemple)
    assert (len(decisions.acceptes), len(decisions.chiffres), len(decisions.valeurs)) == (1, 1, 1)
    for etape in get_args(Etape):
        assert etape in exemple
    for source in get_args(Source):
        assert source in exemple
