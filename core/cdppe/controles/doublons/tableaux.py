"""Two tables of one action that count the same things, and agree but for one."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.doublons.indicateurs import COMPTE
from cdppe.controles.memoire import remember
from cdppe.controles.mots import chiffre_of, compare, format_nombre, is_annee, name_periode
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_SEPARATEUR = " — "
_COMPTE = re.compile(rf"{COMPTE}(\w{{4,}})\b")
_SIGNIFICATIF = 20
"""Below it, two tables agree by chance."""
_VOISIN = 2
"""A figure so many times the other counts something else."""
Paire = tuple[Indicateur, Indicateur]


def _list_blocs(dossier: Dossier) -> dict[tuple[str, str], dict[tuple[object, ...], dict[str, Indicateur]]]:
    """By action, its tables of a period: what is counted, and the cell; what a table counts twice is left out."""
    cellules: dict[tuple[str, str], dict[tuple[object, ...], dict[str, list[Indicateur]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for i in dossier.lecture.indicateurs:
        if i.valeur is None or i.niveau != "action" or i.unite == "%" or i.nature not in ("reference", "realise"):
            continue
        if compte := _COMPTE.match(normalize_libelle(i.libelle.rpartition(_SEPARATEUR)[2])):
            bloc = cellules[i.document, i.action][i.origine, i.rubrique, i.debut, i.fin, i.base]
            bloc[compte[1].rstrip("s")].append(i)
    return {
        action: {bloc: {nom: c[0] for nom, c in noms.items() if len(c) == 1} for bloc, noms in blocs.items()}
        for action, blocs in cellules.items()
    }


def _iter_paires(dossier: Dossier) -> Iterator[tuple[Paire, Paire | None]]:
    """What two tables agree upon, and the one figure upon which they do not, if any."""
    for blocs in _list_blocs(dossier).values():
        for (un, ici), (autre, la) in combinations(blocs.items(), 2):
            if un[0] != autre[0] or un[1] == autre[1]:  # another control compares two places
                continue
            paires = [(ici[nom], la[nom]) for nom in ici if nom in la]
            accords = [p for p in paires if p[0].valeur == p[1].valeur and chiffre_of(p[0]) >= _SIGNIFICATIF]
            ecarts = [p for p in paires if p[0].valeur != p[1].valeur]
            if accords and len(ecarts) < 2:
                yield accords[0], ecarts[0] if ecarts and _is_voisin(*map(chiffre_of, ecarts[0])) else None


def _is_voisin(un: Decimal, autre: Decimal) -> bool:
    bas, haut = sorted((un, autre))
    return haut <= _VOISIN * bas


def compare_tableaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The figure upon which two tables that agree elsewhere do not."""
    paires = remember(dossier, "tableaux_jumeaux", lambda: list(_iter_paires(dossier)))
    siennes = [(accord, ecart) for accord, ecart in paires if is_annee(dossier, annee, accord[0].fin)]
    if not siennes:
        raise NonApplicable("aucune action n'a deux tableaux qui comptent la même chose")
    for (accord, _), ecart in siennes:
        if ecart:
            un, autre = ecart
            trouve, attendu = chiffre_of(autre), chiffre_of(un)
            dits = [f"« {i.libelle} », {name_periode(i)} (l. {i.ligne}, {format_nombre(chiffre_of(i))})" for i in ecart]
            phrase = (
                f"Action {un.action} : deux tableaux donnent le même nombre pour « {accord.libelle} » "
                f"(l. {accord.ligne}, {format_nombre(chiffre_of(accord))}), et non pour {' et '.join(dits)}, soit "
                f"{format_nombre(abs(trouve - attendu))} d'écart."
            )
            question = "Ces deux lignes comptent-elles la même chose, et lequel des deux nombres est le bon ?"
            objet = f"{un.libelle} / {autre.libelle}"
            yield compare((un, autre, accord), phrase, trouve, attendu, objet, question)


TABLEAUX_DOUBLES: dict[str, Examen] = {
    "indicateur_deux_tableaux": compare_tableaux,
}
