"""What a document says of itself: its title, its date, the years it speaks of, its remarks."""

import re
from collections.abc import Iterable

from cdppe.documents import Document
from cdppe.facts import DocumentLu, Financement
from cdppe.parsing import find_periodes
from cdppe.parsing.dates import find_dates
from cdppe.plugins.declaration import Departement


def find_contrat(document: Document, departement: Departement) -> tuple[str, int, int] | None:
    """Where the title names another contract than the declared one ("CDPPE 2023-2025"), and its years.

    Years within the declared contract are those that the report is about.
    """
    debut, fin = departement.contrat
    for passage in document.textes:
        if re.search(departement.document.titre, passage.texte, re.IGNORECASE):
            periodes = (t.periode for t in find_periodes(passage.texte))
            etendues = {(p.debut, p.fin) for p in periodes if p.base == "civile" and p.debut != p.fin}
            if len(etendues) == 1:
                ((premiere, derniere),) = etendues
                if premiere is not None and derniere is not None and not debut <= premiere < derniere <= fin:
                    return passage.lieu(), premiere, derniere
            return None
    return None


def describe_document(document: Document, departement: Departement, financements: Iterable[Financement]) -> DocumentLu:
    """The document's own row; title and date by the plugin's patterns (the file's name when no title is found).

    Its exercises are the years of the contract that its amounts are about.
    """
    declare = departement.document
    textes = document.textes
    titres = (m for p in textes if (m := re.search(declare.titre, p.texte, re.IGNORECASE)))
    titre = next((m.groupdict().get("titre") or m.string for m in titres), document.nom)
    dates = (m["date"] for p in textes if (m := re.search(declare.date, p.texte, re.IGNORECASE)))
    # Neither a part paid until the next year nor one mistyped year makes an exercise.
    debut, fin = departement.contrat
    entiers = (f for f in financements if f.niveau != "detail" and f.debut is not None and f.fin is not None)
    annees = {a for f in entiers for a in range(max(f.debut or 0, debut), min(f.fin or 0, fin) + 1)}
    remarques = [
        (f"{code}@{passage.lieu()}", passage.extrait(trouve.start(), trouve.end()).replace(" | ", " "))
        for code, motif in sorted(declare.remarques.items())
        for passage in textes
        if (trouve := re.search(motif, passage.texte, re.IGNORECASE))
    ]
    return DocumentLu(
        departement=departement.code,
        document=document.nom,
        empreinte=document.empreinte,
        titre=re.sub(r"\*\*|^#+\s*", "", titre).strip(),
        date=next((d for texte in dates for d in find_dates(texte)), ""),
        exercices=";".join(map(str, sorted(annees))),
        plugin=departement.slug,
        version=departement.version,
        remarques=";".join(code for code, _ in remarques),
        textes_remarques=" | ".join(texte for _, texte in remarques),
    )
