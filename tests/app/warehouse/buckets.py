"""Lakes in buckets of a test's own."""

from urllib.parse import urlsplit

from app.config import Settings
from app.embedded.servers import s3_settings
from app.utils.s3_client import s3_client
from tests.databases import number


def lake_in_a_new_bucket(object_storage, home):
    """Settings of a lake below a prefix of a bucket that nobody else uses."""
    name = f"lake-{number()}"
    values = s3_settings(object_storage) | {"lake_url": f"s3://{name}/our/lake"}
    settings = Settings(home=home).model_copy(update=values)
    s3_client(settings).create_bucket(Bucket=name)
    return settings


def entries(settings):
    """What the bucket of the lake holds."""
    return s3_client(settings).list_objects_v2(Bucket=urlsplit(settings.lake_url).netloc).get("Contents", [])


def keys(settings):
    """The names of it, sorted."""
    return sorted(entry["Key"] for entry in entries(settings))
