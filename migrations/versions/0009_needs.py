"""Support needs and their steps, referral slips and quotas; a step is never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009_needs"
down_revision = "0008_pilots"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("referral_slip", "support_step", "support_need", "quota", "slip_count")

SQLITE_GUARDS = (
    "CREATE TRIGGER support_step_no_update BEFORE UPDATE ON support_step BEGIN SELECT RAISE(ABORT, 'support_step is append-only'); END",
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION support_step_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'support_step is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER support_step_no_update BEFORE UPDATE ON support_step
    FOR EACH ROW EXECUTE FUNCTION support_step_is_append_only()""",
)


def upgrade() -> None:
    op.create_table('slip_count',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.CheckConstraint('last >= 1', name=op.f('ck_slip_count_last')),
    sa.CheckConstraint('year >= 2000 AND year <= 2099', name=op.f('ck_slip_count_year')),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_slip_count'))
    )
    op.create_table('quota',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('employer_id', IDENTIFIER, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('entered_by', sa.String(length=64), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("trim(basis) <> ''", name=op.f('ck_quota_basis_not_blank')),
    sa.CheckConstraint('places >= 1 AND places <= 10000', name=op.f('ck_quota_places')),
    sa.CheckConstraint('until >= starts_on', name=op.f('ck_quota_days_in_order')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_quota_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota'))
    )
    op.create_index(op.f('ix_quota_employer_id_starts_on'), 'quota', ['employer_id', 'starts_on'], unique=False)
    op.create_table('support_need',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('document_kind', sa.String(length=24), nullable=True),
    sa.Column('wanted', sa.Text(), nullable=True),
    sa.Column('wanted_restricted', sa.Text(), nullable=True),
    sa.Column('opened_by', sa.String(length=64), nullable=False),
    sa.Column('opened_by_name', sa.String(length=200), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=True),
    sa.Column('consent_id', IDENTIFIER, nullable=True),
    sa.Column('success', sa.Boolean(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind IN ('medical_certificate', 'counselling', 'addiction_support')) = (wanted IS NULL)", name=op.f('ck_support_need_health_is_restricted')),
    sa.CheckConstraint("(state = 'done') = (closed_at IS NOT NULL)", name=op.f('ck_support_need_done_is_closed')),
    sa.CheckConstraint("(state = 'done') = (success IS NOT NULL)", name=op.f('ck_support_need_done_tells_success')),
    sa.CheckConstraint("document_kind IN ('passport', 'military_record', 'education_proof', 'medical_certificate', 'work_book')", name=op.f('ck_support_need_document_kind')),
    sa.CheckConstraint("document_kind IS NULL OR kind IN ('documents', 'medical_certificate')", name=op.f('ck_support_need_paper_of_its_kind')),
    sa.CheckConstraint("kind <> 'medical_certificate' OR document_kind = 'medical_certificate'", name=op.f('ck_support_need_certificate_is_one')),
    sa.CheckConstraint("kind IN ('housing', 'documents', 'medical_certificate', 'training', 'clothing', 'transport', 'counselling', 'addiction_support')", name=op.f('ck_support_need_kind')),
    sa.CheckConstraint("state <> 'needed' OR organisation_id IS NULL", name=op.f('ck_support_need_needed_is_with_nobody')),
    sa.CheckConstraint("state IN ('needed', 'in_progress', 'accepted', 'rejected', 'done')", name=op.f('ck_support_need_state')),
    sa.CheckConstraint("state NOT IN ('accepted', 'rejected') OR organisation_id IS NOT NULL", name=op.f('ck_support_need_answered_by_somebody')),
    sa.CheckConstraint("trim(wanted) <> ''", name=op.f('ck_support_need_wanted_not_blank')),
    sa.CheckConstraint("trim(wanted_restricted) <> ''", name=op.f('ck_support_need_wanted_restricted_not_blank')),
    sa.CheckConstraint('(organisation_id IS NULL) = (consent_id IS NULL)', name=op.f('ck_support_need_handed_over_with_consent')),
    sa.CheckConstraint('(wanted IS NULL) <> (wanted_restricted IS NULL)', name=op.f('ck_support_need_told_once')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_support_need_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_support_need_consent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_support_need_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_need'))
    )
    op.create_index(op.f('ix_support_need_candidate_id'), 'support_need', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_support_need_consent_id'), 'support_need', ['consent_id'], unique=False)
    op.create_index(op.f('ix_support_need_due_on'), 'support_need', ['due_on'], unique=False)
    op.create_index(op.f('ix_support_need_organisation_id'), 'support_need', ['organisation_id'], unique=False)
    op.create_table('support_step',
    sa.Column('need_id', IDENTIFIER, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('from_state', sa.String(length=16), nullable=True),
    sa.Column('to_state', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('actor_role', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=True),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('success', sa.Boolean(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("from_state IN ('needed', 'in_progress', 'accepted', 'rejected', 'done')", name=op.f('ck_support_step_from_state')),
    sa.CheckConstraint("reason_code <> 'other' OR note IS NOT NULL", name=op.f('ck_support_step_other_is_told')),
    sa.CheckConstraint("reason_code IN ('no_places', 'not_entitled', 'documents_missing', 'outside_area', 'no_contact', 'declined_by_person', 'no_longer_needed', 'too_late', 'consent_ended', 'taken_back', 'other')", name=op.f('ck_support_step_reason_code')),
    sa.CheckConstraint("to_state <> 'done' OR success OR reason_code IS NOT NULL", name=op.f('ck_support_step_failed_with_a_reason')),
    sa.CheckConstraint("to_state <> 'rejected' OR reason_code IS NOT NULL", name=op.f('ck_support_step_rejected_with_a_reason')),
    sa.CheckConstraint("to_state IN ('needed', 'in_progress', 'accepted', 'rejected', 'done')", name=op.f('ck_support_step_to_state')),
    sa.CheckConstraint("trim(note) <> ''", name=op.f('ck_support_step_note_not_blank')),
    sa.CheckConstraint('(from_state IS NULL) = (position = 1)', name=op.f('ck_support_step_begins_once')),
    sa.CheckConstraint('from_state IS NULL OR from_state <> to_state', name=op.f('ck_support_step_leads_somewhere')),
    sa.ForeignKeyConstraint(['need_id'], ['support_need.id'], name=op.f('fk_support_step_need_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_support_step_organisation_id')),
    sa.PrimaryKeyConstraint('need_id', 'position', name=op.f('pk_support_step'))
    )
    op.create_index(op.f('ix_support_step_organisation_id'), 'support_step', ['organisation_id'], unique=False)
    op.create_table('referral_slip',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('placement_id', IDENTIFIER, nullable=False),
    sa.Column('employer_id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('quota', sa.Boolean(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by', sa.String(length=64), nullable=False),
    sa.Column('issued_by_name', sa.String(length=200), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('appear_by', sa.Date(), nullable=False),
    sa.Column('return_by', sa.Date(), nullable=False),
    sa.Column('came', sa.Boolean(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('ground', sa.String(length=24), nullable=True),
    sa.Column('marked_on', sa.Date(), nullable=True),
    sa.Column('marked_by', sa.String(length=64), nullable=True),
    sa.Column('marked_by_name', sa.String(length=200), nullable=True),
    sa.Column('returned_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("ground IN ('qualification', 'place_taken', 'medical_conclusion', 'paper_missing', 'legal_bar', 'hours')", name=op.f('ck_referral_slip_ground')),
    sa.CheckConstraint('(accepted IS NOT NULL AND NOT accepted) = (ground IS NOT NULL)', name=op.f('ck_referral_slip_refused_on_a_ground')),
    sa.CheckConstraint('(came IS NOT NULL AND came) = (accepted IS NOT NULL)', name=op.f('ck_referral_slip_answered_who_came')),
    sa.CheckConstraint('(came IS NULL) = (marked_on IS NULL)', name=op.f('ck_referral_slip_mark_has_its_day')),
    sa.CheckConstraint('(marked_on IS NULL) = (marked_by IS NULL) AND (marked_on IS NULL) = (marked_by_name IS NULL)', name=op.f('ck_referral_slip_marked_by_whom')),
    sa.CheckConstraint('appear_by >= issued_on AND return_by >= appear_by', name=op.f('ck_referral_slip_days_in_order')),
    sa.CheckConstraint('marked_on >= issued_on AND (returned_on IS NULL OR returned_on >= issued_on)', name=op.f('ck_referral_slip_not_before_it_was_issued')),
    sa.CheckConstraint('sequence >= 1', name=op.f('ck_referral_slip_sequence')),
    sa.CheckConstraint('year >= 2000 AND year <= 2099', name=op.f('ck_referral_slip_year')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_referral_slip_employer_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_referral_slip_placement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_referral_slip_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_slip'))
    )
    op.create_index(op.f('ix_referral_slip_employer_id_quota'), 'referral_slip', ['employer_id', 'quota'], unique=False)
    op.create_index(op.f('ix_referral_slip_placement_id'), 'referral_slip', ['placement_id'], unique=False)
    op.create_index(op.f('ix_referral_slip_return_by'), 'referral_slip', ['return_by'], unique=False)
    op.create_index(op.f('ix_referral_slip_vacancy_id'), 'referral_slip', ['vacancy_id'], unique=False)
    op.create_index('uq_referral_slip_number', 'referral_slip', ['year', 'sequence'], unique=True)
    op.create_index('uq_referral_slip_out', 'referral_slip', ['placement_id'], unique=True, sqlite_where=sa.text('returned_on IS NULL'), postgresql_where=sa.text('returned_on IS NULL'))
    for statement in POSTGRESQL_GUARDS if op.get_bind().dialect.name == "postgresql" else SQLITE_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION support_step_is_append_only()")
