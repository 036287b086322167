"""Follow-up: check-ins with every attempt, the next step of each person, secret calendars, letters sent; where an outcome comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0007_followup"
down_revision = "0006_placements"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_GUARD = """CREATE TRIGGER check_in_contact_no_update BEFORE UPDATE ON check_in_contact
    BEGIN SELECT RAISE(ABORT, 'check_in_contact is append-only'); END"""
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION check_in_contact_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'check_in_contact is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER check_in_contact_no_change BEFORE UPDATE ON check_in_contact
    FOR EACH ROW EXECUTE FUNCTION check_in_contact_is_append_only()""",
)
"""An attempt goes only with its check-in, when the law has the whole case erased: so DELETE is left to the foreign key."""


def upgrade() -> None:
    op.create_table('calendar_feed',
    sa.Column('account_id', IDENTIFIER, autoincrement=False, nullable=False),
    sa.Column('secret_digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(secret_digest) = 64', name=op.f('ck_calendar_feed_digest')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_calendar_feed_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_calendar_feed_secret_digest'))
    )
    op.create_table('digest_sent',
    sa.Column('account_id', IDENTIFIER, autoincrement=False, nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_digest_sent_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'on_day', name=op.f('pk_digest_sent'))
    )
    op.create_table('next_step',
    sa.Column('candidate_id', IDENTIFIER, autoincrement=False, nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.String(length=64), nullable=False),
    sa.Column('set_by_name', sa.String(length=200), nullable=False),
    sa.CheckConstraint("reason_code <> 'other' OR note IS NOT NULL", name=op.f('ck_next_step_other_in_words')),
    sa.CheckConstraint("reason_code IN ('waits_for_return', 'in_treatment', 'in_training', 'asked_not_to', 'moved_away', 'works_on', 'other')", name=op.f('ck_next_step_reason_code')),
    sa.CheckConstraint("trim(note) <> ''", name=op.f('ck_next_step_note_not_blank')),
    sa.CheckConstraint("trim(set_by_name) <> ''", name=op.f('ck_next_step_set_by_name_not_blank')),
    sa.CheckConstraint('(due_on IS NULL) = (reason_code IS NOT NULL)', name=op.f('ck_next_step_day_or_reason')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_next_step_candidate_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('candidate_id', name=op.f('pk_next_step'))
    )
    op.create_table('check_in',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('placement_id', IDENTIFIER, nullable=False),
    sa.Column('day_number', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('result', sa.String(length=16), nullable=True),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('n_missed', sa.Integer(), nullable=False),
    sa.Column('next_try_on', sa.Date(), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.String(length=64), nullable=True),
    sa.Column('done_by_name', sa.String(length=200), nullable=True),
    sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL AND done_by IS NOT NULL AND done_by_name IS NOT NULL)", name=op.f('ck_check_in_done_by')),
    sa.CheckConstraint("(state = 'done') = (result IS NOT NULL AND result <> 'unreachable')", name=op.f('ck_check_in_done_with_a_result')),
    sa.CheckConstraint("reason_code IN ('lacking_skill', 'documents_missing', 'did_not_come', 'not_mobile', 'pay', 'schedule', 'incompatible_limit', 'not_interested', 'health', 'housing', 'relapse', 'conflict', 'contract_ended', 'position_closed', 'duplicate', 'consent_ended', 'case_closed', 'other', 'no_reply', 'number_changed', 'moved', 'not_met')", name=op.f('ck_check_in_reason_code')),
    sa.CheckConstraint("result IN ('working', 'left', 'unreachable')", name=op.f('ck_check_in_result')),
    sa.CheckConstraint("state <> 'open' OR (n_missed > 0) = (next_try_on IS NOT NULL)", name=op.f('ck_check_in_missed_is_tried_again')),
    sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f('ck_check_in_state')),
    sa.CheckConstraint("trim(done_by_name) <> ''", name=op.f('ck_check_in_done_by_name_not_blank')),
    sa.CheckConstraint('day_number >= 1 AND day_number <= 3650', name=op.f('ck_check_in_day_number')),
    sa.CheckConstraint('escalated_at IS NULL OR n_missed > 0', name=op.f('ck_check_in_escalated_when_missed')),
    sa.CheckConstraint('n_missed >= 0', name=op.f('ck_check_in_n_missed')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_check_in_placement_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in'))
    )
    op.create_index(op.f('ix_check_in_state_due_on'), 'check_in', ['state', 'due_on'], unique=False)
    op.create_index('uq_check_in_day', 'check_in', ['placement_id', 'day_number'], unique=True)
    op.create_table('check_in_contact',
    sa.Column('check_in_id', IDENTIFIER, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('actor_role', sa.String(length=32), nullable=False),
    sa.Column('result', sa.String(length=16), nullable=False),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("reason_code <> 'other' OR note IS NOT NULL", name=op.f('ck_check_in_contact_other_in_words')),
    sa.CheckConstraint("reason_code IN ('lacking_skill', 'documents_missing', 'did_not_come', 'not_mobile', 'pay', 'schedule', 'incompatible_limit', 'not_interested', 'health', 'housing', 'relapse', 'conflict', 'contract_ended', 'position_closed', 'duplicate', 'consent_ended', 'case_closed', 'other', 'no_reply', 'number_changed', 'moved', 'not_met')", name=op.f('ck_check_in_contact_reason_code')),
    sa.CheckConstraint("result <> 'left' OR reason_code IS NOT NULL", name=op.f('ck_check_in_contact_left_for_a_reason')),
    sa.CheckConstraint("result <> 'working' OR reason_code IS NULL", name=op.f('ck_check_in_contact_works_without_a_reason')),
    sa.CheckConstraint("result IN ('working', 'left', 'unreachable')", name=op.f('ck_check_in_contact_result')),
    sa.CheckConstraint("trim(actor_name) <> ''", name=op.f('ck_check_in_contact_actor_name_not_blank')),
    sa.CheckConstraint("trim(note) <> ''", name=op.f('ck_check_in_contact_note_not_blank')),
    sa.CheckConstraint('position >= 0', name=op.f('ck_check_in_contact_position')),
    sa.ForeignKeyConstraint(['check_in_id'], ['check_in.id'], name=op.f('fk_check_in_contact_check_in_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('check_in_id', 'position', name=op.f('pk_check_in_contact'))
    )

    with op.batch_alter_table("outcome") as batch_op:
        batch_op.add_column(sa.Column("placement_id", IDENTIFIER, nullable=True))
        batch_op.create_index(batch_op.f("ix_outcome_placement_id"), ["placement_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_outcome_placement_id"), "placement", ["placement_id"], ["id"], ondelete="SET NULL")

    for statement in (SQLITE_GUARD,) if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("outcome") as batch_op:
        batch_op.drop_constraint("fk_outcome_placement_id", type_="foreignkey")
        batch_op.drop_index("ix_outcome_placement_id")
        batch_op.drop_column("placement_id")
    for table in ("check_in_contact", "check_in", "next_step", "digest_sent", "calendar_feed"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION check_in_contact_is_append_only()")
