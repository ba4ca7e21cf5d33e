"""The national framework: engagements, objectives, measures and funding sources, year by year."""

from cdppe.cadre.chargement import load_cadre
from cdppe.cadre.modeles import Engagement, IndicateurNational, Mesure, Objectif, SourceFinancement
from cdppe.cadre.referentiel import Cadre, Correspondance

__all__ = [
    "Cadre",
    "Correspondance",
    "Engagement",
    "IndicateurNational",
    "Mesure",
    "Objectif",
    "SourceFinancement",
    "load_cadre",
]
