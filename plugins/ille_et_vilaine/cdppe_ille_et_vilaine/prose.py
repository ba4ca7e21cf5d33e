"""The money of prose: lines are read in order, and only the turns of phrase that the TOML declares settle an amount."""

import re
from dataclasses import replace
from decimal import Decimal

from cdppe.api import (
    Etape,
    MontantLu,
    Niveau,
    Origine,
    Passage,
    Periode,
    Raison,
    Releve,
    Source,
    montant_lu,
    normalize_numero,
    read_montants,
)
from cdppe_ille_et_vilaine.connus import Connus
from cdppe_ille_et_vilaine.lignes import Contexte, LigneMarquee, mark_ligne
from cdppe_ille_et_vilaine.regles import Etiquette, Phrase, Regles

_REPORT = re.compile(r"report (?:de )?20\d\d\b", re.IGNORECASE)
_PAR_AN = re.compile(r"/ ?an\b|\bpar an\b", re.IGNORECASE)


class Prose:
    """Lines of the report, read in order; ``exercice`` is the latest year the report gives account of."""

    def __init__(self, releve: Releve, regles: Regles, connus: Connus, exercice: int | None) -> None:
        self.releve = releve
        self.regles = regles
        self.connus = connus
        self.exercice = exercice

    def read_lignes(self, passages: tuple[Passage, ...], contexte: Contexte, origine: Origine) -> Contexte:
        """Read the lines one after the other; the context after the last."""
        for passage in passages:
            ligne = mark_ligne(passage)
            if contexte.zone == "annexe":  # a cell, all of whose numbers are accounted for
                self._take_words(ligne)
            suivant = self._read_rubrique(ligne, contexte) or self._read_etiquette(ligne, contexte, origine)
            contexte = suivant or self._read_phrases(ligne, contexte, origine)
        return contexte

    def _take_words(self, ligne: LigneMarquee) -> None:
        """Count as accounted for the line's numbers that are no amounts."""
        position = 0
        for montant in ligne.montants:
            self.releve.take(ligne.passage.part(position, montant.debut))
            position = montant.fin
        self.releve.take(ligne.passage.part(position, len(ligne.passage.texte)))

    def _read_rubrique(self, ligne: LigneMarquee, contexte: Contexte) -> Contexte | None:
        if ligne.montants:
            return None
        for rubrique in self.regles.rubriques:
            trouve = rubrique.motif.search(ligne.texte)
            if not trouve or (rubrique.dans and contexte.zone not in rubrique.dans):
                continue
            groupes = trouve.groupdict()
            if groupes.get("action"):
                return replace(contexte, visee=normalize_numero(groupes["action"]))
            annee = int(groupes["annee"]) if groupes.get("annee") else None
            if rubrique.zone:
                if contexte.zone == "annexe" and rubrique.zone == "budget":
                    return None
                neuf = Contexte(rubrique.zone, contexte.action)
                return replace(neuf, etape=rubrique.etape, annee=annee, doute=rubrique.doute)
            garde = contexte.etape if contexte.zone == "annexe" else None
            return replace(contexte, etape=rubrique.etape or garde, annee=annee, source=None, liste=None)
        return None

    # --- « Financement X 2021 : montant » ---

    def _read_etiquette(self, ligne: LigneMarquee, contexte: Contexte, origine: Origine) -> Contexte | None:
        if contexte.zone not in ("budget", "realise", "annexe") or contexte.etape is None:
            return None
        propre = ligne.passage.texte.replace("*", " ")
        for etiquette in self.regles.etiquettes:
            trouve = etiquette.motif.search(propre)
            if not trouve:
                continue
            if etiquette.raison:
                self.releve.explain(ligne.passage, etiquette.raison)
                return contexte
            groupes = trouve.groupdict()
            source = self.regles.find_source(groupes["source"])
            annee = int(groupes["annee"]) if groupes.get("annee") else None
            if source is None:
                return None
            if not groupes["reste"].strip():
                return replace(contexte, source=source, annee=annee or contexte.annee, liste=None)
            reste = ligne.passage.part(trouve.start("reste"), len(ligne.passage.texte))
            self._read_reste(reste, etiquette, replace(contexte, source=source), annee, origine)
            fonds = source if source in ("fir", "bop304", "ondam", "etat") else contexte.fonds
            return replace(contexte, source=None, fonds=fonds)
        return None

    def _read_reste(
        self, reste: Passage, etiquette: Etiquette, contexte: Contexte, annee: int | None, origine: Origine
    ) -> None:
        """The words after the label, as a money cell; the label's own year goes before the rubric's."""
        doute = etiquette.doute or contexte.doute
        periode = self.periode(annee or contexte.annee)
        self.releve.take(reste)
        report = bool(_REPORT.match(reste.texte))
        lus = read_montants(reste.texte, contrat=self.releve.departement.contrat, puce=True)
        for lu in lus:
            if report:
                lu = lu._replace(periode=None)
            if (doute or _PAR_AN.search(reste.texte)) and lu.montant is not None:
                lu = lu._replace(montant=None, certitude="ambigu")
            self._add(
                reste,
                lu,
                action=contexte.action,
                niveau="action",
                etape="report" if report else contexte.etape or "prevu",
                source=contexte.source or "non_ventile",
                periode=periode,
                origine=origine,
                interprete=etiquette.interprete or (annee is None and contexte.annee is not None),
            )

    # --- phrases déclarées ---

    def read_phrases(self, ligne: LigneMarquee, contexte: Contexte, origine: Origine) -> set[int]:
        """Read what the declared phrases settle in one line, no matter what stands above; the amounts' ranks."""
        pris: set[int] = set()
        self._match(ligne, contexte, origine, pris)
        return pris

    def _read_phrases(self, ligne: LigneMarquee, contexte: Contexte, origine: Origine) -> Contexte:
        if not ligne.montants:
            return contexte
        pris: set[int] = set()
        contexte = self._match(ligne, contexte, origine, pris)
        restes = [m for rang, m in enumerate(ligne.montants) if rang not in pris]
        repetes = [m for m in restes if m.valeur is not None and self.connus.has(contexte.action, m.valeur)]
        dits = restes and len(repetes) == len(restes)
        if dits or contexte.zone == "recit":  # under a heading that says so, what no sentence settles is told
            for montant in restes:
                raison: Raison = "repetition" if dits else "contexte"
                self.releve.explain(ligne.passage.part(montant.debut, montant.fin), raison)
        return contexte

    def _match(self, ligne: LigneMarquee, contexte: Contexte, origine: Origine, pris: set[int]) -> Contexte:
        zones = {contexte.zone, "liste"} if contexte.liste else {contexte.zone}
        phrases = [p for p in self.regles.phrases if zones.intersection(p.zones)]
        for phrase in (*phrases, *phrases):  # one amount of a line may say whose the others are
            for trouve in phrase.motif.finditer(ligne.texte):
                groupes = {cle: valeur for cle, valeur in trouve.groupdict().items() if valeur is not None}
                rang = int(groupes.get("m", groupes.get("x", "-1")))
                if rang in pris or rang < 0:
                    continue
                suivant = self._read_montant(ligne, rang, phrase, groupes, contexte, origine, pris)
                if suivant is not None:
                    pris.add(rang)
                    contexte = suivant
        return contexte

    def _read_montant(
        self,
        ligne: LigneMarquee,
        rang: int,
        phrase: Phrase,
        groupes: dict[str, str],
        contexte: Contexte,
        origine: Origine,
        pris: set[int],
    ) -> Contexte | None:
        montant = ligne.montants[rang]
        if phrase.raison:
            if phrase.ouvre == "ligne":
                self.releve.explain(ligne.passage, phrase.raison)
                pris.update(range(len(ligne.montants)))
            else:
                self.releve.explain(ligne.passage.part(montant.debut, montant.fin), phrase.raison)
            return contexte
        annee = self._find_annee(phrase, groupes, contexte)
        action = normalize_numero(groupes["action"]) if "action" in groupes else contexte.action
        if phrase.action != "motif":
            action = contexte.visee if phrase.action == "rubrique" else self.connus.match_objectif(ligne.texte)
        etape = self._find_etape(phrase, contexte, annee)
        source = self._find_source(phrase, groupes, contexte, ligne, action, annee, montant.valeur)
        if etape is None or source is None or (phrase.action != "motif" and not action):
            return None
        niveau: Niveau = contexte.niveau if phrase.niveau == "rubrique" else phrase.niveau  # type: ignore[assignment]  # a TOML word
        nom = groupes.get("nom") or (self.regles.nom(source) if phrase.niveau != "rubrique" else contexte.nom)
        par_an = montant.valeur is None or phrase.certitude == "ambigu" or contexte.doute
        certitude = "ambigu" if par_an else phrase.certitude if montant.certitude == "sur" else "interprete"
        lu = montant_lu(None if par_an else montant.valeur, montant.debut, montant.fin, certitude)
        self.releve.take(ligne.passage.part(montant.debut, montant.fin))
        self._add(
            ligne.passage,
            lu,
            action=nom if niveau in ("sous_total", "total") else action,
            niveau=niveau,
            etape=etape,
            source=source,
            periode=self.periode(annee) if phrase.annee != "aucune" else Periode(None, None, "civile", ""),
            origine=origine,
            libelle=groupes.get("libelle", "").strip() if niveau == "detail" else "",
        )
        if phrase.ouvre == "liste":
            return replace(contexte, liste=etape, annee=annee)
        if phrase.ouvre == "annee":
            return replace(contexte, annee=annee, source=source)
        if phrase.ouvre == "source":
            return replace(contexte, annee=annee or contexte.annee, source=source, nom=nom, niveau=niveau)
        return replace(contexte, visee="") if phrase.action == "rubrique" else contexte

    def _find_annee(self, phrase: Phrase, groupes: dict[str, str], contexte: Contexte) -> int | None:
        if "avant" in groupes:
            return int(groupes["avant"]) + 1
        if "annee" in groupes:
            return int(groupes["annee"])
        return contexte.annee

    def _find_etape(self, phrase: Phrase, contexte: Contexte, annee: int | None) -> Etape | None:
        if phrase.etape == "rubrique":
            return contexte.etape
        if phrase.etape == "liste":
            return contexte.liste
        if phrase.etape == "exercice":
            if annee is None or self.exercice is None:
                return None
            return "execute" if annee <= self.exercice else "prevu"
        return phrase.etape  # type: ignore[return-value]  # a TOML word, checked when the fact is made

    def _find_source(
        self,
        phrase: Phrase,
        groupes: dict[str, str],
        contexte: Contexte,
        ligne: LigneMarquee,
        action: str,
        annee: int | None,
        valeur: Decimal | None,
    ) -> Source | None:
        if phrase.source == "rubrique":
            return contexte.source
        if phrase.source == "motif":
            return self.regles.find_source(groupes["source"])
        if phrase.source == "ligne":
            return self.regles.find_fonds(ligne.texte)
        if phrase.source == "fonds":
            return self.connus.find_source(action, annee, valeur) or contexte.fonds or "non_ventile"
        if phrase.source == "fonds_action":
            return contexte.source or self.connus.fonds.get(action, "non_ventile")
        return phrase.source  # type: ignore[return-value]  # a TOML word, checked when the fact is made

    def periode(self, annee: int | None) -> Periode:
        return Periode(annee, annee, "civile", str(annee)) if annee else self.releve.periode_contrat

    def _add(
        self,
        passage: Passage,
        lu: MontantLu,
        *,
        action: str,
        niveau: Niveau,
        etape: Etape,
        source: Source,
        periode: Periode,
        origine: Origine,
        libelle: str = "",
        interprete: bool = False,
    ) -> None:
        fait = self.releve.financement(
            passage,
            lu,
            action=action,
            niveau=niveau,
            etape=etape,
            source=source,
            periode=periode,
            origine=origine,
            libelle=libelle,
            interprete=interprete,
        )
        self.connus.add(fait)
