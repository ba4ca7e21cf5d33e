"""What every command that reads reports says of them."""

from collections.abc import Sequence

import click

from cdppe.erreurs import ErreurUsage
from cdppe.plugins.campagne import Campagne

_RAISONS = "autre format, autre département que demandé, ou copie d'un rapport déjà lu"


def check_campagne(campagne: Campagne, departements: Sequence[str]) -> None:
    """Raise ErreurUsage when every report given was left aside: nothing would be written but empty files."""
    if campagne.ignores and not campagne.lectures and not campagne.echecs:
        codes = f" des départements demandés ({', '.join(departements)})" if departements else ""
        raise ErreurUsage(
            f"Aucun rapport{codes} parmi {', '.join(campagne.ignores)} : vérifiez --departement ou les fichiers donnés."
        )


def report_ignores(campagne: Campagne) -> None:
    """Name on stderr, in one line, the files that were left aside."""
    if campagne.ignores:
        click.echo(f"Laissé de côté ({_RAISONS}) : {', '.join(campagne.ignores)}", err=True)
