"""Titles of pilots folded, so that a search finds them without regard to case on every database."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0014_pilot_titles"
down_revision = "0013_work_under_way"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pilot", sa.Column("title_folded", sa.String(length=600), nullable=True))
    pilot = sa.table("pilot", sa.column("id", sa.BigInteger), sa.column("title", sa.String), sa.column("title_folded", sa.String))
    connection = op.get_bind()
    for number, title in connection.execute(sa.select(pilot.c.id, pilot.c.title)).all():
        connection.execute(pilot.update().where(pilot.c.id == number).values(title_folded=folded(title)))
    with op.batch_alter_table("pilot") as batch_op:
        batch_op.alter_column("title_folded", existing_type=sa.String(length=600), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("pilot") as batch_op:
        batch_op.drop_column("title_folded")


def folded(title: str) -> str:
    """As records fold their titles at the time of this migration: it must not change when they come to do so in another way."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().replace("ё", "е").split())
