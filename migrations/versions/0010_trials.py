"""Trial agreements of pilot work activity, their days of attendance and their assessments."""

import sqlalchemy as sa
from alembic import op

revision = "0010_trials"
down_revision = "0009_needs"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('trial_agreement',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('pilot_id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('schedule', sa.Text(), nullable=False),
    sa.Column('tasks', sa.Text(), nullable=False),
    sa.Column('pay_byn', sa.Numeric(precision=10, scale=2), nullable=True),
    sa.Column('subsidy_byn', sa.Numeric(precision=10, scale=2), nullable=True),
    sa.Column('pay_per', sa.String(length=8), nullable=False),
    sa.Column('protective_equipment', sa.Text(), nullable=True),
    sa.Column('emergency_contact', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('place_number', sa.Integer(), nullable=True),
    sa.Column('vacancy_places', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.String(length=64), nullable=True),
    sa.Column('signed_by_name', sa.String(length=200), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('cancelled_because', sa.Text(), nullable=True),
    sa.Column('placement_id', IDENTIFIER, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (cancelled_because IS NOT NULL)", name=op.f('ck_trial_agreement_cancelled_with_a_reason')),
    sa.CheckConstraint("(state = 'running') = (place_number IS NOT NULL)", name=op.f('ck_trial_agreement_running_holds_a_place')),
    sa.CheckConstraint("(state IN ('ended', 'cancelled')) = (closed_on IS NOT NULL)", name=op.f('ck_trial_agreement_closed_on_a_day')),
    sa.CheckConstraint("pay_per IN ('hour', 'day', 'month', 'trial')", name=op.f('ck_trial_agreement_pay_per')),
    sa.CheckConstraint("placement_id IS NULL OR state = 'ended'", name=op.f('ck_trial_agreement_led_somewhere_when_ended')),
    sa.CheckConstraint("state <> 'draft' OR signed_at IS NULL", name=op.f('ck_trial_agreement_draft_is_unsigned')),
    sa.CheckConstraint("state IN ('draft', 'running', 'ended', 'cancelled')", name=op.f('ck_trial_agreement_state')),
    sa.CheckConstraint("state NOT IN ('running', 'ended') OR signed_at IS NOT NULL", name=op.f('ck_trial_agreement_runs_when_signed')),
    sa.CheckConstraint("trim(cancelled_because) <> ''", name=op.f('ck_trial_agreement_cancelled_because_not_blank')),
    sa.CheckConstraint("trim(emergency_contact) <> ''", name=op.f('ck_trial_agreement_emergency_contact_not_blank')),
    sa.CheckConstraint("trim(protective_equipment) <> ''", name=op.f('ck_trial_agreement_protective_equipment_not_blank')),
    sa.CheckConstraint("trim(schedule) <> ''", name=op.f('ck_trial_agreement_schedule_not_blank')),
    sa.CheckConstraint("trim(tasks) <> ''", name=op.f('ck_trial_agreement_tasks_not_blank')),
    sa.CheckConstraint('(place_number IS NULL) = (vacancy_places IS NULL)', name=op.f('ck_trial_agreement_place_of_how_many')),
    sa.CheckConstraint('(signed_at IS NULL) = (signed_by IS NULL) AND (signed_at IS NULL) = (signed_by_name IS NULL)', name=op.f('ck_trial_agreement_signed_by_whom')),
    sa.CheckConstraint('pay_byn > 0 AND pay_byn < 10000000', name=op.f('ck_trial_agreement_pay_byn')),
    sa.CheckConstraint('pay_byn IS NOT NULL OR subsidy_byn IS NOT NULL', name=op.f('ck_trial_agreement_paid_by_somebody')),
    sa.CheckConstraint('place_number >= 1 AND place_number <= vacancy_places', name=op.f('ck_trial_agreement_place_number')),
    sa.CheckConstraint('subsidy_byn > 0 AND subsidy_byn < 10000000', name=op.f('ck_trial_agreement_subsidy_byn')),
    sa.CheckConstraint('until_on >= from_on', name=op.f('ck_trial_agreement_dates_in_order')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_trial_agreement_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_trial_agreement_organisation_id')),
    sa.ForeignKeyConstraint(['pilot_id', 'vacancy_id'], ['pilot_post.pilot_id', 'pilot_post.vacancy_id'], name='fk_trial_agreement_post'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_trial_agreement_pilot_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_trial_agreement_placement_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['vacancy_id', 'vacancy_places'], ['vacancy.id', 'vacancy.places'], name='fk_trial_agreement_places', onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_trial_agreement_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trial_agreement'))
    )
    op.create_index(op.f('ix_trial_agreement_candidate_id'), 'trial_agreement', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_trial_agreement_organisation_id'), 'trial_agreement', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_trial_agreement_pilot_id'), 'trial_agreement', ['pilot_id'], unique=False)
    op.create_index(op.f('ix_trial_agreement_placement_id'), 'trial_agreement', ['placement_id'], unique=False)
    op.create_index(op.f('ix_trial_agreement_state_until_on'), 'trial_agreement', ['state', 'until_on'], unique=False)
    op.create_index('uq_trial_agreement_place', 'trial_agreement', ['vacancy_id', 'place_number'], unique=True)
    op.create_index('uq_trial_agreement_running', 'trial_agreement', ['candidate_id'], unique=True, sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))
    op.create_table('attendance_day',
    sa.Column('agreement_id', IDENTIFIER, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('mark', sa.String(length=8), nullable=False),
    sa.Column('fault', sa.String(length=8), nullable=True),
    sa.Column('minutes_late', sa.Integer(), nullable=True),
    sa.Column('marked_by', sa.String(length=64), nullable=False),
    sa.Column('marked_by_name', sa.String(length=200), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(mark = 'came') = (fault IS NULL)", name=op.f('ck_attendance_day_fault_of_somebody')),
    sa.CheckConstraint("(mark = 'late') = (minutes_late IS NOT NULL)", name=op.f('ck_attendance_day_late_by_how_much')),
    sa.CheckConstraint("fault IN ('person', 'host', 'neither')", name=op.f('ck_attendance_day_fault')),
    sa.CheckConstraint("mark IN ('came', 'late', 'absent')", name=op.f('ck_attendance_day_mark')),
    sa.CheckConstraint('minutes_late >= 1 AND minutes_late <= 1440', name=op.f('ck_attendance_day_minutes_late')),
    sa.ForeignKeyConstraint(['agreement_id'], ['trial_agreement.id'], name=op.f('fk_attendance_day_agreement_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agreement_id', 'day', name=op.f('pk_attendance_day'))
    )
    op.create_table('trial_assessment',
    sa.Column('agreement_id', IDENTIFIER, nullable=False),
    sa.Column('result', sa.String(length=16), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('observed', sa.JSON(), nullable=False),
    sa.Column('assessed_by', sa.String(length=64), nullable=False),
    sa.Column('assessed_by_name', sa.String(length=200), nullable=False),
    sa.Column('assessed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("result IN ('completed', 'partial', 'did_not_show')", name=op.f('ck_trial_assessment_result')),
    sa.CheckConstraint("trim(note) <> ''", name=op.f('ck_trial_assessment_note_not_blank')),
    sa.ForeignKeyConstraint(['agreement_id'], ['trial_agreement.id'], name=op.f('fk_trial_assessment_agreement_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agreement_id', name=op.f('pk_trial_assessment'))
    )


def downgrade() -> None:
    for table in ("trial_assessment", "attendance_day", "trial_agreement"):
        op.drop_table(table)
