"""The action sheets: what each action is, and the money that its lines speak of."""

import re
from dataclasses import dataclass, replace

from cdppe.api import (
    Bloc,
    Cadre,
    Engagement,
    Origine,
    Passage,
    Releve,
    Section,
    StatutAction,
    Tableau,
    find_periodes,
    is_cellule_montant,
    normalize_libelle,
    normalize_numero,
    read_montants,
)
from cdppe_ille_et_vilaine.entetes_coupes import count_colonnes, split_indicateurs
from cdppe_ille_et_vilaine.lignes import Contexte
from cdppe_ille_et_vilaine.plan import Plan
from cdppe_ille_et_vilaine.prose import Prose

_OBJECTIF = re.compile(r"[-*\s]*(?P<rang>\d{1,2})\.\s*\**(?P<libelle>.+?)[\s*]*")
_NOMBRE = re.compile(r"\d+")
TETE_MAX = 5
"""No sheet has its title further below its heading."""


@dataclass(frozen=True)
class Objectif:
    """A printed objective: where it stands, and its label without the report's own number."""

    passage: Passage
    libelle: str


@dataclass(frozen=True)
class Fiche:
    """An action sheet; ``annexe`` when it is a form annexed to an amendment."""

    section: Section
    numero: str
    annexe: bool
    objectif: Objectif | None

    @property
    def engagement(self) -> Engagement:
        """The engagement under which the report prints the sheet, by the headings above it."""
        if "transverse" in self.section.contexte:
            return "transverse"
        engagement = self.section.contexte.get("engagement")
        return engagement.groupes["engagement"] if engagement else ""  # type: ignore[return-value]  # 1 to 4 by its pattern


def find_fiches(sections: tuple[Section, ...], cadre: Cadre) -> tuple[Fiche, ...]:
    """Every sheet, with the objective printed right before it, in the lines since the heading above."""
    fiches: list[Fiche] = []
    dernier: Objectif | None = None
    for section in sections:
        if section.cle in ("fiche", "fiche_annexe"):
            numero = normalize_numero(section.groupes["numero"])
            annexe = section.cle == "fiche_annexe"
            precedente = fiches[-1] if fiches else None
            objectif = dernier
            if annexe:
                objectif = _find_own(section, cadre)
            elif objectif is None and precedente and _base(precedente.numero) == _base(numero):
                objectif = precedente.objectif  # 13 b under the heading of 13 a
            fiches.append(Fiche(section, numero, annexe, objectif))
        dernier = None
        for passage in section.textes:
            trouve = _OBJECTIF.fullmatch(passage.texte)
            if trouve and cadre.match_objectif(trouve["libelle"]).objectifs:
                imprime = f"{trouve['rang']}. {trouve['libelle']}".replace("*", "")
                dernier = Objectif(replace(passage, texte=imprime), trouve["libelle"])
    return tuple(fiches)


def _base(numero: str) -> str:
    nombre = _NOMBRE.match(numero)
    return nombre[0] if nombre else numero


def _lines_after(section: Section) -> list[Passage]:
    """The lines of the sheet itself, its heading apart."""
    return [p for p in section.textes if p.lieu() != section.titre.lieu()]


def _find_own(section: Section, cadre: Cadre) -> Objectif | None:
    """The objective that a form prints in its first lines."""
    tete = _lines_after(section)[:TETE_MAX]
    return next((Objectif(p, p.texte) for p in tete if cadre.match_objectif(p.texte).objectifs), None)


class Actions:
    """The actions of the report, each from its sheet, else from the financial tables alone."""

    def __init__(self, releve: Releve, prose: Prose, plan: Plan, annee: int | None) -> None:
        self.releve = releve
        self.prose = prose
        self.plan = plan
        self.annee = annee
        self._lues: dict[str, Passage] = {}

    def read(self, fiches: tuple[Fiche, ...]) -> None:
        """Add one action for each number: the report's own sheet goes before a form annexed."""
        for fiche in fiches:
            if fiche.annexe and any(f.numero == fiche.numero and not f.annexe for f in fiches):
                continue
            if fiche.numero in self._lues:
                self.releve.anomalie(
                    "fiche_repetee",
                    "majeure",
                    f"La fiche {fiche.numero} est imprimée deux fois ; la première décrit l'action.",
                    [self._lues[fiche.numero].lieu(), fiche.section.titre.lieu()],
                    fiche.numero,
                )
                continue
            self._lues[fiche.numero] = fiche.section.titre
            self._add(fiche)
        for numero, passage in self.plan.premieres.items():
            if numero not in self._lues:
                self._add_without_fiche(numero, passage)

    def _add(self, fiche: Fiche) -> None:
        objectif = self._settle_objectif(fiche)
        statut, annee, texte = self._find_statut(fiche)
        self.releve.action(
            fiche.section.titre,
            fiche.numero,
            self._find_intitule(fiche),
            engagement=fiche.engagement,
            objectif=objectif.passage if objectif else None,
            objectif_libelle=objectif.libelle if objectif else "",
            statut=statut,
            statut_annee=annee,
            statut_texte=texte,
        )

    def _settle_objectif(self, fiche: Fiche) -> Objectif | None:
        """The heading's objective; the tables', bound to the number, when there is none or when it is another."""
        passage = self.prose.connus.objectifs.get(fiche.numero)
        imprime = fiche.objectif
        if passage is None:
            return imprime
        du_plan = self.releve.cadre.match_objectif(passage.texte).objectifs
        if imprime is None:
            return Objectif(passage, passage.texte)
        du_titre = self.releve.cadre.match_objectif(imprime.libelle).objectifs
        if not du_plan or du_plan == du_titre:
            return imprime
        self.releve.anomalie(
            "objectif_divergent",
            "mineure",
            f"La fiche {fiche.numero} est imprimée sous un autre objectif que dans les tableaux financiers, dont le "
            "libellé est retenu.",
            [imprime.passage.lieu(), passage.lieu()],
            fiche.numero,
            ";".join(map(str, du_plan)),
            ";".join(map(str, du_titre)),
        )
        return Objectif(passage, passage.texte)

    def _find_intitule(self, fiche: Fiche) -> str:
        if fiche.section.groupes.get("intitule"):
            return fiche.section.groupes["intitule"]
        tete = self._list_tete(fiche)
        sans_point = next((t for t in tete if not t.endswith((".", "!", "?"))), None)
        if sans_point or not tete:
            return sans_point or ""
        # All are sentences: the title is the one that speaks of the objective.
        objectif = set(normalize_libelle(fiche.objectif.libelle).split()) if fiche.objectif else set()
        return max(tete, key=lambda t: len({m for m in normalize_libelle(t).split() if len(m) > 3} & objectif))

    def _list_tete(self, fiche: Fiche) -> list[str]:
        """The lines between the sheet's heading and its first rubric, one of which is its title."""
        tete: list[str] = []
        for passage in _lines_after(fiche.section)[:TETE_MAX]:
            if any(r.zone and r.motif.search(passage.texte) for r in self.prose.regles.rubriques):
                break
            if not (fiche.objectif and passage.lieu() == fiche.objectif.passage.lieu()):
                tete.append(passage.texte.strip("* "))
        return tete

    def _find_statut(self, fiche: Fiche) -> tuple[StatutAction, int | None, str]:
        """What the sheet's words say, of the latest year they speak of."""
        trouves: list[tuple[int, StatutAction, str]] = []
        for passage in _lines_after(fiche.section):
            for regle in self.prose.regles.statuts:
                mots = regle.motif.search(passage.texte.strip())
                if not mots:
                    continue
                dite = mots.groupdict().get("annee")
                annee = int(dite) if dite else {"bilan": self.prose.exercice, "rapport": self.annee}.get(regle.annee)
                trouves.append((annee or 0, regle.statut, mots[0]))
        if not trouves:
            return "inconnu", None, ""
        annee, statut, texte = max(trouves, key=lambda t: t[0])
        return statut, annee or None, texte

    def _add_without_fiche(self, numero: str, passage: Passage) -> None:
        objectif = self.prose.connus.objectifs.get(numero)
        self.releve.anomalie(
            "fiche_absente",
            "majeure",
            f"L'action {numero} a des montants dans les tableaux financiers mais aucune fiche : son engagement n'est "
            "pas dit.",
            [passage.lieu()],
            numero,
        )
        self.releve.action(
            passage,
            numero,
            "",
            engagement="",
            objectif=objectif,
            objectif_libelle=objectif.texte if objectif else "",
        )


def read_argent(prose: Prose, fiche: Fiche) -> tuple[Bloc, ...]:
    """The money of one sheet: its lines in order, and the cells of its tables that speak of means.

    The sheet's blocks without the tables that hold some are given back.
    """
    origine: Origine = "annexe" if fiche.annexe else "fiche"
    contexte = Contexte("tete", fiche.numero)
    restes: list[Bloc] = []
    for bloc in fiche.section.blocs:
        if isinstance(bloc, Tableau):
            avant, apres = split_indicateurs(bloc)
            pris = avant is not None and _read_tableau(prose, avant, contexte, origine)
            restes += [t for t in (None if pris else avant, apres) if t]
            continue
        restes.append(bloc)
        if bloc.passage.lieu() != fiche.section.titre.lieu():
            contexte = prose.read_lignes((bloc.passage,), contexte, origine)
    return tuple(restes)


def _read_tableau(prose: Prose, tableau: Tableau, contexte: Contexte, origine: Origine) -> bool:
    """A form's row of means, or the list of parts that a sentence above it announced; whether the table is either."""
    pris = False
    for rangee in tableau.rangees:
        tete, corps = rangee.cellule(0), rangee.cellule(1)
        moyens = prose.regles.find_zone(tete.texte) == "annexe"
        if moyens:
            dedans = Contexte("annexe", contexte.action, etape="prevu")
            prose.read_lignes(corps.paragraphes, dedans, origine)
            pris = True
        elif contexte.liste and tete and is_cellule_montant(corps.texte) and not rangee.cellule(3):
            _read_part(prose, tete, corps, contexte, origine)
            autre = rangee.cellule(2)
            prose.releve.explain(autre, "date" if find_periodes(autre.texte) else "contexte")
            pris = True
        elif origine == "annexe" and count_colonnes(tableau) == 2 and prose.regles.find_zone(tete.texte) == "recit":
            prose.releve.explain(corps, "contexte", tete.texte)
            pris = True
    return pris


def _read_part(prose: Prose, tete: Passage, corps: Passage, contexte: Contexte, origine: Origine) -> None:
    releve = prose.releve
    releve.take(tete)
    releve.take(corps)
    for lu in read_montants(corps.texte, contrat=releve.departement.contrat):
        prose.connus.add(
            releve.financement(
                corps,
                lu,
                action=contexte.action,
                niveau="detail",
                etape=contexte.liste or "engage",
                source="non_ventile",
                periode=prose.periode(contexte.annee),
                origine=origine,
                libelle=tete.texte,
                interprete=True,
            )
        )
