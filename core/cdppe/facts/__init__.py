"""The words of the facts: what a reader may say of a report, and nothing else."""

from cdppe.facts.lecture import Lecture, sort_key
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
    "DocumentLu",
    "Fait",
    "Financement",
    "Indicateur",
    "Lecture",
    "NonLu",
    "sort_key",
]
