"""The indicators of a report: every cell of a row under a value column, an empty one too."""

import difflib
from functools import cached_property

from cdppe.cadre import IndicateurNational
from cdppe.documents import Passage, Rangee
from cdppe.erreurs import ErreurPlugin
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import Certitude, Nature, Niveau, Origine
from cdppe.parsing import Periode
from cdppe.parsing.preuve import TableauProuve
from cdppe.parsing.valeurs import ValeurLue, read_valeur
from cdppe.plugins.declaration import IndicateurDeclare
from cdppe.plugins.releve.tableaux import ReleveTableaux

PROCHE_MIN = 0.85
"""Labels at least so alike are proposed to a human reader; none is ever taken."""


class ReleveIndicateurs(ReleveTableaux):
    """Adds the values of indicators: one, or those of a row."""

    def indicateur(
        self,
        passage: Passage,
        *,
        action: str,
        libelle: str,
        nature: Nature,
        periode: Periode,
        origine: Origine,
        rubrique: str = "",
        niveau: Niveau = "action",
        colonne: str = "",
        unite: str = "",
        interprete: bool = False,
        lieu: str = "",
        lue: ValeurLue | None = None,
    ) -> Indicateur:
        """Add the value that the passage holds, or the code of the missing one, and account for its figures.

        ``lieu`` is the row's place, for an empty cell; ``unite`` the column's, where the cell names none; ``lue`` is
        what a reader settled itself. ``interprete`` marks a cell put back, or a label inherited.
        """
        settled = lue is not None
        lue = lue or read_valeur(passage.texte, libelle=libelle, contrat=self.departement.contrat)
        if nature == "commentaire" and (lue.statut == "chiffre" or (lue.statut == "texte" and not settled)):
            lue = ValeurLue(None, "", "texte", "sur")
        certitude: Certitude = "interprete" if interprete and lue.certitude == "sur" and passage else lue.certitude
        retenue = lue.periode or periode
        declare = self._match_national(libelle, rubrique, action, retenue)
        fait = Indicateur(
            departement=self.departement.code,
            document=self.document.nom,
            ligne=passage.lieu() if passage else lieu,
            action=action,
            niveau=niveau,
            rubrique=rubrique,
            libelle=libelle,
            indicateur_national=declare.national if declare else "",
            debut=retenue.debut,
            fin=retenue.fin,
            base=retenue.base,
            nature=nature,
            valeur=lue.valeur,
            unite=lue.unite or (unite if lue.statut == "chiffre" else ""),
            statut=lue.statut,
            certitude=certitude,
            origine=origine,
            texte=passage.extrait(),
            colonne=colonne,
            periode_texte=retenue.texte,
            definition=declare.definition if declare else "",
            ecart_definition=declare.ecart if declare else "",
        )
        self._take(passage)
        self._indicateurs.append(fait)
        return fait

    def read_valeurs(
        self,
        tableau: TableauProuve,
        rangee: Rangee,
        *,
        action: str,
        libelle: str,
        origine: Origine,
        rubrique: str = "",
        niveau: Niveau = "action",
        periode: Periode | None = None,
        interprete: bool = False,
    ) -> tuple[Indicateur, ...]:
        """Add the values of every column of a proven row that has a ``nature``.

        The period is the column's when it has one, else ``periode`` (the table's caption), else the contract's. A
        column whose header names no period is part of the label.
        """
        faits: list[Indicateur] = []
        for colonne in tableau.disposition.colonnes:
            if colonne.nature is None:
                continue
            for rang in tableau.rangs.get(colonne.cle, ()):
                entete = tableau.chemins[rang]
                propre = self.periode_propre(tableau, colonne.cle, rang)
                faits.append(
                    self.indicateur(
                        rangee.cellule(rang),
                        action=action,
                        libelle=libelle if propre else " — ".join(p for p in (libelle, entete) if p),
                        nature=colonne.nature,
                        periode=propre or periode or self.periode_contrat,
                        origine=origine,
                        rubrique=rubrique,
                        niveau=niveau,
                        colonne=entete,
                        unite=colonne.unite,
                        interprete=interprete
                        or colonne.interprete
                        or rangee.recousue
                        or colonne.cle in tableau.deplacees,
                        lieu=rangee.lieu,
                    )
                )
        return tuple(faits)

    @cached_property
    def _declares(self) -> dict[str, tuple[IndicateurDeclare, ...]]:
        """The declared indicators by normalised label.

        Raises ErreurPlugin for a code that the framework does not know.
        """
        par_libelle: dict[str, tuple[IndicateurDeclare, ...]] = {}
        for declare in self.departement.indicateurs:
            if self.cadre.get_indicateur(declare.national) is None:
                raise ErreurPlugin(
                    f"[[indicateurs]] : « {declare.national} » n'est pas un indicateur national ; cdppe cadre "
                    "--indicateurs en donne la liste."
                )
            for libelle in declare.libelles:
                cle = normalize_libelle(libelle)
                par_libelle[cle] = (*par_libelle.get(cle, ()), declare)
        return par_libelle

    def _match_national(self, libelle: str, rubrique: str, action: str, periode: Periode) -> IndicateurDeclare | None:
        """The one declared indicator whose label, rubric, fiche and first year this is; the newest when its meaning
        changed."""
        cle = normalize_libelle(libelle)
        trouves = [
            d
            for d in self._declares.get(cle, ())
            if (not d.rubriques or normalize_libelle(rubrique) in {normalize_libelle(r) for r in d.rubriques})
            and (not d.actions or action in d.actions)
            and (d.depuis is None or (periode.debut is not None and periode.debut >= d.depuis))
        ]
        if trouves:
            return max(trouves, key=lambda d: d.depuis or 0) if len({d.national for d in trouves}) == 1 else None
        national = self._nationaux.get(cle)
        if national is None or cle in self._declares:
            return None
        return IndicateurDeclare(national=national.code, libelles=(libelle,), definition="identique")

    @cached_property
    def _nationaux(self) -> dict[str, IndicateurNational]:
        """The national indicators by their own normalised labels: a report that prints one means it."""
        return {normalize_libelle(libelle): i for i in self.cadre.indicateurs for libelle in i.libelles}

    def propose_nationaux(self) -> None:
        """Say which labels nearly are a national indicator's: a human reader decides, in the plugin's TOML.

        A table that gives the indicator under a label of its own is not asked for it again: the others are its parts.
        """
        connus = self._nationaux | {
            cle: i for cle, ds in self._declares.items() if (i := self.cadre.get_indicateur(ds[0].national)) is not None
        }
        rattaches = {(f.action, f.rubrique, f.indicateur_national) for f in self._indicateurs}
        vus: dict[str, list[Indicateur]] = {}
        for fait in self._indicateurs:
            if not fait.indicateur_national:
                vus.setdefault(normalize_libelle(fait.libelle), []).append(fait)
        for normal, faits in vus.items():
            if normal in self._declares:  # declared for another rubric or action: settled
                continue
            # Nearly alike labels share most of their words; comparing letters is slow.
            mots = set(normal.split())
            voisins = [c for c in connus if 2 * len(mots & set(c.split())) >= len(mots)]
            for proche in difflib.get_close_matches(normal, voisins, 1, PROCHE_MIN):
                national = connus[proche]
                seuls = [f for f in faits if (f.action, f.rubrique, national.code) not in rattaches]
                if not seuls:
                    continue
                fait = seuls[0]
                self.anomalie(
                    "indicateur_proche",
                    "information",
                    f"« {fait.libelle} » ressemble à l'indicateur national {national.code} (« {national.libelle} ») "
                    "sans y être rattaché : ajoutez ce libellé aux [[indicateurs]] du plugin si c'est le même.",
                    [fait.ligne],
                    fait.action,
                    national.code,
                    fait.libelle,
                )
