"""Placements with their append-only transitions, notices to those who look after people, and places that the database counts."""

import sqlalchemy as sa
from alembic import op

revision = "0006_placements"
down_revision = "0005_consent"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_GUARD = """CREATE TRIGGER placement_transition_no_update BEFORE UPDATE ON placement_transition
    BEGIN SELECT RAISE(ABORT, 'placement_transition is append-only'); END"""
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION placement_transition_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'placement_transition is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER placement_transition_no_change BEFORE UPDATE ON placement_transition
    FOR EACH ROW EXECUTE FUNCTION placement_transition_is_append_only()""",
)
"""A transition goes only with its placement, when the law has the whole case erased: so DELETE is left to the foreign key."""


def upgrade() -> None:
    op.create_index('uq_vacancy_places', 'vacancy', ['id', 'places'], unique=True)
    op.create_table('placement',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('full_time', sa.Boolean(), nullable=False),
    sa.Column('place_number', sa.Integer(), nullable=True),
    sa.Column('vacancy_places', sa.Integer(), nullable=True),
    sa.Column('consent_id', IDENTIFIER, nullable=True),
    sa.Column('introduction_id', IDENTIFIER, nullable=True),
    sa.Column('referred_on', sa.Date(), nullable=True),
    sa.Column('answer_by', sa.Date(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('may_tell', sa.Boolean(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state IN ('declined_by_candidate', 'refused_by_employer', 'no_answer', 'withdrawn', 'hired_elsewhere', 'vacancy_filled', 'ended')) = (closed_on IS NOT NULL)", name=op.f('ck_placement_closed_on_a_day')),
    sa.CheckConstraint("(state IN ('declined_by_candidate', 'refused_by_employer', 'withdrawn', 'ended')) = (reason_code IS NOT NULL)", name=op.f('ck_placement_closed_with_a_reason')),
    sa.CheckConstraint("(state IN ('referred', 'interview', 'offered')) = (answer_by IS NOT NULL)", name=op.f('ck_placement_answer_by_a_day')),
    sa.CheckConstraint("(state IN ('started', 'retained_3m', 'retained_6m')) = (place_number IS NOT NULL)", name=op.f('ck_placement_at_work_holds_a_place')),
    sa.CheckConstraint("(state IN ('started', 'retained_3m', 'retained_6m', 'ended')) = (started_on IS NOT NULL)", name=op.f('ck_placement_at_work_since')),
    sa.CheckConstraint("NOT (state IN ('consented', 'referred', 'interview', 'offered', 'started', 'retained_3m', 'retained_6m', 'ended')) OR consent_id IS NOT NULL", name=op.f('ck_placement_stands_on_consent')),
    sa.CheckConstraint("NOT (state IN ('referred', 'interview', 'offered', 'started', 'retained_3m', 'retained_6m', 'ended')) OR introduction_id IS NOT NULL", name=op.f('ck_placement_introduced')),
    sa.CheckConstraint("reason_code IN ('lacking_skill', 'documents_missing', 'did_not_come', 'not_mobile', 'pay', 'schedule', 'incompatible_limit', 'not_interested', 'health', 'housing', 'relapse', 'conflict', 'contract_ended', 'position_closed', 'duplicate', 'consent_ended', 'case_closed', 'other')", name=op.f('ck_placement_reason_code')),
    sa.CheckConstraint("state IN ('proposed', 'shortlisted', 'consented', 'referred', 'interview', 'offered', 'started', 'retained_3m', 'retained_6m', 'declined_by_candidate', 'refused_by_employer', 'no_answer', 'withdrawn', 'hired_elsewhere', 'vacancy_filled', 'ended')", name=op.f('ck_placement_state')),
    sa.CheckConstraint('(introduction_id IS NULL) = (referred_on IS NULL)', name=op.f('ck_placement_referred_on_a_day')),
    sa.CheckConstraint('(place_number IS NULL) = (vacancy_places IS NULL)', name=op.f('ck_placement_place_of_how_many')),
    sa.CheckConstraint('(reason_code IS NULL) = (may_tell IS NULL)', name=op.f('ck_placement_may_be_told')),
    sa.CheckConstraint('place_number >= 1 AND place_number <= vacancy_places', name=op.f('ck_placement_place_number')),
    sa.CheckConstraint('started_on >= referred_on AND (closed_on IS NULL OR closed_on >= started_on)', name=op.f('ck_placement_dates_in_order')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_placement_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_placement_consent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['introduction_id'], ['introduction.id'], name=op.f('fk_placement_introduction_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id', 'vacancy_places'], ['vacancy.id', 'vacancy.places'], name='fk_placement_places', onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_placement_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement'))
    )
    op.create_index(op.f('ix_placement_candidate_id'), 'placement', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_placement_consent_id'), 'placement', ['consent_id'], unique=False)
    op.create_index(op.f('ix_placement_introduction_id'), 'placement', ['introduction_id'], unique=False)
    op.create_index(op.f('ix_placement_state_answer_by'), 'placement', ['state', 'answer_by'], unique=False)
    op.create_index('uq_placement_full_time', 'placement', ['candidate_id'], unique=True, sqlite_where=sa.text("state IN ('started', 'retained_3m', 'retained_6m') AND full_time"), postgresql_where=sa.text("state IN ('started', 'retained_3m', 'retained_6m') AND full_time"))
    op.create_index('uq_placement_open', 'placement', ['candidate_id', 'vacancy_id'], unique=True, sqlite_where=sa.text('closed_on IS NULL'), postgresql_where=sa.text('closed_on IS NULL'))
    op.create_index('uq_placement_place', 'placement', ['vacancy_id', 'place_number'], unique=True)

    op.create_table('notice',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=True),
    sa.Column('role', sa.String(length=16), nullable=True),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('placement_id', IDENTIFIER, nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_by', sa.String(length=64), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("code IN ('vacancy_filled', 'hired_elsewhere', 'no_answer', 'consent_ended', 'case_closed', 'vacancy_closed', 'reopened', 'contacts_missed')", name=op.f('ck_notice_code')),
    sa.CheckConstraint("role IN ('expert', 'caseworker', 'employer', 'coordinator', 'auditor', 'administrator')", name=op.f('ck_notice_role')),
    sa.CheckConstraint('(seen_by IS NULL) = (seen_at IS NULL)', name=op.f('ck_notice_seen_by_somebody')),
    sa.CheckConstraint('organisation_id IS NOT NULL OR role IS NOT NULL', name=op.f('ck_notice_for_somebody')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_notice_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_notice_organisation_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_notice_placement_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    op.create_index(op.f('ix_notice_candidate_id'), 'notice', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_notice_organisation_id_seen_at'), 'notice', ['organisation_id', 'seen_at'], unique=False)
    op.create_index(op.f('ix_notice_placement_id'), 'notice', ['placement_id'], unique=False)

    op.create_table('placement_transition',
    sa.Column('placement_id', IDENTIFIER, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('from_state', sa.String(length=24), nullable=True),
    sa.Column('to_state', sa.String(length=24), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('actor_role', sa.String(length=32), nullable=False),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('may_tell', sa.Boolean(), nullable=True),
    sa.Column('caused_by', IDENTIFIER, nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.CheckConstraint("from_state IN ('proposed', 'shortlisted', 'consented', 'referred', 'interview', 'offered', 'started', 'retained_3m', 'retained_6m', 'declined_by_candidate', 'refused_by_employer', 'no_answer', 'withdrawn', 'hired_elsewhere', 'vacancy_filled', 'ended')", name=op.f('ck_placement_transition_from_state')),
    sa.CheckConstraint("kind <> 'correction' OR note IS NOT NULL OR caused_by IS NOT NULL", name=op.f('ck_placement_transition_corrected_with_a_note')),
    sa.CheckConstraint("kind IN ('step', 'automatic', 'correction')", name=op.f('ck_placement_transition_kind')),
    sa.CheckConstraint("reason_code <> 'other' OR kind <> 'step' OR note IS NOT NULL", name=op.f('ck_placement_transition_other_in_words')),
    sa.CheckConstraint("reason_code IN ('lacking_skill', 'documents_missing', 'did_not_come', 'not_mobile', 'pay', 'schedule', 'incompatible_limit', 'not_interested', 'health', 'housing', 'relapse', 'conflict', 'contract_ended', 'position_closed', 'duplicate', 'consent_ended', 'case_closed', 'other')", name=op.f('ck_placement_transition_reason_code')),
    sa.CheckConstraint("to_state IN ('proposed', 'shortlisted', 'consented', 'referred', 'interview', 'offered', 'started', 'retained_3m', 'retained_6m', 'declined_by_candidate', 'refused_by_employer', 'no_answer', 'withdrawn', 'hired_elsewhere', 'vacancy_filled', 'ended')", name=op.f('ck_placement_transition_to_state')),
    sa.CheckConstraint("trim(actor_name) <> ''", name=op.f('ck_placement_transition_actor_name_not_blank')),
    sa.CheckConstraint("trim(note) <> ''", name=op.f('ck_placement_transition_note_not_blank')),
    sa.CheckConstraint('(position = 0) = (from_state IS NULL)', name=op.f('ck_placement_transition_first_from_nowhere')),
    sa.CheckConstraint('(reason_code IS NULL) = (may_tell IS NULL)', name=op.f('ck_placement_transition_may_be_told')),
    sa.CheckConstraint('from_state <> to_state', name=op.f('ck_placement_transition_moves')),
    sa.CheckConstraint('position >= 0', name=op.f('ck_placement_transition_position')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_placement_transition_placement_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('placement_id', 'position', name=op.f('pk_placement_transition'))
    )
    op.create_index(op.f('ix_placement_transition_to_state_on_day'), 'placement_transition', ['to_state', 'on_day'], unique=False)

    for statement in (SQLITE_GUARD,) if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("placement_transition", "notice", "placement"):
        op.drop_table(table)
    op.drop_index("uq_vacancy_places", "vacancy")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION placement_transition_is_append_only()")
