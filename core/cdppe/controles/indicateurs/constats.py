"""The findings that several controls of indicators make alike."""

from collections.abc import Sequence

from cdppe.controles.mots import chiffre_of, clean_texte, compare, format_nombre, name_periode, quote
from cdppe.controles.reperes import name_action
from cdppe.facts import Indicateur
from cdppe.plugins.controle import Constat, place_of


def write_valeur(i: Indicateur) -> str:
    """The figure of a cell, or its words."""
    if i.valeur is not None:
        return format_nombre(i.valeur, i.unite)
    return quote(i.texte) if i.texte.strip() else "rien"


def compare_part(part: Indicateur, tout: Indicateur, pourquoi: str, objet: str) -> Constat:
    """A part above its whole."""
    return compare(
        (tout, part),
        f"{name_action(part.action)}, {name_periode(part)} : « {clean_texte(part.libelle)} » (l. {part.ligne}) vaut "
        f"{format_nombre(chiffre_of(part))}, plus que « {clean_texte(tout.libelle)} » (l. {tout.ligne}), "
        f"{format_nombre(chiffre_of(tout))}, {pourquoi}.",
        chiffre_of(part),
        chiffre_of(tout),
        objet,
        "Pouvez-vous confirmer ces deux chiffres et dire ce que chacun compte ?",
        action=part.action,
    )


def make_groupe(
    action: str, annee: int, rangees: Sequence[Sequence[Indicateur]], quoi: str, question: str = ""
) -> Constat:
    """One finding for the rows of an action that have the same: a cell of each, or several."""
    noms = " ; ".join(
        f"« {clean_texte(r[0].libelle)} », l. {r[0].ligne} : {', puis '.join(map(write_valeur, r))}" for r in rangees
    )
    nombre = f"{len(rangees)} indicateurs ont" if len(rangees) > 1 else "un indicateur a"
    return Constat(
        places=tuple(dict.fromkeys(place_of(i) for r in rangees for i in r)),
        phrase=f"{f'Action {action}' if action else 'Sans action'}, {annee} : {nombre} {quoi} ({noms}).",
        action=action,
        objet=quoi,
        periode=str(annee),
        trouve=str(len(rangees)),
        question=question,
    )
