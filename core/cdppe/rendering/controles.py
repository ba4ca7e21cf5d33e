"""The catalogue of controls as text, and as the page of the documentation."""

from collections.abc import Iterable, Iterator, Mapping

from cdppe.plugins.controle import Controle

_TETE = """# Les contrôles

Cette page est écrite par `cdppe controles --format markdown` : elle ne se modifie pas à la main. Un contrôle regarde
ce qui a été lu d'un département pour une année et dit ce qui se contredit ; chacun finit de l'une de quatre façons :
rien trouvé, des constats, non applicable (et pourquoi), en panne.

Gravité : `bloquante`, un tableau n'a pas pu être lu ; `majeure`, un montant ou un résultat est contredit ; `mineure`,
un écart d'arrondi ou un doute à lever ; `information`, ce qu'il est utile de savoir.

« Entraîne » nomme les autres contrôles que la même erreur peut faire parler. Une erreur sur un nombre peut en plus
entraîner `chiffres_intervertis`, quel que soit le contrôle qui la trouve.
"""


def describe_controle(controle: Controle) -> str:
    """One control, for a terminal."""
    return "\n".join(
        (
            f"{controle.code} ({controle.gravite}) : {controle.titre}",
            f"  {controle.explication}",
            f"  Tolérance : {controle.tolerance}",
            f"  Valeurs manquantes : {controle.manquants}",
            f"  Source : {controle.source}",
            *((f"  Entraîne : {', '.join(controle.consequences)}",) if controle.consequences else ()),
        )
    )


def describe_catalogue(nationaux: Iterable[Controle], propres: Mapping[str, Iterable[Controle]]) -> str:
    """The page: national controls, then each plugin's own."""
    return "\n".join(
        (_TETE, *_list("Contrôles nationaux", nationaux), *(li for n, c in propres.items() for li in _list(n, c)))
    )


def _list(titre: str, controles: Iterable[Controle]) -> Iterator[str]:
    yield f"## {titre}\n"
    for c in controles:
        yield f"### `{c.code}` : {c.titre}\n"
        yield f"{c.explication}\n"
        yield f"- Gravité : {c.gravite}"
        yield f"- Tolérance : {c.tolerance}"
        yield f"- Valeurs manquantes : {c.manquants}"
        yield f"- Source : {c.source}"
        if c.consequences:
            yield f"- Entraîne : {', '.join(f'`{code}`' for code in c.consequences)}"
        yield ""
