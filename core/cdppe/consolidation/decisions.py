"""A figure that the département confirmed takes the place of what its documents print; both are shown.

It takes the very place of the amount it replaces, so that the other sources and labels of that place count as before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cdppe.consolidation.calcul import format_montant
from cdppe.consolidation.details import add_details
from cdppe.consolidation.faits import FaitFinancier, Faits
from cdppe.consolidation.sommes import Ecart, Sommes, get_cle, get_place, sum_financements
from cdppe.facts.libelles import normalize_libelle

CONFIRME = "Chiffre confirmé"


def settle_sommes(faits: Iterable[FaitFinancier]) -> Sommes:
    """What counts by key, parts that prove a yearly split included, once the confirmed figures are put in."""
    tous = tuple(faits)
    imprimes = [f for f in tous if f.fait.origine != "decision"]
    remplaces: dict[str, FaitFinancier] = {}
    poses: list[FaitFinancier] = []
    for decide in (f for f in tous if f.fait.origine == "decision"):
        voisins = [f for f in imprimes if get_cle(f) == get_cle(decide) and _counts(f)]
        siens = [f for f in voisins if not decide.fait.libelle or _has_libelle_of(f, decide)]
        remplaces |= {f.id: decide for f in siens}
        poses.append(replace(decide, pose=max(siens or voisins, key=get_place, default=None)))
    restes = [f for f in imprimes if f.id not in remplaces]
    base = sum_financements([*restes, *poses])
    # A confirmed year of which only parts are printed stands instead of their sum; the other years keep theirs.
    seuls = {get_cle(d): d for d in poses if d.pose is None}
    calculees = add_details(restes, [s for s in base.sommes if s.cle not in seuls])
    remplaces |= {id_: seuls[s.cle] for s in calculees if s.cle in seuls for id_ in s.faits}
    return Sommes(
        base.sommes + tuple(s for s in calculees if s.cle not in seuls),
        base.ecarts + tuple(Ecart(id_, CONFIRME, _explain(decide)) for id_, decide in sorted(remplaces.items())),
    )


def mention_decisions(faits: Faits, sommes: Sommes) -> Iterator[str]:
    """How many confirmed figures the synthesis uses, and those that no sum counts."""
    decides = {f.id: f.fait for f in faits.financements if f.fait.origine == "decision"}
    noms = sorted(
        {f.document for f in decides.values()}
        | {i.fait.document for i in faits.indicateurs if i.fait.origine == "decision"}
    )
    nombre = len(decides) + sum(i.fait.origine == "decision" for i in faits.indicateurs)
    if nombre:
        yield f"Chiffres confirmés par les départements : {nombre} ({', '.join(noms)})"
    for ecart in sommes.ecarts:
        if fait := decides.get(ecart.id):
            raison = ecart.raison.rstrip(".")
            yield f"{fait.document}, ligne {fait.ligne} : le chiffre confirmé n'est dans aucune somme ({raison})"


def _counts(fait: FaitFinancier) -> bool:
    """True when the amount is in a sum, or is missing from one."""
    f = fait.fait
    stated = f.montant is not None or f.certitude == "ambigu"
    return stated and f.niveau == "action" and f.perimetre == "action"


def _has_libelle_of(fait: FaitFinancier, autre: FaitFinancier) -> bool:
    return normalize_libelle(fait.fait.libelle) == normalize_libelle(autre.fait.libelle)


def _explain(decide: FaitFinancier) -> str:
    f = decide.fait
    montant = "" if f.montant is None else format_montant(f.montant)
    return f"Le département a confirmé {montant} à la place ({decide.id} : {f.document}, ligne {f.ligne})."
