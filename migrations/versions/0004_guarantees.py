"""What the guarantees of the service stand on: seals of the audit trail, counted attempts, kept answers, readings, export requests.

Seals are append-only like the trail itself. audit_head is copied on SQLite; it carries no triggers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_guarantees"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None


IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER audit_seal_no_{verb.lower()} BEFORE {verb} ON audit_seal BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_seal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit_seal is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_seal_is_append_only()""",
    """CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_seal_is_append_only()""",
)


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('guard', sa.String(length=32), nullable=False),
    sa.Column('subject_digest', sa.String(length=64), nullable=False),
    sa.Column('window_ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('n_attempts', sa.Integer(), nullable=False),
    sa.CheckConstraint('n_attempts > 0', name=op.f('ck_attempt_n_attempts')),
    sa.PrimaryKeyConstraint('guard', 'subject_digest', 'window_ends_at', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_window_ends_at'), ['window_ends_at'], unique=False)

    op.create_table('audit_seal',
    sa.Column('sequence', IDENTIFIER, autoincrement=False, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('signature', sa.String(length=128), nullable=False),
    sa.CheckConstraint('length(hash) = 64', name=op.f('ck_audit_seal_hash')),
    sa.CheckConstraint('sequence > 0', name=op.f('ck_audit_seal_sequence')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_seal'))
    )
    op.create_table('export_request',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('filter', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('n_people', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=64), nullable=False),
    sa.Column('asked_by_name', sa.String(length=200), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.String(length=64), nullable=True),
    sa.Column('approved_by_name', sa.String(length=200), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("trim(asked_by) <> ''", name=op.f('ck_export_request_asked_by_not_blank')),
    sa.CheckConstraint("trim(reason) <> ''", name=op.f('ck_export_request_reason_not_blank')),
    sa.CheckConstraint('(approved_by IS NULL) = (approved_at IS NULL)', name=op.f('ck_export_request_approval_whole')),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> asked_by', name=op.f('ck_export_request_second_person')),
    sa.CheckConstraint('n_people >= 0', name=op.f('ck_export_request_n_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_request'))
    )
    with op.batch_alter_table('export_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_request_asked_by'), ['asked_by'], unique=False)

    op.create_table('kept_answer',
    sa.Column('key_digest', sa.String(length=64), nullable=False),
    sa.Column('request_digest', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('sealed_answer', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key_digest', name=op.f('pk_kept_answer'))
    )
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_answer_expires_at'), ['expires_at'], unique=False)

    op.create_table('reading_watch',
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('alerted_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('actor_id', name=op.f('pk_reading_watch'))
    )
    op.create_table('person_reading',
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('candidate_id', IDENTIFIER, nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_person_reading_candidate_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('actor_id', 'candidate_id', name=op.f('pk_person_reading'))
    )
    with op.batch_alter_table('person_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_reading_actor_id_read_at'), ['actor_id', 'read_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_reading_candidate_id'), ['candidate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_reading_read_at'), ['read_at'], unique=False)

    with op.batch_alter_table('audit_head', schema=None) as batch_op:
        batch_op.add_column(sa.Column('begun_on', sa.Date(), nullable=True))
    op.create_index(op.f("ix_audit_event_reference"), "audit_event", ["reference"])
    for statement in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_event_reference"), "audit_event")
    with op.batch_alter_table('audit_head', schema=None) as batch_op:
        batch_op.drop_column('begun_on')

    with op.batch_alter_table('person_reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_reading_read_at'))
        batch_op.drop_index(batch_op.f('ix_person_reading_candidate_id'))
        batch_op.drop_index(batch_op.f('ix_person_reading_actor_id_read_at'))

    op.drop_table('person_reading')
    op.drop_table('reading_watch')
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_answer_expires_at'))

    op.drop_table('kept_answer')
    with op.batch_alter_table('export_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_export_request_asked_by'))

    op.drop_table('export_request')
    op.drop_table('audit_seal')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_window_ends_at'))

    op.drop_table('attempt')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_seal_is_append_only()")
