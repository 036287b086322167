"""Offers to hand a person over to another organisation, and the notices that tell what became of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0012_hand_over"
down_revision = "0011_drafts"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOLD_BEFORE = (
    "vacancy_filled", "hired_elsewhere", "no_answer", "consent_ended", "case_closed", "vacancy_closed", "reopened", "contacts_missed",
)  # fmt: skip
TOLD_OF_HAND_OVERS = ("hand_over_accepted", "hand_over_taken", "hand_over_declined", "hand_over_ended")


def upgrade() -> None:
    op.create_table('hand_over',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('from_organisation_id', IDENTIFIER, nullable=False),
    sa.Column('to_organisation_id', IDENTIFIER, nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('offered_by', sa.String(length=64), nullable=False),
    sa.Column('offered_by_name', sa.String(length=200), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.String(length=64), nullable=True),
    sa.Column('closed_by_name', sa.String(length=200), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('reason_note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'ended') = (reason_code IN ('consent_ended', 'case_closed', 'moved'))", name=op.f('ck_hand_over_ended_with_a_reason')),
    sa.CheckConstraint("(state = 'offered') = (closed_at IS NULL)", name=op.f('ck_hand_over_closed_at_an_instant')),
    sa.CheckConstraint("(state IN ('declined', 'ended')) = (reason_code IS NOT NULL)", name=op.f('ck_hand_over_declined_with_a_reason')),
    sa.CheckConstraint("(state IN ('offered', 'ended')) = (closed_by IS NULL)", name=op.f('ck_hand_over_closed_by_somebody')),
    sa.CheckConstraint("reason_code <> 'other' OR reason_note IS NOT NULL", name=op.f('ck_hand_over_other_in_words')),
    sa.CheckConstraint("reason_code IN ('no_places', 'outside_area', 'not_our_help', 'no_contact', 'declined_by_person', 'other', 'consent_ended', 'case_closed', 'moved')", name=op.f('ck_hand_over_reason_code')),
    sa.CheckConstraint("state IN ('offered', 'accepted', 'declined', 'withdrawn', 'ended')", name=op.f('ck_hand_over_state')),
    sa.CheckConstraint("trim(note) <> ''", name=op.f('ck_hand_over_note_not_blank')),
    sa.CheckConstraint("trim(offered_by_name) <> ''", name=op.f('ck_hand_over_offered_by_name_not_blank')),
    sa.CheckConstraint("trim(reason_note) <> ''", name=op.f('ck_hand_over_reason_note_not_blank')),
    sa.CheckConstraint('(closed_by IS NULL) = (closed_by_name IS NULL)', name=op.f('ck_hand_over_closed_by_whom')),
    sa.CheckConstraint('from_organisation_id <> to_organisation_id', name=op.f('ck_hand_over_to_another')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_hand_over_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['from_organisation_id'], ['organisation.id'], name=op.f('fk_hand_over_from_organisation_id')),
    sa.ForeignKeyConstraint(['to_organisation_id'], ['organisation.id'], name=op.f('fk_hand_over_to_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over'))
    )
    op.create_index(op.f('ix_hand_over_candidate_id'), 'hand_over', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_hand_over_from_organisation_id_state'), 'hand_over', ['from_organisation_id', 'state'], unique=False)
    op.create_index(op.f('ix_hand_over_to_organisation_id_state'), 'hand_over', ['to_organisation_id', 'state'], unique=False)
    op.create_index('uq_hand_over_open', 'hand_over', ['candidate_id'], unique=True, sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))

    allow((*TOLD_BEFORE, *TOLD_OF_HAND_OVERS))


def downgrade() -> None:
    op.drop_table("hand_over")
    notice = sa.table("notice", sa.column("code", sa.String))
    op.execute(notice.delete().where(notice.c.code.in_(TOLD_OF_HAND_OVERS)))
    allow(TOLD_BEFORE)


def allow(codes: Sequence[str]) -> None:
    """Which notices there may be."""
    allowed = "code IN ({})".format(", ".join(f"'{code}'" for code in codes))
    with op.batch_alter_table("notice") as batch_op:
        batch_op.drop_constraint(op.f("ck_notice_code"), type_="check")
        batch_op.create_check_constraint(op.f("ck_notice_code"), allowed)
