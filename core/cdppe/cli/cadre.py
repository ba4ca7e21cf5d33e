"""``cdppe cadre``: print the national framework of a year, or one objective with its sources."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cdppe.cadre import Cadre, Objectif

_LARGEUR_LIBELLE = 70


@click.command()
@click.option("--annee", type=int, metavar="AAAA", help="Année du cadre (par défaut la plus récente).")
@click.option("--objectif", type=int, metavar="N", help="Un seul objectif, avec ses sources et ses mesures.")
def command(annee: int | None, objectif: int | None) -> None:
    """Montre le cadre national d'une année : engagements, objectifs, mesures de la stratégie, sources de financement.

    Avec --objectif, montre aussi le texte qui l'a créé, où son libellé a été lu et les autres écritures reconnues.
    """
    from cdppe.cadre import load_cadre
    from cdppe.erreurs import ErreurUsage

    cadre = load_cadre(annee)
    if objectif is None:
        click.echo(_describe_cadre(cadre))
        return
    trouve = cadre.get_objectif(objectif)
    if trouve is None:
        numeros = ", ".join(str(o.numero) for o in cadre.objectifs)
        raise ErreurUsage(
            f"Le cadre national de {cadre.annee} n'a pas d'objectif {objectif} : choisir parmi {numeros}, ou une autre "
            "année avec --annee."
        )
    click.echo(_describe_objectif(cadre, trouve))


def _describe_cadre(cadre: "Cadre") -> str:
    from tabulate import tabulate

    nouveaux = [str(o.numero) for o in cadre.objectifs if o.depuis == cadre.annee != cadre.textes[0].annee]
    parties = [f"Cadre national de la contractualisation en prévention et protection de l'enfance — {cadre.annee}"]
    parties.append("\n".join(f"{t.annee} : {t.texte}" for t in cadre.textes))
    if nouveaux:
        parties.append(f"Objectifs nouveaux en {cadre.annee} : {', '.join(nouveaux)}")
    objectifs = [(o.numero, o.libelle, o.engagement, o.nature, o.depuis) for o in cadre.objectifs]
    mesures = [(m.engagement, m.libelle, ", ".join(str(n) for n in m.objectifs)) for m in cadre.mesures]
    for titre, entetes, lignes in (
        ("Engagements", ("Code", "Libellé"), [(e.code, e.libelle) for e in cadre.engagements]),
        ("Objectifs", ("N°", "Libellé", "Engagement", "Nature", "Depuis"), objectifs),
        ("Mesures de la stratégie", ("Engagement", "Libellé", "Objectifs"), mesures),
        ("Sources de financement", ("Code", "Libellé"), [(s.code, s.libelle) for s in cadre.sources]),
    ):
        largeurs = [_LARGEUR_LIBELLE if entete == "Libellé" else None for entete in entetes]
        # Everything is text here: "1" the engagement is no figure to align.
        tableau = tabulate(lignes, entetes, tablefmt="simple", disable_numparse=True, maxcolwidths=largeurs)
        parties.append(f"{titre}\n\n{tableau}")
    parties.append("Le détail d'un objectif et ses sources : cdppe cadre --objectif N")
    return "\n\n".join(parties)


def _describe_objectif(cadre: "Cadre", objectif: "Objectif") -> str:
    from tabulate import tabulate

    engagement = next(e for e in cadre.engagements if e.code == objectif.engagement)
    mesures = [m for m in cadre.mesures if objectif.numero in m.objectifs]
    lignes = [
        ("Objectif", f"{objectif.numero} ({objectif.nature})"),
        ("Libellé", objectif.libelle),
        ("Engagement", f"{engagement.code} — {engagement.libelle}"),
        ("En vigueur", f"depuis {objectif.depuis}" + (f", jusqu'en {objectif.jusqu_a}" if objectif.jusqu_a else "")),
        ("Texte", objectif.texte),
        ("Lu dans", objectif.source),
        *(("Mesure", f"{mesure.libelle} (lue dans : {mesure.source})") for mesure in mesures),
        *(("Autre écriture", variante) for variante in objectif.variantes),
    ]
    return tabulate(lignes, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, _LARGEUR_LIBELLE])
