"""The indicators that a fiche tells in words under "Indicateurs", by the patterns of the plugin's TOML."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from cdppe.api import Indicateur, Passage, Releve, Section, ValeurLue, read_valeur
from cdppe_pas_de_calais.annonces import read_periode


def read_phrases(
    releve: Releve, section: Section, action: str, titre: str, sauf: Collection[str]
) -> tuple[Indicateur, ...]:
    """The facts of the lines that a pattern knows; one without a figure which ends with a colon names what follows.

    ``sauf`` are the places of lines that are pieces of a table.
    """
    faits: list[Indicateur] = []
    rubrique = titre
    for passage in (p for p in section.textes if p.lieu() not in sauf):
        if passage.texte.endswith(":") and not any(map(str.isdigit, passage.texte)):
            rubrique = passage.texte
        faits += _read_ligne(releve, passage, action, rubrique)
    return tuple(faits)


def _read_ligne(releve: Releve, passage: Passage, action: str, rubrique: str) -> Iterator[Indicateur]:
    """The facts of a line by the first pattern that finds something in it."""
    for regle in releve.departement.propre["indicateurs"]["phrases"]:
        trouves = list(re.finditer(regle["motif"], passage.texte, re.IGNORECASE))
        for trouve in trouves:
            libelle = trouve["libelle"].strip()
            if lue := _read_lue(regle, trouve):
                yield releve.indicateur(
                    passage,
                    action=action,
                    libelle=libelle,
                    nature="realise",
                    periode=read_periode(libelle, releve)
                    or (read_periode(passage.texte, releve) if len(trouves) == 1 else None)
                    or releve.periode_contrat,
                    origine="texte",
                    rubrique=rubrique,
                    lue=lue,
                )
        if trouves:
            return


def _read_lue(regle: dict[str, Any], trouve: re.Match[str]) -> ValeurLue | None:
    """The value that the pattern names, None for a year; words where it names none: several figures are ``ambigu``."""
    if "valeur" not in trouve.groupdict():
        return ValeurLue(None, "", "texte", regle["certitude"])
    lue = read_valeur(trouve["valeur"])
    return lue._replace(unite=trouve["unite"] or "", certitude=regle["certitude"]) if lue.statut == "chiffre" else None
