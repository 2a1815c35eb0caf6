import pytest
from dependency_injector import providers
from structlog.testing import capture_logs

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("given", ["abc", "A-1.b_2:c", "0" * 64])
@pytest.mark.parametrize("address", ["/health/healthz", "/nowhere", "/api/parts/ZZZZ"])
def test_a_plain_correlation_id_is_echoed(client, address, given):
    answer = client.get(address, headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given
    assert answer.json().get("correlationId", given) == given


@pytest.mark.parametrize("given", ["", "0" * 65, "a b", "<script>", "a;b", "é", "a/b", '"'])
@pytest.mark.parametrize("address", ["/health/healthz", "/nowhere"])
def test_another_one_is_replaced(client, address, given):
    answers = [client.get(address, headers={b"X-Request-ID": given.encode()}) for _ in range(2)]
    chosen = [answer.headers["X-Request-ID"] for answer in answers]
    assert chosen[0] != chosen[1]
    for answer, name in zip(answers, chosen, strict=True):
        assert len(name) == 32
        assert name.isalnum()
        assert answer.json().get("correlationId", name) == name


@pytest.mark.parametrize(
    ("address", "headers"),
    [("/health/healthz", {}), ("/nowhere", {}), ("/", {"Host": "evil.example"}), ("/metrics", {})],
)
def test_every_answer_has_an_id_and_may_not_be_guessed_at(client, address, headers):
    answer = client.get(address, headers=headers)
    assert answer.headers["X-Request-ID"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def broken(client, container):
    """An API whose snapshots fail in a way that nobody expected."""

    def fail():
        raise ZeroDivisionError("inner-detail")

    container.snapshots.override(providers.Callable(fail))
    yield client
    container.snapshots.reset_override()


def test_what_nobody_expected_is_500_without_its_trace(broken, refused):
    answer = broken.get("/api/snapshots", headers={"X-Request-ID": "bench-1"})
    body = refused(answer, 500, "INTERNAL_ERROR")
    assert body == {
        "error": "Something unexpected happened; the log knows it by the correlation id",
        "details": {},
        "code": "INTERNAL_ERROR",
        "correlationId": "bench-1",
    }
    for inner in ("Traceback", "ZeroDivisionError", "inner-detail", ".py"):
        assert inner not in answer.text
    assert broken.get("/api/parts").status_code == 200


def test_the_log_knows_what_nobody_expected(broken):
    with capture_logs() as entries:
        broken.get("/api/snapshots")
    (entry,) = [entry for entry in entries if entry["event"] == "request_failed"]
    assert (entry["method"], entry["path"], entry["log_level"]) == ("GET", "/api/snapshots", "error")
    assert entry["exc_info"]


def test_what_nobody_expected_is_measured(broken):
    broken.get("/api/snapshots")
    labels = 'http_request_duration_seconds_count{endpoint="/api/snapshots",method="GET",status="500"} 1.0'
    assert labels in broken.get("/metrics").text
