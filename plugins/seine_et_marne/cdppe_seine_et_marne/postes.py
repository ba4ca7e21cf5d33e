"""What a cell of "Moyens financiers" states, sum by sum: whose money, which year, which item; nothing is added up here.

The rules follow the order of the words: a source opens a block; in it an amount right after the source, or right after
a year, is the action's; an amount that a label names is an item of it; a calculation explains what is already stated,
or states an item of its own when it has words of its own.
"""

import re

from cdppe.api import Passage
from cdppe_seine_et_marne.calculs import explains, is_intermediaire, is_somme_de_poste
from cdppe_seine_et_marne.etat import Etat
from cdppe_seine_et_marne.jetons import ANNEES, Jeton, Somme, expand_annees
from cdppe_seine_et_marne.libelles import clean_libelle, has_mots
from cdppe_seine_et_marne.notes import Bloc, Entree, Poste
from cdppe_seine_et_marne.voisins import find_apres, find_refus, is_ensemble, is_transfert, is_une_annee

_SOIT = re.compile(r"\bsoit\s*[$(]*\s*\Z", re.IGNORECASE)
_ANNEES_SOIT = re.compile(rf"\b(?:pour|en|sur)\s+(?P<annees>{ANNEES})\s*,?\s*soit\s*\Z", re.IGNORECASE)


class Lecteur(Etat):
    """Reads the cells of one rubric in order; ``blocs`` and ``rejets`` are what it found."""

    def read(self, passage: Passage, jetons: tuple[Jeton, ...], suite: bool) -> None:
        """Read one cell; ``suite`` when it continues the row above: its source is then inherited."""
        self.rang += 1
        self.position, self.chaine, self.fin_rejet = 0, None, 0
        self.herite = suite and self.bloc is not None
        for rang, jeton in enumerate(jetons):
            if isinstance(jeton, Somme):
                self._read_somme(passage, jeton, jetons[rang + 1 :])
            elif jeton.genre == "marqueur":
                self._open_marque(passage, jeton)
            else:
                self._open(passage, jeton)

    def _read_somme(self, passage: Passage, somme: Somme, suivants: tuple[Jeton, ...]) -> None:
        self._close_chaine(passage, somme.debut)
        if self.decompte or somme.operande or somme.unitaire or somme.prix:
            if somme.prix:
                self.position = somme.fin
            else:
                self.chaine = somme.debut if self.chaine is None else self.chaine
                self.fin_operande = somme.fin
            self._reject(passage, somme, "calcul")
            return
        if self.bloc is None and self.attend != "total":
            self._reject(passage, somme, "repetition" if somme.valeur in self.totaux else "non_compris")
            return
        refus = find_refus(passage, somme)
        if refus:
            self._reject(passage, somme, "calcul" if is_ensemble(passage, somme) else refus)
            if refus == "repetition":
                self._end_calcul(somme)
            return
        entree = self._settle(passage, somme, suivants)
        if entree is None:
            self._reject(passage, somme, "calcul")
            return
        self.position, self.chaine, self.dernier = somme.fin, None, entree
        if self.marque:
            self.marque.servie = True

    def _settle(self, passage: Passage, somme: Somme, suivants: tuple[Jeton, ...]) -> Entree | None:
        zone = self._zone(passage, somme.debut if self.chaine is None else self.chaine)
        mots = has_mots(zone)
        if (
            not mots and self.chaine is not None and not somme.resultat
        ):  # "2*9 000 € soit 2 postes de suivi soit 18 000 €"
            zone, self.chaine = re.sub(r"^[^\w]*soit\b", "", passage.texte[self.fin_operande : somme.debut]), None
            mots = has_mots(_SOIT.sub("", zone))
        paragraphe = self._paragraphe(passage, somme.debut)
        if self.attend == "total" and not mots:
            self.attend = ""
            entree = Entree(passage, somme, "total", "total", niveau="action", paragraphe=paragraphe)
            self.hors_blocs.append(entree)
            self.reprise = self.bloc is not None
            return entree
        bloc = self.bloc
        if bloc is None:
            return None
        self.attend = "part" if self.attend == "part" else ""
        entree = Entree(passage, somme, "poste", bloc.source, annees=somme.annees, paragraphe=paragraphe)
        if bloc.enveloppe:
            entree.perimetre = "plus_large"
            if bloc.attend:  # the envelope's own amount, for all sources or for one
                bloc.attend, entree.role, entree.libelle = False, "tete", self.part
                entree.doubt()
                bloc.entrees.append(entree)
                return entree
        if self.herite or self.reprise or bloc.enveloppe or somme.resultat or (somme.par_an and len(somme.annees) > 1):
            entree.doubt()
        if is_transfert(passage, somme):
            entree.role, entree.ambigu = "variation", True
            bloc.entrees.append(entree)
            return entree
        if bloc.attend and bloc.montant is None and (not mots or bloc.paragraphe == paragraphe):
            return self._take_source(bloc, entree, zone, mots)
        if self.attend == "part" and not mots:
            self.attend = ""
            entree.role, entree.libelle = "part", self.part
            bloc.entrees.append(entree)
            return entree
        return self._take_poste(bloc, entree, zone, mots, suivants)

    def _take_source(self, bloc: Bloc, entree: Entree, zone: str, mots: bool) -> Entree:
        """The source's own amount, of the years that the words around it name, else of the contract."""
        bloc.attend = False
        entree.role, entree.niveau = "source", "action"
        if soit := _ANNEES_SOIT.search(zone):
            entree.annees = entree.annees or expand_annees(soit["annees"])
        if self.marque and not entree.annees:
            entree.annees = self.marque.annees
        if mots:
            entree.doubt()
        bloc.montant = entree
        bloc.entrees.append(entree)
        return entree

    def _take_poste(
        self, bloc: Bloc, entree: Entree, zone: str, mots: bool, suivants: tuple[Jeton, ...]
    ) -> Entree | None:
        somme, passage = entree.somme, entree.passage
        soit = bool(_SOIT.search(zone)) and self.chaine is None
        enchaine = soit and bool(self.poste) and self.poste_paragraphe == entree.paragraphe and self._sans_marque()
        if enchaine or (soit and not has_mots(_SOIT.sub("", zone))):
            mots = False
        entree.annees = self._find_annees(bloc, entree, zone, mots)
        if somme.resultat or somme.sur_ans:
            nomme = mots or self.attente is not None
            if is_intermediaire(entree, suivants):
                return None
            if is_somme_de_poste(entree, self.poste, nomme):
                entree.doubt()
                entree.prouve = True
                return self._add(bloc, self.poste, entree)
            if somme.resultat and explains(entree, bloc, self.poste, self.marque, nomme, mots):
                self._end_calcul(somme)
                return None
        if soit:
            entree.doubt()
            entree.soit = True
            avant = self.dernier
            if avant and avant.soit and not avant.somme.par_an and avant.paragraphe == entree.paragraphe:
                entree.ambigu = True  # "soit 405 000 € soit 135 000 €"
        if is_une_annee(passage, somme):
            entree.ambigu = True
        if not somme.unite and not somme.annees:
            entree.doubt()
        if self._is_somme_des_parts(bloc, entree, zone):
            entree.role, entree.niveau = "annee", "action"
            entree.doubt()
            bloc.entrees.append(entree)
            return entree
        return self._place(bloc, entree, zone, mots)

    def _find_annees(self, bloc: Bloc, entree: Entree, zone: str, mots: bool) -> tuple[int, ...]:
        somme, marque = entree.somme, self.marque
        if entree.annees:
            return entree.annees
        if soit := _ANNEES_SOIT.search(zone):
            return expand_annees(soit["annees"])
        if marque:
            neuf = mots and not somme.resultat and marque.paragraphe != entree.paragraphe
            if not neuf or marque.tete:
                if marque.paragraphe != entree.paragraphe:
                    entree.doubt()
                if somme.par_an and len(marque.annees) > 1:
                    entree.doubt()
                return marque.annees
        if somme.par_an and bloc.montant and bloc.montant.annees:
            entree.doubt()
            return bloc.montant.annees
        return ()

    def _is_somme_des_parts(self, bloc: Bloc, entree: Entree, zone: str) -> bool:
        """ ": 220 000 €" after the bracketed amounts that make it up."""
        if not entree.annees or not re.fullmatch(r"[)\s]*:\s*", zone):
            return False
        parts = [e for e in bloc.entrees if e.paragraphe == entree.paragraphe and e.annees == entree.annees]
        return len(parts) > 1 and sum(e.valeur for e in parts) == entree.valeur

    def _place(self, bloc: Bloc, entree: Entree, zone: str, mots: bool) -> Entree:
        """To the item that its own words name, or a label before its year, or to the item of the sums before it."""
        somme, passage, marque = entree.somme, entree.passage, self.marque
        if mots:
            self.attente = None
            if not re.search(r"[:(=]\s*(?:de\s*)?\Z", zone) and self.chaine is None:
                entree.doubt()  # no colon, no bracket: a sentence may do no more than mention the sum
            return self._add(bloc, self._new_poste(bloc, zone), entree)
        apres = find_apres(passage, somme)
        if marque and not marque.servie:
            if self.attente:
                libelle, commentaire = self.attente
                self.attente = None
                poste = self._new_poste(bloc, libelle, commentaire)
            elif self.part and self.poste is None and not bloc.enveloppe:
                return self._add_part(bloc, entree)
            elif self.poste and not bloc.enveloppe and self._is_ouvert(entree):
                poste = self.poste
            else:
                marque.tete = True
                entree.role, entree.libelle = "tete", self.part if bloc.enveloppe else ""
                bloc.entrees.append(entree)
                self.poste = None
                return entree
            marque.poste = poste
            poste.par_marques = True
            return self._add(bloc, poste, entree)
        neuf = self.dernier is None or self.dernier.paragraphe != entree.paragraphe or "+" in zone
        if apres and neuf:
            return self._add(bloc, self._new_poste(bloc, apres), entree)
        if self.poste:
            return self._add(bloc, self.poste, entree)
        if self.part and not bloc.enveloppe:
            return self._add_part(bloc, entree)
        entree.role = "poste" if self.reprise else "tete"
        entree.libelle = self.part
        bloc.entrees.append(entree)
        return entree

    def _is_ouvert(self, entree: Entree) -> bool:
        poste = self.poste
        return bool(poste) and bool(
            self.poste_paragraphe == entree.paragraphe or (poste and (poste.is_total_seul or poste.par_marques))
        )

    def _new_poste(self, bloc: Bloc, zone: str, commentaire: bool = False) -> Poste:
        numerote = re.match(r"[\s-]*\d\s*/", zone.strip().split("\n")[-1])
        poste = Poste(clean_libelle(zone), commentaire, groupe=numerote is not None)
        bloc.postes.append(poste)
        self.poste = poste
        return poste

    def _add_part(self, bloc: Bloc, entree: Entree) -> Entree:
        entree.role, entree.libelle = "part", self.part
        bloc.entrees.append(entree)
        return entree

    @staticmethod
    def _add(bloc: Bloc, poste: Poste | None, entree: Entree) -> Entree:
        if poste is not None:
            entree.libelle = poste.libelle
            poste.entrees.append(entree)
        bloc.entrees.append(entree)
        return entree
