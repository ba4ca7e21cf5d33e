"""The same indicator in two places: dashboard and fiche, body and annexe, two actions, two rows."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.lieux import ORIGINES, Lieu, format_nombre, format_periode, rank_lieu
from cdppe.controles.mots import is_annee
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.nombres import find_nombres
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

_PARENTHESE = re.compile(r"\([^()]*\)")
_NATURES = ("reference", "cible", "realise")
_MOTS = {"reference": "niveau de départ", "cible": "cible", "realise": "résultat"}
_QUESTION = "Pouvez-vous confirmer laquelle des deux valeurs est la bonne ?"
_SOURCE = (
    "Conception, section 3, « Sums » : entre deux endroits d'un document le tableau de bord compte avant la fiche ; "
    "un contrôle les compare."
)


class Cle(NamedTuple):
    """What a value says: of what, of which kind, over which period."""

    quoi: Hashable
    nature: str
    debut: int
    fin: int
    base: str


def identify(i: Indicateur) -> str:
    """What makes two printed indicators the same one: the national one, else the label without its remarks."""
    return i.indicateur_national or normalize_libelle(_PARENTHESE.sub(" ", i.libelle))


def group_valeurs(
    dossier: Dossier, quoi: Callable[[Indicateur], Hashable], annee: int | None = None
) -> dict[Cle, list[Indicateur]]:
    """The cells that speak of the same thing, of one year or of all."""
    groupes: dict[Cle, list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.nature not in _NATURES or i.debut is None or i.fin is None:
            continue
        if annee is None or is_annee(dossier, annee, i.fin):
            groupes[Cle(quoi(i), i.nature, i.debut, i.fin, i.base)].append(i)
    return groupes


def _by_lieu(cellules: Iterable[Indicateur]) -> list[list[Indicateur]]:
    """The cells of each place, the place that counts first."""
    lieux: dict[Lieu, list[Indicateur]] = defaultdict(list)
    for i in cellules:
        lieux[Lieu(i.document, i.origine)].append(i)
    return [lieux[lieu] for lieu in sorted(lieux, key=rank_lieu)]


def _pair(dossier: Dossier, annee: int) -> Iterator[tuple[Indicateur, Indicateur]]:
    """The value of the first place, with the cell of another place; a place that says two things is left out."""
    trouve = False
    for cellules in group_valeurs(dossier, lambda i: (i.action, identify(i)), annee).values():
        seuls = [siennes[0] for siennes in _by_lieu(cellules) if len(siennes) == 1]
        for autre in seuls[1:]:
            if seuls[0].valeur is not None or autre.valeur is not None:
                trouve = True
                yield seuls[0], autre
    if not trouve:
        raise NonApplicable("aucun indicateur de l'année n'est dit à deux endroits")


def _measure(un: Indicateur, autre: Indicateur) -> Decimal:
    return _get(autre) - _get(un)


def _get(i: Indicateur) -> Decimal:
    return i.valeur or Decimal(0)


def _get_unite(*cellules: Indicateur) -> Decimal:
    """One unit of the least precise figure."""
    return max(Decimal(1).scaleb(min(int(_get(i).as_tuple().exponent), 0)) for i in cellules)


def describe_valeurs(un: Indicateur, autre: Indicateur, ici: str, la: str, question: str = _QUESTION) -> Constat:
    ecart = _measure(un, autre)
    periode = format_periode(un.debut, un.fin, un.base)
    valeurs = [format_nombre(_get(i), i.unite) for i in (un, autre)]
    action = f"Action {un.action}, " if un.action else ""
    return Constat(
        places=(place_of(un), place_of(autre)),
        phrase=(
            f"{action}« {un.libelle} », {_MOTS[un.nature]} {periode} : {ici} (l. {un.ligne}) donne {valeurs[0]} et "
            f"{la} (l. {autre.ligne}) {valeurs[1]}, soit {format_nombre(abs(ecart))} d'écart."
        ),
        action=un.action,
        objet=f"{un.nature} {un.libelle}",
        periode=periode,
        trouve=str(autre.valeur),
        attendu=str(un.valeur),
        difference=str(ecart),
        question=question,
    )


def _describe_lieux(un: Indicateur, autre: Indicateur, question: str = _QUESTION) -> Constat:
    noms = [ORIGINES[i.origine] for i in (un, autre)]
    if un.document != autre.document:
        noms = [f"{nom} de {i.document}" for nom, i in zip(noms, (un, autre), strict=True)]
    return describe_valeurs(un, autre, noms[0], noms[1], question)


def compare_endroits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two figures that differ by more than a unit."""
    for un, autre in _pair(dossier, annee):
        if un.valeur is not None and autre.valeur is not None and abs(_measure(un, autre)) > _get_unite(un, autre):
            yield _describe_lieux(un, autre)


def compare_unites(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Two figures that differ by a unit."""
    for un, autre in _pair(dossier, annee):
        if un.valeur is not None and autre.valeur is not None and 0 < abs(_measure(un, autre)) <= _get_unite(un, autre):
            yield _describe_lieux(un, autre, "")


def compare_textes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A figure in one place, and in the other words and figures among which it is not."""
    for paire in _pair(dossier, annee):
        chiffre, mots = sorted(paire, key=lambda i: i.valeur is None)
        nombres = [n.valeur for n in find_nombres(mots.texte) if n.valeur is not None]
        if mots.valeur is not None or mots.statut != "texte" or not nombres or chiffre.valeur in nombres:
            continue
        premier = min(nombres, key=lambda n: abs(n - _get(chiffre)))
        periode = format_periode(chiffre.debut, chiffre.fin, chiffre.base)
        yield Constat(
            places=(place_of(chiffre), place_of(mots)),
            phrase=(
                f"Action {chiffre.action}, « {chiffre.libelle} », {_MOTS[chiffre.nature]} {periode} : "
                f"{ORIGINES[chiffre.origine]} (l. {chiffre.ligne}) donne {format_nombre(_get(chiffre))}, qui n'est pas "
                f"parmi les nombres donnés par {ORIGINES[mots.origine]} (l. {mots.ligne}, dont "
                f"{format_nombre(premier)})."
            ),
            action=chiffre.action,
            objet=f"{chiffre.nature} {chiffre.libelle}",
            periode=periode,
            trouve=str(premier),
            attendu=str(chiffre.valeur),
            difference=str(premier - _get(chiffre)),
            question=_QUESTION,
        )


INDICATEURS_DOUBLES: tuple[Controle, ...] = (
    Controle(
        code="indicateur_entre_endroits",
        titre="Même indicateur, deux endroits",
        explication=(
            "Un indicateur imprimé dans le tableau de bord, la fiche ou l'annexe doit avoir la même valeur partout, "
            "pour la même action, nature et période."
        ),
        gravite="majeure",
        tolerance="Une unité du dernier chiffre imprimé, signalée à part.",
        manquants="Une valeur manquante à un endroit n'est pas comparée.",
        source=_SOURCE,
        examine=compare_endroits,
    ),
    Controle(
        code="indicateur_a_une_unite",
        titre="Même indicateur, à une unité près",
        explication="Deux endroits donnent le même indicateur à une unité près.",
        gravite="information",
        tolerance="Au-delà d'une unité, c'est un autre contrôle qui le dit.",
        manquants="Une valeur manquante à un endroit n'est pas comparée.",
        source=_SOURCE,
        examine=compare_unites,
    ),
    Controle(
        code="indicateur_absent_du_texte",
        titre="Indicateur chiffré à un endroit, en mots à un autre",
        explication=(
            "Un endroit donne un nombre, un autre une phrase ou plusieurs nombres, parmi lesquels ce nombre n'est pas."
        ),
        gravite="mineure",
        tolerance="Aucune : le nombre doit être l'un de ceux de la phrase.",
        manquants="Une phrase sans nombre n'est pas comparée.",
        source=_SOURCE,
        examine=compare_textes,
        consequences=("valeur_ambigue",),
    ),
)
