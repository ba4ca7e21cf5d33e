"""The prose of sections 3.1 and 3.2, and the amounts that other parts of a fiche mention."""

import re
from collections.abc import Iterable
from typing import Any

from cdppe.api import (
    Etape,
    Financement,
    MontantLu,
    Passage,
    Perimetre,
    Releve,
    Section,
    Source,
    Tableau,
    find_montants,
    find_periodes,
    montant_lu,
    read_montants,
)

_ETAPES: dict[str, Etape] = {"prevu": "prevu", "realise": "execute"}
_LIGNE_SIMPLE = re.compile(r"(?:[^.;:€\d]{0,80}:\s*)?[-+]?\d[\d\s.,]*(?:€|euros?|EUR)\W*")
"""An amount alone, or after its label: in place of a table it needs no word of the TOML to be a fact."""
_PUCE = re.compile(r"\s*[-–•○✓]+\s*")


def strip_puce(passage: Passage) -> Passage:
    """The line without its bullet, which before an amount would look like a minus sign."""
    debut = puce.end() if (puce := _PUCE.match(passage.texte)) else 0
    return passage.part(debut, len(passage.texte)) if passage.texte[debut:].strip() else passage


class LecteurProse:
    """Reads the lines of one part of a fiche that stand in place of a table, or beside it."""

    def __init__(self, releve: Releve, section: Section, action: str) -> None:
        self.releve = releve
        self.section = section
        self.action = action
        self.propre: dict[str, Any] = releve.departement.propre
        self.lignes = tuple(
            strip_puce(p) for p in section.textes if any(c.isalnum() for c in p.texte) and not _is_intertitre(p)
        )
        self.tableau = any(isinstance(b, Tableau) for b in section.blocs)

    def read(self) -> tuple[Financement, ...]:
        """Amounts by the words around them; where no table stands, the one line that says there is no money."""
        faits = [fait for ligne in self.lignes if find_montants(ligne.texte) for fait in self._read_montants(ligne)]
        if not self.tableau and (mots := self._find_mots()):
            etape = _ETAPES[self.section.cle]
            self.releve.take(mots)
            faits.append(self._add(mots, montant_lu(None, 0, len(mots.texte)), etape, self._find_source(mots)))
        return tuple(faits)

    def _find_mots(self) -> Passage | None:
        """The line without amount whose words say that there is no money."""
        sans_montant = (p for p in self.lignes if not find_montants(p.texte))
        return next((p for p in sans_montant if self._search("sans_montant", p)), None)

    def _search(self, cle: str, passage: Passage) -> re.Match[str] | None:
        return re.search(self.propre["mots"][cle], passage.texte, re.IGNORECASE)

    def _find_source(self, passage: Passage) -> Source:
        return "departement" if self._search("departement", passage) else "non_ventile"

    def _read_montants(self, passage: Passage) -> list[Financement]:
        """The facts of a line with amounts; none, and the reason, where no declared word says what they are."""
        regle = next((r for r in self.propre["prose"] if re.search(r["motif"], passage.texte, re.IGNORECASE)), None)
        simple = not self.tableau and _LIGNE_SIMPLE.fullmatch(passage.texte)
        lus = self._read_phrase(passage)
        if all(lu.periode and (lu.periode.debut or 0) > self.releve.departement.contrat[1] for lu in lus):
            self.releve.explain(passage, "hors_contrat")
            return []
        if self._search("sans_fait", passage):
            self.releve.explain(passage, "contexte")
            return []
        if regle is None and not simple:  # money that no word explains, in a money section: nobody understood it
            return []
        regle = regle or {}
        etape = regle.get("etape", _ETAPES[self.section.cle])
        if etape == "execute" and self.section.cle == "prevu":
            etape = "prevu"  # the section says which of its two columns the line stands for
        perimetre: Perimetre = "plus_large" if self._search("plus_large", passage) else "action"
        objet = self._search("objet", passage) if regle and not regle.get("source") else None
        self.releve.take(passage)
        return [
            self._add(
                passage,
                lu._replace(libelle=lu.libelle if regle == {} else ""),
                etape,
                regle.get("source", "non_ventile"),
                libelle=objet["libelle"].strip() if objet else "",
                perimetre=perimetre,
            )
            for lu in lus
        ]

    def _read_phrase(self, passage: Passage) -> tuple[MontantLu, ...]:
        return read_montants(
            passage.texte, contrat=self.releve.departement.contrat, soi=self.releve.departement.departement.soi
        )

    def _add(
        self,
        passage: Passage,
        lu: MontantLu,
        etape: Etape,
        source: Source,
        libelle: str = "",
        perimetre: Perimetre = "action",
    ) -> Financement:
        return self.releve.financement(
            passage,
            lu,
            action=self.action,
            etape=etape,
            source=source,
            periode=self.releve.periode_contrat,
            origine="fiche",
            libelle=libelle,
            interprete=lu.montant is not None,
            perimetre=perimetre,
        )


def _is_intertitre(passage: Passage) -> bool:
    """ "Recettes prévues :" announces what follows and says nothing itself."""
    return passage.texte.rstrip().endswith(":") and not find_montants(passage.texte)


def explain_mentions(releve: Releve, sections: Iterable[Section], faits: Iterable[Financement]) -> None:
    """Say why the amounts that other parts of a fiche mention are no facts: said elsewhere, or of later years."""
    connus = {f.montant for f in faits if f.montant}
    for passage in (p for s in sections for p in s.textes):
        montants = find_montants(passage.texte)
        if not montants:
            continue
        if {m.valeur for m in montants} <= connus:
            releve.explain(passage, "repetition")
        elif _is_after(passage, releve.departement.contrat[1]):
            releve.explain(passage, "hors_contrat")
        else:
            releve.explain(passage, "contexte")


def _is_after(passage: Passage, contrat: int) -> bool:
    """The sentence of the amounts speaks of years after the contract, and of no year within it."""
    texte, montants = passage.texte, find_montants(passage.texte)
    gauche = max(texte.rfind(". ", 0, montants[0].debut), 0)
    droite = texte.find(". ", montants[-1].fin)
    phrase = texte[gauche : droite if droite >= 0 else len(texte)]
    annees = [t.periode for t in find_periodes(phrase)]
    return bool(annees) and all(p.debut is not None and p.debut > contrat for p in annees)
