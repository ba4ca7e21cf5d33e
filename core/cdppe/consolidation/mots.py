"""How the words of the facts are shown to a French reader, in the order in which they are listed."""

ETAPES = {
    "prevu": "Prévu",
    "report": "Reporté",
    "supplement": "Supplément",
    "disponible": "Disponible",
    "fleche": "Fléché",
    "engage": "Engagé",
    "execute": "Exécuté",
    "variation": "Variation",
    "non_consomme": "Non consommé",
}

ETAT_ASSURANCE_MALADIE = "etat_assurance_maladie"
TOUTES_SOURCES = "toutes_sources"
PRECISES = ("fir", "bop304", "ondam")
"""The State's sources that have a name of their own, where a document says more than "État"."""

# The two lines which make départements comparable stand last: nothing is ever added to them.
SOURCES = {
    "departement": "Département",
    "etat": "État (sans précision)",
    "bop304": "BOP 304",
    "fir": "FIR",
    "ondam": "ONDAM",
    "autre": "Autre",
    "non_ventile": "Source non dite",
    "total": "Total imprimé par action",
    ETAT_ASSURANCE_MALADIE: "Crédits État et assurance maladie",
    TOUTES_SOURCES: "Toutes sources",
}

STATUTS = {
    "realisee": "Réalisée",
    "en_cours": "En cours",
    "non_engagee": "Non engagée",
    "non_financee": "Non financée",
    "abandonnee": "Abandonnée",
    "inconnu": "Non dit",
}

RAISONS = {
    "date": "date",
    "numerotation": "numérotation",
    "reference": "référence",
    "calcul": "élément d'un calcul",
    "effectif": "effectif",
    "duree": "durée",
    "contexte": "texte de contexte",
    "repetition": "répétition",
    "hors_contrat": "hors contrat",
    "disposition_inconnue": "tableau de disposition inconnue",
    "masque": "masqué",
    "non_compris": "non compris",
}

NIVEAUX = {
    "action": "action {}",
    "detail": "part de l'action {}",
    "sous_total": "sous-total « {} »",
    "total": "total « {} »",
}

NATURES = {
    "reference": "Référence",
    "cible": "Cible",
    "realise": "Réalisé",
    "evolution": "Évolution",
    "ecart": "Écart",
    "commentaire": "Commentaire",
}

BASES = {"civile": "année civile", "scolaire": "année scolaire", "partielle": "année partielle", "date": "à une date"}

NON_IMPRIME = "non imprimé"
"""What stands in the cell of an indicator that a report gives, for a value that it does not print."""

CERTITUDES = {"sur": "sûr", "interprete": "interprété", "ambigu": "ambigu"}

MANQUANTS = {
    "vide": "cellule vide",
    "nd": "non disponible",
    "nr": "non renseigné",
    "nc": "non communiqué",
    "sans_objet": "sans objet",
    "non_debute": "non débuté",
    "en_attente": "en attente",
    "erreur_formule": "erreur de formule",
    "tiret": "tiret",
}
"""Which kind of missing value it is; never a zero."""

ORIGINES = {
    "decision": "la décision",
    "tableau_financier": "le tableau financier",
    "fiche": "la fiche",
    "avenant": "l'avenant",
    "annexe": "l'annexe",
    "texte": "le texte",
    "tableau_de_bord": "le tableau de bord",
}
"""Where an amount is printed or decided, the place that counts first at the head."""

RANG_ETAPE = {etape: rang for rang, etape in enumerate(ETAPES)}
RANG_SOURCE = {source: rang for rang, source in enumerate(SOURCES)}
RANG_ORIGINE = {origine: rang for rang, origine in enumerate(ORIGINES)}
