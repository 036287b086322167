"""The records of the first pilot: people, vacancies, the taxonomy, rankings, outcomes, versions, and the audit trail.

Triggers make the audit trail append-only on both databases. A later revision that copies audit_event (batch mode) must make them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_records"
down_revision = None
branch_labels = None
depends_on = None


IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit_event is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only()""",
    """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()""",
)


def guard_audit_trail() -> None:
    """Start the chain and refuse every change of what is written."""
    op.execute(f"INSERT INTO audit_head (id, sequence, hash, feed_sequence) VALUES (1, 0, '{'0' * 64}', 0)")
    for statement in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("sequence", IDENTIFIER, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("actor_role", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=128), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("trim(action) <> ''", name=op.f("ck_audit_event_action_not_blank")),
        sa.CheckConstraint("trim(actor_id) <> ''", name=op.f("ck_audit_event_actor_id_not_blank")),
        sa.CheckConstraint("trim(purpose) <> ''", name=op.f("ck_audit_event_purpose_not_blank")),
        sa.CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name=op.f("ck_audit_event_hashes")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_audit_event_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_noun_record_id"), ["noun", "record_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", IDENTIFIER, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("feed_sequence", IDENTIFIER, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "change_feed",
        sa.Column("sequence", IDENTIFIER, autoincrement=False, nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("record_id", IDENTIFIER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "noun IN ('candidate', 'vacancy', 'taxonomy', 'alias', 'scorer_version', 'rule_set_version')", name=op.f("ck_change_feed_noun")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_change_feed_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_change_feed")),
    )
    op.create_table(
        "concept",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("uri", sa.String(length=300), nullable=True),
        sa.Column("uri_match", sa.String(length=8), nullable=False),
        sa.Column("isco", sa.String(length=4), nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "isco IS NULL OR (kind = 'occupation' AND length(isco) BETWEEN 1 AND 4)", name=op.f("ck_concept_isco_of_occupation")
        ),
        sa.CheckConstraint("kind IN ('skill', 'occupation')", name=op.f("ck_concept_kind")),
        sa.CheckConstraint("source IN ('pilot', 'esco')", name=op.f("ck_concept_source")),
        sa.CheckConstraint("uri_match IN ('exact', 'close', 'broad')", name=op.f("ck_concept_uri_match")),
        sa.CheckConstraint("trim(key) <> ''", name=op.f("ck_concept_key_not_blank")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_concept")),
    )
    op.create_index(
        "uq_concept_uri_exact",
        "concept",
        ["uri"],
        unique=True,
        sqlite_where=sa.text("uri_match = 'exact'"),
        postgresql_where=sa.text("uri_match = 'exact'"),
    )
    op.create_table(
        "employer",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.String(length=600), nullable=False),
        sa.Column("unp", sa.String(length=9), nullable=True),
        sa.Column("sector", sa.String(length=64), nullable=True),
        sa.Column("contact", sa.String(length=500), nullable=True),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_employer_name_not_blank")),
        sa.CheckConstraint("length(unp) = 9", name=op.f("ck_employer_unp_nine_digits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("unp", name=op.f("uq_employer_unp")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_name_folded"), ["name_folded"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_created", sa.Integer(), nullable=False),
        sa.Column("n_changed", sa.Integer(), nullable=False),
        sa.Column("n_unchanged", sa.Integer(), nullable=False),
        sa.Column("n_rejected", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('candidates', 'vacancies', 'outcomes', 'taxonomy')", name=op.f("ck_import_batch_kind")),
        sa.CheckConstraint("trim(file_name) <> ''", name=op.f("ck_import_batch_file_name_not_blank")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_import_batch_sha256")),
        sa.CheckConstraint("n_changed >= 0", name=op.f("ck_import_batch_n_changed")),
        sa.CheckConstraint("n_created >= 0", name=op.f("ck_import_batch_n_created")),
        sa.CheckConstraint("n_rejected >= 0", name=op.f("ck_import_batch_n_rejected")),
        sa.CheckConstraint("n_rows = n_created + n_changed + n_unchanged + n_rejected", name=op.f("ck_import_batch_counts_add_up")),
        sa.CheckConstraint("n_unchanged >= 0", name=op.f("ck_import_batch_n_unchanged")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_kind_sha256"), ["kind", "sha256"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("province", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "kind IN ('employment_office', 'ngo', 'faith_organisation', 'social_centre', 'prison_service', 'employer', 'programme_office', 'other')",
            name=op.f("ck_organisation_kind"),
        ),
        sa.CheckConstraint(
            "province IN ('brest', 'vitebsk', 'gomel', 'grodno', 'minsk', 'mogilev')", name=op.f("ck_organisation_province")
        ),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_organisation_name_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name_folded", name=op.f("uq_organisation_name_folded")),
    )
    op.create_table(
        "rule_set_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("trim(created_by) <> ''", name=op.f("ck_rule_set_version_created_by_not_blank")),
        sa.CheckConstraint("number > 0", name=op.f("ck_rule_set_version_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_set_version")),
        sa.UniqueConstraint("digest", name=op.f("uq_rule_set_version_digest")),
    )
    with op.batch_alter_table("rule_set_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rule_set_version_active", ["active"], unique=True, sqlite_where=sa.text("active"), postgresql_where=sa.text("active")
        )

    op.create_table(
        "scorer_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("trim(created_by) <> ''", name=op.f("ck_scorer_version_created_by_not_blank")),
        sa.CheckConstraint("number > 0", name=op.f("ck_scorer_version_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scorer_version")),
    )
    with op.batch_alter_table("scorer_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_scorer_version_active", ["active"], unique=True, sqlite_where=sa.text("active"), postgresql_where=sa.text("active")
        )

    op.create_table(
        "alias",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("folded", sa.String(length=1000), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_alias_decided_by_somebody")),
        sa.CheckConstraint("kind IN ('skill', 'occupation')", name=op.f("ck_alias_kind")),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'rejected')", name=op.f("ck_alias_state")),
        sa.CheckConstraint("trim(folded) <> ''", name=op.f("ck_alias_folded_not_blank")),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_alias_decided_sometime")),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_alias_concept_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index(
            "uq_alias_accepted",
            ["kind", "folded"],
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.create_index("uq_alias_meaning", ["concept_key", "kind", "folded"], unique=True)

    op.create_table(
        "candidate",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("case_reference", sa.String(length=64), nullable=False),
        sa.Column("reference_folded", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", IDENTIFIER, nullable=True),
        sa.Column("profile_language", sa.String(length=2), nullable=False),
        sa.Column("province", sa.String(length=16), nullable=True),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.Column("town", sa.String(length=100), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("available_on", sa.Date(), nullable=True),
        sa.Column("minimum_pay_byn", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("max_commute_km", sa.Float(), nullable=True),
        sa.Column("transport", sa.String(length=8), nullable=True),
        sa.Column("readiness", sa.String(length=16), nullable=True),
        sa.Column("housing_needed", sa.Boolean(), nullable=True),
        sa.Column("education", sa.String(length=20), nullable=True),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("health_limits_known", sa.Boolean(), nullable=False),
        sa.Column("documents_counted_from", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("import_batch_id", IDENTIFIER, nullable=True),
        sa.Column("imported_digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("consent IN ('granted', 'limited', 'withheld')", name=op.f("ck_candidate_consent")),
        sa.CheckConstraint(
            "education IN ('basic', 'secondary', 'vocational', 'secondary_special', 'higher')", name=op.f("ck_candidate_education")
        ),
        sa.CheckConstraint("profile_language IN ('ru', 'be', 'en')", name=op.f("ck_candidate_profile_language")),
        sa.CheckConstraint("province IN ('brest', 'vitebsk', 'gomel', 'grodno', 'minsk', 'mogilev')", name=op.f("ck_candidate_province")),
        sa.CheckConstraint("readiness IN ('ready', 'support_needed', 'not_started', 'declined')", name=op.f("ck_candidate_readiness")),
        sa.CheckConstraint("status IN ('active', 'paused', 'placed', 'closed')", name=op.f("ck_candidate_status")),
        sa.CheckConstraint("transport IN ('none', 'bike', 'bus', 'car')", name=op.f("ck_candidate_transport")),
        sa.CheckConstraint("trim(case_reference) <> ''", name=op.f("ck_candidate_case_reference_not_blank")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_candidate_point_complete")),
        sa.CheckConstraint("latitude >= -90 AND latitude <= 90", name=op.f("ck_candidate_latitude")),
        sa.CheckConstraint("longitude >= -180 AND longitude <= 180", name=op.f("ck_candidate_longitude")),
        sa.CheckConstraint("max_commute_km >= 0 AND max_commute_km <= 20000", name=op.f("ck_candidate_max_commute_km")),
        sa.CheckConstraint("minimum_pay_byn > 0 AND minimum_pay_byn < 10000000", name=op.f("ck_candidate_minimum_pay_byn")),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name=op.f("fk_candidate_import_batch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_candidate_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("case_reference", name=op.f("uq_candidate_case_reference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_status"), ["status"], unique=False)

    op.create_table(
        "concept_broader",
        sa.Column("concept_key", sa.String(length=128), nullable=False),
        sa.Column("broader_key", sa.String(length=128), nullable=False),
        sa.CheckConstraint("concept_key <> broader_key", name=op.f("ck_concept_broader_not_itself")),
        sa.ForeignKeyConstraint(["broader_key"], ["concept.key"], name=op.f("fk_concept_broader_broader_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_concept_broader_concept_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("concept_key", "broader_key", name=op.f("pk_concept_broader")),
    )
    with op.batch_alter_table("concept_broader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_broader_broader_key"), ["broader_key"], unique=False)

    op.create_table(
        "concept_label",
        sa.Column("concept_key", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("folded", sa.String(length=1000), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.CheckConstraint("language IN ('ru', 'be', 'en')", name=op.f("ck_concept_label_language")),
        sa.CheckConstraint("trim(label) <> ''", name=op.f("ck_concept_label_label_not_blank")),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_concept_label_concept_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("concept_key", "language", "label", name=op.f("pk_concept_label")),
    )
    with op.batch_alter_table("concept_label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_label_folded"), ["folded"], unique=False)
        batch_op.create_index(
            "uq_concept_label_preferred",
            ["concept_key", "language"],
            unique=True,
            sqlite_where=sa.text("is_preferred"),
            postgresql_where=sa.text("is_preferred"),
        )

    op.create_table(
        "occupation_skill",
        sa.Column("occupation_key", sa.String(length=128), nullable=False),
        sa.Column("skill_key", sa.String(length=128), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.CheckConstraint("relation IN ('essential', 'optional')", name=op.f("ck_occupation_skill_relation")),
        sa.CheckConstraint("occupation_key <> skill_key", name=op.f("ck_occupation_skill_not_itself")),
        sa.ForeignKeyConstraint(["occupation_key"], ["concept.key"], name=op.f("fk_occupation_skill_occupation_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["skill_key"], ["concept.key"], name=op.f("fk_occupation_skill_skill_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("occupation_key", "skill_key", name=op.f("pk_occupation_skill")),
    )
    with op.batch_alter_table("occupation_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occupation_skill_skill_key"), ["skill_key"], unique=False)

    op.create_table(
        "vacancy",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("employer_id", IDENTIFIER, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_folded", sa.String(length=600), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("province", sa.String(length=16), nullable=True),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.Column("town", sa.String(length=100), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("minimum_grade", sa.Integer(), nullable=True),
        sa.Column("minimum_education", sa.String(length=20), nullable=True),
        sa.Column("minimum_years", sa.Float(), nullable=True),
        sa.Column("schedule", sa.String(length=300), nullable=True),
        sa.Column("pay_from_byn", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("pay_to_byn", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("pay_period", sa.String(length=8), nullable=False),
        sa.Column("rate", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("employment_type", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("housing_provided", sa.Boolean(), nullable=False),
        sa.Column("transport_provided", sa.Boolean(), nullable=False),
        sa.Column("mentor_on_site", sa.Boolean(), nullable=False),
        sa.Column("quota", sa.Boolean(), nullable=False),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("contact", sa.String(length=500), nullable=True),
        sa.Column("import_batch_id", IDENTIFIER, nullable=True),
        sa.Column("imported_digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "employment_type IN ('permanent', 'subsidised', 'seasonal', 'temporary', 'trial')", name=op.f("ck_vacancy_employment_type")
        ),
        sa.CheckConstraint("language IN ('ru', 'be', 'en')", name=op.f("ck_vacancy_language")),
        sa.CheckConstraint(
            "minimum_education IN ('basic', 'secondary', 'vocational', 'secondary_special', 'higher')",
            name=op.f("ck_vacancy_minimum_education"),
        ),
        sa.CheckConstraint("pay_period IN ('month', 'shift', 'hour')", name=op.f("ck_vacancy_pay_period")),
        sa.CheckConstraint("province IN ('brest', 'vitebsk', 'gomel', 'grodno', 'minsk', 'mogilev')", name=op.f("ck_vacancy_province")),
        sa.CheckConstraint("status IN ('open', 'closed', 'filled', 'expired', 'outside_area')", name=op.f("ck_vacancy_status")),
        sa.CheckConstraint("trim(reference) <> ''", name=op.f("ck_vacancy_reference_not_blank")),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_vacancy_title_not_blank")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_vacancy_point_complete")),
        sa.CheckConstraint("latitude >= -90 AND latitude <= 90", name=op.f("ck_vacancy_latitude")),
        sa.CheckConstraint("longitude >= -180 AND longitude <= 180", name=op.f("ck_vacancy_longitude")),
        sa.CheckConstraint("minimum_grade >= 1 AND minimum_grade <= 8", name=op.f("ck_vacancy_minimum_grade")),
        sa.CheckConstraint("minimum_years >= 0 AND minimum_years <= 60", name=op.f("ck_vacancy_minimum_years")),
        sa.CheckConstraint("pay_from_byn > 0 AND pay_from_byn < 10000000", name=op.f("ck_vacancy_pay_from_byn")),
        sa.CheckConstraint("pay_to_byn > 0 AND pay_to_byn < 10000000", name=op.f("ck_vacancy_pay_to_byn")),
        sa.CheckConstraint("pay_to_byn >= pay_from_byn", name=op.f("ck_vacancy_pay_in_order")),
        sa.CheckConstraint("places >= 1 AND places <= 10000", name=op.f("ck_vacancy_places")),
        sa.CheckConstraint("rate > 0 AND rate <= 2", name=op.f("ck_vacancy_rate")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id")),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name=op.f("fk_vacancy_import_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("reference", name=op.f("uq_vacancy_reference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vacancy_status"), ["status"], unique=False)

    op.create_table(
        "candidate_identity",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=True),
        sa.Column("given_name", sa.String(length=100), nullable=True),
        sa.Column("patronymic", sa.String(length=100), nullable=True),
        sa.Column("name_folded", sa.String(length=700), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("phone", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("facility", sa.String(length=100), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.CheckConstraint("sex IN ('f', 'm')", name=op.f("ck_candidate_identity_sex")),
        sa.CheckConstraint("birth_year >= 1900 AND birth_year <= 2100", name=op.f("ck_candidate_identity_birth_year")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_identity_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_identity")),
    )
    with op.batch_alter_table("candidate_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_identity_name_folded"), ["name_folded"], unique=False)

    op.create_table(
        "candidate_language",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.CheckConstraint("length(language) BETWEEN 2 AND 3 AND language = lower(language)", name=op.f("ck_candidate_language_language")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_language_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "language", name=op.f("pk_candidate_language")),
    )
    op.create_table(
        "candidate_licence",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("licence", sa.String(length=8), nullable=False),
        sa.CheckConstraint("licence IN ('A', 'B', 'C', 'D', 'BE', 'CE', 'DE', 'TM')", name=op.f("ck_candidate_licence_licence")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_licence_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "licence", name=op.f("pk_candidate_licence")),
    )
    op.create_table(
        "candidate_shift",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("shift", sa.String(length=16), nullable=False),
        sa.CheckConstraint("shift IN ('day', 'evening', 'night', 'rotating', 'rotation_away')", name=op.f("ck_candidate_shift_shift")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_shift_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "shift", name=op.f("pk_candidate_shift")),
    )
    op.create_table(
        "candidate_skill",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("last_used_year", sa.Integer(), nullable=True),
        sa.CheckConstraint("(decision = 'unresolved') = (concept_key IS NULL)", name=op.f("ck_candidate_skill_decision_has_concept")),
        sa.CheckConstraint("decision IN ('accepted', 'suggested', 'unresolved')", name=op.f("ck_candidate_skill_decision")),
        sa.CheckConstraint("language IN ('ru', 'be', 'en')", name=op.f("ck_candidate_skill_language")),
        sa.CheckConstraint("source IN ('skills', 'history', 'qualification', 'wish', 'note')", name=op.f("ck_candidate_skill_source")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_candidate_skill_text_not_blank")),
        sa.CheckConstraint("grade >= 1 AND grade <= 8", name=op.f("ck_candidate_skill_grade")),
        sa.CheckConstraint("last_used_year >= 1900 AND last_used_year <= 2100", name=op.f("ck_candidate_skill_last_used_year")),
        sa.CheckConstraint("level >= 0 AND level <= 1", name=op.f("ck_candidate_skill_level")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_candidate_skill_position")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_candidate_skill_probability")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_skill_candidate_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_candidate_skill_concept_key")),
        sa.PrimaryKeyConstraint("candidate_id", "position", name=op.f("pk_candidate_skill")),
    )
    with op.batch_alter_table("candidate_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_skill_concept_key"), ["concept_key"], unique=False)

    op.create_table(
        "candidate_text",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.CheckConstraint("language IN ('ru', 'be', 'en')", name=op.f("ck_candidate_text_language")),
        sa.CheckConstraint("part IN ('desired_work', 'skills', 'qualifications', 'work_history')", name=op.f("ck_candidate_text_part")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_candidate_text_text_not_blank")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_text_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "part", name=op.f("pk_candidate_text")),
    )
    op.create_table(
        "candidate_wish",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("any_work", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.CheckConstraint("(decision = 'unresolved') = (concept_key IS NULL)", name=op.f("ck_candidate_wish_decision_has_concept")),
        sa.CheckConstraint("decision IN ('accepted', 'suggested', 'unresolved')", name=op.f("ck_candidate_wish_decision")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_candidate_wish_text_not_blank")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_candidate_wish_position")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_candidate_wish_probability")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_wish_candidate_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_candidate_wish_concept_key")),
        sa.PrimaryKeyConstraint("candidate_id", "position", name=op.f("pk_candidate_wish")),
    )
    with op.batch_alter_table("candidate_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_wish_concept_key"), ["concept_key"], unique=False)

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
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('passport', 'military_record', 'education_proof', 'medical_certificate', 'work_book')", name=op.f("ck_document_kind")
        ),
        sa.CheckConstraint("state IN ('missing', 'requested', 'ready')", name=op.f("ck_document_state")),
        sa.CheckConstraint("lead_days >= 0 AND lead_days <= 730", name=op.f("ck_document_lead_days")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_document_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "kind", name=op.f("pk_document")),
    )
    op.create_table(
        "unread_limit",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('ban', 'home_hours', 'travel_limit', 'health')", name=op.f("ck_unread_limit_kind")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_unread_limit_text_not_blank")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_unread_limit_candidate_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("candidate_id", "kind", name=op.f("pk_unread_limit")),
    )
    op.create_table(
        "health_limit",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "code IN ('no_heights', 'max_lift_10kg', 'max_lift_20kg', 'no_night', 'no_dust', 'no_chemicals', 'no_noise', 'no_cold', 'seated_only')",
            name=op.f("ck_health_limit_code"),
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_health_limit_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidate_id", "code", name=op.f("pk_health_limit")),
    )
    op.create_table(
        "match_run",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("vacancy_id", IDENTIFIER, nullable=True),
        sa.Column("candidate_id", IDENTIFIER, nullable=True),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=32), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("row_limit", sa.Integer(), nullable=False),
        sa.Column("index_version", sa.String(length=64), nullable=False),
        sa.Column("scorer_version", sa.String(length=64), nullable=False),
        sa.Column("rules_version", sa.String(length=64), nullable=False),
        sa.Column("taxonomy_version", sa.String(length=64), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("n_eligible", sa.Integer(), nullable=False),
        sa.Column("n_review", sa.Integer(), nullable=False),
        sa.Column("n_excluded", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(direction = 'candidates_for_vacancy') = (vacancy_id IS NOT NULL)", name=op.f("ck_match_run_vacancy_asked")),
        sa.CheckConstraint(
            "(direction = 'vacancies_for_candidate') = (candidate_id IS NOT NULL)", name=op.f("ck_match_run_candidate_asked")
        ),
        sa.CheckConstraint("direction IN ('candidates_for_vacancy', 'vacancies_for_candidate')", name=op.f("ck_match_run_direction")),
        sa.CheckConstraint("n_eligible >= 0", name=op.f("ck_match_run_n_eligible")),
        sa.CheckConstraint("n_excluded >= 0", name=op.f("ck_match_run_n_excluded")),
        sa.CheckConstraint("n_review >= 0", name=op.f("ck_match_run_n_review")),
        sa.CheckConstraint("row_limit >= 1 AND row_limit <= 100000", name=op.f("ck_match_run_row_limit")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_match_run_candidate_id")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_match_run_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_run_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_run_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_run_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=32), nullable=False),
        sa.Column("reason_code", sa.String(length=32), nullable=True),
        sa.CheckConstraint("reason_code <> 'stayed' OR result LIKE 'retained%'", name=op.f("ck_outcome_stayed_means_retained")),
        sa.CheckConstraint(
            "reason_code IN ('stayed', 'skills', 'pay', 'commute', 'documents', 'housing', 'schedule', 'health', 'position_filled', 'season_end', 'conflict', 'other_offer')",
            name=op.f("ck_outcome_reason_code"),
        ),
        sa.CheckConstraint(
            "result IN ('not_hired', 'hired_left_before_1m', 'hired_left_before_3m', 'retained_3m', 'retained_6m')",
            name=op.f("ck_outcome_result"),
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_outcome_candidate_id")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_outcome_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_vacancy_id"), ["vacancy_id"], unique=False)
        batch_op.create_index("uq_outcome_referral", ["candidate_id", "vacancy_id", "referred_on"], unique=True)

    op.create_table(
        "qualification",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("awarded_year", sa.Integer(), nullable=True),
        sa.Column("years", sa.Float(), nullable=True),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.CheckConstraint("(decision = 'unresolved') = (concept_key IS NULL)", name=op.f("ck_qualification_decision_has_concept")),
        sa.CheckConstraint("decision IN ('accepted', 'suggested', 'unresolved')", name=op.f("ck_qualification_decision")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_qualification_text_not_blank")),
        sa.CheckConstraint("awarded_year >= 1900 AND awarded_year <= 2100", name=op.f("ck_qualification_awarded_year")),
        sa.CheckConstraint("grade >= 1 AND grade <= 8", name=op.f("ck_qualification_grade")),
        sa.CheckConstraint("last_year >= 1900 AND last_year <= 2100", name=op.f("ck_qualification_last_year")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_qualification_position")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_qualification_probability")),
        sa.CheckConstraint("years >= 0 AND years <= 80", name=op.f("ck_qualification_years")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_qualification_candidate_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_qualification_concept_key")),
        sa.PrimaryKeyConstraint("candidate_id", "position", name=op.f("pk_qualification")),
    )
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qualification_concept_key"), ["concept_key"], unique=False)

    op.create_table(
        "restriction",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=True),
        sa.Column("home_from_minute", sa.Integer(), nullable=True),
        sa.Column("home_until_minute", sa.Integer(), nullable=True),
        sa.Column("travel_limit", sa.String(length=16), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'ban') = (duty IS NOT NULL)", name=op.f("ck_restriction_ban_has_duty")),
        sa.CheckConstraint("(kind = 'home_hours') = (home_from_minute IS NOT NULL)", name=op.f("ck_restriction_home_hours_have_start")),
        sa.CheckConstraint("(kind = 'home_hours') = (home_until_minute IS NOT NULL)", name=op.f("ck_restriction_home_hours_have_end")),
        sa.CheckConstraint("(kind = 'travel_limit') = (travel_limit IS NOT NULL)", name=op.f("ck_restriction_travel_limit_has_scope")),
        sa.CheckConstraint(
            "duty IN ('works_with_children', 'material_liability', 'handles_cash', 'drives_vehicle', 'medicines_access', 'weapons', 'alcohol_sale', 'security_guarding', 'personal_data', 'state_service', 'heights', 'heavy_lifting_20kg', 'heavy_lifting_10kg', 'night_work', 'dust', 'chemicals', 'noise', 'cold', 'standing')",
            name=op.f("ck_restriction_duty"),
        ),
        sa.CheckConstraint("kind IN ('ban', 'home_hours', 'travel_limit')", name=op.f("ck_restriction_kind")),
        sa.CheckConstraint("travel_limit IN ('province', 'district')", name=op.f("ck_restriction_travel_limit")),
        sa.CheckConstraint("trim(entered_by) <> ''", name=op.f("ck_restriction_entered_by_not_blank")),
        sa.CheckConstraint("home_from_minute <> home_until_minute", name=op.f("ck_restriction_home_hours_not_empty")),
        sa.CheckConstraint("home_from_minute >= 0 AND home_from_minute <= 1439", name=op.f("ck_restriction_home_from_minute")),
        sa.CheckConstraint("home_until_minute >= 0 AND home_until_minute <= 1439", name=op.f("ck_restriction_home_until_minute")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_restriction_dates_in_order")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_restriction_candidate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restriction_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "vacancy_document",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "kind IN ('passport', 'military_record', 'education_proof', 'medical_certificate', 'work_book')",
            name=op.f("ck_vacancy_document_kind"),
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_document_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "kind", name=op.f("pk_vacancy_document")),
    )
    op.create_table(
        "vacancy_duty",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "duty IN ('works_with_children', 'material_liability', 'handles_cash', 'drives_vehicle', 'medicines_access', 'weapons', 'alcohol_sale', 'security_guarding', 'personal_data', 'state_service', 'heights', 'heavy_lifting_20kg', 'heavy_lifting_10kg', 'night_work', 'dust', 'chemicals', 'noise', 'cold', 'standing')",
            name=op.f("ck_vacancy_duty_duty"),
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_duty_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "duty", name=op.f("pk_vacancy_duty")),
    )
    op.create_table(
        "vacancy_hours",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("end_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "end_minute > start_minute AND end_minute <= start_minute + 1440", name=op.f("ck_vacancy_hours_end_after_start")
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_vacancy_hours_position")),
        sa.CheckConstraint("start_minute >= 0 AND start_minute <= 1439", name=op.f("ck_vacancy_hours_start_minute")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_hours_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "position", name=op.f("pk_vacancy_hours")),
    )
    op.create_table(
        "vacancy_licence",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("licence", sa.String(length=8), nullable=False),
        sa.CheckConstraint("licence IN ('A', 'B', 'C', 'D', 'BE', 'CE', 'DE', 'TM')", name=op.f("ck_vacancy_licence_licence")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_licence_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "licence", name=op.f("pk_vacancy_licence")),
    )
    op.create_table(
        "vacancy_occupation",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_vacancy_occupation_position")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_vacancy_occupation_probability")),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_vacancy_occupation_concept_key")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_occupation_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "position", name=op.f("pk_vacancy_occupation")),
    )
    with op.batch_alter_table("vacancy_occupation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_occupation_concept_key"), ["concept_key"], unique=False)

    op.create_table(
        "vacancy_requirement",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.CheckConstraint("decision IN ('accepted', 'suggested', 'unresolved')", name=op.f("ck_vacancy_requirement_decision")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_vacancy_requirement_text_not_blank")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_vacancy_requirement_position")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_vacancy_requirement_probability")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_requirement_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "position", name=op.f("pk_vacancy_requirement")),
    )
    op.create_table(
        "vacancy_shift",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("shift", sa.String(length=16), nullable=False),
        sa.CheckConstraint("shift IN ('day', 'evening', 'night', 'rotating', 'rotation_away')", name=op.f("ck_vacancy_shift_shift")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_shift_vacancy_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vacancy_id", "shift", name=op.f("pk_vacancy_shift")),
    )
    op.create_table(
        "work_history",
        sa.Column("candidate_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("started_year", sa.Integer(), nullable=True),
        sa.Column("ended_year", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("years", sa.Float(), nullable=True),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.CheckConstraint("(decision = 'unresolved') = (concept_key IS NULL)", name=op.f("ck_work_history_decision_has_concept")),
        sa.CheckConstraint("decision IN ('accepted', 'suggested', 'unresolved')", name=op.f("ck_work_history_decision")),
        sa.CheckConstraint("source IN ('skills', 'history', 'qualification', 'wish', 'note')", name=op.f("ck_work_history_source")),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_work_history_text_not_blank")),
        sa.CheckConstraint("ended_year >= 1900 AND ended_year <= 2100", name=op.f("ck_work_history_ended_year")),
        sa.CheckConstraint("ended_year >= started_year", name=op.f("ck_work_history_years_in_order")),
        sa.CheckConstraint("grade >= 1 AND grade <= 8", name=op.f("ck_work_history_grade")),
        sa.CheckConstraint("last_year >= 1900 AND last_year <= 2100", name=op.f("ck_work_history_last_year")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_work_history_position")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_work_history_probability")),
        sa.CheckConstraint("started_year >= 1900 AND started_year <= 2100", name=op.f("ck_work_history_started_year")),
        sa.CheckConstraint("years >= 0 AND years <= 80", name=op.f("ck_work_history_years")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_work_history_candidate_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_work_history_concept_key")),
        sa.PrimaryKeyConstraint("candidate_id", "position", name=op.f("pk_work_history")),
    )
    with op.batch_alter_table("work_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_history_concept_key"), ["concept_key"], unique=False)

    op.create_table(
        "match_run_entry",
        sa.Column("match_run_id", IDENTIFIER, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("candidate_id", IDENTIFIER, nullable=True),
        sa.Column("vacancy_id", IDENTIFIER, nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("(candidate_id IS NULL) <> (vacancy_id IS NULL)", name=op.f("ck_match_run_entry_one_subject")),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_match_run_entry_probability")),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_match_run_entry_rank")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_match_run_entry_candidate_id")),
        sa.ForeignKeyConstraint(["match_run_id"], ["match_run.id"], name=op.f("fk_match_run_entry_match_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_match_run_entry_vacancy_id")),
        sa.PrimaryKeyConstraint("match_run_id", "rank", name=op.f("pk_match_run_entry")),
    )
    with op.batch_alter_table("match_run_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_run_entry_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_run_entry_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "vacancy_requirement_concept",
        sa.Column("vacancy_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("concept_key", sa.String(length=128), nullable=False),
        sa.CheckConstraint("rank >= 0", name=op.f("ck_vacancy_requirement_concept_rank")),
        sa.ForeignKeyConstraint(["concept_key"], ["concept.key"], name=op.f("fk_vacancy_requirement_concept_concept_key")),
        sa.ForeignKeyConstraint(
            ["vacancy_id", "position"],
            ["vacancy_requirement.vacancy_id", "vacancy_requirement.position"],
            name=op.f("fk_vacancy_requirement_concept_vacancy_id_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("vacancy_id", "position", "rank", name=op.f("pk_vacancy_requirement_concept")),
    )
    with op.batch_alter_table("vacancy_requirement_concept", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_requirement_concept_concept_key"), ["concept_key"], unique=False)

    guard_audit_trail()


def downgrade() -> None:
    with op.batch_alter_table("vacancy_requirement_concept", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vacancy_requirement_concept_concept_key"))

    op.drop_table("vacancy_requirement_concept")
    with op.batch_alter_table("match_run_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_run_entry_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_match_run_entry_candidate_id"))

    op.drop_table("match_run_entry")
    with op.batch_alter_table("work_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_history_concept_key"))

    op.drop_table("work_history")
    op.drop_table("vacancy_shift")
    op.drop_table("vacancy_requirement")
    with op.batch_alter_table("vacancy_occupation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vacancy_occupation_concept_key"))

    op.drop_table("vacancy_occupation")
    op.drop_table("vacancy_licence")
    op.drop_table("vacancy_hours")
    op.drop_table("vacancy_duty")
    op.drop_table("vacancy_document")
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restriction_candidate_id"))

    op.drop_table("restriction")
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qualification_concept_key"))

    op.drop_table("qualification")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index("uq_outcome_referral")
        batch_op.drop_index(batch_op.f("ix_outcome_vacancy_id"))

    op.drop_table("outcome")
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_run_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_match_run_created_at"))
        batch_op.drop_index(batch_op.f("ix_match_run_candidate_id"))

    op.drop_table("match_run")
    op.drop_table("unread_limit")
    op.drop_table("health_limit")
    op.drop_table("document")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_candidate_id"))

    op.drop_table("consent")
    with op.batch_alter_table("candidate_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_wish_concept_key"))

    op.drop_table("candidate_wish")
    op.drop_table("candidate_text")
    with op.batch_alter_table("candidate_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_skill_concept_key"))

    op.drop_table("candidate_skill")
    op.drop_table("candidate_shift")
    op.drop_table("candidate_licence")
    op.drop_table("candidate_language")
    with op.batch_alter_table("candidate_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_identity_name_folded"))

    op.drop_table("candidate_identity")
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vacancy_status"))
        batch_op.drop_index(batch_op.f("ix_vacancy_employer_id"))

    op.drop_table("vacancy")
    with op.batch_alter_table("occupation_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occupation_skill_skill_key"))

    op.drop_table("occupation_skill")
    with op.batch_alter_table("concept_label", schema=None) as batch_op:
        batch_op.drop_index("uq_concept_label_preferred", sqlite_where=sa.text("is_preferred"), postgresql_where=sa.text("is_preferred"))
        batch_op.drop_index(batch_op.f("ix_concept_label_folded"))

    op.drop_table("concept_label")
    with op.batch_alter_table("concept_broader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concept_broader_broader_key"))

    op.drop_table("concept_broader")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_status"))
        batch_op.drop_index(batch_op.f("ix_candidate_organisation_id"))

    op.drop_table("candidate")
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.drop_index("uq_alias_meaning")
        batch_op.drop_index("uq_alias_accepted", sqlite_where=sa.text("state = 'accepted'"), postgresql_where=sa.text("state = 'accepted'"))

    op.drop_table("alias")
    with op.batch_alter_table("scorer_version", schema=None) as batch_op:
        batch_op.drop_index("uq_scorer_version_active", sqlite_where=sa.text("active"), postgresql_where=sa.text("active"))

    op.drop_table("scorer_version")
    with op.batch_alter_table("rule_set_version", schema=None) as batch_op:
        batch_op.drop_index("uq_rule_set_version_active", sqlite_where=sa.text("active"), postgresql_where=sa.text("active"))

    op.drop_table("rule_set_version")
    op.drop_table("organisation")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_kind_sha256"))

    op.drop_table("import_batch")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_name_folded"))

    op.drop_table("employer")
    op.drop_table("concept")
    op.drop_table("change_feed")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_noun_record_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_id"))

    op.drop_table("audit_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_event_is_append_only()")
