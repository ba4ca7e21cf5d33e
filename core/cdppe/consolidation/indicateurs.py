"""The rule of indicators: which value counts for a label, a nature and a period, and what may be compared or added."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cdppe.cadre import IndicateurNational
from cdppe.consolidation.calcul import Donnees, format_valeur
from cdppe.consolidation.faits import FaitIndicateur, Periode
from cdppe.consolidation.modeles import Cellule
from cdppe.consolidation.mots import BASES, MANQUANTS, RANG_ORIGINE

#: A dashboard counts before the fiches.
_PREMIERE = "tableau_de_bord"
_MOTS_MAX = 60
NOTE_MANQUANTS = "Une valeur manquante n'est jamais un zéro : la case dit laquelle manque, avec les mots du rapport."


@dataclass(frozen=True, slots=True)
class Valeur:
    """What counts for one indicator, nature and period: a figure, or the words that say why there is none."""

    valeur: Decimal | None
    unite: str
    mot: str
    periode: Periode
    ids: tuple[str, ...]
    definition: str
    ecart: str
    autres: tuple[FaitIndicateur, ...] = ()
    """Other figures printed elsewhere for the same thing, which do not count."""

    @property
    def cellule(self) -> Cellule:
        """The figure, else the words."""
        return self.mot if self.valeur is None else self.valeur


ParPeriode = dict[tuple[str, Periode], Valeur]
"""By nature and period."""


def settle_valeurs(faits: Iterable[FaitIndicateur]) -> Valeur:
    """The one value that several places give for the same thing.

    What the département confirmed counts first, then the later document, then the dashboard before the fiche (design,
    section 3); a figure before a missing value; equal figures count once, different ones are all shown and none counts.
    """
    tous = list(faits)
    chiffres = [f for f in tous if f.fait.statut == "chiffre" and f.fait.valeur is not None]
    places = {_place(f) for f in chiffres or tous}
    retenus = [f for f in chiffres or tous if _place(f) == max(places)]
    premier = retenus[0]
    valeurs = {f.fait.valeur for f in retenus}
    if len(valeurs) > 1:
        mot = f"contradictoire : {' / '.join(dict.fromkeys(f.fait.texte for f in retenus))}"
    else:
        mot = _name_manquant(premier)
    return Valeur(
        valeur=premier.fait.valeur if len(valeurs) == 1 else None,
        unite=premier.fait.unite,
        mot=mot,
        periode=premier.periode,
        ids=tuple(f.id for f in retenus),
        definition=premier.fait.definition,
        ecart=premier.fait.ecart_definition,
        autres=tuple(f for f in chiffres if f not in retenus and f.fait.valeur not in valeurs),
    )


def _place(f: FaitIndicateur) -> tuple[bool, str, bool, int]:
    """The greatest counts; of two documents of one date, none is the later."""
    origine = f.fait.origine
    return origine == "decision", f.date, origine == _PREMIERE, -RANG_ORIGINE[origine]


def format_fait(f: FaitIndicateur) -> str:
    """The figure as printed, with its unit."""
    chiffre = "" if f.fait.valeur is None else format_valeur(f.fait.valeur)
    return f"{chiffre}\u00a0{f.fait.unite}" if f.fait.unite else chiffre


def _name_manquant(f: FaitIndicateur) -> str:
    """Which kind of missing value it is, and in whose words."""
    texte = f.fait.texte.strip()
    court = texte if len(texte) <= _MOTS_MAX else f"{texte[: _MOTS_MAX - 1]}…"
    if f.fait.statut in MANQUANTS:
        return f"{MANQUANTS[f.fait.statut]} (« {court} »)" if court else MANQUANTS[f.fait.statut]
    return f"ambigu : « {court} »" if f.fait.certitude == "ambigu" else f"« {court} »"


def group_periodes(faits: Iterable[FaitIndicateur]) -> ParPeriode:
    """By nature and period."""
    groupes: dict[tuple[str, Periode], list[FaitIndicateur]] = defaultdict(list)
    for fait in faits:
        groupes[fait.fait.nature, fait.periode].append(fait)
    return {cle: settle_valeurs(siens) for cle, siens in groupes.items()}


def compute_evolution(avant: Valeur | None, apres: Valeur | None) -> Decimal | None:
    """How far a value went from the one before it, in percent; in points for a percentage.

    None when it cannot be said: a zero before has no percentage of itself.
    """
    if avant is None or apres is None or avant.valeur is None or apres.valeur is None or avant.unite != apres.unite:
        return None
    if apres.unite == "%":
        return apres.valeur - avant.valeur
    return compute_part(apres.valeur - avant.valeur, avant.valeur)


def compute_part(valeur: Decimal, tout: Decimal) -> Decimal | None:
    """``valeur`` in percent of ``tout``, to one decimal; None of zero."""
    return (100 * valeur / tout).quantize(Decimal("0.1"), ROUND_HALF_UP) if tout else None


def explain_incomparable(national: IndicateurNational, valeur: Valeur) -> str:
    """Why a value may not be compared with other départements'; empty when it may."""
    raisons = []
    if valeur.definition == "proche":
        raisons.append(f"définition proche ({valeur.ecart})")
    if valeur.periode.base != national.base:
        raisons.append(f"{BASES[valeur.periode.base]}, l'indicateur se compte en {BASES[national.base]}")
    if valeur.periode.debut is None:
        raisons.append("période non dite")
    elif valeur.periode.base != "scolaire" and valeur.periode.debut != valeur.periode.fin:
        raisons.append("plusieurs années")
    return " ; ".join(raisons)


def explain_non_additionnable(national: IndicateurNational) -> str:
    """Why values of this indicator are not added up over départements; empty when they are."""
    return "un taux, une moyenne ou une médiane ne s'additionne pas" if national.addition == "taux" else ""


def group_nationaux(donnees: Donnees) -> dict[str, dict[str, ParPeriode]]:
    """By national code, then département."""
    groupes: dict[str, dict[str, list[FaitIndicateur]]] = defaultdict(lambda: defaultdict(list))
    for fait in donnees.faits.indicateurs:
        if fait.fait.indicateur_national:
            groupes[fait.fait.indicateur_national][fait.fait.departement].append(fait)
    return {
        code: {departement: group_periodes(faits) for departement, faits in siens.items()}
        for code, siens in groupes.items()
    }


def find_derniere(valeurs: ParPeriode, nature: str, annee: int) -> Valeur | None:
    """The last value of that nature until the year."""
    candidats = [p for n, p in valeurs if n == nature and p.fin is not None and p.fin <= annee]
    return (
        valeurs[nature, max(candidats, key=lambda p: (p.fin or 0, p.base == "civile", p.debut or 0))]
        if candidats
        else None
    )


def join_ids(*valeurs: Valeur | None) -> tuple[str, ...]:
    return tuple(sorted({id_ for v in valeurs if v for id_ in v.ids}))
