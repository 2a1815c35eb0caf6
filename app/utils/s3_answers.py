"""Answers of an object store, taken for what they are: one that broke off, or came from something else, is none.

A head that broke off looks like an empty file, a page of a proxy like an empty bucket, or like a success. Every call
belongs into `app.utils.s3_client.s3_errors`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from app.exceptions import NotAnsweringException

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, ObjectTypeDef


def require(member: str, answer: Mapping[str, Any], operation: str) -> None:
    """Every whole answer of an object store to this request has the member.

    Raises:
        NotAnsweringException: this one has not.
    """
    if member not in answer:
        raise NotAnsweringException(operation, "what answered is no object store, or broke off; check its address")


def get_object(client: "S3Client", bucket: str, key: str, operation: str) -> "GetObjectOutputTypeDef":
    """An object as S3 answers, with its bytes still to be read.

    Raises:
        NotAnsweringException: the answer is none, or broke off.
    """
    answer = client.get_object(Bucket=bucket, Key=key)
    for member in ("ContentLength", "ETag"):
        require(member, answer, operation)
    return answer


def read_object(client: "S3Client", bucket: str, key: str, operation: str) -> tuple[bytes, str]:
    """The bytes of an object, and its ETag; raises as `get_object`."""
    answer = get_object(client, bucket, key, operation)
    return answer["Body"].read(), answer["ETag"]


def put_object(
    client: "S3Client", bucket: str, key: str, data: bytes | IO[bytes], operation: str, **options: Any
) -> None:
    """Store an object; options, such as a condition, are parameters of S3.

    Raises:
        NotAnsweringException: nobody can tell whether it was stored.
    """
    require("ETag", client.put_object(Bucket=bucket, Key=key, Body=data, **options), operation)


def list_objects(client: "S3Client", bucket: str, prefix: str, operation: str) -> "Iterator[ObjectTypeDef]":
    """All objects whose key begins with `prefix`, in key order.

    Raises:
        NotAnsweringException: an answer is none, or broke off.
    """
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        require("IsTruncated", page, operation)
        yield from page.get("Contents", [])


@contextmanager
def read_as_ours(operation: str, key: str) -> Iterator[None]:
    """For the reading of an object that only Binsight writes.

    Raises:
        NotAnsweringException: it is not what Binsight writes there.
    """
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        cause = f"what came for {key} is none of Binsight's: something else answered, or overwrote it"
        raise NotAnsweringException(operation, f"{cause}; check the address of the object store") from error
