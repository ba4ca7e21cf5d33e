"""What stands open as a cell is read: its source, part, item and years, and the words not yet used."""

from decimal import Decimal
from itertools import pairwise

from cdppe.api import Passage, Raison
from cdppe_seine_et_marne.jetons import Jeton, Somme, find_debuts
from cdppe_seine_et_marne.libelles import clean_libelle, drop_phrases, has_mots, split_plus
from cdppe_seine_et_marne.notes import Bloc, Entree, Marque, Poste, Rejet


class Etat:
    """The reader's state between two tokens; ``totaux`` are the totals that the rubric's label states."""

    def __init__(self, totaux: frozenset[Decimal]) -> None:
        self.totaux = totaux
        self.blocs: list[Bloc] = []
        self.hors_blocs: list[Entree] = []
        self.rejets: list[Rejet] = []
        self.inconnues: list[Passage] = []
        self.bloc: Bloc | None = None
        self.part = ""
        self.poste: Poste | None = None
        self.marque: Marque | None = None
        self.attente: tuple[str, bool] | None = None
        self.dernier: Entree | None = None
        self.attend = ""
        self.decompte = self.herite = self.reprise = self.inconnue = False
        self.position = 0
        self.chaine: int | None = None
        self.fin_operande = self.fin_rejet = 0
        self.rang = -1

    @property
    def enveloppe(self) -> bool:
        return bool(self.bloc and self.bloc.enveloppe)

    def _paragraphe(self, passage: Passage, place: int) -> tuple[int, int]:
        return self.rang, sum(d <= place for d in find_debuts(passage))

    def _open(self, passage: Passage, jeton: Jeton) -> None:
        self.poste, self.attente, self.marque, self.chaine = None, None, None, None
        self.position = jeton.fin
        if jeton.genre == "copie":
            self.rejets.append(Rejet(passage, jeton.debut, jeton.fin, "repetition"))
            return
        self.decompte = jeton.genre == "decompte"
        self.inconnue = jeton.mots == "inconnue"
        if self.inconnue:
            self.inconnues.append(passage.part(jeton.debut, jeton.fin))
            self.bloc, self.part, self.attend, self.dernier = None, "", "", None
        elif jeton.genre in ("source", "enveloppe"):
            enveloppe = jeton.genre == "enveloppe" or jeton.mots == "enveloppe"
            self.bloc = Bloc(jeton.source or "total", enveloppe, paragraphe=self._paragraphe(passage, jeton.fin))
            self.blocs.append(self.bloc)
            self.part = jeton.mots if jeton.genre == "enveloppe" else self.part if enveloppe else ""
            self.attend, self.dernier = "", None
            self.herite = self.reprise = False
        elif jeton.genre == "part":
            self.part, self.attend = jeton.mots, "part"
        elif jeton.genre == "total":
            self.attend = "total"

    def _open_marque(self, passage: Passage, jeton: Jeton) -> None:
        self._close_chaine(passage, jeton.debut)
        zone = self._zone(passage, jeton.debut if self.chaine is None else self.chaine)
        paragraphe = self._paragraphe(passage, jeton.debut)
        if has_mots(zone):
            ouvert = zone.rstrip().endswith(":") or not has_mots(zone.split("\n")[-1])
            self.attente = (clean_libelle(zone), not ouvert)
        self.marque = Marque(jeton.annees, paragraphe)
        self.position, self.chaine = jeton.fin, None

    def _zone(self, passage: Passage, fin: int) -> str:
        """The words since the last sum, one line for each paragraph; not the rest of the last sum's own paragraph."""
        debut = self.position
        if self.dernier and self.dernier.passage is passage and self.dernier.somme.fin == debut:
            suivants = [d for d in find_debuts(passage) if debut < d <= fin]
            debut = suivants[0] if suivants else debut
        bornes = (debut, *(c for c in passage.coupures if debut < c <= fin), fin)
        return split_plus(drop_phrases([passage.texte[d:f] for d, f in pairwise(bornes)]))

    def _close_chaine(self, passage: Passage, place: int) -> None:
        """A calculation ends with its paragraph, and so do the words before it."""
        suivants = [d for d in passage.coupures if self.fin_rejet <= d <= place]
        if self.chaine is not None and suivants:
            self.position, self.chaine = suivants[0], None

    def _end_calcul(self, somme: Somme) -> None:
        """What was explained is said: the words that follow name something else."""
        self.position, self.chaine = somme.fin, None

    def _reject(self, passage: Passage, somme: Somme, raison: Raison) -> None:
        self.rejets.append(Rejet(passage, somme.debut, somme.fin_chiffres, raison))
        self.fin_rejet = somme.fin_chiffres

    @property
    def poste_paragraphe(self) -> tuple[int, int]:
        return self.poste.entrees[-1].paragraphe if self.poste and self.poste.entrees else (-1, -1)

    def _sans_marque(self) -> bool:
        return self.marque is None or self.marque.servie
