"""What every plugin must do, on the embedded edition and, where it lies beside the project, on the full report."""

from pathlib import Path

import cdppe_pas_de_calais
from cdppe.testing import ConformiteDepartement

_RAPPORTS = Path(__file__).parents[3].parent / "shared" / "rapports"


class TestConformite(ConformiteDepartement):
    module = cdppe_pas_de_calais
    rapport = next(iter(sorted(_RAPPORTS.glob("000_*.txt"))), _RAPPORTS / "000_58d34cdf4b95f192.txt")
