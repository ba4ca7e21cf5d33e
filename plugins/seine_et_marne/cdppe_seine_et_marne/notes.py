"""What is noted while a cell is read: the sums it states, the items and sources they stand under, what is no amount."""

from dataclasses import dataclass, field
from decimal import Decimal

from cdppe.api import Certitude, Niveau, Passage, Perimetre, Raison, Source
from cdppe_seine_et_marne.jetons import Somme


@dataclass
class Entree:
    """One sum that the cell states, before the sums of its block settle its level and period."""

    passage: Passage
    somme: Somme
    role: str
    """``source``, ``total``, ``part``, ``tete`` (a year's amount), ``poste``, ``variation``."""
    source: Source
    libelle: str = ""
    annees: tuple[int, ...] = ()
    certitude: Certitude = "sur"
    perimetre: Perimetre = "action"
    niveau: Niveau = "detail"
    ambigu: bool = False
    prouve: bool = False
    """Its years are settled: it is the printed sum of its item, or a part of a dated one."""
    soit: bool = False
    paragraphe: tuple[int, int] = (0, 0)

    @property
    def valeur(self) -> Decimal:
        return self.somme.valeur or Decimal(0)

    @property
    def multiple(self) -> bool:
        """Over several years, without saying whether each of them or all together."""
        return len(self.annees) > 1 and not self.somme.par_an

    def doubt(self) -> None:
        if self.certitude == "sur":
            self.certitude = "interprete"


@dataclass
class Poste:
    """An item: what its label names, and the sums stated for it."""

    libelle: str
    commentaire: bool = False
    """Its words are no label (no colon, no line of their own): they may only comment the source's yearly amounts."""
    groupe: bool = False
    entrees: list[Entree] = field(default_factory=list)
    par_marques: bool = False

    @property
    def is_total_seul(self) -> bool:
        return len(self.entrees) == 1 and not self.entrees[0].annees


@dataclass
class Bloc:
    """All that stands under one source."""

    source: Source
    enveloppe: bool = False
    montant: Entree | None = None
    entrees: list[Entree] = field(default_factory=list)
    postes: list[Poste] = field(default_factory=list)
    attend: bool = True
    paragraphe: tuple[int, int] = (0, 0)


@dataclass
class Marque:
    """Years that speak of what follows; ``tete`` when an amount of the action stands right after them."""

    annees: tuple[int, ...]
    paragraphe: tuple[int, int]
    avec_mots: bool = False
    tete: bool = False
    servie: bool = False
    poste: Poste | None = None


@dataclass(frozen=True)
class Rejet:
    """A number that is no amount of the contract, and why."""

    passage: Passage
    debut: int
    fin: int
    raison: Raison
