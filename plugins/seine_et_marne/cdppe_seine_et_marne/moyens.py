"""The rubric "Moyens financiers prévisionnels": what is planned, by source, by year and by item."""

import re
from dataclasses import dataclass
from decimal import Decimal

from cdppe.api import Periode, Releve, Source, Tableau, find_nombres, montant_lu
from cdppe_seine_et_marne.fiches import Fiche, Rubrique
from cdppe_seine_et_marne.jetons import EURO, split_jetons
from cdppe_seine_et_marne.notes import Entree
from cdppe_seine_et_marne.postes import Lecteur
from cdppe_seine_et_marne.propre import Propre
from cdppe_seine_et_marne.raisons import explain_reste
from cdppe_seine_et_marne.sommes import settle_bloc

_TOTAL = re.compile(rf"total\s*:?\s*(?P<valeur>\d.*|-\s*{EURO})", re.IGNORECASE)
_TOTAL_SOURCE = re.compile(r"total\s+(?P<mots>.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Moyens:
    """A rubric whose cells are read, not yet added to the facts."""

    rubrique: Rubrique
    lecteur: Lecteur


def prepare_moyens(fiche: Fiche, propre: Propre) -> tuple[Moyens, ...]:
    """Read what the sheet plans, each source's block settled by its own sums."""
    lus = []
    for rubrique in fiche.find("moyens"):
        etiquettes = (_TOTAL.search(m.etiquette.texte) for m in rubrique.morceaux)
        nombres = (n.valeur for e in etiquettes if e for n in find_nombres(e["valeur"]))
        lecteur = Lecteur(frozenset(n for n in nombres if n is not None))
        for morceau in rubrique.morceaux:
            lecteur.read(morceau.texte, split_jetons(morceau.texte, propre, lecteur.enveloppe), morceau.suite)
        for bloc in lecteur.blocs:
            settle_bloc(bloc)
        lus.append(Moyens(rubrique, lecteur))
    return tuple(lus)


def list_annonces(moyens: tuple[Moyens, ...]) -> dict[Source, Decimal]:
    """The amount that the sheet states for each source over the contract."""
    montants = (b.montant for m in moyens for b in m.lecteur.blocs)
    return {m.source: m.valeur for m in montants if m is not None and not m.ambigu and m.valeur}


def add_moyens(releve: Releve, fiche: Fiche, moyens: tuple[Moyens, ...], propre: Propre) -> None:
    """Add what the sheet plans; every number of its cells is a fact or is listed with its reason."""
    for rubrique, lecteur in ((m.rubrique, m.lecteur) for m in moyens):
        _add_etiquettes(releve, fiche, rubrique)
        _add_entrees(releve, fiche, lecteur)
        for inconnue in lecteur.inconnues:
            releve.anomalie(
                "source_inconnue",
                "majeure",
                f"Fiche {fiche.numero} : « {inconnue.texte} » n'ouvre aucune source connue ; ses montants ne sont pas "
                "lus. Ajoutez cette source au plugin.",
                [inconnue.lieu()],
                fiche.numero,
                "",
                inconnue.texte,
            )
        entrees = [*lecteur.hors_blocs, *(e for bloc in lecteur.blocs for e in bloc.entrees)]
        for morceau in rubrique.morceaux:
            faits = [(e.somme.debut, e.somme.fin) for e in entrees if e.passage is morceau.texte]
            etiquette = rubrique.morceaux[0].etiquette.texte
            explain_reste(releve, morceau.texte, faits, lecteur.rejets, propre.raisons, etiquette)
        for tableau in rubrique.totaux:
            _read_totaux(releve, fiche, tableau, propre)
        for queue in rubrique.queues:
            releve.explain(queue, "repetition" if rubrique.totaux else "non_compris")


def _add_etiquettes(releve: Releve, fiche: Fiche, rubrique: Rubrique) -> None:
    """The total that the first cell states beside the rubric's label, or on a row of its own."""
    for morceau in rubrique.morceaux:
        if trouve := _TOTAL.search(morceau.etiquette.texte):
            releve.read_cellule(
                morceau.etiquette.part(*trouve.span("valeur")),
                action=fiche.numero,
                etape="prevu",
                source="total",
                periode=releve.periode_contrat,
                origine="fiche",
                niveau="action",
            )
        else:
            releve.explain(morceau.etiquette, "non_compris")


def _add_entrees(releve: Releve, fiche: Fiche, lecteur: Lecteur) -> None:
    entrees = [*lecteur.hors_blocs, *(e for bloc in lecteur.blocs for e in bloc.entrees)]
    for entree in sorted(entrees, key=lambda e: e.paragraphe[0] * 100_000 + e.somme.debut):
        somme = entree.somme
        releve.take(entree.passage.part(somme.debut, somme.fin))
        repetee = somme.par_an and len(entree.annees) > 1 and not entree.ambigu and not entree.prouve
        sans_annee = somme.par_an and not entree.annees
        groupes = [(a,) for a in entree.annees] if repetee else [entree.annees]
        for annees in groupes:
            ambigu = entree.ambigu or sans_annee or somme.valeur is None
            certitude = "ambigu" if ambigu else entree.certitude
            if certitude == "sur" and somme.certitude != "sur":
                certitude = somme.certitude
            if certitude == "sur" and len(annees) > 1 and (annees[0], annees[-1]) != releve.departement.contrat:
                certitude = "interprete"
            lu = montant_lu(None if ambigu else somme.valeur, somme.debut, somme.fin_chiffres, certitude)
            releve.financement(
                entree.passage,
                lu,
                action=fiche.numero,
                etape="variation" if entree.role == "variation" else "prevu",
                source=entree.source,
                periode=_build_periode(releve, annees, entree),
                origine="fiche",
                niveau=entree.niveau,
                libelle=entree.libelle,
                perimetre=entree.perimetre,
            )


def _build_periode(releve: Releve, annees: tuple[int, ...], entree: Entree) -> Periode:
    if not annees:
        return releve.periode_contrat
    return Periode(annees[0], annees[-1], "civile", " ".join(map(str, annees)))


def _read_totaux(releve: Releve, fiche: Fiche, tableau: Tableau, propre: Propre) -> None:
    """A small table of the sheet: one column for each year, one row with a source's total."""
    prouve = releve.prove(tableau, "totaux_annuels")
    if prouve is None:
        return
    for rangee in prouve.rangees:
        trouve = _TOTAL_SOURCE.fullmatch(prouve.cellule(rangee, "libelle").texte.strip())
        source = propre.find_source(trouve["mots"]) if trouve else None
        for rang in prouve.rangs["annee"]:
            annee = int(prouve.chemins[rang])
            if source is None:
                releve.explain(rangee.cellule(rang), "non_compris", prouve.chemins[rang])
                continue
            releve.read_cellule(
                rangee.cellule(rang),
                action=fiche.numero,
                etape="prevu",
                source=source,
                periode=Periode(annee, annee, "civile", str(annee)),
                origine="fiche",
                niveau="action",
                colonne=prouve.chemins[rang],
                interprete=True,
            )
