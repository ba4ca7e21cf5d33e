"""The six kinds of facts, column for column as the CSV files hold them.

The order of the fields is the order of the columns; the values are those of the project's design, section 3.
Amounts are euros (``Decimal``); years are four digits; ``None`` is written as an empty cell.
"""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Niveau = Literal["action", "detail", "sous_total", "total"]
Etape = Literal[
    "prevu",
    "supplement",
    "disponible",
    "fleche",
    "engage",
    "execute",
    "report",
    "variation",
    "non_consomme",
]
Source = Literal["fir", "bop304", "ondam", "etat", "departement", "autre", "total", "non_ventile"]
Base = Literal["civile", "scolaire", "partielle", "date"]
Certitude = Literal["sur", "interprete", "ambigu"]
Origine = Literal["tableau_financier", "fiche", "tableau_de_bord", "avenant", "annexe", "texte", "decision"]
Perimetre = Literal["action", "plus_large"]
Engagement = Literal["1", "2", "3", "4", "transverse", ""]
StatutAction = Literal["realisee", "en_cours", "non_engagee", "non_financee", "abandonnee", "inconnu"]
Definition = Literal["", "identique", "proche"]
Nature = Literal["reference", "cible", "realise", "evolution", "ecart", "commentaire"]
StatutIndicateur = Literal[
    "chiffre",
    "texte",
    "vide",
    "nd",
    "nr",
    "nc",
    "sans_objet",
    "non_debute",
    "en_attente",
    "erreur_formule",
    "tiret",
]
Gravite = Literal["bloquante", "majeure", "mineure", "information"]
Raison = Literal[
    "date",
    "numerotation",
    "reference",
    "calcul",
    "effectif",
    "duree",
    "contexte",
    "repetition",
    "hors_contrat",
    "disposition_inconnue",
    "masque",
    "non_compris",
]


class Fait(BaseModel):
    """A row of one of the six files: whose it is, and where it stands in the document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    departement: str
    document: str


class DocumentLu(Fait):
    """One document that was read; ``remarques`` is ``code@ligne``, ``;``-separated."""

    empreinte: str
    titre: str
    date: str
    exercices: str
    plugin: str
    version: str
    remarques: str = ""
    textes_remarques: str = ""
    """The words of each remark, in the same order, `` | `` between them."""


class Action(Fait):
    """One action, by the département's own number; ``objectifs`` are national numbers, ``;``-separated."""

    ligne: str
    numero: str
    intitule: str
    engagement: Engagement
    objectif_imprime: str = ""
    objectifs: str = ""
    statut: StatutAction = "inconnu"
    statut_annee: int | None = None
    statut_texte: str = ""


class Financement(Fait):
    """One stated amount, in euros, over whole years; ``montant`` is empty for words and for what is ``ambigu``."""

    ligne: str
    action: str
    niveau: Niveau
    etape: Etape
    source: Source
    debut: int | None
    fin: int | None
    base: Base
    montant: Decimal | None
    certitude: Certitude
    origine: Origine
    perimetre: Perimetre = "action"
    texte: str
    libelle: str = ""
    colonne: str = ""
    periode_texte: str = ""


class Indicateur(Fait):
    """One cell of an indicator's row; ``valeur`` as printed (18, unite %), empty unless ``statut`` is ``chiffre``."""

    ligne: str
    action: str
    niveau: Niveau
    rubrique: str
    libelle: str
    indicateur_national: str
    debut: int | None
    fin: int | None
    base: Base
    nature: Nature
    valeur: Decimal | None
    unite: str
    statut: StatutIndicateur
    certitude: Certitude
    origine: Origine
    texte: str
    colonne: str
    periode_texte: str
    definition: Definition = ""
    """Whether what the département counts is what the national indicator defines; empty without one."""
    ecart_definition: str = ""
    """What differs, in the plugin's words, where the definition is only near."""


class Anomalie(Fait):
    """What a document contradicts or what prevented its reading; ``ligne`` lists every line that takes part."""

    ligne: str
    action: str
    code: str
    gravite: Gravite
    message: str
    attendu: str = ""
    trouve: str = ""


class NonLu(Fait):
    """A figure (or a narrative cell) that is no fact, and why."""

    ligne: str
    colonne: str
    texte: str
    raison: Raison
