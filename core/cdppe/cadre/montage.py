"""The yearly files become the framework of a year: each one changes the years before."""

from collections.abc import Iterable
from typing import Any

from cdppe.cadre.modeles import (
    Changement,
    Engagement,
    Enveloppes,
    FichierAnnuel,
    Mesure,
    Objectif,
    ObjectifDeclare,
    SourceFinancement,
    TexteAnnuel,
)
from cdppe.cadre.referentiel import Cadre
from cdppe.erreurs import ErreurCadre
from cdppe.facts.libelles import normalize_libelle, same_libelle


class Montage:
    """The framework being put together, file after file."""

    def __init__(self) -> None:
        self.textes: list[TexteAnnuel] = []
        self.engagements: dict[str, Engagement] = {}
        self.objectifs: dict[int, Objectif] = {}
        self.mesures: dict[str, Mesure] = {}
        self.sources: dict[str, SourceFinancement] = {}
        self.enveloppes = Enveloppes()

    def apply(self, fichier: FichierAnnuel, nom: str) -> None:
        """Add what the file adds, then change what it changes."""
        self.textes.append(TexteAnnuel(annee=fichier.annee, texte=fichier.texte))
        _add(self.engagements, [(e.code, e) for e in fichier.engagements], nom, "l'engagement")
        for declare in fichier.objectifs:
            self._check_engagement(declare, nom, f"objectif {declare.numero}")
        nouveaux = [Objectif(depuis=fichier.annee, texte=fichier.texte, **dict(o)) for o in fichier.objectifs]
        _add(self.objectifs, [(o.numero, o) for o in nouveaux], nom, "l'objectif")
        for changement in fichier.changements:
            self._change(changement, nom)
        for mesure in fichier.mesures:
            self._check_mesure(mesure, nom)
        _add(self.mesures, [(m.libelle, m) for m in fichier.mesures], nom, "la mesure")
        _add(self.sources, [(s.code, s) for s in fichier.sources], nom, "la source de financement")
        self.enveloppes = Enveloppes(
            prefixes=self.enveloppes.prefixes + fichier.enveloppes.prefixes,
            suffixes=self.enveloppes.suffixes + fichier.enveloppes.suffixes,
        )
        for entrees in (self.engagements, self.objectifs, self.mesures, self.sources):
            _check_libelles(entrees.items(), nom)

    def build(self, annee: int) -> Cadre:
        """The framework of the year: what has ended is out of it, and out of the measures."""
        objectifs = tuple(o for _, o in sorted(self.objectifs.items()) if o.jusqu_a is None or o.jusqu_a >= annee)
        numeros = {o.numero for o in objectifs}
        mesures = []
        for mesure in self.mesures.values():
            restants = tuple(n for n in mesure.objectifs if n in numeros)
            if restants:
                mesures.append(mesure.model_copy(update={"objectifs": restants}))
        return Cadre(
            annee=annee,
            textes=tuple(self.textes),
            engagements=tuple(e for _, e in sorted(self.engagements.items())),
            objectifs=objectifs,
            mesures=tuple(mesures),
            sources=tuple(self.sources.values()),
            enveloppes=self.enveloppes,
        )

    def _change(self, changement: Changement, nom: str) -> None:
        avant = self.objectifs.get(changement.numero)
        if avant is None:
            raise ErreurCadre(
                f"{nom} : changement de l'objectif {changement.numero}, qui n'existe pas ; les numéros connus sont "
                f"{_join(self.objectifs)}."
            )
        self._check_engagement(changement, nom, f"changement de l'objectif {changement.numero}")
        if changement.jusqu_a is not None and changement.jusqu_a < avant.depuis:
            raise ErreurCadre(
                f"{nom} : l'objectif {changement.numero} finirait en {changement.jusqu_a}, avant de commencer "
                f"({avant.depuis}) : corriger « jusqu_a »."
            )
        nouveau = changement.model_dump(exclude={"numero", "source", "variantes"}, exclude_none=True)
        # A report still prints the former label years after it changed.
        anciens = [v for v in avant.libelles if not same_libelle(v, changement.libelle or avant.libelle)]
        nouveau["variantes"] = (*anciens, *changement.variantes)
        nouveau["source"] = f"{avant.source} ; {changement.source}"
        self.objectifs[changement.numero] = avant.model_copy(update=nouveau)

    def _check_engagement(self, entree: ObjectifDeclare | Changement | Mesure, nom: str, quoi: str) -> None:
        if entree.engagement is not None and entree.engagement not in self.engagements:
            raise ErreurCadre(
                f"{nom} : {quoi}, l'engagement {entree.engagement} n'est décrit nulle part ; les engagements connus "
                f"sont {_join(self.engagements)}."
            )

    def _check_mesure(self, mesure: Mesure, nom: str) -> None:
        self._check_engagement(mesure, nom, f"mesure « {mesure.libelle} »")
        inconnus = [n for n in mesure.objectifs if n not in self.objectifs]
        if inconnus:
            raise ErreurCadre(
                f"{nom} : mesure « {mesure.libelle} », objectifs inconnus : {_join(inconnus)} ; les numéros "
                f"connus sont {_join(self.objectifs)}."
            )


def _add(connus: dict[Any, Any], entrees: Iterable[tuple[Any, Any]], nom: str, quoi: str) -> None:
    for cle, entree in entrees:
        if cle in connus:
            raise ErreurCadre(
                f"{nom} : {quoi} {cle} est déjà décrit : l'ôter d'ici (un objectif se modifie par [[changements]])."
            )
        connus[cle] = entree


def _check_libelles(entrees: Iterable[tuple[Any, Any]], nom: str) -> None:
    """One label, one meaning: a label that two entries share would decide by chance."""
    vus: dict[str, Any] = {}
    for cle, entree in entrees:
        for libelle in entree.libelles:
            normal = normalize_libelle(libelle)
            if not normal:
                raise ErreurCadre(f"{nom} : entrée {cle}, le libellé « {libelle} » n'a aucun mot : le corriger.")
            if normal in vus:
                raise ErreurCadre(
                    f"{nom} : le libellé « {libelle} » est écrit deux fois, pour {vus[normal]} et {cle} : en ôter un."
                )
            vus[normal] = cle


def _join(valeurs: Iterable[Any]) -> str:
    return ", ".join(str(valeur) for valeur in sorted(valeurs))
