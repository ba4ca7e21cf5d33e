"""What every part of a reading shares: its facts so far, and which figures are accounted for."""

from collections import Counter
from collections.abc import Iterable

from cdppe.cadre import Cadre
from cdppe.documents import Document, Passage, Rangee, Tableau
from cdppe.facts import Action, Anomalie, Financement, Indicateur, Lecture, NonLu, sort_key
from cdppe.facts.modeles import Gravite, Raison
from cdppe.parsing import Periode
from cdppe.plugins.declaration import Departement
from cdppe.plugins.description import describe_document, find_contrat
from cdppe.plugins.restes import draw_bilan, find_premier_chiffre, guess_entete, iter_chiffres, iter_perdus


class Comptes:
    """The facts of a reading under way and the figures that they, or a reason, account for."""

    def __init__(self, document: Document, departement: Departement, cadre: Cadre) -> None:
        self.document = document
        self.departement = departement
        self.cadre = cadre
        self._actions: list[Action] = []
        self._financements: list[Financement] = []
        self._indicateurs: list[Indicateur] = []
        self._anomalies: list[Anomalie] = []
        self._non_lus: list[NonLu] = []
        self._dans_faits: Counter[tuple[str, str]] = Counter()
        self._repris: list[Passage] = []
        self._expliques: Counter[tuple[str, str]] = Counter()
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
        """Count every figure of the passage as read into facts: a label, an action's number, a part of a sentence.

        ``finish`` believes it only of the figures that stand in the words of a fact of the same lines.
        """
        self._take(passage)
        self._repris.append(passage)

    def _take(self, passage: Passage) -> None:
        self._dans_faits.update(iter_chiffres(passage))

    def explain(self, passage: Passage, raison: Raison, colonne: str = "") -> None:
        """List the passage among the figures not read, with the reason; nothing when it holds no figure.

        What is not understood is not explained: the balance finds it by itself.
        """
        if raison != "non_compris" and find_premier_chiffre(passage.texte) >= 0:
            self._leave(passage, colonne, raison)
            self._expliques.update(iter_chiffres(passage))

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

    def finish(self) -> Lecture:
        """All the facts, in the order of the document, with what was left unread and the balance of its figures."""
        faits = (*self._actions, *self._financements, *self._indicateurs)
        self._dans_faits.subtract(iter_perdus(self._repris, faits))
        restes, bilan = draw_bilan(self.document, self._dans_faits, self._expliques)
        for passage, colonne, raison in restes:
            self._leave(passage, colonne, raison)
        return Lecture(
            documents=(describe_document(self.document, self.departement, self._financements),),
            actions=tuple(self._actions),
            financements=tuple(self._financements),
            indicateurs=tuple(self._indicateurs),
            anomalies=tuple(sorted(self._anomalies, key=lambda a: (sort_key(a.ligne), a.code, a.message))),
            non_lus=tuple(sorted(self._non_lus, key=lambda n: (sort_key(n.ligne), n.colonne, n.texte))),
            bilans=(bilan,),
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
