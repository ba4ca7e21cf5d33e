"""What the note says: sentences and small tables, every figure with the reference of the row it stands in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argent:
    """One key amount: whose credits, at which étape, in how many départements' words."""

    credits: str
    etape: str
    montant: str
    departements: str
    autres: str
    repere: str


@dataclass(frozen=True, slots=True)
class Nombre:
    """One key number that is no amount."""

    mesure: str
    valeur: str
    precision: str
    repere: str


@dataclass(frozen=True, slots=True)
class Illustration:
    """A chart: ``code`` names its image, ``resume`` is read aloud in its stead."""

    code: str
    legende: str
    resume: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """What is said of one national engagement, and its row in the table of all."""

    nom: str
    titre: str
    departements: str
    actions: str
    prevu: str
    prevu_dans: str
    execute: str
    execute_dans: str
    repere: str
    phrases: tuple[str, ...]
    indicateurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Motif:
    """Why something cannot be compared, how often and where."""

    raison: str
    nombre: str
    departements: str


@dataclass(frozen=True, slots=True)
class Mesure:
    """One measure of a département beside that of its group."""

    mesure: str
    valeur: str
    groupe: str
    repere: str


@dataclass(frozen=True, slots=True)
class Fiche:
    """The section of a département: sentences, then its measures."""

    code: str
    titre: str
    phrases: tuple[str, ...]
    mesures: tuple[Mesure, ...]


@dataclass(frozen=True, slots=True)
class Resume:
    """A département in one row, where there are too many for a section each."""

    departement: str
    exercices: str
    actions: str
    prevu: str
    execute: str
    taux: str
    constats: str
    reperes: str


@dataclass(frozen=True, slots=True)
class Note:
    """The whole note; what is empty is not shown."""

    titre: str
    sous_titre: str
    periode: str
    origine: str
    mentions: tuple[str, ...]
    avertissements: tuple[str, ...]
    essentiel: tuple[str, ...]
    argent: tuple[Argent, ...]
    autres: str
    nombres: tuple[Nombre, ...]
    illustrations: tuple[Illustration, ...]
    engagements: tuple[Engagement, ...]
    execution: tuple[str, ...]
    motifs_execution: tuple[Motif, ...]
    indicateurs: tuple[str, ...]
    motifs_indicateurs: tuple[Motif, ...]
    ecartes: tuple[str, ...]
    absents: tuple[str, ...]
    methode: tuple[str, ...]
    annexe: str
    fiches: tuple[Fiche, ...]
    resumes: tuple[Resume, ...]
