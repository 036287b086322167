"""Pilots of work activity: posts, intake, pairs that a coordinator bars, and the plans of who goes where."""

import sqlalchemy as sa
from alembic import op

revision = "0008_pilots"
down_revision = "0007_followup"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('pilot',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('reference', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('planned', 'running', 'ended')", name=op.f('ck_pilot_status')),
    sa.CheckConstraint("trim(reference) <> ''", name=op.f('ck_pilot_reference_not_blank')),
    sa.CheckConstraint("trim(title) <> ''", name=op.f('ck_pilot_title_not_blank')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_pilot_dates_in_order')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_pilot_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot')),
    sa.UniqueConstraint('reference', name=op.f('uq_pilot_reference'))
    )
    op.create_index(op.f('ix_pilot_organisation_id'), 'pilot', ['organisation_id'], unique=False)
    op.create_table('cohort_plan',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('pilot_id', IDENTIFIER, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('expected', sa.Float(), nullable=False),
    sa.Column('costs_exact', sa.Boolean(), nullable=False),
    sa.Column('scorer_version', sa.String(length=64), nullable=False),
    sa.Column('rules_version', sa.String(length=64), nullable=False),
    sa.Column('taxonomy_version', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.String(length=64), nullable=False),
    sa.Column('made_by_name', sa.String(length=200), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_by', sa.String(length=64), nullable=True),
    sa.Column('accepted_by_name', sa.String(length=200), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'accepted' OR accepted_by IS NOT NULL", name=op.f('ck_cohort_plan_accepted_by_name')),
    sa.CheckConstraint("state IN ('proposed', 'accepted', 'replaced')", name=op.f('ck_cohort_plan_state')),
    sa.CheckConstraint('(accepted_by IS NULL) = (accepted_at IS NULL)', name=op.f('ck_cohort_plan_accepted_by_somebody')),
    sa.CheckConstraint('expected >= 0', name=op.f('ck_cohort_plan_expected')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_cohort_plan_number')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_cohort_plan_pilot_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_plan')),
    sa.UniqueConstraint('pilot_id', 'number', name=op.f('uq_cohort_plan_pilot_id_number'))
    )
    op.create_index('uq_cohort_plan_proposed', 'cohort_plan', ['pilot_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
    op.create_table('pilot_barred_pair',
    sa.Column('pilot_id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(length=64), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("trim(reason) <> ''", name=op.f('ck_pilot_barred_pair_reason_not_blank')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_pilot_barred_pair_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_barred_pair_pilot_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_pilot_barred_pair_vacancy_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pilot_id', 'candidate_id', 'vacancy_id', name=op.f('pk_pilot_barred_pair'))
    )
    op.create_index(op.f('ix_pilot_barred_pair_candidate_id'), 'pilot_barred_pair', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_pilot_barred_pair_vacancy_id'), 'pilot_barred_pair', ['vacancy_id'], unique=False)
    op.create_table('pilot_intake',
    sa.Column('pilot_id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('entered_by', sa.String(length=64), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_pilot_intake_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_intake_pilot_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pilot_id', 'candidate_id', name=op.f('pk_pilot_intake'))
    )
    op.create_index(op.f('ix_pilot_intake_candidate_id'), 'pilot_intake', ['candidate_id'], unique=False)
    op.create_table('pilot_post',
    sa.Column('pilot_id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('tutor', sa.String(length=200), nullable=True),
    sa.CheckConstraint("trim(tutor) <> ''", name=op.f('ck_pilot_post_tutor_not_blank')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_post_pilot_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_pilot_post_vacancy_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pilot_id', 'vacancy_id', name=op.f('pk_pilot_post'))
    )
    op.create_index('uq_pilot_post_vacancy_id', 'pilot_post', ['vacancy_id'], unique=True)
    op.create_table('cohort_plan_pair',
    sa.Column('plan_id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=True),
    sa.Column('probability', sa.Float(), nullable=True),
    sa.Column('why', sa.String(length=16), nullable=False),
    sa.Column('review', sa.Boolean(), nullable=False),
    sa.Column('n_options', sa.Integer(), nullable=False),
    sa.Column('locked', sa.Boolean(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.CheckConstraint("why IN ('locked', 'left_out', 'only_option', 'best_option', 'best_for_all', 'places_taken', 'forbidden', 'no_option', 'at_work', 'case_closed')", name=op.f('ck_cohort_plan_pair_why')),
    sa.CheckConstraint('(vacancy_id IS NULL) = (probability IS NULL)', name=op.f('ck_cohort_plan_pair_probable_where_placed')),
    sa.CheckConstraint('NOT accepted OR (vacancy_id IS NOT NULL AND locked)', name=op.f('ck_cohort_plan_pair_accepted_a_place')),
    sa.CheckConstraint('n_options >= 0', name=op.f('ck_cohort_plan_pair_n_options')),
    sa.CheckConstraint('position >= 0', name=op.f('ck_cohort_plan_pair_position')),
    sa.CheckConstraint('probability >= 0 AND probability <= 1', name=op.f('ck_cohort_plan_pair_probability')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_cohort_plan_pair_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['cohort_plan.id'], name=op.f('fk_cohort_plan_pair_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_cohort_plan_pair_vacancy_id')),
    sa.PrimaryKeyConstraint('plan_id', 'candidate_id', name=op.f('pk_cohort_plan_pair'))
    )
    op.create_index(op.f('ix_cohort_plan_pair_candidate_id'), 'cohort_plan_pair', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_cohort_plan_pair_vacancy_id'), 'cohort_plan_pair', ['vacancy_id'], unique=False)


def downgrade() -> None:
    for table in ("cohort_plan_pair", "pilot_post", "pilot_intake", "pilot_barred_pair", "cohort_plan", "pilot"):
        op.drop_table(table)
