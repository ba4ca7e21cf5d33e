"""What changed between two editions of a synthesis or of a report, figure by figure, and the facts that did it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cdppe.consolidation.comparaison.faits import Edition, Mouvement, compare_faits
from cdppe.consolidation.comparaison.tables import Causes, TableComparee, compare_tables
from cdppe.consolidation.modeles import Synthese
from cdppe.consolidation.mots import RAISONS
from cdppe.facts import Lecture


@dataclass(frozen=True)
class Comparaison:
    """All that changed from ``avant`` to ``apres``, the names of the two; not slotted, for what it keeps.

    ``mouvements`` holds what only moved too. ``phrases``: what is to be known of the whole before the figures.
    """

    avant: str
    apres: str
    mouvements: tuple[Mouvement, ...]
    tables: tuple[TableComparee, ...] = ()
    tables_apparues: tuple[str, ...] = ()
    tables_disparues: tuple[str, ...] = ()
    departements_apparus: tuple[str, ...] = ()
    departements_disparus: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @cached_property
    def changements(self) -> tuple[tuple[int, Mouvement], ...]:
        """The movements other than places, with their ranks."""
        return tuple((rang, m) for rang, m in enumerate(self.mouvements) if m.sorte != "deplace")

    @property
    def partis(self) -> frozenset[str]:
        """The départements that only one of the two has: everything of theirs came or went with them."""
        return frozenset((*self.departements_apparus, *self.departements_disparus))

    @property
    def change(self) -> bool:
        """True when something else than places changed."""
        return bool(
            self.changements
            or self.phrases
            or self.tables_apparues
            or self.tables_disparues
            or any(t.change for t in self.tables)
        )


def compare_lectures(avant: Edition, apres: Edition, noms: tuple[str, str]) -> Comparaison:
    """What changed from a report to another of the same département."""
    suite = compare_faits(avant, apres)
    phrases = (*_compare_refus(avant.lecture, apres.lecture), *_compare_constats(avant.lecture, apres.lecture))
    return Comparaison(*noms, suite.mouvements, phrases=phrases)


def compare_syntheses(avant: Synthese, apres: Synthese, noms: tuple[str, str]) -> Comparaison:
    """What changed from a synthesis to another: the tables that both have, cell by cell, and the facts."""
    suite = compare_faits(Edition.of_synthese(avant), Edition.of_synthese(apres))
    tables = {table.code: table for table in avant.tables}
    autres = {table.code: table for table in apres.tables}
    memes_annees = avant.nom == apres.nom
    causes = Causes(suite)
    codes, codes_apres = ({d.departement for d in s.lecture.documents} for s in (avant, apres))
    return Comparaison(
        *noms,
        suite.mouvements,
        tables=tuple(
            compare_tables(tables[code], table, causes, memes_annees)
            for code, table in autres.items()
            if code in tables
        ),
        tables_apparues=tuple(t.titre for code, t in autres.items() if code not in tables),
        tables_disparues=tuple(t.titre for code, t in tables.items() if code not in autres),
        departements_apparus=tuple(sorted(codes_apres - codes)),
        departements_disparus=tuple(sorted(codes - codes_apres)),
        phrases=tuple(_compare_entetes(avant, apres)),
    )


def _compare_entetes(avant: Synthese, apres: Synthese) -> Iterator[str]:
    """What the heads of two syntheses say otherwise."""
    if avant.nom != apres.nom:
        yield (
            f"Les deux synthèses ne sont pas de la même année ({avant.nom}, {apres.nom}) : seuls les tableaux, "
            "les lignes et les colonnes qu'elles ont en commun sont comparés."
        )
    if avant.editions != apres.editions:
        yield "L'une vient des éditions embarquées et l'autre de vrais rapports : leurs textes ne sont pas les mêmes."
    for quoi in ("avertissements", "mentions"):
        dits, dits_apres = getattr(avant, quoi), getattr(apres, quoi)
        yield from (f"N'est plus dit : {phrase}" for phrase in dits if phrase not in set(dits_apres))
        yield from (f"Est dit désormais : {phrase}" for phrase in dits_apres if phrase not in set(dits))


def _compare_refus(avant: Lecture, apres: Lecture) -> Iterator[str]:
    """The tables that one edition refused, and the other did not: their figures did not go, they are not read."""
    lots = [[a for a in lecture.anomalies if a.gravite == "bloquante"] for lecture in (avant, apres)]
    for siennes, autres, quand in (*zip(lots, reversed(lots), ("avant", "après"), strict=True),):
        dites = Counter((a.departement, a.code, a.message) for a in autres)
        for a in siennes:
            dites[a.departement, a.code, a.message] -= 1
            if dites[a.departement, a.code, a.message] < 0:
                yield f"Refusé {quand} ({a.departement}, {a.document}, ligne {a.ligne}) : {a.message}"


def _compare_constats(avant: Lecture, apres: Lecture) -> Iterator[str]:
    """How many anomalies and figures not read there are of each kind, where it is not as many."""
    comptes, comptes_apres = (
        Counter(
            (
                *(f"Anomalies « {a.code} »" for a in lecture.anomalies),
                *(f"Chiffres qui ne sont pas des faits ({RAISONS[n.raison]})" for n in lecture.non_lus),
            )
        )
        for lecture in (avant, apres)
    )
    for nom in sorted(comptes | comptes_apres):
        if comptes[nom] != comptes_apres[nom]:
            yield f"{nom} : {comptes[nom]} → {comptes_apres[nom]}."
