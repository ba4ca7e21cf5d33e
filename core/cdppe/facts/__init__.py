"""The words of the facts: what a reader may say of a report, and nothing else."""

from cdppe.facts.lecture import Bilan, Lecture, sort_key
from cdppe.facts.modeles import (
    Action,
    Anomalie,
    DocumentLu,
    Fait,
    Financement,
    Indicateur,
    NonLu,
)

__all__ = [
    "Action",
    "Anomalie",
    "Bilan",
    "DocumentLu",
    "Fait",
    "Financement",
    "Indicateur",
    "Lecture",
    "NonLu",
    "sort_key",
]
