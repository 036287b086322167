"""What waits today, arranged for the page: who, when, and how late; a paper that is on its way apart from other help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.check_ins import CheckInView
from services.coming import EndingConsent, StepAheadView
from services.hand_over_views import HandOverView
from services.next_steps import LostView
from services.notices import NoticeView
from services.slip_views import SlipView
from services.support_views import ReceivedNeedView, SupportNeedView
from services.trial_lists import TrialLine


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits. names: reference → initials, of whom one may know them."""

    today: date
    check_ins: Sequence[CheckInView]
    slips: Sequence[SlipView]
    papers: Sequence[SupportNeedView]
    needs: Sequence[SupportNeedView]
    lost: Sequence[LostView]
    n_lost: int
    steps: Sequence[StepAheadView]
    notices: Sequence[NoticeView]
    consents: Sequence[EndingConsent]
    received: Sequence[ReceivedNeedView]
    offers: Sequence[HandOverView]
    names: Mapping[str, str]
    trials: Sequence[TrialLine] = ()

    @property
    def n_now(self) -> int:
        """How many things wait for a deed today; what only comes up is not counted."""
        due = [step for step in self.steps if step.due_on <= self.today]
        needs = [need for need in (*self.papers, *self.needs) if need.due_on <= self.today]
        return sum(map(len, (self.check_ins, self.slips, due, needs, self.notices, self.offers, self.trials))) + self.n_lost

    @property
    def is_quiet(self) -> bool:
        """Whether nothing stands on the page at all."""
        coming = (self.papers, self.needs, self.lost, self.steps, self.notices, self.consents)
        return not any((*coming, self.check_ins, self.slips, self.received, self.offers, self.trials))


def people_of(*lists: Sequence[object]) -> list[str]:
    """References of the people whom any of the lists names, each once."""
    found = (getattr(line, "candidate", None) for some in lists for line in some)
    return list(dict.fromkeys(reference for reference in found if reference))


def not_told_yet(lost: Sequence[LostView], *lists: Sequence[object]) -> list[LostView]:
    """People without a next date, but those whose missed date stands on the page already as a thing to be done."""
    told = set(people_of(*lists))
    return [line for line in lost if line.due_on is None or line.candidate not in told]
