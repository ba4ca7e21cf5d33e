"""The same money where a place does not say whose it is, or speaks of more than the action."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cdppe.controles.lieux import UNITE, Compte, Lieu, Paire, Sujet, count_lieux, join_comptes, pair_lieux
from cdppe.controles.mots import ETAPES
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable


def compare_globaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount wider than the action, where two places mostly agree on such amounts."""
    comptes = count_lieux(dossier, annee, ("action",), ("action", "plus_large"))
    paires = [p for p in pair_lieux(comptes) if any(f.perimetre == "plus_large" for f in p.faits)]
    accords = Counter(_name_lieux(p) for p in paires if p.ecart == 0)
    if not any(nombre > 1 for nombre in accords.values()):
        raise NonApplicable("aucun montant plus large que l'action n'est dit de même à deux endroits")
    for paire in paires:
        if accords[_name_lieux(paire)] > 1 and paire.ecart > UNITE:
            yield paire.describe(precision=", toute la ligne budgétaire")


def _name_lieux(paire: Paire) -> tuple[Lieu, Lieu, str, str]:
    """The places that agree, or not, on a stage and a source."""
    return paire.un.lieu, paire.autre.lieu, paire.sujet.etape, paire.source


def compare_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A stage of which one place does not say whose money it is, or whether the year is whole, and another does."""
    par_sujet: dict[Sujet, dict[Lieu, list[tuple[str, str, Compte]]]] = defaultdict(lambda: defaultdict(list))
    for sujet, par_source in count_lieux(dossier, annee).items():
        if sujet.action and sujet.base in ("civile", "partielle"):
            for source, compte in ((s, c) for s, comptes in par_source.items() for c in comptes):
                par_sujet[sujet._replace(base="civile")][compte.lieu].append((source, sujet.base, compte))
    trouve = False
    for sujet, lieux in par_sujet.items():
        for lieu, ((source, base, sans), *autres) in lieux.items():
            if autres or source != "non_ventile" or not sans.clair:
                continue
            for ailleurs, dits in lieux.items():
                comptes = [c for _, _, c in dits]
                pareil = any((s, b) == (source, base) for s, b, _ in dits)  # another control compares those
                if ailleurs == lieu or pareil or not all(c.clair for c in comptes):
                    continue
                trouve = True
                paire = Paire(sujet, "", join_comptes(comptes), sans)
                if all(abs(c.montant - sans.montant) > UNITE for c in (*comptes, paire.un)):
                    tete = f"{sujet.nom}, {ETAPES[sujet.etape]} {sujet.periode}"
                    question = "Pouvez-vous dire ce que chacun des deux montants recouvre ?"
                    mots = ("", " sans dire la source")
                    yield paire.oppose(tete, f"{sujet.etape} source non dite", question, mots, paire.faits)
    if not trouve:
        raise NonApplicable("aucun montant n'est dit avec sa source à un endroit et sans elle à un autre")


SOURCES_DOUBLES: dict[str, Examen] = {
    "montant_global_entre_endroits": compare_globaux,
    "montant_source_non_dite": compare_sources,
}
