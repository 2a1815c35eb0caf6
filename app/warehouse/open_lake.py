"""The lake of an installation, as its settings say."""

from app.config import Settings
from app.warehouse.lake import Lake, LocalLake
from app.warehouse.layout import LakeLayout


def open_lake(settings: Settings) -> Lake:
    """A folder of this machine, or an object store; nothing is read or written yet."""
    layout = LakeLayout(settings.lake_path)
    if not settings.is_lake_on_s3:
        return LocalLake(layout)
    from app.warehouse.s3_lake import S3Lake  # noqa: PLC0415 - boto3 takes a moment that readers of a folder are spared

    return S3Lake(settings, layout)
