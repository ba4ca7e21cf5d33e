"""Tables are proven to have a declared layout, or refused whole."""

from collections.abc import Callable

from cdppe.documents import Bloc, Paragraphe, Rangee, Tableau
from cdppe.facts import sort_key
from cdppe.parsing import Periode, find_periodes, parse_periode
from cdppe.parsing.dechirures import is_decalee
from cdppe.parsing.periodes import LectureDate
from cdppe.parsing.preuve import Refus, TableauProuve, prove_tableau
from cdppe.plugins.releve.comptes import Comptes


class ReleveTableaux(Comptes):
    """Proves tables, and says the period of their columns."""

    def prove(
        self, tableau: Tableau, nom: str, find_doute: Callable[[TableauProuve], str] | None = None
    ) -> TableauProuve | None:
        """The table as the declared layout ``nom``, or None after saying what differs and listing its figures.

        ``find_doute`` is what only the plugin can check: it gives the reason to refuse the table all the same, or "".
        """
        disposition = self.departement.disposition(nom)
        resultat = prove_tableau(tableau, disposition)
        if isinstance(resultat, Refus) and (tete := self._find_tete(tableau, nom)):
            suite = prove_tableau(Tableau((*tete, *tableau.rangees)), disposition)
            resultat = suite if isinstance(suite, TableauProuve) else resultat
        if isinstance(resultat, TableauProuve) and find_doute and (doute := find_doute(resultat)):
            attendu = " | ".join(c.nom for c in disposition.colonnes)
            lieu = resultat.tete[0].lieu if resultat.tete else tableau.lieu
            resultat = Refus(disposition, lieu, attendu, " | ".join(resultat.chemins), doute)
        if isinstance(resultat, Refus):
            self.refuse(tableau, resultat)
            return None
        for remarque in resultat.remarques:
            self.anomalie(
                remarque.code,
                "information",
                f"Tableau « {nom} » : en-tête lu « {remarque.trouve} » au lieu de « {remarque.attendu} ».",
                [remarque.lieu],
                "",
                remarque.attendu,
                remarque.trouve,
            )
        for rang in resultat.inconnues:
            self.anomalie(
                "colonne_inconnue",
                "bloquante",
                f"Tableau « {nom} » : la colonne « {resultat.chemins[rang]} » n'est pas déclarée ; ses chiffres ne "
                "sont pas lus. Ajoutez-la à la disposition du plugin.",
                [tableau.lieu],
                "",
                "",
                resultat.chemins[rang],
            )
            for rangee in resultat.rangees:
                self.explain(rangee.cellule(rang), "disposition_inconnue", resultat.chemins[rang])
        lues = {r.lieu for r in (*resultat.rangees, *resultat.avant)}
        for cellule in (c for r in tableau.rangees if r.lieu not in lues for c in r.cellules):
            # A header's figures are years, or the number of a fund: they are no amounts of its column.
            self.explain(cellule, "date" if find_periodes(cellule.texte) else "reference")
        self._tetes[nom] = tuple(tableau.rangees), resultat.tete
        return resultat

    def _find_tete(self, tableau: Tableau, nom: str) -> tuple[Rangee, ...]:
        """The header of the last table proven with that layout, when this one may be the rest of it.

        Nothing but prose stands between them and they are equally wide: a line of text has cut the table in two.
        """
        rangees, tete = self._tetes.get(nom, ((), ()))
        if not rangees or max(len(r.cellules) for r in rangees) != tableau.largeur:
            return ()
        fin, debut = sort_key(rangees[-1].lieu), sort_key(tableau.lieu)
        entre = [b for b in self.document.blocs if fin < sort_key(_lieu_of(b)) < debut]
        return tete if fin < debut and all(isinstance(b, Paragraphe) for b in entre) else ()

    def refuse(self, tableau: Tableau, refus: Refus) -> None:
        """Leave the whole table unread: one anomaly with the headers expected and found, its figures listed."""
        self.anomalie(
            "disposition_inconnue",
            "bloquante",
            f"Tableau « {refus.disposition.nom} » non lu : {refus.raison}. Corrigez le tableau ou la disposition du "
            "plugin.",
            [refus.lieu],
            "",
            refus.attendu,
            refus.trouve,
        )
        self.explain_tableau(tableau, "disposition_inconnue")

    def find_decalage(self, rangee: Rangee, largeur: int, action: str, *, tabulations: bool) -> bool:
        """Whether the row has a cell too many or too few under a header of ``largeur`` cells; it is said.

        ``tabulations`` says that the document keeps the tabs before empty last cells.
        """
        if not is_decalee(rangee, largeur, tabulations=tabulations):
            return False
        self.anomalie(
            "rangee_decalee",
            "majeure",
            f"La rangée a {len(rangee.cellules)} cellules sous un en-tête de {largeur} : ses valeurs sont ambiguës. "
            "Remettez chacune sous sa colonne.",
            [rangee.lieu],
            action,
            str(largeur),
            str(len(rangee.cellules)),
        )
        for cellule in rangee.cellules[largeur:]:
            self.explain(cellule, "disposition_inconnue")
        return True

    def note_dechirure(self, haut: Rangee, bas: Rangee, libelle: str, action: str) -> None:
        """Say that two neighbours may be one row which the document tore, or two."""
        self.anomalie(
            "rangee_decalee",
            "majeure",
            f"La rangée « {libelle} » continue peut-être celle du dessus : les valeurs des deux sont ambiguës. "
            "Écrivez chaque rangée sur une ligne.",
            [haut.lieu, bas.lieu],
            action,
        )

    def periode_colonne(self, tableau: TableauProuve, cle: str, rang: int | None = None) -> Periode:
        """The period of a column (of a key's first one without ``rang``).

        Declared; else the one period of its header; else the year that its declared header marks ``{annee}``; the
        contract's when the header says nothing of time; without years when it says several things.
        """
        rang = tableau.rang(cle) if rang is None else rang
        propre = self.periode_propre(tableau, cle, rang)
        base = tableau.disposition.colonne(cle).base
        return propre or (self.periode_contrat._replace(base=base) if base else self.periode_contrat)

    def periode_propre(self, tableau: TableauProuve, cle: str, rang: int) -> Periode | None:
        """What the column itself, declared or printed, says of its period; ``None`` when it says nothing of time."""
        colonne = tableau.disposition.colonne(cle)
        texte = colonne.periode or (tableau.chemins[rang] if rang >= 0 else "")
        # The state on a closing day for an indicator, all that was spent until then for money.
        date: LectureDate = "etat" if colonne.nature else "cumul"
        periode = parse_periode(texte, contrat=self.departement.contrat, date=date)
        if periode is None and (annees := tableau.annees.get(rang)):
            periode = Periode(annees[0], annees[0], "civile", texte)
        elif periode is None and find_periodes(texte):
            periode = Periode(None, None, "civile", texte)
        return periode._replace(base=colonne.base) if periode and colonne.base else periode


def _lieu_of(bloc: Bloc) -> str:
    return bloc.lieu if isinstance(bloc, Tableau) else bloc.passage.lieu()
