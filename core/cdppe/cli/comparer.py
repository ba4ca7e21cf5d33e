"""``cdppe comparer``: what changed between two editions of a synthesis or of a report."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cdppe.consolidation.comparaison.editions import Comparaison
    from cdppe.plugins.campagne import Campagne

_MOTIF = "synthese-*.json"


@click.command("comparer", no_args_is_help=False)
@click.argument("avant", type=click.Path(path_type=Path), metavar="A")
@click.argument("apres", type=click.Path(path_type=Path), metavar="B")
@click.option(
    "--departement", metavar="CODE", help="Code du département des deux rapports, quand leur texte ne le dit pas."
)
@click.option("--lignes", is_flag=True, help="Liste aussi les faits qui ont changé de ligne et de rien d'autre.")
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    help="Dossier où écrire aussi comparaison.md et comparaison.csv, entiers.",
)
def command(avant: Path, apres: Path, departement: str | None, lignes: bool, sortie: Path | None) -> int:
    """Dit ce qui a changé de A à B, chiffre par chiffre, avec les lignes qui ont changé.

    A et B sont deux rapports d'un même département, ou deux synthèses : des fichiers synthese-….json (cdppe synthese
    --format json), ou les dossiers où ils sont. Code de sortie 1 si quelque chose a changé ; une ligne déplacée n'est
    pas un changement.
    """
    from cdppe.erreurs import ErreurDocument, ErreurUsage
    from cdppe.rendering.comparaison.ecriture import render_console, write_comparaison

    fichiers = _find_fichier(avant), _find_fichier(apres)
    sont_syntheses = [fichier.suffix.lower() == ".json" for fichier in fichiers]
    if len(set(sont_syntheses)) > 1:
        raise ErreurUsage(
            f"Une synthèse ne se compare pas à un rapport ({avant}, {apres}) : donnez deux synthèses (fichiers .json) "
            "ou deux rapports."
        )
    if all(sont_syntheses):
        comparaison, refus = _compare_syntheses(*fichiers)
    else:
        comparaison, refus = _compare_rapports(*fichiers, departement)
    click.echo(render_console(comparaison, lignes=lignes))
    if sortie:
        click.echo("\nFichiers écrits :")
        for fichier in write_comparaison(comparaison, sortie, lignes=lignes):
            click.echo(f"  {fichier}")
    for phrase in refus:
        click.echo(phrase, err=True)
    return ErreurDocument.code_sortie if refus else int(comparaison.change)


def _find_fichier(chemin: Path) -> Path:
    """The file itself, or the only synthesis of the folder."""
    from cdppe.erreurs import ErreurUsage

    if not chemin.exists():
        raise ErreurUsage(f"{chemin} : fichier ou dossier introuvable ; vérifiez le chemin.")
    if not chemin.is_dir():
        return chemin
    trouves = sorted(chemin.glob(_MOTIF))
    if not trouves:
        raise ErreurUsage(
            f"{chemin} : aucun fichier {_MOTIF} dans ce dossier ; écrivez-le avec « cdppe synthese --format json », ou "
            "nommez un rapport."
        )
    if len(trouves) > 1:
        raise ErreurUsage(f"{chemin} : plusieurs synthèses ({', '.join(f.name for f in trouves)}) ; nommez-en une.")
    return trouves[0]


def _compare_syntheses(avant: Path, apres: Path) -> "tuple[Comparaison, tuple[str, ...]]":
    """The comparison, and nothing that was not read: each says what it misses."""
    from cdppe.consolidation.comparaison.editions import compare_syntheses
    from cdppe.rendering.echanges.json_relu import read_synthese

    return compare_syntheses(read_synthese(avant), read_synthese(apres), (str(avant), str(apres))), ()


def _compare_rapports(avant: Path, apres: Path, departement: str | None) -> "tuple[Comparaison, tuple[str, ...]]":
    """The comparison, and a sentence for each table that was not read."""
    from cdppe.cli.avancement import show_avancement
    from cdppe.consolidation.comparaison.editions import compare_lectures
    from cdppe.consolidation.comparaison.faits import Edition
    from cdppe.consolidation.faits import number_faits
    from cdppe.erreurs import ErreurUsage
    from cdppe.plugins.campagne import read_campagne
    from cdppe.plugins.registre import load_departements

    registre = load_departements()
    codes = (departement,) if departement else ()
    with show_avancement() as suivre:
        campagnes = [read_campagne((chemin,), codes, registre, suivre=suivre) for chemin in (avant, apres)]
    departements = [_check_lecture(c, chemin) for c, chemin in zip(campagnes, (avant, apres), strict=True)]
    if len(set(departements)) > 1:
        raise ErreurUsage(
            f"{avant} est un rapport du département {departements[0]} et {apres} du {departements[1]} : donnez deux "
            "rapports d'un même département."
        )
    editions = []
    for campagne in campagnes:
        faits = number_faits(campagne.lectures)
        ids = {
            "actions": tuple(id_ for id_, _ in faits.actions),
            "financements": tuple(f.id for f in faits.financements),
            "indicateurs": tuple(f.id for f in faits.indicateurs),
        }
        editions.append(Edition(faits.lecture, ids, campagne.list_textes()))
    refus = tuple(
        f"Non lu : {chemin}, ligne {a.ligne} : {a.message}"
        for chemin, edition in zip((avant, apres), editions, strict=True)
        for a in edition.lecture.anomalies
        if a.gravite == "bloquante"
    )
    return compare_lectures(editions[0], editions[1], (str(avant), str(apres))), refus


def _check_lecture(campagne: "Campagne", chemin: Path) -> str:
    """The code of the report's département. Raises ErreurDocument when it could not be read or holds nothing."""
    from cdppe.cli.bilan import check_campagne
    from cdppe.erreurs import ErreurDocument

    if not campagne.lectures:
        check_campagne(campagne, ())
        raisons = " ".join(echec.raison for echec in campagne.echecs if echec.document == chemin.name)
        raise ErreurDocument(raisons or f"{chemin} n'a pas pu être lu.")
    (lecture,) = campagne.lectures
    if not (lecture.actions or lecture.financements):
        raise ErreurDocument(f"{chemin} : ni action ni montant ; vérifiez que c'est bien un rapport.")
    return lecture.documents[0].departement
