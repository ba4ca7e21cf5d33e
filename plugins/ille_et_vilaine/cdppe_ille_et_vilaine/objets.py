"""The column of words beside the detail amounts: it names them, and prints amounts of its own."""

import re
from decimal import Decimal

from cdppe.api import Passage, Periode, find_montants, find_nombres, find_periodes, montant_lu
from cdppe_ille_et_vilaine.lignes import Contexte, mark_ligne
from cdppe_ille_et_vilaine.prose import Prose
from cdppe_ille_et_vilaine.rangees import Ligne

_EGALE = re.compile(r"\s*=\s*")
_PLUS = re.compile(r"\s*(?:€|euros?)?\s*\+\s*", re.IGNORECASE)
Span = tuple[int, int]


def read_objet(prose: Prose, ligne: Ligne, action: Ligne | None) -> None:
    """Read one cell of that column; what it says again of its action's amounts is a repetition.

    The rest of its figures (posts, places, dates) is part of the name of the detail.
    """
    releve, passage, page = prose.releve, ligne.objet, ligne.page
    numero = action.numero if action else ""
    spans: list[Span] = []
    marquee = mark_ligne(passage, egales=True)
    decalage = passage.texte.find(marquee.passage.texte)
    places = [(m.debut + decalage, m.fin + decalage) for m in marquee.montants]
    if action is not None and not ligne.doute and (action.prouvee or not action.decalage):
        contexte = Contexte("objet", numero, annee=page.annee, source=action.fonds or "etat")
        spans += [places[rang] for rang in prose.read_phrases(marquee, contexte, "tableau_financier")]
        spans += _read_periodes(prose, ligne, action)
    for (debut, fin), montant in zip(places, marquee.montants, strict=True):
        if any(d < fin and debut < f for d, f in spans):
            continue
        repete = montant.valeur is not None and prose.connus.has(numero, montant.valeur)
        releve.explain(passage.part(debut, fin), "repetition" if repete else "contexte", page.tableau.chemin("objet"))
        spans.append((debut, fin))
    for part in _list_rest(passage, spans):
        if ligne.montant:
            releve.take(part)
        else:  # words without a detail of their own
            releve.explain(part, "contexte", page.tableau.chemin("objet"))


def _list_rest(passage: Passage, spans: list[Span]) -> list[Passage]:
    """What stands between the spans."""
    position, parts = 0, []
    for debut, fin in sorted(spans):
        parts.append(passage.part(position, debut))
        position = max(position, fin)
    return [*parts, passage.part(position, len(passage.texte))]


def _read_periodes(prose: Prose, ligne: Ligne, action: Ligne) -> list[Span]:
    """ "1er juin 2022 au 31 octobre 2022 = 49 969 + …": parts of the row's own amount, as a plus sign says."""
    passage, page = ligne.objet, ligne.page
    parts: list[tuple[Periode, Decimal, Span]] = []
    fin_avant = -1
    nombres = find_nombres(passage.texte)
    for trouvee in find_periodes(passage.texte):
        egale = _EGALE.match(passage.texte, trouvee.fin)
        nombre = next((n for n in nombres if egale and n.debut == egale.end()), None)
        if nombre is not None and nombre.valeur is not None:
            if parts and not _PLUS.fullmatch(passage.texte, fin_avant, trouvee.debut):
                break
            fin_avant = nombre.fin
            fin = next((m.fin for m in find_montants(passage.texte) if m.debut == nombre.debut), nombre.fin)
            parts.append((trouvee.periode, nombre.valeur, (nombre.debut, fin)))
    if len(parts) < 2:
        return []
    colonne = page.tableau.disposition.colonne("actions")
    for periode, valeur, (debut, fin) in parts:
        prose.releve.take(passage.part(debut, fin))
        prose.connus.add(
            prose.releve.financement(
                passage,
                montant_lu(valeur, debut, fin, "interprete"),
                action=action.numero,
                niveau="detail",
                etape=colonne.etape or "prevu",
                source=colonne.source or "non_ventile",
                periode=periode,
                origine="tableau_financier",
                libelle=periode.texte,
                colonne=page.tableau.chemin("objet"),
            )
        )
    return [span for _, _, span in parts]
