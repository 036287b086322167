"""Accounts: who may sign in, their passkeys, invitations and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002_accounts"
down_revision = '0001_records'
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('account',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('organisation_id', IDENTIFIER, nullable=True),
    sa.Column('employer_id', IDENTIFIER, nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tf_last_counter', IDENTIFIER, nullable=True),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=255), nullable=True),
    sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True),
    sa.Column('mf_recovery_codes', sa.UnicodeText(), nullable=True),
    sa.CheckConstraint("(role = 'employer') = (employer_id IS NOT NULL)", name=op.f('ck_account_employer_has_employer')),
    sa.CheckConstraint("language IN ('ru', 'be', 'en')", name=op.f('ck_account_language')),
    sa.CheckConstraint("role IN ('employer', 'administrator', 'auditor') OR organisation_id IS NOT NULL", name=op.f('ck_account_works_somewhere')),
    sa.CheckConstraint("role IN ('expert', 'caseworker', 'employer', 'coordinator', 'auditor', 'administrator')", name=op.f('ck_account_role')),
    sa.CheckConstraint("trim(email) <> ''", name=op.f('ck_account_email_not_blank')),
    sa.CheckConstraint("trim(name) <> ''", name=op.f('ck_account_name_not_blank')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_account_employer_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_account_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_account_fs_uniquifier')),
    sa.UniqueConstraint('fs_webauthn_user_handle', name=op.f('uq_account_fs_webauthn_user_handle'))
    )
    op.create_index(op.f('ix_account_employer_id'), 'account', ['employer_id'], unique=False)
    op.create_index(op.f('ix_account_organisation_id'), 'account', ['organisation_id'], unique=False)
    op.create_table('invitation',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('account_id', IDENTIFIER, nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('invited_by', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_invitation_dates_in_order')),
    sa.CheckConstraint('length(token_digest) = 64', name=op.f('ck_invitation_digest')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_invitation_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_invitation_token_digest'))
    )
    op.create_index(op.f('ix_invitation_account_id'), 'invitation', ['account_id'], unique=False)
    op.create_table('passkey',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('user_id', IDENTIFIER, nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=True),
    sa.Column('transports', sa.UnicodeText(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=64), nullable=False),
    sa.Column('extensions', sa.String(length=255), nullable=True),
    sa.Column('lastuse_datetime', sa.DateTime(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('usage', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_passkey_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey'))
    )
    op.create_index(op.f('ix_passkey_credential_id'), 'passkey', ['credential_id'], unique=True)
    op.create_index(op.f('ix_passkey_user_id'), 'passkey', ['user_id'], unique=False)
    op.create_table('sign_in',
    sa.Column('id', IDENTIFIER, nullable=False),
    sa.Column('account_id', IDENTIFIER, nullable=False),
    sa.Column('key_digest', sa.String(length=64), nullable=False),
    sa.Column('device', sa.String(length=200), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(key_digest) = 64', name=op.f('ck_sign_in_digest')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_in_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('key_digest', name=op.f('uq_sign_in_key_digest'))
    )
    op.create_index(op.f('ix_sign_in_account_id'), 'sign_in', ['account_id'], unique=False)



def downgrade() -> None:
    for table in ("sign_in", "passkey", "invitation", "account"):
        op.drop_table(table)
