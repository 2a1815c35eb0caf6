"""The system of record: catalogue, storage, ledger, kits, devices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import UserDefinedType

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

COVER = "fk_attachment_sets_cover_attachment_id_attachments"


class XID8(UserDefinedType[int]):
    """The transaction id type, spelled here so that this version never changes with the models."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """The type's name in DDL."""
        return "xid8"


def upgrade() -> None:
    op.create_table(
        "attachment_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cover_attachment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_sets")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("reference", sa.String(200), nullable=True),
        sa.Column("idempotency_key", sa.String(200), nullable=True),
        sa.Column("undoes_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'undo') = (undoes_batch_id IS NOT NULL)", name=op.f("ck_batches_undo_names_its_batch")
        ),
        sa.CheckConstraint(
            "kind IN ('receive', 'use', 'move', 'count', 'adjust', 'scrap', 'repair', 'pick', 'import', 'demo', 'edit', 'placement', 'merge', 'undo')",
            name=op.f("ck_batches_kind_known"),
        ),
        sa.ForeignKeyConstraint(["undoes_batch_id"], ["batches.id"], name=op.f("fk_batches_undoes_batch_id_batches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_batches_idempotency_key")),
        sa.UniqueConstraint("undoes_batch_id", name=op.f("uq_batches_undoes_batch_id")),
    )
    op.create_table(
        "sellers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("website", sa.String(500), nullable=True),
        sa.Column("logo_s3_key", sa.String(500), nullable=True),
        sa.Column("external_ref", sa.String(200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sellers")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_sellers_external_ref")),
    )
    op.create_index("uq_sellers_name_lower", "sellers", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "types",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_types")),
    )
    op.create_index("uq_types_name_lower", "types", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_set_id", sa.Integer(), nullable=False),
        sa.Column("attachment_type", sa.String(10), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("s3_key", sa.String(500), nullable=True),
        sa.Column("url", sa.String(2000), nullable=True),
        sa.Column("filename", sa.String(255), nullable=True),
        sa.Column("content_type", sa.String(100), nullable=True),
        sa.Column("file_size", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(attachment_type = 'url') = (s3_key IS NULL)", name=op.f("ck_attachments_bytes_unless_link")
        ),
        sa.CheckConstraint("attachment_type <> 'url' OR url IS NOT NULL", name=op.f("ck_attachments_link_has_url")),
        sa.CheckConstraint(
            "attachment_type IN ('url', 'image', 'pdf', 'file')", name=op.f("ck_attachments_attachment_type_known")
        ),
        sa.CheckConstraint("file_size >= 0", name=op.f("ck_attachments_file_size_not_negative")),
        sa.ForeignKeyConstraint(
            ["attachment_set_id"],
            ["attachment_sets.id"],
            name=op.f("fk_attachments_attachment_set_id_attachment_sets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_attachment_set_id", "attachments", ["attachment_set_id"], unique=False)
    op.create_index("ix_attachments_s3_key", "attachments", ["s3_key"], unique=False)
    op.create_table(
        "batch_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.String(63), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("action IN ('insert', 'update', 'delete')", name=op.f("ck_batch_changes_action_known")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_changes_batch_id_batches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_changes")),
    )
    op.create_index("ix_batch_changes_batch_id", "batch_changes", ["batch_id"], unique=False)
    op.create_index("ix_batch_changes_table_name_record_id", "batch_changes", ["table_name", "record_id"], unique=False)
    op.create_table(
        "boxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_no", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(255), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("grid_rows", sa.Integer(), nullable=False),
        sa.Column("grid_columns", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(50), nullable=True),
        sa.Column("aisle", sa.Integer(), nullable=True),
        sa.Column("bay", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("x_m", sa.Float(), nullable=True),
        sa.Column("y_m", sa.Float(), nullable=True),
        sa.Column("z_m", sa.Float(), nullable=True),
        sa.Column("size_class", sa.String(20), nullable=True),
        sa.Column("storage_properties", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("designated_type_id", sa.Integer(), nullable=True),
        sa.Column("external_ref", sa.String(200), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "size_class IS NULL OR size_class IN ('small', 'medium', 'large')", name=op.f("ck_boxes_size_class_known")
        ),
        sa.CheckConstraint(
            "storage_properties <@ ARRAY['esd', 'moisture', 'hazard']::text[]",
            name=op.f("ck_boxes_storage_properties_known"),
        ),
        sa.CheckConstraint("box_no > 0", name=op.f("ck_boxes_box_no_positive")),
        sa.CheckConstraint("capacity BETWEEN 1 AND 1000", name=op.f("ck_boxes_capacity_range")),
        sa.CheckConstraint("grid_rows * grid_columns >= capacity", name=op.f("ck_boxes_grid_holds_capacity")),
        sa.ForeignKeyConstraint(["designated_type_id"], ["types.id"], name=op.f("fk_boxes_designated_type_id_types")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boxes")),
        sa.UniqueConstraint("box_no", name=op.f("uq_boxes_box_no")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_boxes_external_ref")),
    )
    op.create_table(
        "kits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("build_target", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("status", sa.String(10), server_default="active", nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attachment_set_id", sa.Integer(), nullable=False),
        sa.Column("external_ref", sa.String(200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'archived') = (archived_at IS NOT NULL)", name=op.f("ck_kits_archived_has_date")),
        sa.CheckConstraint("status IN ('active', 'archived')", name=op.f("ck_kits_status_known")),
        sa.CheckConstraint("build_target >= 0", name=op.f("ck_kits_build_target_not_negative")),
        sa.ForeignKeyConstraint(
            ["attachment_set_id"], ["attachment_sets.id"], name=op.f("fk_kits_attachment_set_id_attachment_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kits")),
        sa.UniqueConstraint("attachment_set_id", name=op.f("uq_kits_attachment_set_id")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_kits_external_ref")),
    )
    op.create_index("uq_kits_name_lower", "kits", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(4), nullable=False),
        sa.Column("manufacturer_code", sa.String(255), nullable=True),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("manufacturer", sa.String(255), nullable=True),
        sa.Column("product_page", sa.String(500), nullable=True),
        sa.Column("attachment_set_id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(100), nullable=True),
        sa.Column("pin_count", sa.Integer(), nullable=True),
        sa.Column("pin_pitch", sa.String(50), nullable=True),
        sa.Column("voltage_rating", sa.String(100), nullable=True),
        sa.Column("input_voltage", sa.String(100), nullable=True),
        sa.Column("output_voltage", sa.String(100), nullable=True),
        sa.Column("mounting_type", sa.String(50), nullable=True),
        sa.Column("series", sa.String(100), nullable=True),
        sa.Column("dimensions", sa.String(100), nullable=True),
        sa.Column("size_class", sa.String(20), nullable=True),
        sa.Column("storage_needs", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("si_value", sa.Float(), nullable=True),
        sa.Column("si_unit", sa.String(10), nullable=True),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=6), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("minimum_quantity", sa.Integer(), nullable=True),
        sa.Column("external_ref", sa.String(200), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_parts_currency_format")),
        sa.CheckConstraint("key ~ '^[A-Z]{4}$'", name=op.f("ck_parts_key_format")),
        sa.CheckConstraint(
            "size_class IS NULL OR size_class IN ('small', 'medium', 'large')", name=op.f("ck_parts_size_class_known")
        ),
        sa.CheckConstraint(
            "storage_needs <@ ARRAY['esd', 'moisture', 'hazard']::text[]", name=op.f("ck_parts_storage_needs_known")
        ),
        sa.CheckConstraint("(unit_price IS NULL) = (currency IS NULL)", name=op.f("ck_parts_price_with_currency")),
        sa.CheckConstraint("minimum_quantity >= 0", name=op.f("ck_parts_minimum_quantity_not_negative")),
        sa.CheckConstraint("pin_count > 0", name=op.f("ck_parts_pin_count_positive")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_parts_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["attachment_set_id"], ["attachment_sets.id"], name=op.f("fk_parts_attachment_set_id_attachment_sets")
        ),
        sa.ForeignKeyConstraint(["type_id"], ["types.id"], name=op.f("fk_parts_type_id_types")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint("attachment_set_id", name=op.f("uq_parts_attachment_set_id")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_parts_external_ref")),
        sa.UniqueConstraint("key", name=op.f("uq_parts_key")),
    )
    op.create_index("ix_parts_created_at_id", "parts", ["created_at", "id"], unique=False)
    op.create_index("ix_parts_type_id", "parts", ["type_id"], unique=False)
    op.create_table(
        "device_models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("firmware_version", sa.String(50), nullable=True),
        sa.Column("config_schema", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9_]+$'", name=op.f("ck_device_models_code_format")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_device_models_kit_id_kits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_models")),
        sa.UniqueConstraint("code", name=op.f("uq_device_models_code")),
    )
    op.create_table(
        "kit_contents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("required_per_unit", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("required_per_unit >= 1", name=op.f("ck_kit_contents_required_positive")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_kit_contents_kit_id_kits"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_kit_contents_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_contents")),
        sa.UniqueConstraint("kit_id", "part_id", name=op.f("uq_kit_contents_kit_id_part_id")),
    )
    op.create_index("ix_kit_contents_part_id", "kit_contents", ["part_id"], unique=False)
    op.create_table(
        "locations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("loc_no", sa.Integer(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("loc_no > 0", name=op.f("ck_locations_loc_no_positive")),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("fk_locations_box_id_boxes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("box_id", "loc_no", name=op.f("uq_locations_box_id_loc_no")),
    )
    op.create_table(
        "part_sellers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(200), nullable=True),
        sa.Column("link", sa.String(500), nullable=True),
        sa.Column(
            "price_breaks", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("minimum_quantity", sa.Integer(), nullable=True),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("jsonb_typeof(price_breaks) = 'array'", name=op.f("ck_part_sellers_price_breaks_is_list")),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("ck_part_sellers_lead_time_not_negative")),
        sa.CheckConstraint("minimum_quantity > 0", name=op.f("ck_part_sellers_minimum_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.id"], name=op.f("fk_part_sellers_part_id_parts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_part_sellers_seller_id_sellers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_sellers")),
        sa.UniqueConstraint(
            "part_id",
            "seller_id",
            "sku",
            name=op.f("uq_part_sellers_part_id_seller_id_sku"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_part_sellers_seller_id", "part_sellers", ["seller_id"], unique=False)
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(8), nullable=False),
        sa.Column("device_model_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("rotation_state", sa.String(10), server_default="OK", nullable=False),
        sa.Column("firmware_version", sa.String(50), nullable=True),
        sa.Column("secret_created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("key ~ '^[a-z0-9]{8}$'", name=op.f("ck_devices_key_format")),
        sa.CheckConstraint(
            "rotation_state IN ('OK', 'QUEUED', 'PENDING', 'TIMEOUT')", name=op.f("ck_devices_rotation_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["device_model_id"], ["device_models.id"], name=op.f("fk_devices_device_model_id_device_models")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("key", name=op.f("uq_devices_key")),
    )
    op.create_index("ix_devices_device_model_id", "devices", ["device_model_id"], unique=False)
    op.create_table(
        "part_locations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_part_locations_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_part_locations_location_id_locations")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_locations_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_locations")),
        sa.UniqueConstraint("part_id", "location_id", name=op.f("uq_part_locations_part_id_location_id")),
    )
    op.create_index("ix_part_locations_location_id", "part_locations", ["location_id"], unique=False)
    op.create_table(
        "stock_movements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(200), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("undoes_movement_id", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(reason = 'undo') = (undoes_movement_id IS NOT NULL)",
            name=op.f("ck_stock_movements_undo_names_its_movement"),
        ),
        sa.CheckConstraint(
            "(reason IN ('undo', 'count', 'adjust', 'import')) OR (delta < 0) = (reason IN ('use', 'pick', 'scrap', 'repair', 'move_out'))",
            name=op.f("ck_stock_movements_sign_fits_reason"),
        ),
        sa.CheckConstraint(
            "reason IN ('receive', 'move_in', 'use', 'pick', 'scrap', 'repair', 'move_out', 'undo', 'count', 'adjust', 'import')",
            name=op.f("ck_stock_movements_reason_known"),
        ),
        sa.CheckConstraint("delta <> 0", name=op.f("ck_stock_movements_delta_not_zero")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_stock_movements_batch_id_batches")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_stock_movements_location_id_locations")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_stock_movements_part_id_parts")),
        sa.ForeignKeyConstraint(
            ["undoes_movement_id"],
            ["stock_movements.id"],
            name=op.f("fk_stock_movements_undoes_movement_id_stock_movements"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
        sa.UniqueConstraint("undoes_movement_id", name=op.f("uq_stock_movements_undoes_movement_id")),
    )
    op.create_index("ix_stock_movements_batch_id", "stock_movements", ["batch_id"], unique=False)
    op.create_index("ix_stock_movements_location_id", "stock_movements", ["location_id"], unique=False)
    op.create_index("ix_stock_movements_part_id_id", "stock_movements", ["part_id", "id"], unique=False)
    op.create_index("ix_stock_movements_xid", "stock_movements", ["xid"], unique=False)
    op.create_table(
        "device_config_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("config", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_device_config_versions_version_positive")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_device_config_versions_device_id_devices"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_config_versions")),
        sa.UniqueConstraint("device_id", "version", name=op.f("uq_device_config_versions_device_id_version")),
    )
    op.create_foreign_key(
        COVER,
        *("attachment_sets", "attachments", ["cover_attachment_id"], ["id"]),
        ondelete="SET NULL",
        deferrable=True,
        initially="DEFERRED",
    )


def downgrade() -> None:
    op.drop_constraint(COVER, "attachment_sets", type_="foreignkey")
    for table in (
        "device_config_versions",
        "stock_movements",
        "part_locations",
        "devices",
        "part_sellers",
        "locations",
        "kit_contents",
        "device_models",
        "parts",
        "kits",
        "boxes",
        "batch_changes",
        "attachments",
        "types",
        "sellers",
        "batches",
        "attachment_sets",
    ):
        op.drop_table(table)
