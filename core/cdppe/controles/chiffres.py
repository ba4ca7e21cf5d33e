"""The confirmed figures of a file of decisions: amounts and values, the facts they become and replace."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pydantic import Field, model_validator

from cdppe.controles.entrees import Confirme, Imprime
from cdppe.facts import Financement, Indicateur, Lecture
from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import Etape, Nature, Source


class Chiffre(Confirme):
    """An amount; without ``libelle`` it is the whole action's. ``absent``: no report prints one."""

    etape: Etape
    source: Source
    libelle: str = ""
    montant: Decimal
    absent: bool = False

    @model_validator(mode="after")
    def _check_libelle(self) -> "Chiffre":
        if not self.action and not self.libelle:
            raise ValueError("sans « action », « libelle » doit donner l'objectif imprimé")
        return self

    @property
    def cle(self) -> tuple[object, ...]:
        return (self.departement, self.action, self.debut, self.fin, self.base, self.etape, self.source)

    @property
    def chiffre(self) -> Decimal:
        return self.montant

    def put(self, nom: str, lectures: Sequence[Lecture]) -> Sequence[Lecture]:
        faits = self.find_faits(lectures)
        if not faits:
            ajout = self.make_fait(nom, lectures)
            rang = next(n for n, lue in enumerate(lectures) if lue.documents[0].departement == self.departement)
            return [
                replace(lue, financements=(*lue.financements, ajout)) if n == rang and ajout else lue
                for n, lue in enumerate(lectures)
            ]
        siens = {id(f) for f in faits}
        seul = len({(f.niveau, normalize_libelle(f.libelle)) for f in faits}) == 1 and faits[0].niveau == "action"
        poses: set[tuple[str, str]] = set()

        def change(fait: Financement) -> Iterable[Financement]:
            """Where a place prints parts, the first one becomes the whole that was confirmed."""
            lieu = (fait.document, fait.origine)
            if id(fait) not in siens:
                yield fait
            elif seul or lieu not in poses:
                poses.add(lieu)
                tout = {} if seul else {"niveau": "action", "libelle": ""}
                yield fait.model_copy(update={"montant": self.montant, "certitude": "sur", **tout})

        return [replace(lue, financements=tuple(g for f in lue.financements for g in change(f))) for lue in lectures]

    def make_fait(self, nom: str, lectures: Sequence[Lecture]) -> Financement | None:
        faits = self.find_faits(lectures)
        if not faits and not (self.absent and self._knows_action(lectures)):
            return None
        libelles = list(dict.fromkeys(f.libelle for f in faits))
        return Financement(
            departement=self.departement, document=nom, ligne=str(self.ligne), niveau="action", etape=self.etape,
            action=self.action, source=self.source, debut=self.debut, fin=self.fin,
            base=self.base, montant=self.montant, certitude="sur", origine="decision",
            texte=self.write_texte(_list_montants(faits)),
            libelle=libelles[0] if libelles and (self.libelle or len(libelles) == 1) else self.libelle,
        )  # fmt: skip

    def judge(self, lectures: Sequence[Lecture], codes: Collection[str]) -> str:
        if self.departement not in codes:
            return ""
        faits = self.find_faits(lectures)
        if self.absent and faits:
            return (
                f"le chiffre dit absent est imprimé ({faits[0].document}, ligne {faits[0].ligne}) : à confirmer de "
                "nouveau, sans « absent »"
            )
        if not faits and not (self.absent and self._knows_action(lectures)):
            return (
                f"le chiffre confirmé ({self.departement}, action {self.action or '—'}, {self.etape}, {self.source}, "
                f"{self.debut}-{self.fin}) ne correspond à aucun montant lu et n'est pas utilisé : corrigez ou ôtez "
                "l'entrée"
            )
        libelles = {normalize_libelle(f.libelle) for f in faits}
        return self.find_doute(_list_montants(faits), len(libelles), lectures)

    def find_faits(self, lectures: Iterable[Lecture]) -> list[Financement]:
        """What it is said instead of: the action's amounts or words, or the parts of which nothing prints the whole."""
        libelle = normalize_libelle(self.libelle)
        siens = [
            f
            for lecture in lectures
            for f in lecture.financements
            if self.is_of(f)
            and (f.etape, f.source) == (self.etape, self.source)
            and (not libelle or normalize_libelle(f.libelle) == libelle)
        ]
        entiers = [f for f in siens if f.niveau == "action"]
        return entiers or [f for f in siens if f.niveau == "detail" and not libelle]

    def _knows_action(self, lectures: Iterable[Lecture]) -> bool:
        cle = (self.departement, self.action)
        return any(
            cle in {(a.departement, a.numero) for a in lecture.actions}
            or cle in {(f.departement, f.action) for f in lecture.financements}
            for lecture in lectures
        )


class Valeur(Confirme):
    """An indicator's value, in the unit of the report."""

    rubrique: str = ""
    libelle: str = Field(min_length=1)
    nature: Nature
    valeur: Decimal

    @property
    def cle(self) -> tuple[object, ...]:
        rubrique, libelle = normalize_libelle(self.rubrique), normalize_libelle(self.libelle)
        periode = (self.debut, self.fin, self.base)
        return (self.departement, self.action, *periode, self.nature, rubrique, libelle)

    @property
    def chiffre(self) -> Decimal:
        return self.valeur

    def put(self, nom: str, lectures: Sequence[Lecture]) -> Sequence[Lecture]:
        siens = {id(i) for i in self.find_faits(lectures)}
        update = {"valeur": self.valeur, "statut": "chiffre", "certitude": "sur"}
        return [
            replace(
                lue,
                indicateurs=tuple(i.model_copy(update=update) if id(i) in siens else i for i in lue.indicateurs),
            )
            for lue in lectures
        ]

    def make_fait(self, nom: str, lectures: Sequence[Lecture]) -> Indicateur | None:
        faits = self.find_faits(lectures)
        if len({normalize_libelle(i.rubrique) for i in faits}) != 1:
            return None
        modele = max(faits, key=lambda i: (i.indicateur_national != "", i.unite != ""))
        return modele.model_copy(
            update={
                "document": nom, "ligne": str(self.ligne), "niveau": "action", "valeur": self.valeur,
                "statut": "chiffre", "certitude": "sur", "origine": "decision", "colonne": "", "periode_texte": "",
                "texte": self.write_texte(_list_valeurs(faits)),
            }
        )  # fmt: skip

    def judge(self, lectures: Sequence[Lecture], codes: Collection[str]) -> str:
        if self.departement not in codes:
            return ""
        faits = self.find_faits(lectures)
        if not faits:
            return (
                f"la valeur confirmée ({self.departement}, action {self.action or '—'}, « {self.libelle} », "
                f"{self.nature}, {self.debut}-{self.fin}) ne correspond à aucune valeur lue et n'est pas utilisée : "
                "corrigez ou ôtez l'entrée"
            )
        if len(rubriques := {normalize_libelle(i.rubrique): i.rubrique for i in faits}) > 1:
            noms = " ou ".join(f"« {r} »" for r in sorted(rubriques.values()))
            return f"« {self.libelle} » désigne plusieurs indicateurs, aucun n'est changé : ajoutez rubrique = {noms}"
        return self.find_doute(_list_valeurs(faits), 1, lectures)

    def find_faits(self, lectures: Iterable[Lecture]) -> list[Indicateur]:
        rubrique, libelle = normalize_libelle(self.rubrique), normalize_libelle(self.libelle)
        return [
            i
            for lecture in lectures
            for i in lecture.indicateurs
            if self.is_of(i)
            and i.nature == self.nature
            and normalize_libelle(i.libelle) == libelle
            and rubrique in ("", normalize_libelle(i.rubrique))
        ]


def _list_montants(faits: Iterable[Financement]) -> list[Imprime]:
    return [(f.document, f.ligne, f.texte, f.montant) for f in faits]


def _list_valeurs(faits: Iterable[Indicateur]) -> list[Imprime]:
    return [(i.document, i.ligne, i.texte, i.valeur) for i in faits]
