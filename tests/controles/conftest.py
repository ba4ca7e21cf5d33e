"""A healthy made-up dossier, and how a control is proven: what fires when one thing is wrong, and what when not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from cdppe.cadre import load_cadre
from cdppe.controles import NATIONAUX, examine_campagne, run_controles
from cdppe.controles.releves import Signalement
from cdppe.documents import Document
from cdppe.documents.texte import split_blocs
from cdppe.facts import Action, DocumentLu, Fait, Financement, Indicateur, Lecture
from cdppe.plugins.campagne import read_campagne
from cdppe.plugins.controle import Dossier
from cdppe.plugins.declaration import Departement
from cdppe.plugins.registre import load_departements

DEPARTEMENT = Departement.model_validate(
    {
        "departement": {
            "code": "99",
            "nom": "Essai",
            "contrat": [2020, 2022],
            "reconnaissance": ["Essai"],
            "editions": [],
        },
        "document": {"titre": "^Rapport", "date": r"du (?P<date>\d+)"},
        "tableaux": [  # a table of all actions, which a report is expected to have
            {
                "nom": "plan",
                "colonnes": [
                    {"cle": "fiche", "entetes": ["Fiche action N°"], "contenu": "numero"},
                    {"cle": "prevu", "entetes": ["Prévu"], "contenu": "montant", "etape": "prevu", "source": "fir"},
                ],
            }
        ],
    }
)
Montant = Callable[..., Financement]
Valeur = Callable[..., Indicateur]
Joue = Callable[..., list[Signalement]]


def make_sain() -> tuple[Fait, ...]:
    """A dossier in which no control finds anything: an action for each mandatory objective, planned and spent alike."""
    faits: list[Fait] = []
    for numero in range(1, 12):
        ligne = str(10 * numero)
        objectif = load_cadre(2022).get_objectif(numero)
        assert objectif is not None
        faits.append(
            Action(
                departement="99", document="rapport.txt", ligne=ligne, numero=str(numero), intitule=objectif.libelle,
                engagement=objectif.engagement, objectif_imprime=f"{numero}. {objectif.libelle}",
                objectifs=str(numero), statut="en_cours", statut_annee=2022, statut_texte="en cours",
            )
        )  # fmt: skip
        for annee in (2020, 2021, 2022):
            for etape in ("prevu", "execute"):
                faits.append(
                    Financement.model_validate(
                        {
                            "departement": "99", "document": "rapport.txt", "ligne": str(10 * numero + annee - 2019),
                            "action": str(numero), "niveau": "action", "etape": etape, "source": "fir",
                            "debut": annee, "fin": annee, "base": "civile", "montant": Decimal(1000 * numero + annee),
                            "certitude": "sur", "origine": "tableau_financier", "texte": f"{1000 * numero + annee} €",
                        }
                    )
                )  # fmt: skip
    return tuple(faits)


def make_dossier(faits: tuple[Fait, ...], departement: Departement = DEPARTEMENT) -> Dossier:
    """The dossier of some facts, one document for each name they bear."""
    noms = sorted({f.document for f in faits})
    documents = tuple(
        DocumentLu(
            departement="99", document=nom, empreinte=nom, titre="Rapport", date="2023-06-01",
            exercices="2020;2021;2022", plugin="essai", version="1",
        )
        for nom in noms
    )  # fmt: skip
    lecture = Lecture(
        documents=documents,
        actions=tuple(f for f in faits if isinstance(f, Action)),
        financements=tuple(f for f in faits if isinstance(f, Financement)),
        indicateurs=tuple(f for f in faits if isinstance(f, Indicateur)),
    )
    return Dossier(departement, load_cadre(2022), lecture)


@pytest.fixture
def joue() -> Joue:
    """All national controls on the healthy dossier with facts added, or changed by ``change``; their findings."""

    def play(
        *ajouts: Fait,
        change: Callable[[tuple[Fait, ...]], tuple[Fait, ...]] | None = None,
        lecture: object = None,
        remarques: str = "",
        texte: str = "",
    ) -> list[Signalement]:
        faits = (*make_sain(), *ajouts)
        dossier = make_dossier(change(faits) if change else faits)
        if isinstance(lecture, dict):  # anomalies, figures not read
            dossier = replace(dossier, lecture=replace(dossier.lecture, **lecture))
        if remarques:
            lus = tuple(d.model_copy(update={"remarques": remarques}) for d in dossier.lecture.documents)
            dossier = replace(dossier, lecture=replace(dossier.lecture, documents=lus))
        if texte:  # what the document itself prints
            dossier = replace(dossier, documents=(Document("rapport.txt", "", tuple(split_blocs(texte.split("\n")))),))
        bilan = run_controles(NATIONAUX, [dossier])
        assert not bilan.pannes, [p.raison for p in bilan.pannes]
        return list(bilan.signalements)

    return play


@pytest.fixture
def monte() -> Callable[..., Dossier]:
    """The healthy dossier with facts added."""
    return lambda *ajouts: make_dossier((*make_sain(), *ajouts))


@pytest.fixture
def codes(joue: Joue) -> Callable[..., set[str]]:
    """The codes of the controls that find something."""

    def play(*args: Fait, **options: object) -> set[str]:
        return {s.controle.code for s in joue(*args, **options)}

    return play


load_registre = lru_cache(load_departements)


def examine_edition(
    departement: str, dossier: Path, change: tuple[str, str] | None = None, copie: bool = False
) -> Counter[tuple[str, str]]:
    """The findings (code and sentence) on the département's embedded edition, ``change``d by an old and a new text.

    With ``copie`` the edition stands as it is, and the change is made in a second document, its copy.
    """
    registre = load_registre()
    plugin = registre.find_plugin(departement)
    assert plugin is not None
    edition = plugin.list_editions()[0]
    texte = edition.read_text(encoding="utf-8")
    if change:
        assert texte.count(change[0]) == 1, f"{texte.count(change[0])} fois « {change[0]} »"
        texte = texte.replace(*change)
    textes = {edition.name: texte}
    if copie:  # an exact copy is read once
        textes = {edition.name: edition.read_text(encoding="utf-8"), f"copie-{edition.name}": f"{texte}\n"}
    for nom, contenu in textes.items():
        (dossier / nom).write_text(contenu, encoding="utf-8")
    bilan = examine_campagne(read_campagne((dossier,), (departement,), registre), registre, load_cadre())
    assert not bilan.pannes, [p.raison for p in bilan.pannes]
    return Counter((s.controle.code, s.constat.phrase) for s in bilan.signalements)


@pytest.fixture(scope="session")
def constats_avant(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bool], Counter[tuple[str, str]]]:
    """The findings on a département's edition as it is, or with its copy, looked for once."""
    return lru_cache(
        lambda departement, copie: examine_edition(departement, tmp_path_factory.mktemp("avant"), copie=copie)
    )


@pytest.fixture
def codes_ajoutes(
    tmp_path: Path, constats_avant: Callable[[str, bool], Counter[tuple[str, str]]]
) -> Callable[..., set[str]]:
    """The codes of the findings that a change of a real layout adds: ``codes_ajoutes("62", old, new)``."""

    def play(departement: str, ancien: str, nouveau: str, copie: bool = False) -> set[str]:
        avant = constats_avant(departement, copie)
        apres = examine_edition(departement, tmp_path, (ancien, nouveau), copie)
        return {code for code, _ in apres - avant}

    return play
