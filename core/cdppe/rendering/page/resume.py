"""What the page opens with: who answered, the key figures; and the sheet of each département."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from cdppe.cadre.territoires import load_territoires
from cdppe.consolidation.calcul import count
from cdppe.consolidation.campagne import ETATS, REPONDU
from cdppe.consolidation.modeles import Ligne, Synthese, Table
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.tables.cumul import ENSEMBLE
from cdppe.facts.libelles import normalize_libelle
from cdppe.rendering.page.donnees import find_rang, format_case, has_preuve
from cdppe.rendering.presentation import format_cellule
from cdppe.rendering.surete import safe_xml

_MONTANTS = (
    (TOUTES_SOURCES, "prevu"),
    (TOUTES_SOURCES, "engage"),
    (TOUTES_SOURCES, "execute"),
    (ETAT_ASSURANCE_MALADIE, "prevu"),
)
_GRAVES = ("bloquante", "majeure")
_REPONDU = {ETATS[etat] for etat in REPONDU}
_NON_ATTENDU = " (non attendu)"
_NOMMES = 24
"""More départements than these are named by region."""


class Chiffre(NamedTuple):
    """A key figure, what it covers, and the cell in which it stands (``T12:2022``) or the part that details it."""

    valeur: str
    nom: str
    portee: str
    preuve: str = ""
    partie: str = ""


class Groupe(NamedTuple):
    """The départements of one state of the campaign, by region when they are many.

    ``part`` is their share of the whole, for a bar.
    """

    etat: str
    classe: str
    noms: tuple[str, ...]
    regions: tuple[tuple[str, tuple[str, ...]], ...]
    part: str


class MesurePage(NamedTuple):
    """One row of a sheet; ``part`` and ``part_groupe`` place both figures on one scale, in %."""

    nom: str
    valeur: str
    unite: str
    preuve: str
    groupe: str
    preuve_groupe: str
    compares: str
    lecture: str
    part: str
    part_groupe: str


class Fiche(NamedTuple):
    """The sheet of one département: its measures by heading."""

    code: str
    nom: str
    etat: str
    rubriques: tuple[tuple[str, tuple[MesurePage, ...]], ...]

    @property
    def pleine(self) -> bool:
        """False for a département of which no figure was read."""
        return any(mesure.preuve for _, mesures in self.rubriques for mesure in mesures)


def find_table(synthese: Synthese, code: str) -> Table | None:
    """The table of that code, when the synthesis has one."""
    return next((t for t in synthese.tables if t.code == code), None)


def name_departement(code: str) -> str:
    """``62 Pas-de-Calais``, not cut after the code; the code alone where it is no département's."""
    territoire = load_territoires().get(code)
    return f"{code}\u00a0{territoire.nom}" if territoire else safe_xml(code)


def list_departements(synthese: Synthese) -> list[tuple[str, str]]:
    """Code and name of every département that a table names, or a document comes from."""
    connus = load_territoires()
    codes = {d.departement for d in synthese.lecture.documents}
    for table in synthese.tables:
        rang = find_rang(table, "Département")
        if rang is not None:
            codes |= {str(ligne.cellules[rang]) for ligne in table.lignes} & connus.keys()
    return [(safe_xml(code), name_departement(code)) for code in sorted(codes)]


def list_groupes(synthese: Synthese) -> tuple[Groupe, ...]:
    """The départements by where they stand in the campaign, those of a same state together."""
    table = find_table(synthese, "campagne")
    etat = find_rang(table, "État") if table else None
    if table is None or etat is None or not table.lignes:
        return ()
    depenses = find_rang(table, "Dépenses dites pour")
    par_etat: dict[str, dict[str, str]] = {}
    for ligne in table.lignes:
        code, mots = str(ligne.cellules[0]), safe_xml(str(ligne.cellules[etat]))
        dites = str(synthese.annee) if depenses is None else str(ligne.cellules[depenses] or "")
        muet = mots.removesuffix(_NON_ATTENDU) in _REPONDU and str(synthese.annee) not in dites
        nom = name_departement(code) + (f" (aucune dépense de {synthese.annee})" if muet else "")
        par_etat.setdefault(mots, {})[code] = nom
    classes = {mots: code for code, mots in ETATS.items()}
    ordre = {mots: rang for rang, mots in enumerate(ETATS.values())}
    return tuple(
        Groupe(
            mots,
            classes.get(mots.removesuffix(_NON_ATTENDU), "autre_exercice"),
            tuple(noms.values()),
            _list_regions(noms) if len(noms) > _NOMMES else (),
            f"{100 * len(noms) / len(table.lignes):.2f}",
        )
        for mots, noms in sorted(par_etat.items(), key=lambda g: (ordre.get(g[0], len(ordre)), g[0]))
    )


def _list_regions(noms: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names by region, in the order of the regions' names."""
    territoires = load_territoires()
    par_region: dict[str, list[str]] = {}
    for code, nom in noms.items():
        region = territoires[code].region if code in territoires else "Autres"
        par_region.setdefault(region, []).append(nom)
    return tuple(
        (region, tuple(siens)) for region, siens in sorted(par_region.items(), key=lambda r: normalize_libelle(r[0]))
    )


def _list_attendus(synthese: Synthese) -> set[str]:
    """The départements of whom the campaign expects a report; none without a campaign."""
    table = find_table(synthese, "campagne")
    etat = find_rang(table, "État") if table else None
    if table is None or etat is None:
        return set()
    return {str(ligne.cellules[0]) for ligne in table.lignes if not str(ligne.cellules[etat]).endswith(_NON_ATTENDU)}


def list_chiffres(synthese: Synthese) -> tuple[Chiffre, ...]:
    """The key figures that the tables hold."""
    return (*_list_recus(synthese), *_list_montants(synthese), *_list_comptes(synthese))


def _list_recus(synthese: Synthese) -> Iterator[Chiffre]:
    if not list_groupes(synthese):
        codes = sorted({d.departement for d in synthese.lecture.documents})
        yield Chiffre(str(len(codes)), "départements lus", ", ".join(map(safe_xml, codes[:12])))


def _list_montants(synthese: Synthese) -> Iterator[Chiffre]:
    table = find_table(synthese, "cumul" if synthese.debut else "ensemble")
    rang = find_rang(table, "Cumul" if synthese.debut else str(synthese.annee)) if table else None
    if table is None or rang is None:
        return
    tete = [ENSEMBLE] if synthese.debut else []
    attendus = _list_attendus(synthese)
    for source, etape in _MONTANTS:
        mots = [*tete, SOURCES[source], ETAPES[etape]]
        numero = next((n for n, ligne in enumerate(table.lignes) if list(ligne.cellules[: len(mots)]) == mots), None)
        if numero is None or not isinstance(montant := table.lignes[numero].cellules[rang], Decimal):
            continue
        codes = sorted({id_.partition("-")[0] for id_ in table.lignes[numero].faits_of(rang)})
        entier = format_case(montant, table.colonnes[rang], montant == montant.to_integral_value())
        nom = f"{ETAPES[etape]} {synthese.nom}{', cumul' * bool(synthese.debut)}, {_lower(SOURCES[source])}"
        yield Chiffre(entier, nom, _name_portee(codes, attendus), f"{table.repere(numero)}:{table.colonnes[rang].nom}")


def _name_portee(codes: Collection[str], attendus: Collection[str]) -> str:
    """``2 départements sur 101 attendus (35, 62)``."""
    sur = f" sur {count(len(attendus), 'attendu')}" if attendus and set(codes) <= set(attendus) else ""
    liste = f" ({', '.join(map(safe_xml, codes))})" if len(codes) <= 4 else ""
    return f"{count(len(codes), 'département')}{sur}{liste}"


def _lower(texte: str) -> str:
    return f"{texte[:1].lower()}{texte[1:]}"


def _list_comptes(synthese: Synthese) -> Iterator[Chiffre]:
    table = find_table(synthese, "correspondance")
    if table and table.lignes:
        codes = sorted({str(ligne.cellules[0]) for ligne in table.lignes})
        nombre = format_cellule(Decimal(len(table.lignes)), "valeur")
        yield Chiffre(nombre, "actions suivies", _name_portee(codes, _list_attendus(synthese)), partie=table.rubrique)
    table = find_table(synthese, "signalements")
    gravite = find_rang(table, "Gravité") if table else None
    if table and gravite is not None:
        graves = sum(ligne.cellules[gravite] in _GRAVES for ligne in table.lignes)
        sur = f"sur {count(len(table.lignes), 'constat')}"
        yield Chiffre(
            format_cellule(Decimal(graves), "valeur"), "constats majeurs à éclaircir", sur, partie=table.rubrique
        )


def list_fiches(synthese: Synthese) -> tuple[Fiche, ...]:
    """The sheets, from the table ``fiches``."""
    table = find_table(synthese, "fiches")
    if table is None:
        return ()
    noms = ("Département", "Rubrique", "Mesure", "Valeur", "Unité", "Groupe", "Comparés", "Lecture")
    rangs = [find_rang(table, nom) for nom in noms]
    if None in rangs:
        return ()
    departement, rubrique, *suite = (rang for rang in rangs if rang is not None)
    etats = _find_etats(synthese)
    par_departement: dict[str, dict[str, list[MesurePage]]] = {}
    for numero, ligne in enumerate(table.lignes):
        sienne = par_departement.setdefault(str(ligne.cellules[departement]), {})
        mesure = _show_mesure(table, numero, ligne, suite)
        sienne.setdefault(str(ligne.cellules[rubrique]), []).append(mesure)
    return tuple(
        Fiche(
            safe_xml(code),
            name_departement(code),
            etats.get(code, ""),
            tuple((safe_xml(nom), tuple(mesures)) for nom, mesures in rubriques.items()),
        )
        for code, rubriques in par_departement.items()
    )


def _find_etats(synthese: Synthese) -> dict[str, str]:
    table = find_table(synthese, "campagne")
    etat = find_rang(table, "État") if table else None
    if table is None or etat is None:
        return {}
    return {str(ligne.cellules[0]): str(ligne.cellules[etat]) for ligne in table.lignes}


def _show_mesure(table: Table, numero: int, ligne: Ligne, rangs: Iterable[int]) -> MesurePage:
    mesure, valeur, unite, groupe, compares, lecture = rangs
    textes = {n: _format(ligne, table, n) for n in (mesure, valeur, unite, groupe, compares, lecture)}
    preuves = {
        n: f"{table.repere(numero)}:{table.colonnes[n].nom}"
        if has_preuve(ligne.cellules[n], table.colonnes[n], ligne, n)
        else ""
        for n in (valeur, groupe)
    }
    part, part_groupe = _scale(ligne.cellules[valeur], ligne.cellules[groupe], textes[unite])
    return MesurePage(
        textes[mesure], textes[valeur], textes[unite], preuves[valeur], textes[groupe], preuves[groupe],
        textes[compares], textes[lecture], part, part_groupe,
    )  # fmt: skip


def _format(ligne: Ligne, table: Table, rang: int) -> str:
    valeur = ligne.cellules[rang]
    entier = isinstance(valeur, Decimal) and valeur == valeur.to_integral_value()
    texte = format_cellule(valeur.quantize(Decimal(1)) if isinstance(valeur, Decimal) and entier else valeur,
                           table.colonnes[rang].genre)  # fmt: skip
    return safe_xml(texte)


def _scale(valeur: object, groupe: object, unite: str) -> tuple[str, str]:
    """Both figures on a scale that ends at 100 % for a rate, else at the greater of the two."""
    if not isinstance(valeur, Decimal) or not isinstance(groupe, Decimal) or min(valeur, groupe) < 0:
        return "", ""
    fin = max(valeur, groupe, Decimal(100) if unite == "%" else Decimal(0))
    return (f"{100 * valeur / fin:.1f}", f"{100 * groupe / fin:.1f}") if fin else ("", "")
