"""The tables that are about the reading: actions against the framework, amounts left out, documents read."""

from collections import Counter
from collections.abc import Iterable

from cdppe.consolidation.actions import PLUSIEURS
from cdppe.consolidation.calcul import Donnees, count
from cdppe.consolidation.decisions import CONFIRME
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.consolidation.mots import ETAPES, ORIGINES, RAISONS, SOURCES, STATUTS

_AILLEURS = ("Autre document", "Autre endroit du document", CONFIRME)


def tabulate_correspondance(donnees: Donnees) -> Table:
    """Each action's own number against the national objectives and engagement."""
    lignes = []
    for action in donnees.actions.values():
        fait = action.fait
        if fait is None:
            continue
        objectifs = [o for n in action.objectifs if (o := donnees.cadre.get_objectif(n))]
        difference = f"imprimé sous {action.imprime}" if action.differe else ""
        if action.engagement == PLUSIEURS:
            difference = ""
        lignes.append(
            Ligne(
                (
                    fait.departement,
                    fait.numero,
                    fait.intitule,
                    ", ".join(map(str, action.objectifs)),
                    " ; ".join(o.libelle for o in objectifs),
                    ", ".join(dict.fromkeys(o.engagement for o in objectifs)),
                    action.imprime,
                    difference,
                    fait.objectif_imprime,
                    STATUTS[fait.statut],
                    fait.statut_annee,
                    fait.statut_texte,
                ),
                action.ids,
            )
        )
    colonnes = (
        Colonne("Département"),
        Colonne("Action"),
        Colonne("Intitulé", "long"),
        Colonne("Objectifs nationaux"),
        Colonne("Libellés", "long", essentielle=False),
        Colonne("Engagement national"),
        Colonne("Engagement imprimé", essentielle=False),
        Colonne("Différence"),
        Colonne("Objectif imprimé", "long", essentielle=False),
        Colonne("Statut"),
        Colonne("Année du statut", "nombre"),
        Colonne("Mots du statut", "long", essentielle=False),
    )
    titre = "Numéros d'action des départements et objectifs nationaux"
    notes = ("L'objectif national est celui du libellé imprimé, quand le libellé et le numéro ne s'accordent pas.",)
    return Table("correspondance", "C", "Correspondance", titre, colonnes, tuple(lignes), notes)


def tabulate_hors_sommes(donnees: Donnees) -> Table:
    """Ambiguous, contradictory or wider amounts: in no sum, shown here."""
    notes = ("Aucun de ces montants n'est dans une somme ; chacun est montré avec le texte de son document.",)
    titre = "Montants hors sommes : ambigus, contradictoires ou plus larges que l'action"
    return _tabulate_ecarts(donnees, False, ("hors_sommes", "H", "Hors sommes", titre), notes)


def tabulate_ailleurs(donnees: Donnees) -> Table:
    """Amounts that another place of the documents states in their stead."""
    notes = (
        "Le tableau financier compte avant la fiche, l'avenant, l'annexe et le texte ; le document le plus récent "
        "d'un département compte avant les autres. Un chiffre que le département a confirmé compte avant tout autre.",
    )
    titre = "Montants comptés à un autre endroit"
    return _tabulate_ecarts(donnees, True, ("comptes_ailleurs", "D", "Comptés ailleurs", titre), notes)


def _tabulate_ecarts(
    donnees: Donnees, ailleurs: bool, noms: tuple[str, str, str, str], notes: tuple[str, ...]
) -> Table:
    faits = {f.id: f for f in donnees.faits.financements}
    lignes = []
    for ecart in sorted(donnees.ecarts):
        if (ecart.motif in _AILLEURS) is not ailleurs:
            continue
        f = faits[ecart.id].fait
        cellules = (
            f.departement,
            f.action,
            ecart.motif,
            ETAPES[f.etape],
            SOURCES[f.source],
            faits[ecart.id].periode.libelle,
            f.montant,
            ecart.raison,
            ORIGINES[f.origine],
            f.document,
            f.ligne,
            f.texte,
        )
        lignes.append(Ligne(cellules, (ecart.id,)))
    colonnes = (
        Colonne("Département"),
        Colonne("Action"),
        Colonne("Motif"),
        Colonne("Étape"),
        Colonne("Source"),
        Colonne("Période"),
        Colonne("Montant", "montant"),
        Colonne("Raison", "long", essentielle=False),
        Colonne("Endroit", essentielle=False),
        Colonne("Document"),
        Colonne("Ligne"),
        Colonne("Texte", "long"),
    )
    code, lettre, feuille, titre = noms
    return Table(code, lettre, feuille, titre, colonnes, tuple(lignes), notes, "classeur" if ailleurs else "texte")


def tabulate_documents(donnees: Donnees, echecs: Iterable[tuple[str, str, str]]) -> Table:
    """What failed, then each document read: by which plugin, and what was found in it."""
    lecture = donnees.faits.lecture
    lignes = [
        Ligne(("Échec", departement, document, "", "", "", "", "", None, None, None, None, raison, ""))
        for departement, document, raison in echecs
    ]
    compte = {
        nom: Counter((f.departement, f.document) for f in getattr(lecture, nom))
        for nom in ("actions", "financements", "anomalies", "non_lus")
    }
    for d in lecture.documents:
        cle = (d.departement, d.document)
        nombres = (compte[nom][cle] for nom in ("actions", "financements", "anomalies", "non_lus"))
        cellules = (d.departement, d.document, d.titre, d.date, d.exercices, d.plugin, d.version)
        lignes.append(Ligne(("Lu", *cellules, *nombres, d.remarques, d.empreinte)))
    colonnes = (
        Colonne("État"),
        Colonne("Département"),
        Colonne("Document"),
        Colonne("Titre", "long", essentielle=False),
        Colonne("Date"),
        Colonne("Exercices"),
        Colonne("Plugin"),
        Colonne("Version"),
        Colonne("Actions", "nombre"),
        Colonne("Montants", "nombre"),
        Colonne("Anomalies", "nombre"),
        Colonne("Chiffres non lus", "nombre"),
        Colonne("Remarques", "long"),
        Colonne("Empreinte", "long", essentielle=False),
    )
    return Table("lecture", "L", "Lecture", "Documents lus et échecs", colonnes, tuple(lignes), (), "texte")


def tabulate_anomalies(donnees: Donnees) -> Table:
    """Anomalies and figures not read, counted; each stands in the sheet of its own."""
    lecture = donnees.faits.lecture
    anomalies = Counter((a.departement, a.document, "Anomalie " + a.gravite, a.code) for a in lecture.anomalies)
    non_lus = Counter((n.departement, n.document, "Chiffre non lu", RAISONS[n.raison]) for n in lecture.non_lus)
    lignes = tuple(Ligne((*cle, nombre)) for cle, nombre in sorted((anomalies + non_lus).items()))
    noms = ("Département", "Document", "Constat", "Code ou raison")
    colonnes = (*map(Colonne, noms), Colonne("Nombre", "nombre"))
    total = f"{count(len(lecture.anomalies), 'anomalie')} ; {count(len(lecture.non_lus), 'chiffre')} hors des faits."
    titre = "Anomalies et chiffres non lus, par raison"
    return Table("constats", "N", "Constats", titre, colonnes, lignes, (total,), "texte")
