"""A sheet for each département: its contract in one view, against the others where that can be compared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdppe.cadre.territoires import load_territoires
from cdppe.consolidation.calcul import Donnees
from cdppe.consolidation.campagne import ETATS, Reponse
from cdppe.consolidation.fiches import Fiches
from cdppe.consolidation.fiches_mesures import Citees, Mesure
from cdppe.consolidation.modeles import Cellule, Colonne, Ligne, Table

_GROUPE = 6
_NOTES = (
    "« Groupe » est la médiane des autres départements dont la valeur se compare, et « Comparés » leur nombre ; la "
    "case mène aux faits de celui, ou des deux, qui sont au milieu.",
    "Un montant ne se compare pas d'un département à l'autre sans être rapporté à sa population, que cdppe ne connaît "
    "pas : seuls se comparent les taux, les objectifs couverts, les indicateurs de même définition et les constats.",
    "Une case vide n'est pas un zéro : « Lecture » dit ce qui manque.",
)

_Cle = tuple[str, str, str]


class _Valeur(NamedTuple):
    """A comparable value, the département that it is of, and its facts."""

    valeur: Decimal
    departement: str
    faits: tuple[str, ...]


class _Groupe:
    """The comparable values of one measure, sorted once; any département then finds the middle of the others'."""

    def __init__(self, valeurs: Iterable[_Valeur]) -> None:
        self._triees = sorted(valeurs)
        self._rangs = {v.departement: rang for rang, v in enumerate(self._triees)}

    def find_autres(self, departement: str) -> tuple[_Valeur, ...]:
        """The one or two values in the middle of the others'; none without others."""
        propre = self._rangs[departement]
        nombre = len(self._triees) - 1
        milieux = sorted({(nombre - 1) // 2, nombre // 2}) if nombre else ()
        return tuple(self._triees[m + (m >= propre)] for m in milieux)

    @property
    def nombre(self) -> int:
        """How many others each département has."""
        return len(self._triees) - 1


def tabulate_fiches(
    donnees: Donnees,
    citees: Citees,
    reponses: Sequence[Reponse] = (),
    echecs: Iterable[tuple[str, str, str]] = (),
) -> Table:
    """One row for each measure of each département; one row only for those expected whose report was not read."""
    fiches = Fiches(donnees, citees)
    mesures = {code: fiches.list_mesures(code) for code in fiches.departements}
    for code, nom, raison in echecs:
        if code:
            mots = raison if raison.startswith(nom) else f"{nom} : {raison}"
            mesures.setdefault(code, []).append(Mesure("Lecture", "Document en échec", None, "", (), mots))
    for reponse in reponses:
        mesures.setdefault(reponse.code, []).append(_mesure_reponse(reponse))
    comparables: dict[_Cle, list[_Valeur]] = defaultdict(list)
    for code, siennes in mesures.items():
        for m in siennes:
            if m.comparable and isinstance(m.valeur, Decimal):
                comparables[_cle(m)].append(_Valeur(m.valeur, code, m.faits))
    groupes = {cle: _Groupe(valeurs) for cle, valeurs in comparables.items()}
    territoires = load_territoires()
    lignes = [
        _ligne(code, territoires[code].nom if code in territoires else "", m, groupes)
        for code, siennes in sorted(mesures.items())
        for m in siennes
    ]
    colonnes = (
        Colonne("Département"),
        Colonne("Nom"),
        Colonne("Rubrique"),
        Colonne("Mesure", "long"),
        Colonne("Valeur", "valeur"),
        Colonne("Unité"),
        Colonne("Groupe", "valeur"),
        Colonne("Comparés", "nombre"),
        Colonne("Lecture", "long"),
    )
    titre = f"Fiches des départements, {donnees.annee}"
    return Table("fiches", "F", "Fiches", titre, colonnes, tuple(lignes), _NOTES, "texte")


def _mesure_reponse(reponse: Reponse) -> Mesure:
    """Where the département stands in the campaign; when its report is missing, all that its sheet can say."""
    mots = [] if reponse.attendue else ["non attendu"]
    mots += [f"date : {reponse.date}"] if reponse.date else []
    if not reponse.documents:
        mots.append("aucun rapport reçu : ses chiffres manquent, et ne sont pas des zéros")
    return Mesure("Lecture", "Rapport attendu", ETATS[reponse.etat], "", (), " ; ".join(mots))


def _cle(mesure: Mesure) -> _Cle:
    return mesure.rubrique, mesure.nom, mesure.unite


def _ligne(code: str, nom: str, mesure: Mesure, groupes: dict[_Cle, _Groupe]) -> Ligne:
    groupe: Cellule = None
    milieu: tuple[_Valeur, ...] = ()
    lecture = mesure.lecture
    compares = None
    if mesure.comparable and isinstance(mesure.valeur, Decimal):
        autres = groupes[_cle(mesure)]
        milieu = autres.find_autres(code)
        if milieu:
            groupe, compares = sum((v.valeur for v in milieu), Decimal(0)) / len(milieu), autres.nombre
        else:
            lecture = " ; ".join(filter(None, (lecture, "aucun autre département comparable")))
    faits_groupe = tuple(dict.fromkeys(id_ for v in milieu for id_ in v.faits))
    return Ligne(
        (code, nom, mesure.rubrique, mesure.nom, mesure.valeur, mesure.unite, groupe, compares, lecture),
        tuple(dict.fromkeys((*mesure.faits, *mesure.appuis, *faits_groupe))),
        {_GROUPE - 2: mesure.faits, _GROUPE: faits_groupe},
    )
