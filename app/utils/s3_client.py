"""Talking S3: a client with short time-outs, errors a person can act on, and whether conditions are honoured.

Belongs here: what every user of an object store shares. Does not belong here: what keys mean.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from app.config import Settings
from app.exceptions import ConfigurationError, ExternalServiceException, NotAnsweringException, RecordNotFoundException
from app.utils.s3_answers import put_object

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 10
ATTEMPTS = 2
MISSING = {"NoSuchKey", "NotFound", "404"}
NOT_AS_ASKED = {"PreconditionFailed", "ConditionalRequestConflict", "412"}
"""A conditional write was refused because the object is not as the condition says."""
NO_CONDITIONS = {"NotImplemented", "501"}
"""A conditional write was refused because the store knows none."""
_REFUSED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}


def s3_client(
    settings: Settings, *, read_timeout_seconds: float = READ_TIMEOUT_SECONDS, attempts: int = ATTEMPTS
) -> "S3Client":
    """A client of the configured object store; it connects when it is first used.

    Raises:
        ConfigurationError: none is configured.
    """
    if settings.s3_endpoint_url is None:
        raise ConfigurationError(["BINSIGHT_S3_ENDPOINT_URL is not set and no embedded S3 is running"])
    secret = settings.s3_secret_access_key
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint_url,
        aws_access_key_id=settings.s3_access_key_id,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        region_name=settings.s3_region,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=read_timeout_seconds,
            retries={"total_max_attempts": attempts, "mode": "standard"},
        ),
    )


@contextmanager
def s3_errors(settings: Settings, operation: str, key: str = "") -> Iterator[None]:
    """Turn what S3 or the network says into our errors; `key` is named when the object may be missing.

    Raises:
        RecordNotFoundException: there is no such object. NotAnsweringException: the store is away or overloaded, its
            answer broke off, or something else answered.
        ExternalServiceException: anything else. All name the host.
    """
    host = _host(settings)
    try:
        yield
    except ClientError as error:
        if key and error_code(error) in MISSING and not _is_wordless(error):
            raise RecordNotFoundException("File", key) from error
        may_pass = _is_overloaded(error) or _is_wordless(error)
        answer = NotAnsweringException if may_pass else ExternalServiceException
        raise answer(operation, _cause(error, host)) from error
    except (BotoCoreError, Boto3Error, HTTPError, OSError) as error:
        raise NotAnsweringException(
            operation, f"the object store at {host} does not answer; check that it runs"
        ) from error


def _is_overloaded(error: ClientError) -> bool:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) >= HTTPStatus.INTERNAL_SERVER_ERROR


def _is_wordless(error: ClientError) -> bool:
    """Whether the refusal has no name, as those of object stores have but to a request for a head alone."""
    code = error_code(error)
    return (code.isdigit() or not code) and not error.operation_name.startswith("Head")


def honours_conditions(client: "S3Client", bucket: str, key: str) -> bool:
    """Whether the store refuses a second `If-None-Match: *` and a wrong `If-Match`; some providers ignore them.

    `key` must be new; it is gone again afterwards.
    """
    conditions: list[dict[str, Any]] = [{"IfNoneMatch": "*"}, {"IfMatch": '"0"'}]
    try:
        _is_refused(client, bucket, key, conditions[0])  # it is, when the answer to the first attempt was lost
        return all(_is_refused(client, bucket, key, condition) for condition in conditions)
    except ClientError as error:
        if error_code(error) in NO_CONDITIONS:
            return False
        raise
    finally:
        _forget(client, bucket, key)


def _is_refused(client: "S3Client", bucket: str, key: str, condition: dict[str, Any]) -> bool:
    try:
        put_object(client, bucket, key, b"1", "try a conditional write", **condition)
    except ClientError as error:
        if error_code(error) not in NOT_AS_ASKED:
            raise
        return True
    return False


def _forget(client: "S3Client", bucket: str, key: str) -> None:
    try:
        client.delete_object(Bucket=bucket, Key=key)
    except (BotoCoreError, ClientError):
        return


def error_code(error: ClientError) -> str:
    """What S3 calls the error."""
    return str(error.response.get("Error", {}).get("Code", "an error"))


def _cause(error: ClientError, host: str) -> str:
    if error_code(error) in _REFUSED:
        return f"the object store at {host} refused the credentials; check BINSIGHT_S3_ACCESS_KEY_ID"
    if _is_wordless(error) and not _is_overloaded(error):
        return f"what answered at {host} is no object store, or broke off; check its address"
    return f"the object store at {host} answered {error_code(error)}"


def _host(settings: Settings) -> str:
    parts = urlsplit(settings.s3_endpoint_url or "")
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
