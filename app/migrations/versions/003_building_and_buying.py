"""What is built, picked and bought: builds, pick lists, shopping lists, receipts; kits in kits, substitutes, attrition."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

OLD_KINDS = (
    "'receive', 'use', 'move', 'count', 'adjust', 'scrap', 'repair', 'pick', 'import', 'demo', 'edit', 'placement', "
    "'merge', 'undo'"
)


def upgrade() -> None:
    op.create_table(
        "shopping_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("status", sa.String(10), server_default="active", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_ref", sa.String(200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name=op.f("ck_shopping_lists_done_has_date")),
        sa.CheckConstraint("status IN ('active', 'done')", name=op.f("ck_shopping_lists_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopping_lists")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_shopping_lists_external_ref")),
    )
    op.create_index("uq_shopping_lists_name_lower", "shopping_lists", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "shopping_list_sellers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopping_list_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("status", sa.String(10), server_default="active", nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'ordered') = (ordered_at IS NOT NULL)", name=op.f("ck_shopping_list_sellers_ordered_has_date")
        ),
        sa.CheckConstraint("status IN ('active', 'ordered')", name=op.f("ck_shopping_list_sellers_status_known")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_shopping_list_sellers_seller_id_sellers")),
        sa.ForeignKeyConstraint(
            ["shopping_list_id"],
            ["shopping_lists.id"],
            name=op.f("fk_shopping_list_sellers_shopping_list_id_shopping_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopping_list_sellers")),
        sa.UniqueConstraint(
            "shopping_list_id", "seller_id", name=op.f("uq_shopping_list_sellers_shopping_list_id_seller_id")
        ),
    )
    op.create_index("ix_shopping_list_sellers_seller_id", "shopping_list_sellers", ["seller_id"], unique=False)
    op.create_table(
        "bom_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(500), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.id"], name=op.f("fk_bom_choices_part_id_parts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bom_choices")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_bom_choices_fingerprint")),
    )
    op.create_index("ix_bom_choices_part_id", "bom_choices", ["part_id"], unique=False)
    op.create_table(
        "kit_shopping_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("shopping_list_id", sa.Integer(), nullable=False),
        sa.Column("requested_units", sa.Integer(), nullable=False),
        sa.Column("honor_reserved", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("snapshot_kit_updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("requested_units >= 1", name=op.f("ck_kit_shopping_links_requested_units_positive")),
        sa.ForeignKeyConstraint(
            ["kit_id"], ["kits.id"], name=op.f("fk_kit_shopping_links_kit_id_kits"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shopping_list_id"],
            ["shopping_lists.id"],
            name=op.f("fk_kit_shopping_links_shopping_list_id_shopping_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_shopping_links")),
        sa.UniqueConstraint("kit_id", "shopping_list_id", name=op.f("uq_kit_shopping_links_kit_id_shopping_list_id")),
    )
    op.create_index("ix_kit_shopping_links_shopping_list_id", "kit_shopping_links", ["shopping_list_id"], unique=False)
    op.create_table(
        "pick_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("requested_units", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), server_default="open", nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("external_ref", sa.String(200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'completed') = (completed_at IS NOT NULL)", name=op.f("ck_pick_lists_completed_has_date")
        ),
        sa.CheckConstraint("status IN ('open', 'completed')", name=op.f("ck_pick_lists_status_known")),
        sa.CheckConstraint("requested_units >= 1", name=op.f("ck_pick_lists_requested_units_positive")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_pick_lists_kit_id_kits"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_lists")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_pick_lists_external_ref")),
    )
    op.create_index("ix_pick_lists_kit_id", "pick_lists", ["kit_id"], unique=False)
    op.create_table(
        "shopping_list_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopping_list_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("draft", postgresql.JSONB(), nullable=True),
        sa.Column("seller_id", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("ordered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("received", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=6), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("status", sa.String(10), server_default="new", nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_mismatch", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("completion_note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (completed_at IS NOT NULL)", name=op.f("ck_shopping_list_lines_done_has_date")
        ),
        sa.CheckConstraint("status IN ('new', 'ordered', 'done')", name=op.f("ck_shopping_list_lines_status_known")),
        sa.CheckConstraint(
            "(unit_price IS NULL) = (currency IS NULL)", name=op.f("ck_shopping_list_lines_price_with_currency")
        ),
        sa.CheckConstraint("needed >= 1", name=op.f("ck_shopping_list_lines_needed_positive")),
        sa.CheckConstraint("ordered >= 0", name=op.f("ck_shopping_list_lines_ordered_not_negative")),
        sa.CheckConstraint(
            "part_id IS NOT NULL OR draft IS NOT NULL", name=op.f("ck_shopping_list_lines_part_or_draft")
        ),
        sa.CheckConstraint("received >= 0", name=op.f("ck_shopping_list_lines_received_not_negative")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_shopping_list_lines_part_id_parts")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_shopping_list_lines_seller_id_sellers")),
        sa.ForeignKeyConstraint(
            ["shopping_list_id"],
            ["shopping_lists.id"],
            name=op.f("fk_shopping_list_lines_shopping_list_id_shopping_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopping_list_lines")),
        sa.UniqueConstraint(
            "shopping_list_id", "part_id", name=op.f("uq_shopping_list_lines_shopping_list_id_part_id")
        ),
    )
    op.create_index("ix_shopping_list_lines_part_id", "shopping_list_lines", ["part_id"], unique=False)
    op.create_index("ix_shopping_list_lines_seller_id", "shopping_list_lines", ["seller_id"], unique=False)
    op.create_table(
        "builds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("pick_list_id", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("cost", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("unpriced_lines", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(cost IS NULL) = (currency IS NULL)", name=op.f("ck_builds_cost_with_currency")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_builds_cost_not_negative")),
        sa.CheckConstraint("units >= 1", name=op.f("ck_builds_units_positive")),
        sa.CheckConstraint("unpriced_lines >= 0", name=op.f("ck_builds_unpriced_lines_not_negative")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_builds_kit_id_kits")),
        sa.ForeignKeyConstraint(["pick_list_id"], ["pick_lists.id"], name=op.f("fk_builds_pick_list_id_pick_lists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_builds")),
        sa.UniqueConstraint("pick_list_id", name=op.f("uq_builds_pick_list_id")),
    )
    op.create_index("ix_builds_kit_id", "builds", ["kit_id"], unique=False)
    op.create_table(
        "kit_substitutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_content_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_kit_substitutes_rank_positive")),
        sa.ForeignKeyConstraint(
            ["kit_content_id"],
            ["kit_contents.id"],
            name=op.f("fk_kit_substitutes_kit_content_id_kit_contents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_kit_substitutes_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_substitutes")),
        sa.UniqueConstraint("kit_content_id", "part_id", name=op.f("uq_kit_substitutes_kit_content_id_part_id")),
    )
    op.create_index("ix_kit_substitutes_part_id", "kit_substitutes", ["part_id"], unique=False)
    op.create_table(
        "location_minimums",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("minimum_quantity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("minimum_quantity >= 1", name=op.f("ck_location_minimums_minimum_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["locations.id"],
            name=op.f("fk_location_minimums_location_id_locations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.id"], name=op.f("fk_location_minimums_part_id_parts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location_minimums")),
        sa.UniqueConstraint("part_id", "location_id", name=op.f("uq_location_minimums_part_id_location_id")),
    )
    op.create_index("ix_location_minimums_location_id", "location_minimums", ["location_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopping_list_line_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_receipts_quantity_positive")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_receipts_batch_id_batches")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_receipts_part_id_parts")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_receipts_seller_id_sellers")),
        sa.ForeignKeyConstraint(
            ["shopping_list_line_id"],
            ["shopping_list_lines.id"],
            name=op.f("fk_receipts_shopping_list_line_id_shopping_list_lines"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    op.create_index("ix_receipts_part_id", "receipts", ["part_id"], unique=False)
    op.create_index("ix_receipts_seller_id", "receipts", ["seller_id"], unique=False)
    op.create_index("ix_receipts_shopping_list_line_id", "receipts", ["shopping_list_line_id"], unique=False)
    op.create_table(
        "shopping_list_needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopping_list_line_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_shopping_list_needs_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["kit_id"], ["kits.id"], name=op.f("fk_shopping_list_needs_kit_id_kits"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shopping_list_line_id"],
            ["shopping_list_lines.id"],
            name="fk_shopping_list_needs_line",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopping_list_needs")),
        sa.UniqueConstraint(
            "shopping_list_line_id", "kit_id", name=op.f("uq_shopping_list_needs_shopping_list_line_id_kit_id")
        ),
    )
    op.create_index("ix_shopping_list_needs_kit_id", "shopping_list_needs", ["kit_id"], unique=False)
    op.create_table(
        "build_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("build_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=6), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.CheckConstraint(
            "(unit_price IS NULL) = (currency IS NULL)", name=op.f("ck_build_lines_price_with_currency")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_build_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["build_id"], ["builds.id"], name=op.f("fk_build_lines_build_id_builds"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_build_lines_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_build_lines")),
        sa.UniqueConstraint("build_id", "part_id", name=op.f("uq_build_lines_build_id_part_id")),
    )
    op.create_index("ix_build_lines_part_id", "build_lines", ["part_id"], unique=False)
    op.create_table(
        "pick_list_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pick_list_id", sa.Integer(), nullable=False),
        sa.Column("kit_content_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("quantity_to_pick", sa.Integer(), nullable=False),
        sa.Column("quantity_picked", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(10), server_default="open", nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=True),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'completed') = (picked_at IS NOT NULL)", name=op.f("ck_pick_list_lines_completed_has_date")
        ),
        sa.CheckConstraint(
            "(status = 'completed') = (quantity_picked IS NOT NULL)",
            name=op.f("ck_pick_list_lines_completed_has_quantity"),
        ),
        sa.CheckConstraint("status IN ('open', 'completed')", name=op.f("ck_pick_list_lines_status_known")),
        sa.CheckConstraint("quantity_picked >= 0", name=op.f("ck_pick_list_lines_quantity_picked_not_negative")),
        sa.CheckConstraint("quantity_to_pick >= 1", name=op.f("ck_pick_list_lines_quantity_to_pick_positive")),
        sa.ForeignKeyConstraint(
            ["kit_content_id"],
            ["kit_contents.id"],
            name=op.f("fk_pick_list_lines_kit_content_id_kit_contents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_pick_list_lines_location_id_locations")
        ),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["stock_movements.id"], name=op.f("fk_pick_list_lines_movement_id_stock_movements")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_pick_list_lines_part_id_parts")),
        sa.ForeignKeyConstraint(
            ["pick_list_id"],
            ["pick_lists.id"],
            name=op.f("fk_pick_list_lines_pick_list_id_pick_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_list_lines")),
        sa.UniqueConstraint(
            "pick_list_id", "kit_content_id", "part_id", "location_id", name="uq_pick_list_lines_place"
        ),
    )
    op.create_index("ix_pick_list_lines_kit_content_id", "pick_list_lines", ["kit_content_id"], unique=False)
    op.create_index("ix_pick_list_lines_location_id", "pick_list_lines", ["location_id"], unique=False)
    op.create_index("ix_pick_list_lines_part_id_status", "pick_list_lines", ["part_id", "status"], unique=False)
    op.add_column("attachments", sa.Column("text_content", sa.String(), nullable=True))
    op.add_column("kit_contents", sa.Column("child_kit_id", sa.Integer(), nullable=True))
    op.add_column(
        "kit_contents",
        sa.Column("attrition_percent", sa.Numeric(precision=6, scale=3), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "kit_contents", sa.Column("attrition_fixed", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.alter_column("kit_contents", "part_id", existing_type=sa.INTEGER(), nullable=True)
    op.create_index("ix_kit_contents_child_kit_id", "kit_contents", ["child_kit_id"], unique=False)
    op.create_unique_constraint(op.f("uq_kit_contents_kit_id_child_kit_id"), "kit_contents", ["kit_id", "child_kit_id"])
    op.create_foreign_key(op.f("fk_kit_contents_child_kit_id_kits"), "kit_contents", "kits", ["child_kit_id"], ["id"])
    op.add_column("kits", sa.Column("priority", sa.Integer(), server_default=sa.text("5"), nullable=False))
    op.add_column("parts", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.create_index("ix_parts_merged_into_id", "parts", ["merged_into_id"], unique=False)
    op.create_foreign_key(op.f("fk_parts_merged_into_id_parts"), "parts", "parts", ["merged_into_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_kit_contents_part_or_kit"), "kit_contents", "num_nonnulls(part_id, child_kit_id) = 1"
    )
    op.create_check_constraint(op.f("ck_kit_contents_not_in_itself"), "kit_contents", "child_kit_id <> kit_id")
    op.create_check_constraint(
        op.f("ck_kit_contents_attrition_percent_range"), "kit_contents", "attrition_percent BETWEEN 0 AND 100"
    )
    op.create_check_constraint(
        op.f("ck_kit_contents_attrition_fixed_not_negative"), "kit_contents", "attrition_fixed >= 0"
    )
    op.create_check_constraint(op.f("ck_kits_priority_range"), "kits", "priority BETWEEN 1 AND 9")
    op.create_check_constraint(op.f("ck_parts_not_merged_into_itself"), "parts", "merged_into_id <> id")
    op.drop_constraint(op.f("ck_batches_kind_known"), "batches")
    op.create_check_constraint(op.f("ck_batches_kind_known"), "batches", f"kind IN ({OLD_KINDS}, 'build', 'shopping')")


def downgrade() -> None:
    op.execute("DELETE FROM kit_contents WHERE part_id IS NULL")
    op.drop_constraint(op.f("ck_batches_kind_known"), "batches")
    op.execute("UPDATE batches SET kind = 'edit' WHERE kind IN ('build', 'shopping')")
    op.create_check_constraint(op.f("ck_batches_kind_known"), "batches", f"kind IN ({OLD_KINDS})")
    op.drop_constraint(op.f("fk_parts_merged_into_id_parts"), "parts", type_="foreignkey")
    op.drop_index("ix_parts_merged_into_id", table_name="parts")
    op.drop_column("parts", "merged_into_id")
    op.drop_column("kits", "priority")
    op.drop_constraint(op.f("fk_kit_contents_child_kit_id_kits"), "kit_contents", type_="foreignkey")
    op.drop_constraint(op.f("uq_kit_contents_kit_id_child_kit_id"), "kit_contents", type_="unique")
    op.drop_index("ix_kit_contents_child_kit_id", table_name="kit_contents")
    op.alter_column("kit_contents", "part_id", existing_type=sa.INTEGER(), nullable=False)
    op.drop_column("kit_contents", "attrition_fixed")
    op.drop_column("kit_contents", "attrition_percent")
    op.drop_column("kit_contents", "child_kit_id")
    op.drop_column("attachments", "text_content")
    op.drop_index("ix_pick_list_lines_part_id_status", table_name="pick_list_lines")
    op.drop_index("ix_pick_list_lines_location_id", table_name="pick_list_lines")
    op.drop_index("ix_pick_list_lines_kit_content_id", table_name="pick_list_lines")
    op.drop_table("pick_list_lines")
    op.drop_index("ix_build_lines_part_id", table_name="build_lines")
    op.drop_table("build_lines")
    op.drop_index("ix_shopping_list_needs_kit_id", table_name="shopping_list_needs")
    op.drop_table("shopping_list_needs")
    op.drop_index("ix_receipts_shopping_list_line_id", table_name="receipts")
    op.drop_index("ix_receipts_seller_id", table_name="receipts")
    op.drop_index("ix_receipts_part_id", table_name="receipts")
    op.drop_table("receipts")
    op.drop_index("ix_location_minimums_location_id", table_name="location_minimums")
    op.drop_table("location_minimums")
    op.drop_index("ix_kit_substitutes_part_id", table_name="kit_substitutes")
    op.drop_table("kit_substitutes")
    op.drop_index("ix_builds_kit_id", table_name="builds")
    op.drop_table("builds")
    op.drop_index("ix_shopping_list_lines_seller_id", table_name="shopping_list_lines")
    op.drop_index("ix_shopping_list_lines_part_id", table_name="shopping_list_lines")
    op.drop_table("shopping_list_lines")
    op.drop_index("ix_pick_lists_kit_id", table_name="pick_lists")
    op.drop_table("pick_lists")
    op.drop_index("ix_kit_shopping_links_shopping_list_id", table_name="kit_shopping_links")
    op.drop_table("kit_shopping_links")
    op.drop_index("ix_bom_choices_part_id", table_name="bom_choices")
    op.drop_table("bom_choices")
    op.drop_index("ix_shopping_list_sellers_seller_id", table_name="shopping_list_sellers")
    op.drop_table("shopping_list_sellers")
    op.drop_index("uq_shopping_lists_name_lower", table_name="shopping_lists")
    op.drop_table("shopping_lists")
