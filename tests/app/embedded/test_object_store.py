import os
import signal

import boto3
import pytest
from botocore.exceptions import ClientError

from app.embedded.object_store import EmbeddedS3

pytestmark = pytest.mark.integration


@pytest.fixture
def server(tmp_path):
    with EmbeddedS3(tmp_path / "home") as built:
        yield built


def client(server, secret=None):
    return boto3.client(
        "s3",
        endpoint_url=server.endpoint_url,
        aws_access_key_id=server.access_key_id,
        aws_secret_access_key=secret or server.secret_access_key,
        region_name="us-east-1",
    )


def test_wrong_credentials_are_refused(server):
    stranger = boto3.client(
        "s3",
        endpoint_url=server.endpoint_url,
        aws_access_key_id="somebody",
        aws_secret_access_key="else",
        region_name="us-east-1",
    )
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        stranger.list_buckets()


def test_a_second_writer_of_a_key_is_told(server):
    s3 = client(server)
    s3.create_bucket(Bucket="binsight")
    s3.put_object(Bucket="binsight", Key="a", Body=b"1", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket="binsight", Key="a", Body=b"2", IfNoneMatch="*")


def test_objects_survive_restart_and_sigkill(server):
    client(server).create_bucket(Bucket="binsight")
    client(server).put_object(Bucket="binsight", Key="odd key/ü", Body=b"kept")
    server.stop()
    assert not server.is_healthy()
    server.start()
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert client(server).get_object(Bucket="binsight", Key="odd key/ü")["Body"].read() == b"kept"
