"""Articles, packages and reading"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "study_columns",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title_zh", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_study_columns")),
    )
    op.create_table(
        "study_modules",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("column_key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.String(length=60), nullable=False),
        sa.Column("summary_zh", sa.String(length=300), nullable=False),
        sa.Column("summary_en", sa.String(length=300), nullable=False),
        sa.Column("topics", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["column_key"], ["study_columns.key"], name=op.f("fk_study_modules_column_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_study_modules")),
    )
    op.create_index(op.f("ix_study_modules_column_key"), "study_modules", ["column_key"], unique=False)
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("module_key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_types", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["module_key"], ["study_modules.key"], name=op.f("fk_articles_module_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("key", name=op.f("uq_articles_key")),
    )
    op.create_index(
        op.f("ix_articles_module_key_position"), "articles", ["module_key", "position"], unique=False
    )
    op.create_table(
        "article_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("loaded_digest", sa.String(length=64), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_editions_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_editions")),
        sa.UniqueConstraint("article_id", "lang", name=op.f("uq_article_editions_article_id_lang")),
    )
    op.create_table(
        "article_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("contents", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["article_editions.id"], name=op.f("fk_article_revisions_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_revisions")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_article_revisions_edition_id_number")),
    )
    op.create_table(
        "study_packages",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title_zh", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("modules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("articles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("weekly_topics", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reflection_zh", sa.String(length=300), nullable=False),
        sa.Column("reflection_en", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_study_packages")),
    )
    op.create_table(
        "readings",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("credited_s", sa.Integer(), nullable=False),
        sa.Column("reached_end", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_s", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.CheckConstraint("credited_s >= 0 AND day_s >= 0", name=op.f("ck_readings_never_negative")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_readings_article_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_readings_member_id")),
        sa.PrimaryKeyConstraint("member_id", "article_id", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_member_id_last_at"), "readings", ["member_id", "last_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_readings_member_id_last_at"), table_name="readings")
    op.drop_table("readings")
    op.drop_table("study_packages")
    op.drop_table("article_revisions")
    op.drop_table("article_editions")
    op.drop_index(op.f("ix_articles_module_key_position"), table_name="articles")
    op.drop_table("articles")
    op.drop_index(op.f("ix_study_modules_column_key"), table_name="study_modules")
    op.drop_table("study_modules")
    op.drop_table("study_columns")
