"""Pilots of work activity, their intake and the plans of who goes where."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import REFERENCE_FORM, AnswerSchema, PageQuery, Query, StrictSchema
from api.schemas.fields import LARGEST, Code, Day, Flag, Many, Part, Pattern, Text, Whole
from api.schemas.ranking import ReasonSchema
from matcher.cohort import Minimum
from models import codes
from services.cohort_plans import MINIMUM_KINDS
from services.cohort_question import LARGEST_MINIMUM, MOST_MINIMUMS
from services.notes import LONGEST_NOTE
from services.pilots import MOST_AT_ONCE, OpenPilot


class OpenPilotSchema(StrictSchema):
    """A pilot to be opened."""

    title = Text(300, required=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    organisation = Text(200, required=True, metadata={"description": "Who runs it, by name."})
    reference = Text(64, also=[Pattern(REFERENCE_FORM, "reference")], metadata={"description": "The next free one if not given."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> OpenPilot:
        """Give the command."""
        return OpenPilot(**said)


class PilotStatusSchema(StrictSchema):
    """How far a pilot is."""

    status = Code(codes.PILOT_STATUSES, required=True)


class AddPostSchema(StrictSchema):
    """A vacancy of pilot work that becomes a post. tutor: the host's employee who guides the people there."""

    vacancy = Text(64, required=True)
    tutor = Text(200)


class EnterIntakeSchema(StrictSchema):
    """People to be entered."""

    candidates = Many(Text(64), MOST_AT_ONCE, least=1, required=True)


class LeaveIntakeSchema(StrictSchema):
    """Who leaves."""

    candidate = Text(64, required=True)


class BarSchema(StrictSchema):
    """A pair that shall not come together. reason: why; without one the bar is taken away."""

    candidate = Text(64, required=True)
    vacancy = Text(64, required=True)
    reason = Text(LONGEST_NOTE)


class PostSchema(AnswerSchema):
    """A post of a pilot; the host is the employer of the vacancy."""

    vacancy = fields.String()
    title = fields.String()
    host = fields.String()
    province = fields.String(allow_none=True)
    places = fields.Integer()
    status = fields.String()
    tutor = fields.String(allow_none=True)


class PilotSchema(AnswerSchema):
    """A pilot."""

    reference = fields.String()
    title = fields.String()
    starts_on = fields.Date()
    ends_on = fields.Date()
    organisation = fields.String()
    status = fields.String(metadata={"enum": list(codes.PILOT_STATUSES)})
    posts = fields.List(fields.Nested(PostSchema))
    last_plan = fields.Integer(metadata={"description": "Number of the newest plan, 0 where there is none."})


class PilotPageQuery(PageQuery):
    """Which pilots."""

    q = Text(100, metadata={"description": "Part of the title, of the reference or of the name of the organisation that runs it."})
    status = Code(codes.PILOT_STATUSES)


class PilotPageSchema(AnswerSchema):
    """A page of pilots."""

    pilots = fields.List(fields.Nested(PilotSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class BarredSchema(AnswerSchema):
    """A pair that a coordinator bars. reason: null for who may not read what is restricted of the person."""

    candidate = fields.String()
    vacancy = fields.String()
    reason = fields.String(allow_none=True)


class IntakeSchema(AnswerSchema):
    """Whom of the intake you may know of, in order of entry."""

    pilot = fields.String()
    candidates = fields.List(fields.String())
    barred = fields.List(fields.Nested(BarredSchema))


class AskedMinimumSchema(StrictSchema):
    """At least so many people in a province (by its code), or at a host (by its name)."""

    kind = Code(MINIMUM_KINDS, required=True)
    key = Text(200, required=True)
    least = Whole(0, LARGEST_MINIMUM, required=True)

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> Minimum:
        """Give the value."""
        return Minimum(**said)


class MakePlanSchema(StrictSchema):
    """What plan to make."""

    with_ordinary = Flag(load_default=False, metadata={"description": "Use every open vacancy, not only the pilot's posts."})
    minimums = Many(Part(AskedMinimumSchema), MOST_MINIMUMS, load_default=list)
    as_of = Day(metadata={"description": "The day to judge by; today if not given."})
    fresh = Flag(load_default=False, metadata={"description": "Forget what was locked before; accepted pairs stay."})


class MovePersonSchema(StrictSchema):
    """A change. vacancy: where the person shall go; null: they get no place by this plan."""

    candidate = Text(64, required=True)
    vacancy = Text(64, required=True, allow_none=True)


class LockSchema(StrictSchema):
    """Whom to lock where the plan has them, or to let go."""

    candidates = Many(Text(64), MOST_AT_ONCE, least=1, required=True)
    locked = Flag(load_default=True)


class AcceptPlanSchema(StrictSchema):
    """What to accept: every pair, or those of these people. note: why, in words; it is kept with each placement."""

    note = Text(LONGEST_NOTE, required=True)
    candidates = Many(Text(64), MOST_AT_ONCE, least=1)


class MinimumSchema(AnswerSchema):
    """A minimum that the plan keeps."""

    kind = fields.String(metadata={"enum": list(MINIMUM_KINDS)})
    key = fields.String()
    least = fields.Integer()


class OptionSchema(AnswerSchema):
    """A post that somebody could have. cost: what it would cost the whole, in people expected still at work after three months."""

    vacancy = fields.String()
    probability = fields.Float()
    cost = fields.Float(allow_none=True)
    possible = fields.Boolean(metadata={"description": "False where no plan that keeps the minimums has it."})


class ObstacleSchema(AnswerSchema):
    """A rule that keeps somebody out of posts: of how many, and of how many it alone."""

    code = fields.String()
    n_posts = fields.Integer()
    n_alone = fields.Integer()
    reason = fields.Nested(ReasonSchema)


class PlanLineSchema(AnswerSchema):
    """What a plan says of one person. review: a question stands before this pair and is clarified first."""

    candidate = fields.String()
    name = fields.String(metadata={"description": "Initials, where you may know them."})
    vacancy = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    host = fields.String(allow_none=True)
    probability = fields.Float(allow_none=True)
    why = fields.String(metadata={"enum": list(codes.PLAN_WHYS)})
    why_sentence = fields.String()
    review = fields.Boolean()
    n_options = fields.Integer(metadata={"description": "Posts that no rule keeps the person out of."})
    locked = fields.Boolean()
    accepted = fields.Boolean()
    best = fields.Nested(OptionSchema, allow_none=True, metadata={"description": "The person's own best post."})
    next_best = fields.Nested(OptionSchema, allow_none=True, metadata={"description": "The other post that costs the whole least."})
    obstacles = fields.List(fields.Nested(ObstacleSchema))
    reviews = fields.List(fields.Nested(ReasonSchema))
    next_step = fields.String()
    next_step_sentence = fields.String()


class PlanMoveSchema(AnswerSchema):
    """Somebody who stands elsewhere than before; null: without a place."""

    candidate = fields.String()
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)
    probability_before = fields.Float(allow_none=True)
    probability_after = fields.Float(allow_none=True)


class ComparedSchema(AnswerSchema):
    """What changed since another plan. gain: in people expected still at work after three months."""

    number = fields.Integer()
    gain = fields.Float()
    moved = fields.List(fields.Nested(PlanMoveSchema))


class PlanQuery(Query):
    """What a plan is compared with."""

    against = Whole(
        1, LARGEST, from_text=True, data_key="with", metadata={"description": "Number of an earlier plan; without it, the one before."}
    )


class EarlierPlanSchema(AnswerSchema):
    """A plan of the same pilot that this one may be compared with."""

    number = fields.Integer()
    as_of = fields.Date()
    made_at = fields.DateTime()
    state = fields.String(metadata={"enum": list(codes.PLAN_STATES)})


class PlanSchema(AnswerSchema):
    """A plan; sums and lines are of the people whom you may know of."""

    pilot = fields.String()
    number = fields.Integer()
    state = fields.String(metadata={"enum": list(codes.PLAN_STATES)})
    as_of = fields.Date()
    with_ordinary = fields.Boolean()
    minimums = fields.List(fields.Nested(MinimumSchema))
    expected = fields.Float(metadata={"description": "People expected still at work after three months."})
    n_people = fields.Integer()
    n_placed = fields.Integer()
    costs_exact = fields.Boolean(metadata={"description": "False where costs are upper bounds."})
    scorer = fields.String()
    rules = fields.String()
    made_by = fields.String()
    made_at = fields.DateTime()
    accepted_by = fields.String(allow_none=True)
    accepted_at = fields.DateTime(allow_none=True)
    lines = fields.List(fields.Nested(PlanLineSchema))
    compared = fields.Nested(
        ComparedSchema, allow_none=True, metadata={"description": "With the plan asked for by `with`, else the one before."}
    )
    earlier = fields.List(fields.Nested(EarlierPlanSchema))


class MoveAnswerSchema(AnswerSchema):
    """What a change would do. cost: fewer people expected still at work after three months; below zero: more."""

    candidate = fields.String()
    vacancy = fields.String(allow_none=True)
    cost = fields.Float()
    compared = fields.Nested(ComparedSchema)
