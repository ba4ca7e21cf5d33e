"""The amounts already read, for the words that say an amount again or do not say whose it is."""

from decimal import Decimal

from cdppe.api import Financement, Passage, Source, normalize_libelle


class Connus:
    """The facts read so far, in the order in which they were."""

    def __init__(self) -> None:
        self.faits: list[Financement] = []
        self.objectifs: dict[str, Passage] = {}
        """Where the financial tables first print the objective of each action."""
        self.fonds: dict[str, Source] = {}
        """The fund under which the financial tables print each action."""

    def add(self, fait: Financement) -> None:
        self.faits.append(fait)

    def find_source(self, action: str, annee: int | None, montant: Decimal | None) -> Source | None:
        """The one source under which the financial tables print that amount for the action and year."""
        sources = {
            f.source
            for f in self.faits
            if f.origine == "tableau_financier"
            and f.niveau == "action"
            and (f.action, f.debut, f.fin, f.montant) == (action, annee, annee, montant)
        }
        return sources.pop() if len(sources) == 1 else None

    def has(self, action: str, montant: Decimal) -> bool:
        """Whether that amount, either sign, was read for the action (for anything when no action is named)."""
        return any(f.montant is not None and abs(f.montant) == montant for f in self.faits if action in ("", f.action))

    def match_objectif(self, ligne: str) -> str:
        """The one action whose objective's label stands whole in the line."""
        texte = f" {normalize_libelle(ligne)} "
        trouves = {n for n, p in self.objectifs.items() if f" {normalize_libelle(p.texte)} " in texte}
        return trouves.pop() if len(trouves) == 1 else ""
