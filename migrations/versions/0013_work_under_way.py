"""How far work is that somebody waits for."""

import sqlalchemy as sa
from alembic import op

revision = "0013_work_under_way"
down_revision = "0012_hand_over"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('work_under_way',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('stage', sa.String(length=16), nullable=False),
    sa.Column('done', sa.Integer(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(done IS NULL) = (total IS NULL)', name=op.f('ck_work_under_way_done_of_total')),
    sa.CheckConstraint('done >= 0 AND done <= total', name=op.f('ck_work_under_way_done')),
    sa.CheckConstraint('length(key) >= 16', name=op.f('ck_work_under_way_key_long_enough')),
    sa.CheckConstraint("stage IN ('read', 'compare', 'pairs', 'plan', 'costs', 'explain', 'store')", name=op.f('ck_work_under_way_stage')),
    sa.CheckConstraint("trim(actor_id) <> ''", name=op.f('ck_work_under_way_actor_id_not_blank')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_work_under_way'))
    )
    op.create_index(op.f('ix_work_under_way_told_at'), 'work_under_way', ['told_at'], unique=False)


def downgrade() -> None:
    op.drop_table("work_under_way")
