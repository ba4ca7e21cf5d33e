"""The money on a sheet of a département: by source and étape, rates, and what no sum counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from cdppe.consolidation.actions import ActionSuivie, Unite
from cdppe.consolidation.calcul import Donnees, add_montants, count, format_montant, list_faits, list_manquants
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.fiches_mesures import Mesure, group_rangees, name_mesure
from cdppe.consolidation.modeles import Cellule, Table
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme
from cdppe.controles.mots import agree

_ETAPES = ("prevu", "engage", "execute", "report")
_SUITE = ("prevu", "engage", "execute")
_LIGNES = (TOUTES_SOURCES, ETAT_ASSURANCE_MALADIE)
_NOMMEES = tuple(s for s in SOURCES if s not in (*_LIGNES, "total"))
_MOTIFS = {
    "Ambigu": "Montants ambigus",
    "Conflit": "Montants contradictoires",
    "Plus large que l'action": "Montants plus larges que l'action",
}
_SANS_DEPENSE = "Actions prévues dont aucune dépense n'est dite"
_CENT = Decimal("0.01")
_MONTANT = "un montant ne se compare pas sans la population"


class Argent:
    """The measures of money of any département."""

    def __init__(self, donnees: Donnees, execution: Table) -> None:
        self._annee, self._taux = donnees.annee, group_rangees(execution)
        self._sommes: dict[tuple[str, str, str], list[Somme]] = defaultdict(list)
        self._unites: dict[tuple[Unite, str], list[Somme]] = defaultdict(list)
        for somme in (*donnees.lignes, *donnees.sommes):
            cle = somme.cle
            if cle.periode.contains(donnees.annee):
                self._sommes[cle.departement, cle.source, cle.etape].append(somme)
                if cle.source == TOUTES_SOURCES:
                    self._unites[Unite.of(cle), cle.etape].append(somme)
        faits = {f.id: f for f in donnees.faits.financements}
        self._ecarts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for ecart in donnees.ecarts:
            fait = faits[ecart.id]
            if fait.periode.debut is None or fait.periode.contains(donnees.annee):
                self._ecarts[fait.fait.departement, ecart.motif].append(ecart.id)

    def list_mesures(self, departement: str) -> Iterator[Mesure]:
        """Amounts of the two comparable lines, then of each source that is named, rates, and what no sum counts."""
        annee = Periode(self._annee, self._annee, "civile")
        for source in (*_LIGNES, *_NOMMEES):
            for etape in _ETAPES:
                sommes = self._sommes.get((departement, source, etape), [])
                if not sommes and source in _NOMMEES:
                    continue  # a source that the report does not name lacks nothing
                siennes = [s for s in sommes if s.cle.periode == annee]
                montant = add_montants(siennes)
                mots = [f"aucun montant pour {annee.libelle}"] if montant is None else []
                mots += [f"à part, {mot}" for mot in _list_autres(sommes, annee)]
                if manquants := len(list_manquants(siennes)):
                    motif = agree(manquants, "ambigu ou contradictoire", "ambigus ou contradictoires")
                    mots.append(f"{count(manquants, 'montant')} en moins, {motif}")
                mots += [] if montant is None else [_MONTANT]
                nom = f"{ETAPES[etape]}, {SOURCES[source]}"
                faits, lecture = list_faits(siennes), " ; ".join(mots)
                yield Mesure("Argent", nom, _round(montant), "€", faits, lecture, False, list_faits(sommes))
        for source in _LIGNES:
            yield from self._measure_taux(departement, source)
        for motif, nom in _MOTIFS.items():
            ids = self._ecarts.get((departement, motif), [])
            lecture = "dans aucune somme : tableau « Hors sommes »" if ids else ""
            yield Mesure("Argent", nom, Decimal(len(ids)), "montants", tuple(ids), lecture)

    def _measure_taux(self, departement: str, source: str) -> Iterator[Mesure]:
        nom = f"Taux d'exécution, {SOURCES[source]}"
        rangees = [r for r in self._taux.get(departement, ()) if r.get("Source") == SOURCES[source]]
        chiffrees = [r for r in rangees if r.get("Taux (%)") is not None]
        for r in chiffrees:
            nombres = [int(str(r.get(f"Actions {mot}"))) for mot in ("comparables", "non comparables")]
            lecture = (
                f"{_euros(r.get('Exécuté comparable'))} sur {_euros(r.get('Prévu comparable'))}, dans "
                f"{count(nombres[0], 'action comparable', 'actions comparables')} ; {nombres[1]} "
                f"{agree(nombres[1], 'ne se compare', 'ne se comparent')} pas"
            )
            precis = name_mesure(nom, str(r.get("Période")), self._annee)
            yield Mesure("Argent", precis, r.get("Taux (%)"), "%", r.faits("Taux (%)"), lecture, True)
        if not chiffrees:
            raison = str(rangees[0].get("Lecture")) if rangees else "aucun montant exécuté ne dit cette source"
            yield Mesure("Argent", nom, None, "%", (), raison)

    def measure_sans_depense(self, actions: Iterable[ActionSuivie]) -> Mesure:
        """The actions that have planned money for the year, and of which no amount says what became of it."""
        prevues: list[Somme] = []
        noms: list[str] = []
        for action in actions:
            prevu, *depenses = (self._unites.get((action.unite, e), ()) for e in _SUITE)
            if any(s.montant for s in prevu) and not any(s.montant is not None for lot in depenses for s in lot):
                prevues += prevu
                noms.append(action.unite.nom)
        nombre = Decimal(len(noms))
        return Mesure("Actions", _SANS_DEPENSE, nombre, "actions", list_faits(prevues), ", ".join(noms))


def _list_autres(sommes: Iterable[Somme], annee: Periode) -> Iterator[str]:
    """The amounts of wider or other periods that contain the year, which are not its own."""
    par_periode: dict[Periode, list[Somme]] = defaultdict(list)
    for somme in sommes:
        if somme.cle.periode != annee and somme.montant is not None:
            par_periode[somme.cle.periode].append(somme)
    for periode, siennes in sorted(par_periode.items(), key=lambda p: p[0].sort_key(0)):
        yield f"{periode.libelle} : {_euros(add_montants(siennes))}"


def _round(montant: Decimal | None) -> Decimal | None:
    """Euros to the cent, where that changes nothing: amounts look alike."""
    if montant is None or montant != montant.quantize(_CENT):
        return montant
    return montant.quantize(_CENT)


def _euros(montant: Cellule) -> str:
    return format_montant(montant) if isinstance(montant, Decimal) else ""
