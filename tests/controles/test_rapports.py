"""Several documents of one département: each report is compared with itself, and a sentence names its document."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from cdppe.controles.memoire import list_finis
from cdppe.controles.mots import add, make_constat
from cdppe.controles.rapports import examine_chacun, list_rapports
from cdppe.facts import Financement, Lecture
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

Monte = Callable[..., Dossier]
Montant = Callable[..., Financement]
COPIE = "copie.txt"


def copy(dossier: Dossier, *ajouts: Financement, actions: int = 11) -> Dossier:
    """The same with a second document, which describes so many of the actions."""
    lecture = dossier.lecture
    siennes = [a for a in lecture.actions if int(a.numero) <= actions]
    copies = Lecture(
        documents=tuple(d.model_copy(update={"document": COPIE}) for d in lecture.documents),
        actions=tuple(a.model_copy(update={"document": COPIE}) for a in siennes),
        financements=tuple(f.model_copy(update={"document": COPIE}) for f in ajouts),
    )
    return replace(dossier, lecture=lecture + copies, memoire={})


def find_plus_grands(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Each amount of action 50 that is greater than the first one."""
    siens = [f for f in list_finis(dossier, annee) if f.action == "50"]
    if not siens:
        raise NonApplicable("rien")
    yield from (make_constat(f, siens[:1], add(siens[:1]), "Trop.") for f in siens[1:] if add([f]) > add(siens[:1]))


def play(examen: Examen, dossier: Dossier) -> list[str]:
    return [c.phrase for c in examine_chacun(examen)(dossier, 2022)]


def test_a_report_is_not_compared_with_another(monte: Monte, montant: Montant) -> None:
    petit, grand = montant(100, action="50"), montant(200, action="50", ligne="501")
    assert play(find_plus_grands, monte(petit, grand)) == ["Trop."]
    assert play(find_plus_grands, copy(monte(petit), grand)) == []
    assert play(find_plus_grands, copy(monte(petit), petit, grand)) == [f"Trop ({COPIE})."]


def test_a_fault_of_two_reports_is_said_once_with_its_lines(monte: Monte, montant: Montant) -> None:
    petit, grand = montant(100, action="50"), montant(200, action="50", ligne="501")
    (phrase,) = play(find_plus_grands, copy(monte(petit, grand), petit, grand))
    assert phrase == f"Trop (rapport.txt, l.\u00a0501 et 500 ; {COPIE}, l.\u00a0501 et 500)."


def test_what_describes_few_actions_completes_the_report(monte: Monte, montant: Montant) -> None:
    petit, grand = montant(100, action="50"), montant(200, action="50", ligne="501")
    avenant = copy(monte(petit), grand, actions=2)
    assert list_rapports(avenant) == (avenant,)
    assert play(find_plus_grands, avenant) == [f"Trop ({COPIE}, l.\u00a0501 ; rapport.txt, l.\u00a0500)."]


def test_nothing_to_look_at_in_any_report(monte: Monte, montant: Montant) -> None:
    assert play(find_plus_grands, copy(monte(), montant(100, action="50"))) == []
    with pytest.raises(NonApplicable):
        play(find_plus_grands, copy(monte()))
