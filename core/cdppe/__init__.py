"""cdppe: one yearly synthesis from the reports of a hundred départements, each figure traceable to its line."""

__version__ = "0.1.0"
