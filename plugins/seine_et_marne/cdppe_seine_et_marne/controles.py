"""What the financial table says of its funds twice: in the column of means of financing, and by the amounts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.api import (
    Constat,
    Controle,
    Dossier,
    Financement,
    NonApplicable,
    Place,
    Source,
    Tableau,
    find_nombres,
    place_of,
)

_SEPARATEUR = re.compile(r"\s*/\s*")


def _list_rangees(dossier: Dossier) -> dict[tuple[str, str], list[Financement]]:
    """What each row of the financial table plans for an action, by source."""
    rangees: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if f.origine == "tableau_financier" and f.niveau == "action" and f.etape == "prevu" and f.source != "total":
            rangees[f.document, f.ligne].append(f)
    return rangees


def _read_modalites(texte: str, modes: dict[str, Source]) -> tuple[set[Source], Decimal | None]:
    """The sources that a cell names, and the amount that it prints with them; none for another cell."""
    sources: set[Source] = set()
    dit: Decimal | None = None
    for part in _SEPARATEUR.split(texte.strip()):
        nombres = find_nombres(part)
        if part in modes:
            sources.add(modes[part])
        elif len(nombres) == 1 and part.strip(" €").replace(" ", "").isdigit():
            dit = nombres[0].valeur
        else:
            return set(), None
    return sources, dit


def examine_modalites(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Means of financing that the amounts of their row contradict."""
    if annee != dossier.exercices[-1]:
        raise NonApplicable(f"porte sur le rapport entier : examiné avec l'exercice {dossier.exercices[-1]}")
    rangees = _list_rangees(dossier)
    modes: dict[str, Source] = dossier.departement.propre["modalites"]
    lues = [
        (rangees[document.nom, rangee.lieu], cellule.texte.strip(), *_read_modalites(cellule.texte, modes))
        for document in dossier.documents
        for bloc in document.blocs
        if isinstance(bloc, Tableau)
        for rangee in bloc.rangees
        if (document.nom, rangee.lieu) in rangees
        for cellule in rangee.cellules
    ]
    lues = [lue for lue in lues if lue[2]]
    if not lues:
        raise NonApplicable("aucune ligne du tableau financier ne dit ses modalités de financement")
    noms = {f.source: f.colonne.rpartition(" / ")[2] for faits, *_ in lues for f in faits}
    for faits, texte, sources, dit in lues:
        if any(f.montant for f in faits):
            yield from _compare(dossier, noms, faits, texte, sources, dit)


def _compare(
    dossier: Dossier,
    noms: dict[Source, str],
    faits: list[Financement],
    texte: str,
    sources: set[Source],
    dit: Decimal | None,
) -> Iterator[Constat]:
    montants = {f.source: f for f in faits if f.montant}
    # An amount beside a mean is the State's own part.
    nommees: set[Source] = sources | {"etat"} if dit else sources
    tues = [
        f
        for source, f in montants.items()
        if (source not in nommees and source != "departement") or (source == "etat" and dit not in (None, f.montant))
    ]
    vides = sorted(nommees - montants.keys())
    if not tues and not vides:
        return
    dits = [f"la colonne « {noms[f.source]} » porte {_format(f)}, qu'elles ne disent pas" for f in tues]
    dits += [f"la colonne « {noms.get(source, source)} » n'a pas de montant" for source in vides]
    action = faits[0].action
    ailleurs = [
        f
        for f in dossier.par_action.get(action, ())
        if f.origine == "fiche" and any((f.source, f.montant) == (t.source, t.montant) for t in tues)
    ]
    trouve = tues[0].montant if tues else dit
    yield Constat(
        places=(
            Place(faits[0].document, faits[0].ligne, texte),
            *dict.fromkeys(place_of(f) for f in (*tues, *ailleurs)),
        ),
        phrase=f"Action {action} : les modalités de financement disent « {texte} », et {' ; '.join(dits)}.",
        action=action,
        objet=f"modalités {texte}",
        periode="-".join(dict.fromkeys((str(faits[0].debut), str(faits[0].fin)))),
        trouve="" if trouve is None else str(trouve),
        question=f"De qui est le financement de l'action {action}, et pour quel montant ?",
    )


def _format(fait: Financement) -> str:
    return f"{fait.montant:,.0f} €".replace(",", " ")


CONTROLES: tuple[Controle, ...] = (
    Controle(
        "seine_et_marne_modalites",
        "Modalités de financement contre les montants de la ligne",
        "Chaque cellule de la colonne « Modalités » du tableau financier est comparée aux montants de sa ligne : les "
        "financeurs qu'elle nomme en ont un, et elle n'en tait aucun qui en a.",
        "mineure",
        tolerance="aucune",
        manquants="une ligne sans montant, ou sans modalités comprises, n'est pas examinée ; la part du Département "
        "n'a pas à être nommée",
        source="Le document lui-même : les modalités d'une ligne du tableau financier nomment ceux dont elle porte les "
        "montants.",
        examine=examine_modalites,
    ),
)
