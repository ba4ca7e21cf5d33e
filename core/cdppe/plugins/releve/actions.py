"""The actions of a report and the national objectives that they serve."""

import re
from collections.abc import Iterable

from cdppe.documents import Passage
from cdppe.facts import Action
from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import Engagement, StatutAction
from cdppe.plugins.releve.comptes import Comptes


class ReleveActions(Comptes):
    """Adds actions."""

    def action(
        self,
        passage: Passage,
        numero: str,
        intitule: str,
        *,
        engagement: Engagement,
        objectif: Passage | None = None,
        objectif_numero: int | None = None,
        objectif_libelle: str = "",
        autres_objectifs: Iterable[tuple[Passage, int | None, str]] = (),
        statut: StatutAction = "inconnu",
        statut_annee: int | None = None,
        statut_texte: str = "",
    ) -> Action:
        """Add an action, its national objectives decided by the label (the plugin's TOML where the label cannot).

        ``objectif`` is where the document prints the objective, ``objectif_numero`` and ``objectif_libelle`` what it
        prints; a printed number that the label contradicts is an anomaly, unless the numbers are the report's own.
        ``autres_objectifs`` are the further ones of an action that has several: passage, number and label of each.
        """
        numero = normalize_numero(numero)
        imprime = objectif_numero if not self.departement.numeros_propres else None
        correspondance = self.cadre.match_objectif(objectif_libelle, imprime)
        declaree = self.departement.actions.get(numero)
        # The label decides; the plugin's TOML only where it leaves a choice: an action may stand elsewhere next year.
        objectifs = correspondance.objectifs or (declaree.objectifs if declaree else ())
        if imprime is not None and objectifs and (correspondance.contradiction or imprime not in objectifs):
            retenus = ", ".join(map(str, objectifs))
            self.anomalie(
                "objectif_numero_libelle",
                "mineure",
                f"L'objectif imprimé porte le numéro {imprime}, mais son libellé est celui de l'objectif national "
                f"{retenus} : le libellé décide.",
                [objectif.lieu() if objectif else passage.lieu()],
                numero,
                retenus,
                str(imprime),
            )
        autres = tuple(autres_objectifs)
        for _, autre_numero, autre_libelle in autres:
            trouves = self.cadre.match_objectif(autre_libelle, autre_numero).objectifs
            objectifs += tuple(o for o in trouves if o not in objectifs)
        if not objectifs and normalize_libelle(objectif_libelle) != "sans objectif":
            semblables = self.cadre.find_proches(objectif_libelle, imprime)
            proches = "; ".join(f"{n} ({libelle})" for n, libelle in semblables)
            self.anomalie(
                "objectif_inconnu",
                "majeure",
                "Aucun objectif national ne correspond au libellé imprimé"
                + (f" ; le plus proche : {proches}." if proches else "."),
                [objectif.lieu() if objectif else passage.lieu()],
                numero,
                "",
                objectif.texte if objectif else "",
            )
        if deja := next((a for a in self._actions if a.numero == numero), None):
            self.anomalie(
                "action_repetee",
                "majeure",
                f"L'action {numero} est imprimée deux fois : ses montants se confondent.",
                [deja.ligne, passage.lieu()],
                numero,
            )
        action = Action(
            departement=self.departement.code,
            document=self.document.nom,
            ligne=passage.lieu(),
            numero=numero,
            intitule=intitule.strip(),
            engagement=engagement,
            objectif_imprime=" ; ".join(p.texte for p in (objectif, *(a[0] for a in autres)) if p),
            objectifs=";".join(map(str, objectifs)),
            statut=statut,
            statut_annee=statut_annee,
            statut_texte=statut_texte,
        )
        self._actions.append(action)
        return action


def normalize_numero(numero: str) -> str:
    """The département's number as the facts write it: lower case, one space before a suffix, no leading zero."""
    nu = re.sub(r"\s+", " ", numero.strip().lower())
    nu = re.sub(r"^n?°?\s*0*(?=\d)", "", nu)
    return re.sub(r"(\d)\s*(bis|ter|quater|[a-z])\b", r"\1 \2", nu)
