"""An amount of several years against those of its years, and credits added up within one row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product
from math import prod

from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import (
    ETAPES,
    SOURCES,
    add,
    format_euros,
    make_constat,
    name_objet,
    name_periode,
    name_sujet,
    tolerate,
)
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_CONSOMME = ("execute", "engage", "non_consomme")
_PERIODES_MAX = 6
_CHOIX_MAX = 64


@dataclass(frozen=True)
class Decoupage:
    """An amount of several years and the printed amounts that cover its years, each once."""

    total: Financement
    parts: tuple[Financement, ...]
    complet: bool

    @property
    def somme(self) -> Decimal:
        return add(self.parts)

    @cached_property
    def ecart(self) -> Decimal:
        return add([self.total]) - self.somme


def _cut(dossier: Dossier, annee: int) -> Iterator[list[Decoupage]]:
    """For each amount of several years, the ways to cut its period into those that are printed beside it."""
    groupes: dict[tuple[str, ...], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if (
            f.base == "civile"
            and f.debut is not None
            and f.fin is not None
            and f.fin <= annee
            and (f.action or f.libelle)
        ):
            cle = (f.document, f.origine, f.action, f.niveau, f.etape, f.source, f.libelle, f.perimetre)
            groupes[cle].append(f)
    for faits in groupes.values():
        totaux = [f for f in faits if f.fin == annee and f.debut != f.fin and f.montant is not None]
        if len({t.montant for t in totaux}) != 1:
            continue
        for total in totaux:
            dedans = [f for f in faits if f is not total and _is_within(f, total)]
            if dedans and not any(f.certitude == "ambigu" for f in dedans):
                yield list(_list_decoupages(total, [f for f in dedans if f.montant is not None]))
                break  # an envelope repeated on several rows is one


def _is_within(f: Financement, total: Financement) -> bool:
    debut, fin = _get_annees(total)
    return debut <= _get_annees(f)[0] and _get_annees(f)[1] <= fin and _get_annees(f) != (debut, fin)


def _get_annees(f: Financement) -> tuple[int, int]:
    return f.debut or 0, f.fin or 0


def _list_decoupages(total: Financement, dedans: Sequence[Financement]) -> Iterator[Decoupage]:
    par_periode: dict[tuple[int, int], list[Financement]] = defaultdict(list)
    for f in dedans:
        par_periode[_get_annees(f)].append(f)
    debut, fin = _get_annees(total)
    periodes = sorted(par_periode)
    if len(periodes) > _PERIODES_MAX:
        return
    for nombre in range(1, len(periodes) + 1):
        for choix in combinations(periodes, nombre):
            annees = [a for d, f in choix for a in range(d, f + 1)]
            libres = [p for p in periodes if p not in choix and not set(range(p[0], p[1] + 1)) & set(annees)]
            if len(set(annees)) < len(annees) or libres:
                continue
            manieres = [_list_manieres(par_periode[p]) for p in choix]
            if prod(len(m) for m in manieres) > _CHOIX_MAX:
                continue
            for parts in product(*manieres):
                plates = tuple(f for m in parts for f in m)
                yield Decoupage(total, plates, len(annees) == fin - debut + 1)


def _list_manieres(faits: Sequence[Financement]) -> list[tuple[Financement, ...]]:
    """Equal amounts of one period are one; different ones are one or the other, or parts."""
    uns = {f.montant: (f,) for f in faits}
    return [*uns.values(), tuple(faits)] if len(faits) > 1 else list(uns.values())


def _find_ecarts(dossier: Dossier, annee: int, etapes: bool) -> Iterator[Decoupage]:
    vus = False
    for decoupages in remember(dossier, ("decoupages", annee), lambda: list(_cut(dossier, annee))):
        total = decoupages[0].total if decoupages else None
        if total is None or (total.etape in _CONSOMME) != etapes:
            continue
        vus = True
        proche = min(decoupages, key=lambda d: abs(d.ecart))
        if not proche.ecart or abs(proche.ecart) <= tolerate([proche.total], proche.parts):
            continue
        meme_ligne = len(proche.parts) > 1 and {f.ligne for f in proche.parts} == {total.ligne}
        if all(d.complet for d in decoupages) or meme_ligne or proche.ecart < 0:
            yield proche
    if not vus:
        raise NonApplicable(
            f"aucun montant de plusieurs années finissant en {annee} n'est imprimé avec ceux des années"
        )


def _say(d: Decoupage) -> Constat:
    detail = " + ".join(f"{name_periode(f)} : {format_euros(f.montant or Decimal(0))}" for f in d.parts)
    objet = f" ({d.total.libelle})" if d.total.libelle else ""
    phrase = (
        f"{name_sujet(d.total)}{objet}, {name_objet(d.total)} : le montant imprimé pour {name_periode(d.total)} est "
        f"{format_euros(d.total.montant or Decimal(0))}, ceux de ses années font {format_euros(d.somme)} ({detail}), "
        f"soit {format_euros(abs(d.ecart))} d'écart."
    )
    return make_constat(d.total, d.parts, d.somme, phrase, objet=f"{name_objet(d.total)}{objet}")


def examine_ventilation(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Planned amounts of several years against those of the years."""
    return (_say(d) for d in _find_ecarts(dossier, annee, False))


def examine_consomme(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Spent in all against spent by period."""
    return (_say(d) for d in _find_ecarts(dossier, annee, True))


def _group_rangees(dossier: Dossier, annee: int) -> Iterable[dict[tuple[str, str], list[Financement]]]:
    """The amounts of each row of a financial table, by étape and source."""
    rangees: dict[object, dict[tuple[str, str], list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in list_finis(dossier, annee):
        if f.origine == "tableau_financier" and f.niveau != "detail" and f.montant is not None:
            rangees[f.document, f.ligne, f.action][f.etape, f.source].append(f)
    douteuses = remember(dossier, "douteuses", lambda: _list_douteuses(dossier))
    return [cases for rangee, cases in rangees.items() if rangee not in douteuses]


def _list_douteuses(dossier: Dossier) -> set[object]:
    """The rows with an amount for credits that is ambiguous: its neighbours may stand in another column."""
    credits_ = ("prevu", "report", "supplement", "disponible")
    faits = (f for f in dossier.lecture.financements if f.certitude == "ambigu" and f.etape in credits_)
    return {(f.document, f.ligne, f.action) for f in faits if f.source != "non_ventile"}


def examine_disponible(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The credits available against those planned, carried over and added, within one row."""
    vus = False
    for cases in _group_rangees(dossier, annee):
        for (etape, source), faits in cases.items():
            if etape != "disponible" or len(faits) != 1:
                continue
            vus = True
            total = faits[0]
            parts = [f for e in ("prevu", "report", "supplement") for f in cases.get((e, source), ())]
            trouve = total.montant or Decimal(0)
            if abs(trouve - add(parts)) <= tolerate([total], parts):
                continue
            qui = f"{name_sujet(total)}, crédits disponibles, {SOURCES[source]}, {name_periode(total)}"
            if not parts:
                phrase = (
                    f"{qui} : {format_euros(trouve)} sont imprimés, et la ligne ne donne ni prévu, ni report, ni "
                    "crédits supplémentaires dont ils viendraient."
                )
                question = "D'où ce montant vient-il : de crédits prévus, reportés ou supplémentaires ?"
                yield make_constat(total, parts, Decimal(0), phrase, question)
                continue
            noms = " + ".join(f"{ETAPES[f.etape]} {format_euros(f.montant or Decimal(0))}" for f in parts)
            phrase = (
                f"{qui} : le montant imprimé est {format_euros(trouve)}, ses parts ({noms}) font "
                f"{format_euros(add(parts))}, soit {format_euros(abs(trouve - add(parts)))} d'écart."
            )
            yield make_constat(total, parts, add(parts), phrase)
    if not vus:
        raise NonApplicable(f"aucun tableau n'imprime de crédits disponibles pour {annee}")


def examine_variation(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The difference printed in a row against its two terms."""
    vus = False
    for cases in _group_rangees(dossier, annee):
        variations, credits_, depenses = (
            [f for (etape, _), faits in cases.items() if etape in etapes for f in faits]
            for etapes in (("variation",), ("disponible",), ("engage", "execute"))
        )
        if len(variations) != 1 or len(credits_) != 1 or len({f.montant for f in depenses}) != 1:
            continue
        vus = True
        variation, depense, trouve = variations[0], depenses[0], add(variations)
        attendu = add(credits_) - add([depense])
        if abs(trouve - attendu) > tolerate([variation, *credits_, depense]):
            phrase = (
                f"{name_sujet(variation)}, {name_periode(variation)} : la variation imprimée est "
                f"{format_euros(trouve)}, alors que {format_euros(add(credits_))} disponibles moins "
                f"{format_euros(add([depense]))} ({ETAPES[depense.etape]}) font {format_euros(attendu)}, soit "
                f"{format_euros(abs(trouve - attendu))} d'écart."
            )
            yield make_constat(variation, (*credits_, depense), attendu, phrase)
    if not vus:
        raise NonApplicable(f"aucun tableau n'imprime de variation pour {annee}")


PERIODES: dict[str, Examen] = {
    "ventilation_annuelle": examine_ventilation,
    "consomme_par_periode": examine_consomme,
    "disponible_recalcule": examine_disponible,
    "variation_recalculee": examine_variation,
}
