"""What a page arranges of a case before it is shown."""

from dataclasses import replace

from services.actors import COMMAND_LINE_ACTOR
from services.candidates import get_candidate_view
from tests.web.caseworker.conftest import Work
from web.shown.device import device_name
from web.shown.person import person_page


def test_a_wish_that_was_understood_as_several_trades_stands_once(work: Work) -> None:
    view = get_candidate_view(work.stage.installation, COMMAND_LINE_ACTOR, work.person)
    wishes = tuple(replace(view.wishes[0], text="стройка", label=label) for label in ("каменщик", "бетонщик"))
    (line,) = person_page(replace(view, wishes=wishes)).wishes
    assert (line.text, line.label) == ("стройка", "каменщик, бетонщик")


def test_a_session_is_called_by_what_somebody_knows_their_device_by() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"
    assert device_name(edge) == "Edge, Windows"
    assert (
        device_name("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36")
        == "Chrome, Android"
    )
    assert device_name("curl/8.5") == "curl/8.5"
    assert device_name(None) == ""
