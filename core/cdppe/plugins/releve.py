"""What a plugin takes from a report as it reads it; what it leaves becomes the list of figures not read."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from cdppe.cadre import Cadre
from cdppe.documents import Bloc, Document, Paragraphe, Passage, Rangee, Tableau
from cdppe.facts import Action, Anomalie, Financement, Indicateur, Lecture, NonLu, sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import (
    Certitude,
    Engagement,
    Etape,
    Gravite,
    Niveau,
    Origine,
    Perimetre,
    Raison,
    Source,
    StatutAction,
)
from cdppe.parsing import (
    MontantLu,
    Periode,
    find_periodes,
    parse_periode,
    read_montants,
    settle_periode,
)
from cdppe.parsing.preuve import Refus, TableauProuve, prove_tableau
from cdppe.plugins.declaration import Departement
from cdppe.plugins.description import describe_document, find_contrat
from cdppe.plugins.restes import find_premier_chiffre, guess_entete, iter_chiffres, list_restes


class Releve:
    """A reading under way: facts are added one by one, each from the passage it was read in.

    Every figure of a passage that a fact was read from (or that ``explain`` names) counts as accounted for;
    ``finish`` lists all others in ``non_lus``.
    """

    def __init__(self, document: Document, departement: Departement, cadre: Cadre) -> None:
        self.document = document
        self.departement = departement
        self.cadre = cadre
        self._actions: list[Action] = []
        self._financements: list[Financement] = []
        self._indicateurs: list[Indicateur] = []
        self._anomalies: list[Anomalie] = []
        self._non_lus: list[NonLu] = []
        self._pris: Counter[tuple[str, str]] = Counter()
        self._tetes: dict[str, tuple[tuple[Rangee, ...], tuple[Rangee, ...]]] = {}
        if autre := find_contrat(document, departement):
            lieu, debut, fin = autre
            attendu, trouve = "-".join(map(str, departement.contrat)), f"{debut}-{fin}"
            self.departement = departement.with_contrat(debut, fin)
            self.anomalie(
                "contrat_autre",
                "majeure",
                f"Le titre parle du contrat {trouve}, le plugin est écrit pour {attendu} : les montants sans année "
                f"sont lus pour {trouve}.",
                [lieu],
                "",
                attendu,
                trouve,
            )

    @property
    def periode_contrat(self) -> Periode:
        """The whole contract, for amounts without a year."""
        debut, fin = self.departement.contrat
        return Periode(debut, fin, "civile", "")

    def take(self, passage: Passage) -> None:
        """Count every figure of the passage as accounted for."""
        for lieu, chiffres in iter_chiffres(passage):
            self._pris[lieu, chiffres] += 1

    def explain(self, passage: Passage, raison: Raison, colonne: str = "") -> None:
        """List the passage among the figures not read, with the reason; nothing when it holds no figure."""
        if find_premier_chiffre(passage.texte) >= 0:
            self._leave(passage, colonne, raison)
            self.take(passage)

    def explain_tableau(self, tableau: Tableau, raison: Raison) -> None:
        """List every cell of the table that holds a figure, with the reason."""
        for rangee in tableau.rangees:
            for rang, cellule in enumerate(rangee.cellules):
                self.explain(cellule, raison, guess_entete(tableau, rang))

    def anomalie(
        self,
        code: str,
        gravite: Gravite,
        message: str,
        lieux: Iterable[str],
        action: str = "",
        attendu: str = "",
        trouve: str = "",
    ) -> None:
        """Record what the report contradicts; ``lieux`` are all the lines that take part."""
        self._anomalies.append(
            Anomalie(
                departement=self.departement.code,
                document=self.document.nom,
                ligne=";".join(sorted(set(lieux), key=sort_key)),
                action=action,
                code=code,
                gravite=gravite,
                message=message,
                attendu=attendu,
                trouve=trouve,
            )
        )

    def action(
        self,
        passage: Passage,
        numero: str,
        intitule: str,
        *,
        engagement: Engagement,
        objectif: Passage | None = None,
        objectif_numero: int | None = None,
        objectif_libelle: str = "",
        autres_objectifs: Iterable[tuple[Passage, int | None, str]] = (),
        statut: StatutAction = "inconnu",
        statut_annee: int | None = None,
        statut_texte: str = "",
    ) -> Action:
        """Add an action, its national objectives decided by the label (the plugin's TOML where the label cannot).

        ``objectif`` is where the document prints the objective, ``objectif_numero`` and ``objectif_libelle`` what it
        prints; a printed number that the label contradicts is an anomaly, unless the numbers are the report's own.
        ``autres_objectifs`` are the further ones of an action that has several: passage, number and label of each.
        """
        numero = normalize_numero(numero)
        imprime = objectif_numero if not self.departement.numeros_propres else None
        correspondance = self.cadre.match_objectif(objectif_libelle, imprime)
        declaree = self.departement.actions.get(numero)
        # The label decides; the plugin's TOML only where it leaves a choice: an action may stand elsewhere next year.
        objectifs = correspondance.objectifs or (declaree.objectifs if declaree else ())
        if imprime is not None and objectifs and (correspondance.contradiction or imprime not in objectifs):
            retenus = ", ".join(map(str, objectifs))
            self.anomalie(
                "objectif_numero_libelle",
                "mineure",
                f"L'objectif imprimé porte le numéro {imprime}, mais son libellé est celui de l'objectif national "
                f"{retenus} : le libellé décide.",
                [objectif.lieu() if objectif else passage.lieu()],
                numero,
                retenus,
                str(imprime),
            )
        autres = tuple(autres_objectifs)
        for _, autre_numero, autre_libelle in autres:
            trouves = self.cadre.match_objectif(autre_libelle, autre_numero).objectifs
            objectifs += tuple(o for o in trouves if o not in objectifs)
        if not objectifs and normalize_libelle(objectif_libelle) != "sans objectif":
            proches = "; ".join(f"{n} ({libelle})" for n, libelle in correspondance.proches)
            self.anomalie(
                "objectif_inconnu",
                "majeure",
                "Aucun objectif national ne correspond au libellé imprimé"
                + (f" ; le plus proche : {proches}." if proches else "."),
                [objectif.lieu() if objectif else passage.lieu()],
                numero,
                "",
                objectif.texte if objectif else "",
            )
        if deja := next((a for a in self._actions if a.numero == numero), None):
            self.anomalie(
                "action_repetee",
                "majeure",
                f"L'action {numero} est imprimée deux fois : ses montants se confondent.",
                [deja.ligne, passage.lieu()],
                numero,
            )
        action = Action(
            departement=self.departement.code,
            document=self.document.nom,
            ligne=passage.lieu(),
            numero=numero,
            intitule=intitule.strip(),
            engagement=engagement,
            objectif_imprime=" ; ".join(p.texte for p in (objectif, *(a[0] for a in autres)) if p),
            objectifs=";".join(map(str, objectifs)),
            statut=statut,
            statut_annee=statut_annee,
            statut_texte=statut_texte,
        )
        self._actions.append(action)
        return action

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
            lu = replace(lu, montant=None, certitude="ambigu")
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
        self.take(passage)
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
            attendu = " | ".join(c.entetes[0] for c in disposition.colonnes)
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

    def periode_colonne(self, tableau: TableauProuve, cle: str, rang: int | None = None) -> Periode:
        """The period of a column (of a key's first one without ``rang``).

        Declared; else the one period of its header; else the year that its declared header marks ``{annee}``; the
        contract's when the header says nothing of time; without years when it says several things.
        """
        colonne = tableau.disposition.colonne(cle)
        rang = tableau.rang(cle) if rang is None else rang
        texte = colonne.periode or (tableau.chemins[rang] if rang >= 0 else "")
        periode = parse_periode(texte, contrat=self.departement.contrat)
        if periode is None and (annees := tableau.annees.get(rang)):
            periode = Periode(annees[0], annees[0], "civile", texte)
        elif periode is None:
            periode = Periode(None, None, "civile", texte) if find_periodes(texte) else self.periode_contrat
        return replace(periode, base=colonne.base) if colonne.base else periode

    def finish(self) -> Lecture:
        """All the facts, in the order of the document, with what was left unread."""
        for passage, colonne, raison in list_restes(self.document, self._pris):
            self._leave(passage, colonne, raison)
        return Lecture(
            documents=(describe_document(self.document, self.departement, self._financements),),
            actions=tuple(self._actions),
            financements=tuple(self._financements),
            indicateurs=tuple(self._indicateurs),
            anomalies=tuple(sorted(self._anomalies, key=lambda a: (sort_key(a.ligne), a.code, a.message))),
            non_lus=tuple(sorted(self._non_lus, key=lambda n: (sort_key(n.ligne), n.colonne, n.texte))),
        )

    def _leave(self, passage: Passage, colonne: str, raison: Raison) -> None:
        debut = max(find_premier_chiffre(passage.texte), 0)
        self._non_lus.append(
            NonLu(
                departement=self.departement.code,
                document=self.document.nom,
                ligne=passage.lieu(debut),
                colonne=colonne,
                texte=passage.extrait(debut, debut),
                raison=raison,
            )
        )


def normalize_numero(numero: str) -> str:
    """The département's number as the facts write it: lower case, one space before a suffix, no leading zero."""
    nu = re.sub(r"\s+", " ", numero.strip().lower())
    nu = re.sub(r"^n?°?\s*0*(?=\d)", "", nu)
    return re.sub(r"(\d)\s*(bis|ter|quater|[a-z])\b", r"\1 \2", nu)


def _lieu_of(bloc: Bloc) -> str:
    return bloc.lieu if isinstance(bloc, Tableau) else bloc.passage.lieu()


def montant_lu(valeur: Decimal | None, debut: int = 0, fin: int = 0, certitude: Certitude = "sur") -> MontantLu:
    """One plain amount, for a reader that settled its meaning itself."""
    return MontantLu(valeur, certitude, "action", "", None, None, "action", debut, fin)
