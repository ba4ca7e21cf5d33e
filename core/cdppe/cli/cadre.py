"""``cdppe cadre``: print the national framework of a year, its indicators, or one objective or indicator."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cdppe.cadre import Cadre, IndicateurNational, Objectif

_LARGEUR_LIBELLE = 70
#: Of the list of indicators, so that it holds in 120 columns.
_LARGEURS_INDICATEURS = (None, 30, None, None, None, 30)
_ADDITIONS = {
    "somme": "somme : les départements et les années s'ajoutent",
    "etat": "état : les départements s'ajoutent, jamais les années",
    "taux": "taux : rien ne s'ajoute",
}


@click.command()
@click.option("--annee", type=int, metavar="AAAA", help="Année du cadre (par défaut la plus récente).")
@click.option("--objectif", type=int, metavar="N", help="Un seul objectif, avec ses sources et ses mesures.")
@click.option("--indicateurs", is_flag=True, help="Les indicateurs nationaux.")
@click.option("--indicateur", metavar="CODE", help="Un seul indicateur national, avec sa définition et sa source.")
def command(annee: int | None, objectif: int | None, indicateurs: bool, indicateur: str | None) -> None:
    """Montre le cadre national d'une année : engagements, objectifs, mesures de la stratégie, sources de financement.

    Avec --objectif, montre aussi le texte qui l'a créé, où son libellé a été lu et les autres écritures reconnues.
    Avec --indicateurs ou --indicateur, montre ce que tout département peut mesurer de la même façon, et ce qui
    s'additionne.
    """
    from cdppe.cadre import load_cadre
    from cdppe.erreurs import ErreurUsage

    if (objectif is not None) + indicateurs + (indicateur is not None) > 1:
        raise ErreurUsage("--objectif, --indicateurs et --indicateur montrent chacun autre chose : n'en garder qu'un.")
    cadre = load_cadre(annee)
    if indicateurs:
        click.echo(_describe_indicateurs(cadre))
    elif indicateur is not None:
        click.echo(_describe_indicateur(cadre, _find_indicateur(cadre, indicateur)))
    elif objectif is not None:
        click.echo(_describe_objectif(cadre, _find_objectif(cadre, objectif)))
    else:
        click.echo(_describe_cadre(cadre))


def _find_objectif(cadre: "Cadre", numero: int) -> "Objectif":
    from cdppe.erreurs import ErreurUsage

    trouve = cadre.get_objectif(numero)
    if trouve is None:
        numeros = ", ".join(str(o.numero) for o in cadre.objectifs)
        raise ErreurUsage(
            f"Le cadre national de {cadre.annee} n'a pas d'objectif {numero} : choisir parmi {numeros}, ou une autre "
            "année avec --annee."
        )
    return trouve


def _find_indicateur(cadre: "Cadre", code: str) -> "IndicateurNational":
    from cdppe.erreurs import ErreurUsage

    trouve = cadre.get_indicateur(code)
    if trouve is None:
        raise ErreurUsage(
            f"Le cadre national de {cadre.annee} n'a pas d'indicateur « {code} » : cdppe cadre --indicateurs en donne "
            "la liste, --annee choisit une autre année."
        )
    return trouve


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
    parties.append(
        "Le détail d'un objectif et ses sources : cdppe cadre --objectif N\n"
        f"Les {len(cadre.indicateurs)} indicateurs nationaux : cdppe cadre --indicateurs"
    )
    return "\n\n".join(parties)


def _describe_objectif(cadre: "Cadre", objectif: "Objectif") -> str:
    from tabulate import tabulate

    engagement = next(e for e in cadre.engagements if e.code == objectif.engagement)
    mesures = [m for m in cadre.mesures if objectif.numero in m.objectifs]
    lignes = [
        ("Objectif", f"{objectif.numero} ({objectif.nature})"),
        ("Libellé", objectif.libelle),
        ("Engagement", f"{engagement.code} — {engagement.libelle}"),
        ("En vigueur", _describe_vigueur(objectif)),
        ("Texte", objectif.texte),
        ("Lu dans", objectif.source),
        *(("Mesure", f"{mesure.libelle} (lue dans : {mesure.source})") for mesure in mesures),
        *(("Indicateur", f"{i.code} — {i.libelle}") for i in cadre.indicateurs if i.objectif == objectif.numero),
        *(("Autre écriture", variante) for variante in objectif.variantes),
    ]
    return tabulate(lignes, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, _LARGEUR_LIBELLE])


def _describe_indicateurs(cadre: "Cadre") -> str:
    from tabulate import tabulate

    entetes = ("Code", "Libellé", "Unité", "Obj.", "Addition", "Lu dans")
    lignes = [(i.code, i.libelle, i.unite, i.objectif, i.addition, i.source) for i in cadre.indicateurs]
    tableau = tabulate(
        lignes, entetes, tablefmt="simple", disable_numparse=True, maxcolwidths=list(_LARGEURS_INDICATEURS)
    )
    additions = "\n".join(_ADDITIONS.values())
    return "\n\n".join(
        (
            f"Indicateurs nationaux — {cadre.annee}",
            tableau,
            f"Additions\n{additions}",
            "La définition d'un indicateur et ses sources : cdppe cadre --indicateur CODE",
        )
    )


def _describe_indicateur(cadre: "Cadre", indicateur: "IndicateurNational") -> str:
    from tabulate import tabulate

    objectif = cadre.get_objectif(indicateur.objectif)
    lignes = [
        ("Indicateur", indicateur.code),
        ("Libellé", indicateur.libelle),
        ("Définition", indicateur.definition),
        ("Unité", indicateur.unite),
        ("Objectif", f"{indicateur.objectif} — {objectif.libelle}" if objectif else str(indicateur.objectif)),
        ("Addition", _ADDITIONS[indicateur.addition]),
        ("En vigueur", _describe_vigueur(indicateur)),
        ("Lu dans", indicateur.source),
        *(("Autre écriture", variante) for variante in indicateur.variantes),
    ]
    return tabulate(lignes, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, _LARGEUR_LIBELLE])


def _describe_vigueur(entree: "Objectif | IndicateurNational") -> str:
    return f"depuis {entree.depuis}" + (f", jusqu'en {entree.jusqu_a}" if entree.jusqu_a else "")
