"""What the words around the amounts prove: rates, calculations, actions that had not begun."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cdppe.cadre import load_cadre
from cdppe.controles import NATIONAUX, run_controles
from cdppe.documents import read_document
from cdppe.facts import DocumentLu, Fait, Lecture
from cdppe.plugins.controle import Dossier
from cdppe.plugins.registre import load_departements

Codes = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("taux", "attendus"),
    [("49", {"taux_execution"}), ("66", {"taux_tronque"}), ("67", set()), ("66.7", set())],
)
def test_a_rate(
    taux: str, attendus: set[str], montant: Callable[..., Fait], valeur: Callable[..., Fait], codes: Codes
) -> None:
    bilan = {"action": "1", "source": "total", "origine": "fiche"}
    faits = [
        montant(300, "2020-2022", **bilan),
        montant(200, "2020-2022", **bilan | {"etape": "execute", "source": "non_ventile"}),
        valeur(taux, "2020-2022", rubrique="exécution", unite="%", action="1"),
    ]
    assert {c for c in codes(*faits) if c.startswith("taux")} == attendus


def _change_statut(statut: str) -> Callable[[tuple[Fait, ...]], tuple[Fait, ...]]:
    def change(faits: tuple[Fait, ...]) -> tuple[Fait, ...]:
        maj = {"statut": statut, "statut_annee": 2022}
        return tuple(f.model_copy(update=maj) if getattr(f, "numero", "") == "1" else f for f in faits)

    return change


def test_money_spent_on_an_action_said_not_engaged(codes: Codes) -> None:
    assert codes(change=_change_statut("non_engagee")) == {"depense_sans_engagement"}
    assert not codes(change=_change_statut("en_cours"))


def test_money_spent_before_the_action_began(valeur: Callable[..., Fait], codes: Codes) -> None:
    attente = {"statut": "non_debute", "texte": "Démarrage en 2023", "libelle": "Nombre de places"}
    assert "depense_avant_debut" in codes(valeur(None, **attente))
    assert "depense_avant_debut" not in codes(valeur(None, **attente), valeur(10, libelle="Nombre de jeunes"))


def _list_codes(texte: str, chemin: Path) -> list[str]:
    chemin.write_text(texte, encoding="utf-8")
    document = read_document(chemin)
    plugin = load_departements().find_plugin("62")
    assert plugin is not None
    lu = DocumentLu(
        departement="62", document=document.nom, empreinte="", titre="", date="2023-06-01", exercices="2022",
        plugin="essai", version="1",
    )  # fmt: skip
    dossier = Dossier(plugin.departement, load_cadre(2022), Lecture(documents=(lu,)), (document,))
    calculs = [c for c in NATIONAUX if c.code.startswith("calcul_") and c.code != "calcul_absent"]
    return [s.controle.code for s in run_controles(calculs, [dossier]).signalements]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Coût : 90 000 €*2 = 180 000 €", []),
        ("Coût : 90 000 €*2 = 190 000 €", ["calcul_imprime"]),
        ("Deux postes : 90 000 x 10% d'ETP = 9 000 €", []),
        ("Deux postes : 120 000 € (5 % d'ETP) * 4/12 = 2 000 €", []),
        ("Journée : 90 000/200 = 450 450*4 jours = 1 800", []),  # two numbers with nothing between
        ("Deux mois : 90 000 / (2/12) = 15 000 €", ["calcul_notation"]),
        ("Deux mois : 90 000 / (2/12) = 17 000 €", ["calcul_imprime"]),
        ("Coût : 20 000 € / an soit 40 000 € sur 2 ans", []),
        ("Coût : 20 000 € / an soit 50 000 € sur 2 ans", ["calcul_imprime"]),
        ("Total : 12 000 € = 6 000 € (2021) ; 6 000 € (2022)", []),  # a split and no calculation
    ],
)
def test_calculations(texte: str, attendus: list[str], tmp_path: Path) -> None:
    assert _list_codes(texte, tmp_path / "rapport.txt") == attendus
