"""What a sheet says of one département: each measure with its facts, quoted from the tables that already give it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.consolidation.actions import ActionSuivie, Unite
from cdppe.consolidation.calcul import (
    Donnees,
    count,
    format_date,
    format_valeur,
    list_faits,
)
from cdppe.consolidation.campagne import list_depenses
from cdppe.consolidation.fiches_argent import Argent
from cdppe.consolidation.fiches_mesures import Citees, Mesure, group_rangees, name_mesure
from cdppe.consolidation.modeles import Cellule
from cdppe.consolidation.mots import NON_IMPRIME, STATUTS
from cdppe.consolidation.sommes import Somme
from cdppe.controles.passage import GRAVITES

_NATURES = {"fondamental": "Objectifs fondamentaux couverts", "facultatif": "Objectifs facultatifs couverts"}


class Fiches:
    """The measures of any département; what they are taken from is gathered in one pass over each list."""

    def __init__(self, donnees: Donnees, citees: Citees) -> None:
        self._donnees, self._citees = donnees, citees
        self._argent, self._indicateurs = Argent(donnees, citees.execution), group_rangees(citees.nationaux)
        self._signalements = group_rangees(citees.signalements) if citees.signalements else {}
        self._actions: dict[str, list[ActionSuivie]] = defaultdict(list)
        for action in donnees.actions.values():
            self._actions[action.unite.departement].append(action)
        self._sans_action: dict[Unite, list[Somme]] = defaultdict(list)
        for somme in donnees.lignes:
            cle = somme.cle
            if not cle.action and somme.montant and cle.periode.contains(donnees.annee):
                self._sans_action[Unite.of(cle)].append(somme)
        self._depenses = list_depenses(donnees.faits.lecture.financements)
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
            *self._argent.list_mesures(departement),
            *self._measure_objectifs(departement),
            *self._measure_actions(departement),
            *self._measure_indicateurs(departement),
            *self._measure_controles(departement),
            *self._measure_lecture(departement),
        ]

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

        yield self._argent.measure_sans_depense(vraies)

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
                name_mesure(str(r.get("Indicateur national")), str(r.get("Période")), self._donnees.annee),
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
            lecture = "listés avec les contrôles (repères G)" if lot else ""
            lecture += f", dont {count(decides, 'déjà décidé', 'déjà décidés')}" if decides else ""
            if not examine:
                lecture = f"aucun contrôle : rien n'est lu pour {self._donnees.plage.nom}"
            valeur = Decimal(len(lot)) if examine else None
            precis = name_mesure(nom, self._donnees.plage.nom, self._donnees.annee)
            yield Mesure("Contrôles", precis, valeur, "constats", (), lecture, examine)

    def _measure_lecture(self, departement: str) -> Iterator[Mesure]:
        documents = self._documents[departement]
        exercices = sorted({e for d in documents for e in d.exercices.split(";") if e})
        noms = ", ".join(d.document for d in documents)
        date = max(d.date for d in documents) or None
        yield Mesure("Lecture", "Documents lus", Decimal(len(documents)), "documents", (), noms)
        dite = "" if date else "le document ne la dit pas"
        yield Mesure("Lecture", "Date du plus récent", format_date(date) if date else None, "", (), dite)
        dits = ", ".join(exercices)
        yield Mesure("Lecture", "Exercices couverts", dits or None, "", (), "" if dits else "aucun exercice reconnu")
        annees = self._depenses.get(departement, set()) & {int(e) for e in exercices}
        manque = "" if self._donnees.annee in annees else f"aucune pour {self._donnees.annee}"
        connues = ", ".join(map(str, sorted(annees)))
        yield Mesure("Lecture", "Exercices dont une dépense est dite", connues or None, "", (), manque)
        nombre = self._non_compris[departement]
        lecture = f"cdppe lire --departement {departement} --non-compris les montre" if nombre else ""
        yield Mesure("Lecture", "Chiffres non compris", Decimal(nombre), "chiffres", (), lecture)


def _format(valeur: Cellule) -> str:
    return format_valeur(valeur) if isinstance(valeur, Decimal) else str(valeur or "")
