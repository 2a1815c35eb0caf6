"""Logos of sellers on a real database and S3 server."""

import pytest
from dependency_injector import providers

from app.exceptions import (
    ExternalServiceException,
    InvalidOperationException,
    PayloadTooLargeException,
    RecordNotFoundException,
    ValidationException,
)
from app.services.attachment_bytes import content_key
from app.services.object_store import ObjectStore
from app.services.seller_logo_service import MAX_LOGO_BYTES
from tests.app.services.fault_proxy import FaultProxy

pytestmark = pytest.mark.integration
PNG, JPEG = b"\x89PNG\r\n\x1a\n logo", b"\xff\xd8\xff logo"


@pytest.fixture
def proxy(object_storage):
    built = FaultProxy(object_storage.port)
    yield built
    built.close()


@pytest.fixture
def store(storage_container, storage_settings, proxy):
    behind_proxy = storage_settings.model_copy(update={"s3_endpoint_url": proxy.url})
    storage_container.object_store.override(providers.Object(ObjectStore(behind_proxy, read_timeout_seconds=1)))
    with storage_container.unit_of_work() as work:
        seller = work.sellers.create("Corner shop").id

    def do(act):
        with storage_container.unit_of_work() as work:
            return act(work)

    do.seller, do.objects = seller, storage_container.object_store()
    return do


@pytest.mark.rule(35)
def test_a_logo_is_set_replaced_cleared_and_brought_back(store):
    store(lambda work: work.seller_logos.put(store.seller, PNG))
    assert store(lambda work: work.seller_logos.read(store.seller)).data == PNG
    store(lambda work: work.seller_logos.put(store.seller, JPEG))
    stored = store(lambda work: work.seller_logos.read(store.seller))
    assert (stored.data, stored.content_type) == (JPEG, "image/jpeg")

    def clear(work):
        work.seller_logos.clear(store.seller)
        return work.batches.open("edit").id

    batch = store(clear)
    with pytest.raises(RecordNotFoundException, match="Logo of seller Corner shop"):
        store(lambda work: work.seller_logos.read(store.seller))
    store(lambda work: work.undo.undo(batch))
    assert store(lambda work: work.seller_logos.read(store.seller)).data == JPEG


@pytest.mark.rule(35)
@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", ValidationException),
        (b"%PDF-1.7", ValidationException),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ValidationException),
        (PNG + b" " * MAX_LOGO_BYTES, PayloadTooLargeException),
    ],
)
def test_only_small_pictures_are_taken(store, data, error):
    with pytest.raises(error):
        store(lambda work: work.seller_logos.put(store.seller, data))
    assert store(lambda work: work.sellers.get(store.seller)).logo_s3_key is None


@pytest.mark.parametrize("fault", ["hang_up", "lose_answer"])
def test_a_failed_upload_leaves_no_row_that_names_it(store, proxy, fault):
    proxy.fault = fault
    with pytest.raises(ExternalServiceException):
        store(lambda work: work.seller_logos.put(store.seller, PNG))
    assert store(lambda work: work.sellers.get(store.seller)).logo_s3_key is None


def test_undo_never_brings_back_a_logo_whose_bytes_are_gone(store):
    store(lambda work: work.seller_logos.put(store.seller, PNG))

    def clear(work):
        work.seller_logos.clear(store.seller)
        return work.batches.open("edit").id

    batch = store(clear)
    store.objects.delete(content_key(PNG))
    with pytest.raises(InvalidOperationException, match="the bytes of the file are gone"):
        store(lambda work: work.undo.undo(batch))
