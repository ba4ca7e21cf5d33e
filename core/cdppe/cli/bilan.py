"""What every command that reads reports says of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cdppe.erreurs import ErreurDocument, ErreurUsage
from cdppe.plugins.campagne import Campagne

if TYPE_CHECKING:
    from cdppe.controles import Bilan
    from cdppe.controles.decisions import Decisions

_RAISONS = "autre format, autre département que demandé, ou copie d'un rapport déjà lu"


def check_campagne(campagne: Campagne, departements: Sequence[str]) -> None:
    """Raise ErreurUsage when every report given was left aside: nothing would be written but empty files."""
    if campagne.ignores and not campagne.lectures and not campagne.echecs:
        codes = f" des départements demandés ({', '.join(departements)})" if departements else ""
        raise ErreurUsage(
            f"Aucun rapport{codes} parmi {', '.join(campagne.ignores)} : vérifiez --departement ou les fichiers donnés."
        )


def check_lectures(campagne: Campagne, annee: int | None) -> None:
    """Name on stderr the départements that were read and whose reports are not about the year.

    Raises ErreurDocument when no report given could be read or holds anything, ErreurUsage when none is about the year.
    """
    vides = _list_vides(campagne)
    if len(vides) == len(campagne.lectures) and (vides or campagne.echecs):
        raise ErreurDocument(" ".join(("Aucun rapport n'a pu être lu.", *_list_echecs(campagne), *vides)))
    exercices: dict[str, set[str]] = {}
    for d in (d for lecture in campagne.lectures for d in lecture.documents):
        exercices.setdefault(d.departement, set()).update(filter(None, d.exercices.split(";")))
    hors = [code for code, annees in sorted(exercices.items()) if annee is not None and str(annee) not in annees]
    if not hors:
        return
    dits = " ; ".join(f"{code} : {', '.join(sorted(exercices[code])) or 'aucun exercice reconnu'}" for code in hors)
    if len(hors) == len(exercices):
        raise ErreurUsage(f"Aucun rapport lu ne porte sur {annee} (exercices lus : {dits}) ; vérifiez --annee.")
    click.echo(f"Rien à contrôler pour {annee} dans {', '.join(hors)} (exercices lus : {dits}).", err=True)


def report_ignores(campagne: Campagne) -> None:
    """Name on stderr, in one line, the files that were left aside."""
    if campagne.ignores:
        click.echo(f"Laissé de côté ({_RAISONS}) : {', '.join(campagne.ignores)}", err=True)


def report_perimees(decisions: "Decisions", campagne: Campagne, bilan: "Bilan") -> None:
    """Name on stderr the decisions that fit nothing any more; ``bilan`` is that of all years.

    What a document that failed would have held is not known.
    """
    from cdppe.rendering.surete import safe_console

    for phrase in decisions.list_perimees(campagne.lectures, None if campagne.echecs else bilan):
        click.echo(f"Décision à revoir : {safe_console(phrase)}", err=True)


def report_echecs(campagne: Campagne, bilan: "Bilan") -> bool:
    """Say on stderr what could not be read or examined; True when there is something."""
    from cdppe.consolidation.synthese import name_panne

    refus = [a for lecture in campagne.lectures for a in lecture.anomalies if a.gravite == "bloquante"]
    lignes = (
        *(f"Échec : {phrase}" for phrase in _list_echecs(campagne)),
        *(f"Non lu : {phrase}" for phrase in _list_vides(campagne)),
        *(f"Non lu : {a.document}, ligne {a.ligne} : {a.message}" for a in refus),
        *map(name_panne, bilan.pannes),
    )
    for ligne in lignes:
        click.echo(ligne, err=True)
    return bool(lignes)


def _list_echecs(campagne: Campagne) -> list[str]:
    from cdppe.consolidation.synthese import name_echec

    return [name_echec(e.departement, e.document, e.raison) for e in campagne.echecs]


def _list_vides(campagne: Campagne) -> list[str]:
    """A sentence for each document that was read and gave nothing."""
    return [
        f"{document.document} : ni action ni montant ; vérifiez que c'est bien un rapport du département "
        f"{document.departement}."
        for lecture in campagne.lectures
        if not (lecture.actions or lecture.financements)
        for document in lecture.documents
    ]
