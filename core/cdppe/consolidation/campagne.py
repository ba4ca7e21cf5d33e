"""A campaign: of whom reports are expected and by when, who answered, who is late, who is missing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cdppe.cadre.territoires import find_echeance, load_territoires
from cdppe.consolidation.calcul import count
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.controles.mots import agree, format_liste
from cdppe.erreurs import ErreurUsage, describe_faute, describe_systeme
from cdppe.facts import DocumentLu, Financement, Lecture
from cdppe.fichiers import parse_toml, read_utf8

CAMPAGNE = "campagne.toml"
Etat = Literal["recu", "en_retard", "autre_exercice", "illisible", "manquant"]
_DEPENSES = ("engage", "execute")
ETATS: dict[Etat, str] = {
    "recu": "Reçu",
    "en_retard": "Reçu en retard",
    "autre_exercice": "Reçu, ne porte pas sur l'exercice",
    "illisible": "Reçu, illisible",
    "manquant": "Manquant",
}
REPONDU: tuple[Etat, ...] = ("recu", "en_retard")


class CampagneDeclaree(BaseModel):
    """What ``campagne.toml`` says; ``recus`` gives the day on which a report came, where it is not its own date."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    annee: Annotated[int, Field(ge=2020, le=2100)]
    echeance: date | None = None
    departements: Literal["tous"] | tuple[str, ...] = "tous"
    rapports: Annotated[tuple[str, ...], Field(min_length=1)] = ("rapports",)
    recus: dict[str, date] = {}

    @model_validator(mode="after")
    def _check_codes(self) -> Self:
        codes = (*(() if self.departements == "tous" else self.departements), *self.recus)
        if inconnus := sorted(set(codes) - load_territoires().keys()):
            raise ValueError(
                f"{format_liste(inconnus)} : aucun département ne porte ce code (01 à 95, 2A, 2B, 971 à 976)"
            )
        if self.departements != "tous" and not self.departements:
            raise ValueError('aucun département attendu : donner des codes, ou "tous"')
        return self

    @property
    def attendus(self) -> tuple[str, ...]:
        """The codes of the départements of whom a report is expected."""
        return tuple(load_territoires()) if self.departements == "tous" else tuple(sorted(set(self.departements)))

    def list_rapports(self, dossier: Path) -> tuple[Path, ...]:
        """The files and folders where the reports lie, from the folder of ``campagne.toml``."""
        return tuple(dossier / r for r in self.rapports)

    @property
    def limite(self) -> date:
        """The day by which the reports are expected."""
        return self.echeance or find_echeance(self.annee)


@dataclass(frozen=True, slots=True)
class Reponse:
    """Where one département stands; ``depenses`` are the exercices of which its documents really say what was spent."""

    code: str
    nom: str
    region: str
    etat: Etat
    attendue: bool
    documents: tuple[str, ...] = ()
    date: str = ""
    exercices: tuple[str, ...] = ()
    depenses: tuple[str, ...] = ()
    raison: str = ""


def load_campagne(chemin: Path) -> CampagneDeclaree:
    """Read the file. Raises ErreurUsage naming the file, what is wrong and what to do."""
    texte = read_utf8(chemin, "fichier de campagne", " ; cdppe campagne init en écrit un")
    return _validate(chemin.name, parse_toml(chemin.name, texte))


def _validate(nom: str, brut: dict[str, Any]) -> CampagneDeclaree:
    try:
        return CampagneDeclaree.model_validate(brut)
    except ValidationError as erreur:
        faute = erreur.errors()[0]
        ou = f", « {faute['loc'][0]} »" if faute["loc"] else ""
        raise ErreurUsage(f"{nom}{ou} {describe_faute(faute)}.") from erreur


_MODELE = """\
# La campagne de l'exercice {annee}. Une ligne qui commence par # est une remarque.

annee = {annee}

# Le jour auquel les rapports sont attendus.
echeance = {echeance}

# Les codes des départements attendus, comme ["35", "62"] ; "tous" pour les 101.
departements = {departements}

# Où sont les rapports : dossiers ou fichiers, à partir de ce fichier-ci.
rapports = ["rapports"]

# Le jour où un rapport est arrivé, quand sa propre date ne le dit pas.
[recus]
# "35" = {echeance}
"""


def write_campagne(chemin: Path, annee: int, departements: Sequence[str] = ()) -> CampagneDeclaree:
    """Write a first ``campagne.toml`` and the folder for its reports; return what it declares.

    Raises ErreurUsage when the file exists (it may have been completed), cannot be written, or for an unknown code.
    """
    codes = "[" + ", ".join(f'"{c}"' for c in sorted(set(departements))) + "]" if departements else '"tous"'
    texte = _MODELE.format(annee=annee, echeance=find_echeance(annee).isoformat(), departements=codes)
    campagne = _validate(chemin.name, tomli.loads(texte))
    try:
        with chemin.open("x", encoding="utf-8") as fichier:
            fichier.write(texte)
        for dossier in campagne.list_rapports(chemin.parent):
            dossier.mkdir(exist_ok=True)
    except FileExistsError as erreur:
        raise ErreurUsage(f"{chemin} existe déjà : complétez-le, ou donnez un autre nom avec --fichier.") from erreur
    except OSError as erreur:
        raise ErreurUsage(f"{chemin} : écriture impossible ({describe_systeme(erreur)}).") from erreur
    return campagne


def list_reponses(
    campagne: CampagneDeclaree, lectures: Iterable[Lecture], echecs: Iterable[tuple[str, str, str]]
) -> tuple[Reponse, ...]:
    """Where each expected département stands, and those that answered without being expected, by code.

    A report is late by the day it came when ``recus`` says it, else by its own date: never by the clock.
    """
    lus: dict[str, list[DocumentLu]] = {}
    depenses: dict[str, set[int]] = {}
    for lecture in lectures:
        for document in lecture.documents:
            lus.setdefault(document.departement, []).append(document)
        for code, annees in list_depenses(lecture.financements).items():
            depenses.setdefault(code, set()).update(annees)
    rates: dict[str, list[tuple[str, str]]] = {}
    for code, nom, raison in echecs:
        rates.setdefault(code, []).append((nom, raison))
    codes = sorted({*campagne.attendus, *lus, *(c for c in rates if c)})
    return tuple(
        _answer(campagne, code, lus.get(code, ()), depenses.get(code, set()), rates.get(code, ())) for code in codes
    )


def list_depenses(financements: Iterable[Financement]) -> dict[str, set[int]]:
    """The years, by département, of which something says what was engaged or spent."""
    annees: dict[str, set[int]] = {}
    for f in financements:
        if f.etape in _DEPENSES and f.montant is not None and f.debut and f.fin:
            annees.setdefault(f.departement, set()).update(range(f.debut, f.fin + 1))
    return annees


def _answer(
    campagne: CampagneDeclaree,
    code: str,
    lus: Sequence[DocumentLu],
    depenses: Collection[int],
    rates: Sequence[tuple[str, str]],
) -> Reponse:
    territoire = load_territoires().get(code)
    siens = sorted(lus, key=lambda d: (d.date, d.document))
    exercices = tuple(sorted({e for d in siens for e in d.exercices.split(";") if e}))
    recu = campagne.recus.get(code)
    # The first of its documents that is about the year is its answer; what comes later completes it.
    dates = [d.date for d in siens if str(campagne.annee) in d.exercices.split(";") and d.date]
    jour = recu.isoformat() if recu else next(iter(dates), "")
    etat: Etat
    if siens and str(campagne.annee) in exercices:
        etat = "en_retard" if jour > campagne.limite.isoformat() else "recu"
    elif siens:
        etat = "autre_exercice"
    else:
        etat = "illisible" if rates else "manquant"
    return Reponse(
        code=code,
        nom=territoire.nom if territoire else "",
        region=territoire.region if territoire else "",
        etat=etat,
        attendue=code in campagne.attendus,
        documents=(*(d.document for d in siens), *(nom for nom, _ in rates)),
        date=jour or next((d.date for d in reversed(siens) if d.date), ""),
        exercices=exercices,
        depenses=tuple(e for e in exercices if int(e) in depenses),
        raison=" ; ".join(raison for _, raison in rates),
    )


def describe_part(reponses: Sequence[Reponse], annee: str) -> str:
    """What share of the expected the answers stand for, in one sentence."""
    attendues = [r for r in reponses if r.attendue]
    repondues = [r for r in attendues if r.etat in REPONDU]
    retards = sum(r.etat == "en_retard" for r in repondues)
    muets = sum(annee not in r.depenses for r in repondues)
    part = f"{100 * len(repondues) / len(attendues):.0f}\u00a0%"
    dont = ", dont " * bool(retards or muets) + " et ".join(
        (*[f"{retards} en retard"] * bool(retards), *[f"{muets} sans dépense de l'exercice"] * bool(muets))
    )
    phrase = f"{count(len(repondues), 'rapport')} sur {count(len(attendues), 'attendu')} ({part}){dont}"
    autres = [r.code for r in attendues if r.etat not in REPONDU]
    if not autres:
        return f"{phrase} : tous ont répondu."
    manquent = agree(len(autres), "manque", "manquent")
    return f"{phrase} ; {count(len(autres), 'département')} {manquent} : un chiffre absent ne vaut pas zéro."


def tabulate_reponses(campagne: CampagneDeclaree, reponses: Sequence[Reponse]) -> Table:
    """One row for each département expected, and for those that answered without being expected."""
    lignes = tuple(
        Ligne(
            (
                r.code,
                r.nom,
                r.region,
                ETATS[r.etat] if r.attendue else f"{ETATS[r.etat]} (non attendu)",
                r.date,
                ", ".join(r.exercices),
                ", ".join(r.depenses),
                ", ".join(r.documents),
                r.raison,
            )
        )
        for r in reponses
    )
    colonnes = (
        Colonne("Département"),
        Colonne("Nom"),
        Colonne("Région", essentielle=False),
        Colonne("État"),
        Colonne("Date"),
        Colonne("Exercices"),
        Colonne("Dépenses dites pour"),
        Colonne("Documents", "long", essentielle=False),
        Colonne("Raison", "long", essentielle=False),
    )
    titre = f"Campagne {campagne.annee} : rapports attendus au {campagne.limite:%d/%m/%Y}"
    return Table("campagne", "CP", "Campagne", titre, colonnes, lignes, (describe_part(reponses, str(campagne.annee)),))
