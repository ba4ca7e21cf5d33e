"""The rubric "Bilan financier": what was spent and what was not over the whole period, without a source; the rate."""

import re

from cdppe.api import Etape, Passage, Periode, Releve, parse_periode
from cdppe_seine_et_marne.fiches import Fiche

_ETIQUETTE = re.compile(
    r"montants?\s+(?P<non>non\s+)?consomm[ée]s?\b(?P<mots>[^\d:€]*?(?:%\s+du\s+total\s+pr[ée]vu)?)\s*(?::|(?=\d))\s*",
    re.IGNORECASE,
)
_AUTRE = re.compile(r"\bmontants?\b", re.IGNORECASE)
_TAUX = re.compile(r"\(?\s*(?<![\d.,])(?P<taux>\d+(?:[.,]\d+)?\s*\\?%)\s*\)?")
EXECUTION = "exécution"
TAUX: dict[Etape, str] = {"execute": "% du total prévu", "non_consomme": "% du total prévu, non consommé"}
"""What the rate printed beside an amount is called."""


def read_bilan(releve: Releve, fiche: Fiche) -> None:
    """Add what the sheet says was spent and not spent."""
    for rubrique in fiche.find("bilan_financier"):
        etiquette = rubrique.morceaux[0].etiquette
        releve.explain(etiquette, "date")
        periode = parse_periode(etiquette.texte, contrat=releve.departement.contrat) or releve.periode_contrat
        for morceau in rubrique.morceaux:
            _read_texte(releve, fiche, morceau.texte, periode, etiquette.texte)


def _read_texte(releve: Releve, fiche: Fiche, texte: Passage, periode: Periode, colonne: str) -> None:
    etiquettes = list(_ETIQUETTE.finditer(texte.texte))
    for rang, etiquette in enumerate(etiquettes):
        fin = etiquettes[rang + 1].start() if rang + 1 < len(etiquettes) else len(texte.texte)
        # What a further paragraph tells is no part of the amount.
        fin = min([fin, *(c for c in texte.coupures if c > etiquette.end())])
        if autre := _AUTRE.search(texte.texte, etiquette.end(), fin):
            fin = autre.start()  # an amount under a label that is not known
        taux = _TAUX.search(texte.texte, etiquette.end(), fin)
        etape: Etape = "non_consomme" if etiquette["non"] else "execute"
        if taux:
            releve.indicateur(
                texte.part(*taux.span("taux")),
                action=fiche.numero,
                libelle=TAUX[etape],
                nature="realise",
                periode=periode,
                origine="fiche",
                rubrique=EXECUTION,
                colonne=colonne,
            )
        valeur = texte.part(etiquette.end(), taux.start() if taux else fin)
        releve.read_cellule(
            valeur,
            action=fiche.numero,
            etape=etape,
            source="non_ventile",
            periode=periode,
            origine="fiche",
            niveau="action",
            colonne=colonne,
        )
