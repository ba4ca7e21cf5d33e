"""A made-up département, what was read of it, and findings as controls make them."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation.questions import Courrier, prepare_courrier
from cdppe.controles import Bilan, Passage, Signalement
from cdppe.controles.decisions import Decisions
from cdppe.facts import Action, DocumentLu, Financement, Indicateur, Lecture
from cdppe.facts.modeles import Gravite
from cdppe.plugins.controle import Constat, Controle, Dossier, Place
from cdppe.plugins.declaration import Departement

Trouve = Callable[..., Signalement]
Prepare = Callable[..., Courrier]

LIGNES = {
    "7": ["Total", "900 €"],
    "30": ["a" * 200, "12 €", "b" * 200],
    "60": ["Moyens", f"{'Aide au démarrage. ' * 20}45 000 € versés puis 400 000 € transférés{' à la fiche' * 30}"],
    "40": ["Année troublée. " * 30 + "Les indicateurs manquent. " + "Fin. " * 60],
}


@pytest.fixture
def lignes() -> dict[str, list[str]]:
    """What stands on the lines of the report, cell by cell."""
    return LIGNES


@pytest.fixture
def trouve() -> Trouve:
    """One finding; what a test does not say is a sum that is 10 € too high, on line 12."""

    def make(
        phrase: str = "Le total est de 110 € et ses lignes donnent 100 €, soit 10 € de différence.",
        gravite: Gravite = "majeure",
        annee: int = 2022,
        code: str = "somme",
        **changes: Any,
    ) -> Signalement:
        controle = Controle(code, "t", "e", gravite, "", "", "", lambda dossier, annee: ())
        base: dict[str, Any] = {
            "places": (Place("rapport.txt", "12", "110 €"),),
            "action": "1",
            "trouve": "110",
            "attendu": "100",
            "difference": "10",
            "question": "Lequel est le bon ?",
        }
        return Signalement(controle, "99", annee, Constat(phrase=phrase, **(base | changes)))

    return make


@pytest.fixture
def lecture() -> Lecture:
    """Planned and spent amounts in 2022, planned ones only in 2021, a result over both."""
    lieu: dict[str, Any] = {"departement": "99", "document": "rapport.txt"}
    argent: dict[str, Any] = lieu | {
        "action": "1", "niveau": "action", "source": "fir", "base": "civile", "certitude": "sur", "origine": "fiche",
        "texte": "100 €", "montant": Decimal(100),
    }  # fmt: skip
    return Lecture(
        documents=(
            DocumentLu(
                **lieu, empreinte="e", titre="Bilan | 2022", date="2023-06-12", exercices="2021;2022", plugin="p",
                version="1", remarques="autre@3;indicateurs_indisponibles@40",
            ),
        ),
        actions=(Action(**lieu, ligne="3", numero="1", intitule="A", engagement="1", objectifs="1"),),
        financements=(
            Financement(**argent, ligne="7", etape="prevu", debut=2021, fin=2021),
            Financement(**argent, ligne="8", etape="prevu", debut=2022, fin=2022),
            Financement(**argent, ligne="8", etape="execute", debut=2022, fin=2022),
        ),
        indicateurs=(
            Indicateur(
                **lieu, ligne="20", action="1", niveau="action", rubrique="", libelle="Visites", indicateur_national="",
                debut=2021, fin=2022, base="civile", nature="realise", valeur=Decimal(4), unite="", statut="chiffre",
                certitude="sur", origine="fiche", texte="4", colonne="", periode_texte="",
            ),
        ),
    )  # fmt: skip


@pytest.fixture
def prepare(lecture: Lecture) -> Prepare:
    """The letter of some findings, for 2022."""
    departement = Departement.model_validate(
        {
            "departement": {
                "code": "99", "nom": "Essai & <fils>", "contrat": [2021, 2023], "reconnaissance": ["Essai"],
                "editions": [],
            },
            "document": {
                "titre": "^Bilan", "date": r"du (?P<date>\d+)",
                "remarques": {"indicateurs_indisponibles": "indicateurs manquent"},
            },
        }
    )  # fmt: skip

    def find_textes(document: str, ligne: str) -> Sequence[str]:
        return LIGNES.get(ligne, [])

    def make(
        *signalements: Signalement,
        annee: int = 2022,
        lue: Lecture = lecture,
        editions: bool = False,
        decisions: Decisions | None = None,
    ) -> Courrier:
        passages = [Passage(s.controle, "99", s.annee, "constats", "", (s,)) for s in signalements]
        dossier = Dossier(departement, load_cadre(2022), lue)
        bilan = Bilan(tuple(passages))
        return prepare_courrier(dossier, bilan, decisions or Decisions(), annee, find_textes, editions=editions)

    return make
