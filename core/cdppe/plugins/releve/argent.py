"""The amounts of a report."""

from decimal import Decimal

from cdppe.documents import Passage, Rangee
from cdppe.facts import Financement
from cdppe.facts.modeles import Certitude, Etape, Niveau, Origine, Perimetre, Source
from cdppe.parsing import MontantLu, Periode, read_montants, settle_periode
from cdppe.parsing.preuve import TableauProuve
from cdppe.plugins.releve.tableaux import ReleveTableaux


class ReleveArgent(ReleveTableaux):
    """Adds amounts: one, those of a cell, those of a row."""

    def financement(
        self,
        passage: Passage,
        lu: MontantLu,
        *,
        action: str,
        etape: Etape,
        source: Source,
        periode: Periode,
        origine: Origine,
        niveau: Niveau | None = None,
        libelle: str = "",
        colonne: str = "",
        interprete: bool = False,
        perimetre: Perimetre = "action",
    ) -> Financement:
        """Add one amount read in the passage; what the cell's own words say goes before what row and column say.

        ``interprete`` marks a value whose place had to be read: a cell put back, a label inherited.
        """
        lu = settle_periode(lu, periode)
        retenue = lu.periode or periode
        if retenue.debut is None and lu.montant:  # an amount of no known year is in no sum
            lu = lu._replace(montant=None, certitude="ambigu")
        certitude: Certitude = "interprete" if interprete and lu.certitude == "sur" else lu.certitude
        fait = Financement(
            departement=self.departement.code,
            document=self.document.nom,
            ligne=passage.lieu(lu.debut),
            action=action,
            niveau=lu.niveau if lu.niveau == "detail" or niveau is None else niveau,
            etape=etape,
            source=lu.source or source,
            debut=retenue.debut,
            fin=retenue.fin,
            base=retenue.base,
            montant=lu.montant,
            certitude=certitude,
            origine=origine,
            perimetre=lu.perimetre if lu.perimetre != "action" else perimetre,
            texte=passage.extrait(lu.debut, lu.fin),
            libelle=" — ".join(p for p in (libelle, lu.libelle) if p),
            colonne=colonne,
            periode_texte=retenue.texte,
        )
        self._financements.append(fait)
        return fait

    def read_cellule(
        self,
        passage: Passage,
        *,
        action: str,
        etape: Etape,
        source: Source,
        periode: Periode,
        origine: Origine,
        niveau: Niveau | None = None,
        libelle: str = "",
        colonne: str = "",
        interprete: bool = False,
        perimetre: Perimetre = "action",
    ) -> tuple[Financement, ...]:
        """Add every amount of a money cell (none for an empty one) and account for all its figures."""
        self._take(passage)
        return tuple(
            self.financement(
                passage,
                lu,
                action=action,
                etape=etape,
                source=source,
                periode=periode,
                origine=origine,
                niveau=niveau,
                libelle=libelle,
                colonne=colonne,
                interprete=interprete,
                perimetre=perimetre,
            )
            for lu in read_montants(
                passage.texte, contrat=self.departement.contrat, soi=self.departement.departement.soi
            )
        )

    def read_rangee(
        self,
        tableau: TableauProuve,
        rangee: Rangee,
        *,
        action: str,
        origine: Origine,
        periode: Periode | None = None,
        niveau: Niveau | None = None,
        libelle: str = "",
        interprete: bool = False,
    ) -> tuple[Financement, ...]:
        """Add the amounts of every money column of a proven row.

        The period is the row's when it has one, else the column's (declared, or the years in its header), else the
        contract's.
        """
        faits: list[Financement] = []
        for colonne in tableau.disposition.colonnes:
            if colonne.etape is None:
                continue
            for rang in tableau.rangs.get(colonne.cle, ()):
                faits += self.read_cellule(
                    rangee.cellule(rang),
                    action=action,
                    etape=colonne.etape,
                    source=colonne.source or "non_ventile",
                    periode=periode or self.periode_colonne(tableau, colonne.cle, rang),
                    origine=origine,
                    niveau=niveau,
                    libelle=libelle,
                    colonne=tableau.chemins[rang],
                    interprete=interprete or colonne.interprete or rangee.recousue or colonne.cle in tableau.deplacees,
                    perimetre=colonne.perimetre,
                )
        return tuple(faits)


def montant_lu(valeur: Decimal | None, debut: int = 0, fin: int = 0, certitude: Certitude = "sur") -> MontantLu:
    """One plain amount, for a reader that settled its meaning itself."""
    return MontantLu(valeur, certitude, "action", "", None, None, "action", debut, fin)
