"""The yearly files become the framework of a year: each one changes the years before."""

from collections.abc import Iterable
from typing import Any, TypeVar

from cdppe.cadre.modeles import (
    Changement,
    ChangementIndicateur,
    Engagement,
    Enveloppes,
    FichierAnnuel,
    IndicateurNational,
    IndicateurNationalDeclare,
    Mesure,
    Objectif,
    ObjectifDeclare,
    SourceFinancement,
    TexteAnnuel,
)
from cdppe.cadre.referentiel import Cadre
from cdppe.erreurs import ErreurCadre
from cdppe.facts.libelles import normalize_libelle, same_libelle

#: What a later file may change or end.
Suivi = TypeVar("Suivi", Objectif, IndicateurNational)


class Montage:
    """The framework being put together, file after file."""

    def __init__(self) -> None:
        self.textes: list[TexteAnnuel] = []
        self.engagements: dict[str, Engagement] = {}
        self.objectifs: dict[int, Objectif] = {}
        self.mesures: dict[str, Mesure] = {}
        self.sources: dict[str, SourceFinancement] = {}
        self.indicateurs: dict[str, IndicateurNational] = {}
        self.enveloppes = Enveloppes()

    def apply(self, fichier: FichierAnnuel, nom: str) -> None:
        """Add what the file adds, then change what it changes."""
        texte = TexteAnnuel(annee=fichier.annee, texte=fichier.texte)
        if texte not in self.textes:
            self.textes.append(texte)
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
        for indicateur in fichier.indicateurs:
            self._check_objectif(indicateur, nom, f"indicateur {indicateur.code}")
        nationaux = [IndicateurNational(depuis=fichier.annee, **dict(i)) for i in fichier.indicateurs]
        _add(self.indicateurs, [(i.code, i) for i in nationaux], nom, "l'indicateur")
        for change in fichier.changements_indicateurs:
            self._change_indicateur(change, nom)
        self.enveloppes = Enveloppes(
            prefixes=self.enveloppes.prefixes + fichier.enveloppes.prefixes,
            suffixes=self.enveloppes.suffixes + fichier.enveloppes.suffixes,
        )
        for entrees in (self.engagements, self.objectifs, self.mesures, self.sources, self.indicateurs):
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
        indicateurs = sorted(self.indicateurs.values(), key=lambda i: i.objectif)
        finis = [i for i in indicateurs if i.objectif not in numeros or (i.jusqu_a is not None and i.jusqu_a < annee)]
        return Cadre(
            annee=annee,
            textes=tuple(self.textes),
            engagements=tuple(e for _, e in sorted(self.engagements.items())),
            objectifs=objectifs,
            mesures=tuple(mesures),
            sources=tuple(self.sources.values()),
            indicateurs=tuple(i for i in indicateurs if i not in finis),
            indicateurs_finis=tuple(finis),
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
        _check_fin(changement, avant, nom, f"l'objectif {changement.numero}")
        self.objectifs[changement.numero] = _apply_changement(avant, changement)

    def _change_indicateur(self, changement: ChangementIndicateur, nom: str) -> None:
        avant = self.indicateurs.get(changement.code)
        if avant is None:
            raise ErreurCadre(
                f"{nom} : changement de l'indicateur {changement.code}, qui n'existe pas ; les codes connus sont "
                f"{_join(self.indicateurs)}."
            )
        self._check_objectif(changement, nom, f"changement de l'indicateur {changement.code}")
        _check_fin(changement, avant, nom, f"l'indicateur {changement.code}")
        self.indicateurs[changement.code] = _apply_changement(avant, changement)

    def _check_objectif(self, entree: IndicateurNationalDeclare | ChangementIndicateur, nom: str, quoi: str) -> None:
        if entree.objectif is not None and entree.objectif not in self.objectifs:
            raise ErreurCadre(
                f"{nom} : {quoi}, objectif inconnu : {entree.objectif} ; les numéros connus sont "
                f"{_join(self.objectifs)}."
            )

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
                f"{nom} : {quoi} {cle} est déjà décrit : l'ôter d'ici (un objectif se modifie par [[changements]], "
                "un indicateur par [[changements_indicateurs]])."
            )
        connus[cle] = entree


def _check_fin(changement: Changement | ChangementIndicateur, avant: Suivi, nom: str, quoi: str) -> None:
    if changement.jusqu_a is not None and changement.jusqu_a < avant.depuis:
        raise ErreurCadre(
            f"{nom} : {quoi} finirait en {changement.jusqu_a}, avant de commencer ({avant.depuis}) : corriger "
            "« jusqu_a »."
        )


def _apply_changement(avant: Suivi, changement: Changement | ChangementIndicateur) -> Suivi:
    nouveau = changement.model_dump(exclude={"numero", "code", "source", "variantes"}, exclude_none=True)
    # A report still prints the former label years after it changed.
    anciens: list[str] = [v for v in avant.libelles if not same_libelle(v, changement.libelle or avant.libelle)]
    nouveau["variantes"] = (*anciens, *changement.variantes)
    nouveau["source"] = f"{avant.source} ; {changement.source}"
    return avant.model_copy(update=nouveau)


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
