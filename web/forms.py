"""Forms that are sent: what was typed, what is wrong with it, and the page again with nothing lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flask import flash, redirect, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.i18n import words
from api.problems import error_sentence, fault_sentences, status_of
from services.errors import Conflict, DomainError, InvalidValue, TooManyAttempts, Unavailable
from web.languages import current_language
from web.work import WORK

TOKEN = "csrf_token"  # noqa: S105  (the name of a field)
DONE, REFUSED = "done", "refused"
"""Kinds of what is told at the head of the next page."""
REFUSALS = (InvalidValue, Conflict, TooManyAttempts, Unavailable)
"""What a person can mend; whoever may not do a thing at all, or asks about nothing, gets an error page."""


@dataclass(frozen=True, slots=True)
class Form:
    """written: field → what stands in it, as typed; several: field → every value of a group of ticks; faults: field → sentence,
    under "" what is wrong with the form as a whole."""

    written: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """What stands in a field; nothing for an empty one."""
        return self.written.get(name, "")

    def ticked(self, name: str) -> tuple[str, ...]:
        """The ticked values of a group."""
        return self.several.get(name, ())

    def number(self, name: str) -> int | None:
        """A whole number in a field; None where there is none."""
        said = self.get(name)
        return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


BLANK = Form()
"""A form that nobody has written in yet."""


def sent_form() -> Form:
    """The form of this request. An empty field says nothing."""
    lists = {
        name: tuple(value.strip() for value in request.form.getlist(name) if value.strip())
        for name in request.form
        if name not in (TOKEN, WORK)
    }
    return Form({name: values[-1] for name, values in lists.items() if values}, lists)


def answer(do: Callable[[Form], Response], again: Callable[[Form], str]) -> Response | tuple[str, int]:
    """Do what the sent form asks. What is refused brings the page back with everything typed and each fault beside its field.

    do: reads the form with schemas of the API, asks a use case and says where to go on; again: the page with the form in it.
    """
    form = sent_form()
    try:
        return do(form)
    except ValidationError as error:
        return again(replace(form, faults=fault_sentences(error.messages, current_language()))), 422
    except REFUSALS as error:
        return again(replace(form, faults={error.field or "": _beside_field(error)})), status_of(error)


def _beside_field(error: DomainError) -> str:
    """A refusal as it stands beside its field: there nobody needs to be told to correct it."""
    sentence, language = error_sentence(error, current_language()), current_language()
    return sentence.removesuffix(words(language).of("what_to_do", InvalidValue.default_remedy)).strip() if error.field else sentence


def act(do: Callable[[Form], str | None], back: str) -> Response:
    """Do what a single button asks and come back; what was done, or why it was refused, is told at the head of the page.

    do: asks a use case and gives the sentence of what was done; back: an address of ours.
    """
    try:
        done = do(sent_form())
    except ValidationError as error:
        tell(" ".join(fault_sentences(error.messages, current_language()).values()), REFUSED)
    except REFUSALS as error:
        tell(error_sentence(error, current_language()), REFUSED)
    else:
        if done:
            tell(done)
    return redirect(back, 303)


def tell(sentence: str, kind: str = DONE) -> None:
    """A sentence for the head of the next page: it stays until the person goes on."""
    flash(sentence, kind)


def sentence_of(error: DomainError) -> str:
    """A refusal in the reader's language, with what to do."""
    return error_sentence(error, current_language())
