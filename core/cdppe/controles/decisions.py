"""What staff decided, kept in one TOML file: findings accepted, and figures that the département confirmed."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cdppe.controles.chiffres import Chiffre, Valeur
from cdppe.controles.entrees import Acceptation, Confirme, Entree
from cdppe.controles.mots import agree, format_liste
from cdppe.controles.passage import Bilan
from cdppe.controles.releves import Signalement
from cdppe.erreurs import ErreurUsage, describe_faute
from cdppe.facts import DocumentLu, Financement, Indicateur, Lecture
from cdppe.facts.libelles import normalize_libelle
from cdppe.fichiers import parse_toml, read_utf8
from cdppe.plugins.campagne import DECISIONS

_ENTETE = re.compile(r"^[ \t]*\[\[[ \t]*(\w+)[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The entries of one file; without a file there is none.

    ``regles``: the confirmed figure that settles a finding, by the finding's number (``settle_constats`` finds them).
    """

    nom: str = ""
    empreinte: str = ""
    acceptes: tuple[Acceptation, ...] = ()
    chiffres: tuple[Chiffre, ...] = ()
    valeurs: tuple[Valeur, ...] = ()
    regles: Mapping[str, Confirme] = field(default_factory=dict)

    @property
    def confirmes(self) -> tuple[Confirme, ...]:
        """The confirmed figures."""
        return (*self.chiffres, *self.valeurs)

    def decide(self, signalement: Signalement) -> Entree | None:
        """The entry that accepts this finding or gives the figure that settles it."""
        return self.accepte(signalement) or self.regles.get(signalement.empreinte)

    def accepte(self, signalement: Signalement) -> Acceptation | None:
        """The entry that accepts this finding; with other figures it is another finding, and has none."""
        return next((a for a in self.acceptes if a.constat == signalement.empreinte), None)

    def apply(self, lectures: Iterable[Lecture]) -> tuple[Lecture, ...]:
        """The same lectures, and one more for each département whose confirmed figures are used."""
        lues = tuple(lectures)
        financements: dict[str, list[Financement]] = {}
        indicateurs: dict[str, list[Indicateur]] = {}
        dates: dict[str, list[str]] = {}
        for entree in self.confirmes:
            fait = entree.make_fait(self.nom, lues)
            if isinstance(fait, Financement):
                financements.setdefault(fait.departement, []).append(fait)
            elif fait:
                indicateurs.setdefault(fait.departement, []).append(fait)
            if fait:
                dates.setdefault(fait.departement, []).append(entree.date.isoformat())
        return lues + tuple(
            Lecture(
                documents=(self._as_document(departement, max(siennes)),),
                financements=tuple(financements.get(departement, ())),
                indicateurs=tuple(indicateurs.get(departement, ())),
            )
            for departement, siennes in sorted(dates.items())
        )

    def list_perimees(self, lectures: Iterable[Lecture], bilan: Bilan | None = None) -> tuple[str, ...]:
        """One sentence, without its full stop, for each entry that fits nothing any more or that a newer report doubts.

        Entries of a département that was not read are not judged. Accepted findings are judged only against a
        ``bilan`` of all years and of all that was given, in which no control crashed: it would hide its findings.
        """
        lues = tuple(lectures)
        codes = {d.departement for lecture in lues for d in lecture.documents}
        phrases = {e.ligne: phrase for e in self.confirmes if (phrase := e.judge(lues, codes))}
        if bilan and not bilan.pannes:
            trouves = {s.empreinte: s for s in bilan.signalements}
            libres = [s for s in trouves.values() if not self.accepte(s)]
            for a in self.acceptes:
                if a.constat not in trouves and (not a.departement or a.departement in codes):
                    phrases[a.ligne] = f"le constat accepté {a.constat} {_explain_absence(a, codes, libres)}"
        return tuple(f"{self.nom}, ligne {ligne} : {phrase}" for ligne, phrase in sorted(phrases.items()))

    def _as_document(self, departement: str, date: str) -> DocumentLu:
        return DocumentLu(
            departement=departement, document=self.nom, empreinte=self.empreinte, titre="Chiffres confirmés",
            date=date, exercices="", plugin="", version="",
        )  # fmt: skip


def _explain_absence(entree: Acceptation, codes: Collection[str], libres: Iterable[Signalement]) -> str:
    """What became of an accepted finding, and what to do; nothing sure of one that does not say whose it is."""
    if suites := sorted(s.empreinte for s in libres if entree.is_followed_by(s)):
        noms = f"{agree(len(suites), 'le constat', 'les constats')} {format_liste(suites)}"
        return f"n'est plus trouvé, ses chiffres ont changé : voir {noms}"
    if entree.departement:
        return "n'est plus trouvé, il est réglé ou ses chiffres ont changé : ôtez l'entrée"
    lus = format_liste(sorted(codes)) or "aucun"
    return (
        f"est introuvable parmi les départements lus ({lus}) : gardez l'entrée s'il est d'un autre, et dites duquel "
        '(departement = "…")'
    )


def open_decisions(fichier: Path | None, rapports: Iterable[Path]) -> Decisions:
    """The decisions of the file named, else of the one beside the reports, else none."""
    chemin = fichier or find_decisions(rapports)
    return load_decisions(chemin) if chemin else Decisions()


def find_decisions(rapports: Iterable[Path]) -> Path | None:
    """The file of decisions beside the reports. Raises ErreurUsage when several folders hold one."""
    dossiers = {(r if r.is_dir() else r.parent).resolve() for r in rapports}
    trouves = [d / DECISIONS for d in sorted(dossiers) if (d / DECISIONS).is_file()]
    if len(trouves) > 1:
        noms = ", ".join(map(str, trouves))
        raise ErreurUsage(f"Plusieurs fichiers de décisions ({noms}) : nommez le bon avec --decisions.")
    return trouves[0] if trouves else None


class _Fichier(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    acceptes: tuple[Acceptation, ...] = ()
    chiffres: tuple[Chiffre, ...] = ()
    valeurs: tuple[Valeur, ...] = ()


def load_decisions(path: Path) -> Decisions:
    """Read the file. Raises ErreurUsage naming the file, the entry's line and what is wrong."""
    texte = read_utf8(path, "fichier de décisions")
    brut = _number_entrees(path, texte)
    try:
        fichier = _Fichier.model_validate(brut)
    except ValidationError as erreur:
        raise ErreurUsage(f"{path.name}, {_explain(erreur, brut)}.") from erreur
    _refuse_doubles(path.name, fichier)
    empreinte = hashlib.sha256(path.read_bytes()).hexdigest()
    return Decisions(path.name, empreinte, fichier.acceptes, fichier.chiffres, fichier.valeurs)


def _number_entrees(path: Path, texte: str) -> dict[str, Any]:
    """The content, each entry with the line on which it begins, which no TOML reader tells."""
    forme = "une entrée commence par [[acceptes]], [[chiffres]] ou [[valeurs]], puis "
    brut = parse_toml(path.name, texte, forme, Decimal)
    lignes: dict[str, list[int]] = {}
    for entete in _ENTETE.finditer(texte):
        lignes.setdefault(entete[1], []).append(texte.count("\n", 0, entete.start()) + 1)
    for nom, entrees in brut.items():
        if nom not in _Fichier.model_fields:
            continue  # the model says so
        if not isinstance(entrees, list) or len(entrees) != len(lignes.get(nom, [])):
            raise ErreurUsage(f"{path.name} : « {nom} » : écrire chaque entrée sous sa propre ligne [[{nom}]].")
        brut[nom] = [entree | {"ligne": n} for entree, n in zip(entrees, lignes[nom], strict=True)]
    return brut


def _explain(erreur: ValidationError, brut: dict[str, Any]) -> str:
    """The first fault, in French, with the line of its entry."""
    faute = erreur.errors()[0]
    nom, *reste = faute["loc"]
    champs = [str(partie) for partie in reste if isinstance(partie, str)]
    quoi = describe_faute(faute)
    if faute["type"] == "literal_error":
        quoi += f" ; valeurs admises : {faute['ctx']['expected'].replace(' or ', ' ou ')}"
    if not reste:
        return f"« {nom} » {quoi}"
    entree = f"ligne {brut[str(nom)][int(reste[0])]['ligne']}, [[{nom}]]"
    return f"{entree}, « {champs[-1]} » {quoi}" if champs else f"{entree} {quoi}"


def _refuse_doubles(nom: str, fichier: _Fichier) -> None:
    """Two entries for one finding or one figure: nobody knows which was meant."""
    entrees: tuple[Entree, ...] = (*fichier.acceptes, *fichier.chiffres, *fichier.valeurs)
    vues: dict[tuple[object, ...], list[Entree]] = {}
    for entree in entrees:
        for autre in vues.setdefault(entree.cle, []):
            libelles = {normalize_libelle(e.libelle) for e in (autre, entree) if isinstance(e, Chiffre)}
            if len(libelles) < 2 or "" in libelles:
                raise ErreurUsage(
                    f"{nom}, lignes {autre.ligne} et {entree.ligne} : deux entrées pour la même chose : en ôter une."
                )
        vues[entree.cle].append(entree)
