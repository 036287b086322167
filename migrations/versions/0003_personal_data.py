"""Identities and contacts sealed, the blind index, the retention clock, the register of requests.

Plain values are set aside in tables called plain_…, which `kladka db upgrade` seals and drops: a migration has no keys. Where there is
nobody yet, there is nothing to set aside.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_personal_data"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEALED = ("surname", "given_name", "patronymic", "birth_date", "phone", "email", "address", "facility", "released_on")
SET_ASIDE = {
    "plain_candidate_identity": f"SELECT candidate_id AS number, {', '.join(SEALED)} FROM candidate_identity",
    "plain_employer": "SELECT id AS number, contact FROM employer WHERE contact IS NOT NULL",
    "plain_import_batch": "SELECT id AS number, CAST(report AS TEXT) AS report FROM import_batch",
}


def identity(sealed, plain=()):
    """The table of identities with these columns."""
    op.create_table(
        "candidate_identity",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        *sealed,
        *plain,
        sa.CheckConstraint("sex IN ('f', 'm')", name=op.f("ck_candidate_identity_sex")),
        sa.CheckConstraint("birth_year >= 1900 AND birth_year <= 2100", name=op.f("ck_candidate_identity_birth_year")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_identity_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_identity")),
    )


def upgrade() -> None:
    connection = op.get_bind()
    for table, rows in SET_ASIDE.items():
        if connection.execute(sa.text(f"SELECT 1 FROM ({rows}) AS held LIMIT 1")).first() is not None:
            op.execute(f"CREATE TABLE {table} AS {rows}")
    op.execute("CREATE TABLE kept_identity AS SELECT candidate_id, birth_year, sex FROM candidate_identity")
    op.drop_table("candidate_identity")  # PostgreSQL would leave the values of a dropped column where they lie
    identity([sa.Column(name, sa.LargeBinary(), nullable=True) for name in SEALED])
    op.execute("INSERT INTO candidate_identity (candidate_id, birth_year, sex) SELECT candidate_id, birth_year, sex FROM kept_identity")
    op.drop_table("kept_identity")
    for table, column in (("employer", "contact"), ("import_batch", "report")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.LargeBinary(), nullable=True))
    op.create_table(
        "candidate_blind_key",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("blind_key", IDENTIFIER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_blind_key_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "blind_key", name=op.f("pk_candidate_blind_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("candidate_blind_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_blind_key_blind_key"), ["blind_key"], unique=False)
    register_of_requests()


def register_of_requests() -> None:
    op.create_table(
        "subject_request",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('information', 'correction', 'disclosures', 'withdrawal', 'deletion')", name=op.f("ck_subject_request_kind")
        ),
        sa.CheckConstraint("state IN ('open', 'granted', 'refused')", name=op.f("ck_subject_request_state")),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_subject_request_due_after_received")),
        sa.CheckConstraint("decided_on >= received_on", name=op.f("ck_subject_request_decided_after_received")),
        sa.CheckConstraint("(state = 'open') = (decided_on IS NULL)", name=op.f("ck_subject_request_decided_on_a_day")),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_subject_request_decided_by_somebody")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_subject_request_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
    )
    with op.batch_alter_table("subject_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_request_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subject_request_state_due_on"), ["state", "due_on"], unique=False)
    op.create_table(
        "retention_step",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("step IN ('notice', 'anonymise', 'erase')", name=op.f("ck_retention_step_step")),
        sa.CheckConstraint("done_on >= counted_from", name=op.f("ck_retention_step_done_after_counted_from")),
        sa.CheckConstraint("trim(done_by) <> ''", name=op.f("ck_retention_step_done_by_not_blank")),
        sa.CheckConstraint("trim(note) <> ''", name=op.f("ck_retention_step_note_not_blank")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_retention_step_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_step")),
    )
    with op.batch_alter_table("retention_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_step_candidate_id"), ["candidate_id"], unique=False)


def downgrade() -> None:
    """Only where nothing is sealed: what is sealed cannot be put back in the clear without its keys."""
    connection = op.get_bind()
    for table, columns in (("candidate_identity", SEALED), ("employer", ("contact",)), ("import_batch", ("report",))):
        condition = " OR ".join(f"{column} IS NOT NULL" for column in columns)
        if connection.execute(sa.text(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1")).first() is not None:
            raise RuntimeError(f"{table} holds sealed values; restore a copy from before the upgrade instead")
    op.drop_table("retention_step")
    op.drop_table("subject_request")
    with op.batch_alter_table("candidate_blind_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_blind_key_blind_key"))
    op.drop_table("candidate_blind_key")
    op.drop_table("candidate_identity")
    plain = {name: sa.String(length=100) for name in ("surname", "given_name", "patronymic", "facility")}
    plain |= {"birth_date": sa.Date(), "released_on": sa.Date(), "phone": sa.String(length=64), "email": sa.String(length=254)}
    plain["address"] = sa.String(length=500)
    name_folded = sa.Column("name_folded", sa.String(length=700), nullable=False)
    identity((), [*(sa.Column(name, kind, nullable=True) for name, kind in plain.items()), name_folded])
    with op.batch_alter_table("candidate_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_identity_name_folded"), ["name_folded"], unique=False)
    for table, column, kind in (("employer", "contact", sa.String(length=500)), ("import_batch", "report", sa.JSON())):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, kind, nullable=True))
