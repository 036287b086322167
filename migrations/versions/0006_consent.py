"""Consents with recipients, fields, texts and evidence; introductions, access in an emergency, and an expert's word on vacancies."""

import sqlalchemy as sa
from alembic import op

revision = "0006_consent"
down_revision = "0004_guarantees"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CARRIED = "id, candidate_id, purpose, state, given_on, expires_on, withdrawn_on, note"
COUNT_ON = "SELECT setval(pg_get_serial_sequence('consent', 'id'), coalesce((SELECT max(id) FROM consent), 1), EXISTS (SELECT 1 FROM consent))"


def upgrade() -> None:
    _put_aside()
    op.create_table('consent_text',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("language IN ('ru', 'be', 'en')", name=op.f('ck_consent_text_language')),
    sa.CheckConstraint("purpose IN ('matching', 'introduction', 'follow_up', 'training', 'emergency')", name=op.f('ck_consent_text_purpose')),
    sa.CheckConstraint("trim(text) <> ''", name=op.f('ck_consent_text_text_not_blank')),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_consent_text_digest')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_consent_text'))
    )
    op.create_table('consent',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=True),
    sa.Column('vacancy_id', IDENTIFIER, nullable=True),
    sa.Column('text_digest', sa.String(length=64), nullable=True),
    sa.Column('given_on', sa.Date(), nullable=True),
    sa.Column('given_how', sa.String(length=8), nullable=True),
    sa.Column('recorded_by', sa.String(length=64), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_on IS NOT NULL)", name=op.f('ck_consent_withdrawn_on_a_day')),
    sa.CheckConstraint("given_how IN ('spoken', 'signed')", name=op.f('ck_consent_given_how')),
    sa.CheckConstraint("purpose IN ('matching', 'introduction', 'follow_up', 'training', 'emergency')", name=op.f('ck_consent_purpose')),
    sa.CheckConstraint("recorded_by IS NULL OR purpose = 'matching' OR organisation_id IS NOT NULL OR vacancy_id IS NOT NULL", name=op.f('ck_consent_has_recipient')),
    sa.CheckConstraint("state IN ('granted', 'limited', 'withheld', 'withdrawn', 'replaced', 'expired')", name=op.f('ck_consent_state')),
    sa.CheckConstraint('expires_on >= given_on', name=op.f('ck_consent_dates_in_order')),
    sa.CheckConstraint('organisation_id IS NULL OR vacancy_id IS NULL', name=op.f('ck_consent_one_recipient')),
    sa.CheckConstraint('recorded_by IS NULL OR (given_on IS NOT NULL AND given_how IS NOT NULL AND text_digest IS NOT NULL)', name=op.f('ck_consent_recorded_whole')),
    sa.CheckConstraint('withdrawn_on >= given_on', name=op.f('ck_consent_withdrawn_after_given')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_consent_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_consent_organisation_id')),
    sa.ForeignKeyConstraint(['text_digest'], ['consent_text.digest'], name=op.f('fk_consent_text_digest')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_consent_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_candidate_id'), 'consent', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_consent_expires_on'), 'consent', ['expires_on'], unique=False)
    op.create_index(op.f('ix_consent_organisation_id'), 'consent', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_consent_text_digest'), 'consent', ['text_digest'], unique=False)
    op.create_index(op.f('ix_consent_vacancy_id'), 'consent', ['vacancy_id'], unique=False)
    _bring_back("CASE WHEN state = 'withdrawn' THEN withdrawn_on END")
    op.create_table('emergency_access',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('reference', sa.String(length=64), nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('requested_by', sa.String(length=64), nullable=False),
    sa.Column('requested_by_name', sa.String(length=200), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decided_by_name', sa.String(length=200), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'granted') = (expires_at IS NOT NULL)", name=op.f('ck_emergency_access_granted_until')),
    sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name=op.f('ck_emergency_access_decided_by_somebody')),
    sa.CheckConstraint("state IN ('requested', 'granted', 'refused')", name=op.f('ck_emergency_access_state')),
    sa.CheckConstraint("trim(reason) <> ''", name=op.f('ck_emergency_access_reason_not_blank')),
    sa.CheckConstraint("trim(reference) <> ''", name=op.f('ck_emergency_access_reference_not_blank')),
    sa.CheckConstraint('decided_by <> requested_by', name=op.f('ck_emergency_access_second_person')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_emergency_access_candidate_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_emergency_access'))
    )
    op.create_index(op.f('ix_emergency_access_candidate_id'), 'emergency_access', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_emergency_access_requested_by'), 'emergency_access', ['requested_by'], unique=False)
    op.create_table('vacancy_change',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('proposed_by', sa.String(length=64), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('proposed', 'accepted', 'rejected', 'replaced')", name=op.f('ck_vacancy_change_state')),
    sa.CheckConstraint("state NOT IN ('accepted', 'rejected') OR decided_by IS NOT NULL", name=op.f('ck_vacancy_change_decided_by_somebody')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_vacancy_change_vacancy_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancy_change'))
    )
    op.create_index(op.f('ix_vacancy_change_vacancy_id'), 'vacancy_change', ['vacancy_id'], unique=False)
    op.create_index('uq_vacancy_change_proposed', 'vacancy_change', ['vacancy_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
    op.create_table('vacancy_confirmation',
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('posted_by', sa.String(length=64), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.String(length=64), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(confirmed_by IS NULL) = (confirmed_at IS NULL)', name=op.f('ck_vacancy_confirmation_confirmed_by_somebody')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_vacancy_confirmation_vacancy_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('vacancy_id', name=op.f('pk_vacancy_confirmation'))
    )
    op.create_table('consent_evidence',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('consent_id', IDENTIFIER, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=32), nullable=False),
    sa.Column('n_bytes', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('added_by', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("media_type IN ('application/pdf', 'image/png', 'image/jpeg')", name=op.f('ck_consent_evidence_media_type')),
    sa.CheckConstraint("trim(name) <> ''", name=op.f('ck_consent_evidence_name_not_blank')),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_consent_evidence_sha256')),
    sa.CheckConstraint('n_bytes >= 1 AND n_bytes <= 2097152', name=op.f('ck_consent_evidence_n_bytes')),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_evidence_consent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_evidence'))
    )
    op.create_index(op.f('ix_consent_evidence_consent_id'), 'consent_evidence', ['consent_id'], unique=False)
    op.create_table('consent_field',
    sa.Column('consent_id', IDENTIFIER, nullable=False),
    sa.Column('field', sa.String(length=32), nullable=False),
    sa.CheckConstraint("field IN ('first_name', 'contact', 'profile', 'licence', 'education', 'passport_ready', 'military_record_ready', 'education_proof_ready', 'medical_certificate_ready', 'work_book_ready')", name=op.f('ck_consent_field_field')),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_field_consent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('consent_id', 'field', name=op.f('pk_consent_field'))
    )
    op.create_table('introduction',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('vacancy_id', IDENTIFIER, nullable=False),
    sa.Column('consent_id', IDENTIFIER, nullable=False),
    sa.Column('contact', sa.String(length=16), nullable=False),
    sa.Column('profile', sa.JSON(), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=False),
    sa.Column('introduced_by', sa.String(length=64), nullable=False),
    sa.Column('introduced_by_name', sa.String(length=200), nullable=False),
    sa.Column('introduced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=24), nullable=True),
    sa.CheckConstraint("contact IN ('person', 'organisation')", name=op.f('ck_introduction_contact')),
    sa.CheckConstraint("end_reason IN ('hired', 'employer_declined', 'candidate_declined', 'no_answer', 'vacancy_closed', 'consent_withdrawn', 'other')", name=op.f('ck_introduction_end_reason')),
    sa.CheckConstraint('(ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_introduction_ended_with_a_reason')),
    sa.CheckConstraint('ended_at >= introduced_at', name=op.f('ck_introduction_dates_in_order')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_introduction_candidate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_introduction_consent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_introduction_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction'))
    )
    op.create_index(op.f('ix_introduction_candidate_id'), 'introduction', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_introduction_consent_id'), 'introduction', ['consent_id'], unique=False)
    op.create_index(op.f('ix_introduction_vacancy_id'), 'introduction', ['vacancy_id'], unique=False)
    op.create_index('uq_introduction_open', 'introduction', ['candidate_id', 'vacancy_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))


def downgrade() -> None:
    for table in ("introduction", "consent_field", "consent_evidence", "vacancy_confirmation", "vacancy_change", "emergency_access"):
        op.drop_table(table)
    _put_aside()
    op.drop_table("consent_text")
    op.create_table(
        "consent",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("purpose IN ('matching', 'introduction', 'follow_up')", name=op.f("ck_consent_purpose")),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawn_on IS NOT NULL", name=op.f("ck_consent_withdrawn_on_a_day")),
        sa.CheckConstraint("state IN ('granted', 'limited', 'withheld', 'withdrawn')", name=op.f("ck_consent_state")),
        sa.CheckConstraint("expires_on >= given_on", name=op.f("ck_consent_dates_in_order")),
        sa.CheckConstraint("withdrawn_on >= given_on", name=op.f("ck_consent_withdrawn_after_given")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_consent_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_candidate_id"), "consent", ["candidate_id"], unique=False)
    op.execute("DELETE FROM consent_before WHERE state IN ('replaced', 'expired') OR purpose IN ('training', 'emergency')")
    _bring_back("withdrawn_on")


def _put_aside() -> None:
    """SQLite cannot change a CHECK, so the table is made anew; its rows wait in a table without rules."""
    op.execute(f"CREATE TABLE consent_before AS SELECT {CARRIED} FROM consent")  # noqa: S608  (our own words)
    op.drop_table("consent")


def _bring_back(withdrawn_on: str) -> None:
    carried = CARRIED.replace("withdrawn_on", withdrawn_on)
    op.execute(f"INSERT INTO consent ({CARRIED}) SELECT {carried} FROM consent_before")  # noqa: S608
    op.drop_table("consent_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(COUNT_ON)
