"""What a sheet says of one département: each measure with its facts, quoted from the tables that already give it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.actions import ActionSuivie, Unite
from cdppe.consolidation.calcul import (
    Donnees,
    add_montants,
    count,
    format_montant,
    format_valeur,
    list_faits,
    list_manquants,
)
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.modeles import Cellule, Ligne, Table
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, NON_IMPRIME, SOURCES, STATUTS, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme
from cdppe.controles.mots import agree
from cdppe.controles.passage import GRAVITES

_ETAPES = ("prevu", "engage", "execute", "report")
_SOURCES = (TOUTES_SOURCES, ETAT_ASSURANCE_MALADIE)
_NATURES = {"fondamental": "Objectifs fondamentaux couverts", "facultatif": "Objectifs facultatifs couverts"}
_MOTIFS = {
    "Ambigu": "Montants ambigus",
    "Conflit": "Montants contradictoires",
    "Plus large que l'action": "Montants plus larges que l'action",
}
_CENT = Decimal("0.01")
_MONTANT = "un montant ne se compare pas sans la population"


@dataclass(frozen=True, slots=True)
class Mesure:
    """One measure of one département; it faces the others' of the same name only when it is ``comparable``.

    ``faits`` are those of the value, ``appuis`` those of what ``lecture`` quotes beside it.
    """

    rubrique: str
    nom: str
    valeur: Cellule
    unite: str
    faits: tuple[str, ...] = ()
    lecture: str = ""
    comparable: bool = False
    appuis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citees:
    """The tables that sheets quote; ``signalements`` is None without controls, ``examines`` whom these examined."""

    execution: Table
    nationaux: Table
    signalements: Table | None = None
    examines: frozenset[str] = frozenset()


class _Rangee(NamedTuple):
    """One row of a table, by the names of its columns."""

    rangs: Mapping[str, int]
    ligne: Ligne

    def get(self, nom: str) -> Cellule:
        return self.ligne.cellules[self.rangs[nom]]

    def faits(self, nom: str) -> tuple[str, ...]:
        return self.ligne.cases.get(self.rangs[nom], ())


class Fiches:
    """The measures of any département; what they are taken from is gathered in one pass over each list."""

    def __init__(self, donnees: Donnees, citees: Citees) -> None:
        self._donnees, self._citees = donnees, citees
        self._taux, self._indicateurs = _group(citees.execution), _group(citees.nationaux)
        self._signalements = _group(citees.signalements) if citees.signalements else {}
        self._actions: dict[str, list[ActionSuivie]] = defaultdict(list)
        for action in donnees.actions.values():
            self._actions[action.unite.departement].append(action)
        self._lignes: dict[tuple[str, str, str], list[Somme]] = defaultdict(list)
        self._sans_action: dict[Unite, list[Somme]] = defaultdict(list)
        for somme in donnees.lignes:
            cle = somme.cle
            if cle.periode.contains(donnees.annee):
                self._lignes[cle.departement, cle.source, cle.etape].append(somme)
                if not cle.action and somme.montant:
                    self._sans_action[Unite.of(cle)].append(somme)
        faits = {f.id: f for f in donnees.faits.financements}
        self._ecarts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for ecart in donnees.ecarts:
            fait = faits[ecart.id]
            if fait.periode.debut is None or fait.periode.contains(donnees.annee):
                self._ecarts[fait.fait.departement, ecart.motif].append(ecart.id)
        self._documents = defaultdict(list)
        for document in donnees.faits.lecture.documents:
            self._documents[document.departement].append(document)
        self._non_compris = Counter(n.departement for n in donnees.faits.lecture.non_lus if n.raison == "non_compris")

    @property
    def departements(self) -> list[str]:
        """Those of which a document was read."""
        return sorted(self._documents)

    def list_mesures(self, departement: str) -> list[Mesure]:
        """Every measure, in the order of a sheet."""
        return [
            *self._measure_argent(departement),
            *self._measure_objectifs(departement),
            *self._measure_actions(departement),
            *self._measure_indicateurs(departement),
            *self._measure_controles(departement),
            *self._measure_lecture(departement),
        ]

    def _measure_argent(self, departement: str) -> Iterator[Mesure]:
        annee = Periode(self._donnees.annee, self._donnees.annee, "civile")
        for source in _SOURCES:
            for etape in _ETAPES:
                sommes = self._lignes.get((departement, source, etape), [])
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
        for source in _SOURCES:
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
            precis = self._name_periode(nom, str(r.get("Période")))
            yield Mesure("Argent", precis, r.get("Taux (%)"), "%", r.faits("Taux (%)"), lecture, True)
        if not chiffrees:
            raison = str(rangees[0].get("Lecture")) if rangees else "aucun montant exécuté ne dit cette source"
            yield Mesure("Argent", nom, None, "%", (), raison)

    def _measure_objectifs(self, departement: str) -> Iterator[Mesure]:
        agissent: dict[int, list[str]] = defaultdict(list)
        sans: list[ActionSuivie] = []
        for action in self._actions.get(departement, ()):
            argent = self._sans_action.get(action.unite, [])
            if not action.unite.action and not argent:
                continue  # an objective printed with no action and no money shows nobody acting on it
            for numero in action.objectifs:
                agissent[numero] += [*action.ids, *list_faits(argent)]
            sans += [] if action.objectifs else [action]
        for nature, nom in _NATURES.items():
            tous = [o.numero for o in self._donnees.cadre.objectifs if o.nature == nature]
            couverts = [n for n in tous if n in agissent]
            absents = ", ".join(str(n) for n in tous if n not in agissent)
            lecture = f"sur {len(tous)}" + (f" ; sans action : {absents}" if absents else "")
            ids = tuple(dict.fromkeys(id_ for n in couverts for id_ in agissent[n]))
            yield Mesure("Objectifs", nom, Decimal(len(couverts)), "objectifs", ids, lecture, True)
        noms = ", ".join(a.unite.action for a in sans if a.unite.action)
        yield Mesure(
            "Objectifs",
            "Actions sans objectif national",
            Decimal(sum(bool(a.unite.action) for a in sans)),
            "actions",
            tuple(id_ for a in sans for id_ in a.ids if a.unite.action),
            noms,
        )

    def _measure_actions(self, departement: str) -> Iterator[Mesure]:
        vraies = [a for a in self._actions.get(departement, ()) if a.unite.action]
        ids = tuple(id_ for a in vraies for id_ in a.ids)
        lecture = "chaque département découpe ses actions à sa façon"
        yield Mesure("Actions", "Actions", Decimal(len(vraies)), "actions", ids, lecture)
        for statut, mots in STATUTS.items():
            siennes = [a for a in vraies if (a.fait.statut if a.fait else "inconnu") == statut]
            if not siennes:
                continue
            annees = Counter(a.fait.statut_annee for a in siennes if a.fait and a.fait.statut_annee)
            dits = ", ".join(f"{annee} ({nombre})" for annee, nombre in sorted(annees.items()))
            ids = tuple(id_ for a in siennes for id_ in a.ids)
            lecture = f"dit pour {dits}" if dits else ""
            yield Mesure("Actions", f"Actions : {mots.lower()}", Decimal(len(siennes)), "actions", ids, lecture)

    def _measure_indicateurs(self, departement: str) -> Iterator[Mesure]:
        rangees = [r for r in self._indicateurs.get(departement, ()) if r.get("Période")]
        donnes = [r for r in rangees if isinstance(r.get("Réalisé"), Decimal)]
        comparables = sum(r.get("Comparable") == "oui" for r in donnes)
        mots_comparables = count(comparables, "comparable")
        yield Mesure(
            "Indicateurs",
            "Indicateurs nationaux donnés",
            Decimal(len({r.get("Code") for r in donnes})),
            "indicateurs",
            tuple(id_ for r in donnes for id_ in r.faits("Réalisé")),
            f"sur {len(self._donnees.cadre.indicateurs)}, dont {mots_comparables}",
            True,
        )
        for r in rangees:
            realise, comparable = r.get("Réalisé"), r.get("Comparable")
            chiffre = isinstance(realise, Decimal)
            mots = [] if chiffre else [f"réalisé : {realise}"]
            mots += [f"cible : {_format(r.get('Cible'))}"] if r.get("Cible") != NON_IMPRIME else []
            if chiffre and comparable != "oui":
                mots.append(f"non comparable : {str(comparable).removeprefix('non : ')}")
            yield Mesure(
                "Indicateurs",
                self._name_periode(str(r.get("Indicateur national")), str(r.get("Période"))),
                realise if chiffre else None,
                str(r.get("Unité")),
                r.faits("Réalisé"),
                " ; ".join(mots),
                comparable == "oui",
                r.faits("Cible"),
            )

    def _measure_controles(self, departement: str) -> Iterator[Mesure]:
        if self._citees.signalements is None:
            return
        examine = departement in self._citees.examines
        rangees = self._signalements.get(departement, [])
        lots = {f"Constats de gravité {g}": [r for r in rangees if r.get("Gravité") == g] for g in GRAVITES}
        lots["Constats qui posent une question"] = [
            r for r in rangees if r.get("Question") and r.get("Gravité") != "information"
        ]
        for nom, lot in lots.items():
            decides = sum(bool(r.get("Décision")) for r in lot)
            lecture = "listés dans « Signalements »" if lot else ""
            lecture += f", dont {count(decides, 'déjà décidé', 'déjà décidés')}" if decides else ""
            if not examine:
                lecture = f"aucun contrôle : rien n'est lu pour {self._donnees.plage.nom}"
            valeur = Decimal(len(lot)) if examine else None
            precis = self._name_periode(nom, self._donnees.plage.nom)
            yield Mesure("Contrôles", precis, valeur, "constats", (), lecture, examine)

    def _measure_lecture(self, departement: str) -> Iterator[Mesure]:
        documents = self._documents[departement]
        exercices = sorted({e for d in documents for e in d.exercices.split(";") if e})
        noms = ", ".join(d.document for d in documents)
        date = max(d.date for d in documents) or None
        yield Mesure("Lecture", "Documents lus", Decimal(len(documents)), "documents", (), noms)
        yield Mesure(
            "Lecture", "Date du plus récent", date or None, "", (), "" if date else "le document ne la dit pas"
        )
        dits = ", ".join(exercices)
        yield Mesure("Lecture", "Exercices couverts", dits or None, "", (), "" if dits else "aucun exercice reconnu")
        nombre = self._non_compris[departement]
        lecture = f"cdppe lire --departement {departement} --non-compris les montre" if nombre else ""
        yield Mesure("Lecture", "Chiffres non compris", Decimal(nombre), "chiffres", (), lecture)

    def _name_periode(self, nom: str, periode: str) -> str:
        """A measure of another period than the year says which."""
        return nom if periode == str(self._donnees.annee) else f"{nom}, {periode}"


def _group(table: Table) -> dict[str, list[_Rangee]]:
    """The rows of a table by département."""
    rangs = {c.nom: n for n, c in enumerate(table.colonnes)}
    groupes: dict[str, list[_Rangee]] = defaultdict(list)
    for ligne in table.lignes:
        groupes[str(ligne.cellules[rangs["Département"]])].append(_Rangee(rangs, ligne))
    return groupes


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


def _format(valeur: Cellule) -> str:
    return format_valeur(valeur) if isinstance(valeur, Decimal) else str(valeur or "")
