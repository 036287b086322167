"""Drafts of long forms."""

import sqlalchemy as sa
from alembic import op

revision = "0011_drafts"
down_revision = "0010_trials"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('draft',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('account_id', IDENTIFIER, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('typed', sa.LargeBinary(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('vacancy', 'registration')", name=op.f('ck_draft_kind')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_draft_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    op.create_index(op.f('ix_draft_account_id_kind'), 'draft', ['account_id', 'kind'], unique=False)
    op.create_index(op.f('ix_draft_updated_at'), 'draft', ['updated_at'], unique=False)


def downgrade() -> None:
    op.drop_table("draft")
