"""Sign-ins: as whom an administrator looks at the pages"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.add_column(sa.Column("viewing_id", sa.Integer(), nullable=True))
        sign_ins.create_foreign_key(op.f("fk_sign_ins_viewing_id"), "members", ["viewing_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.drop_constraint(op.f("fk_sign_ins_viewing_id"), type_="foreignkey")
        sign_ins.drop_column("viewing_id")
