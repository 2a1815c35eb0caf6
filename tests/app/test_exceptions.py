"""Errors: each has a sentence, a code of its own family and a status; details can be sent as JSON."""

import json

import pytest

from app import exceptions
from app.exceptions import BinsightError, UndoConflictException, ValidationException
from app.services import database_errors

MADE = [
    exceptions.ValidationException("Name must be filled in", field="name"),
    exceptions.RecordNotFoundException("Part", "ABCD"),
    exceptions.ResourceConflictException("kit", "the name Blinker"),
    exceptions.InsufficientQuantityException(5, 2, "1-1"),
    exceptions.InvalidOperationException("archive ABCD", "3 are in stock"),
    exceptions.DependencyException("type", "LED", "2 parts belong to it"),
    exceptions.UndoConflictException(7, ["a", "b", "c", "d", "e"]),
    exceptions.SourceFormatException("parts.json", "it is empty", "Export it again"),
    exceptions.PayloadTooLargeException("The file is too large"),
    exceptions.ExternalServiceException("list files", "the store does not answer"),
    exceptions.ServiceUnavailableException("The database", "it does not answer"),
    exceptions.SnapshotNotFoundException("s1"),
    exceptions.SnapshotNotFoundException(),
    exceptions.ContractViolationException("marts.a lacks columns"),
    exceptions.QueryException("no such table"),
    exceptions.AlreadyRunningException("another process holds this home"),
    exceptions.EmbeddedServerException("PostgreSQL could not be started"),
    exceptions.ConfigurationError(["BINSIGHT_API_PORT: x", "BINSIGHT_HOME: y"]),
    exceptions.NotAvailableYetException("not yet"),
    database_errors.ConstraintException("would break a rule", {"constraint": "x"}),
]


def families(base=BinsightError):
    return {kind for child in base.__subclasses__() for kind in {child} | families(child)}


def test_every_kind_of_error_has_a_code_of_capitals_and_a_status():
    for kind in families():
        assert kind.code.replace("_", "").isupper(), kind
        assert 400 <= kind.status < 600, kind


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_an_error_has_a_sentence_a_code_a_status_and_details_for_json(error):
    assert error.message
    assert str(error) == error.message
    assert error.code == error.code.upper()
    assert 400 <= error.status < 600
    assert json.loads(json.dumps(error.details)) == error.details


def test_what_the_caller_did_is_4xx_and_what_failed_here_is_5xx():
    failing = {type(error).__name__ for error in MADE if error.status >= 500}
    assert failing == {
        "ExternalServiceException",
        "ServiceUnavailableException",
        "ContractViolationException",
        "EmbeddedServerException",
        "ConfigurationError",
        "NotAvailableYetException",
    }


def test_a_field_is_told_to_forms_and_to_programs():
    error = ValidationException("Name must be filled in", field="name")
    assert (error.field, error.details) == (
        "name",
        {"errors": [{"message": "Name must be filled in", "field": "name"}]},
    )
    assert ValidationException("No").details == {}


def test_many_conflicts_are_cut_in_the_sentence_and_whole_in_the_details():
    error = UndoConflictException(7, ["a", "b", "c", "d", "e"])
    assert error.message == "Cannot undo batch 7 because a; b; c and 2 more"
    assert error.details == {"conflicts": ["a", "b", "c", "d", "e"]}
    assert UndoConflictException(7, ["a", "b", "c"]).message == "Cannot undo batch 7 because a; b; c"


def test_details_are_the_errors_own():
    given = {"a": 1}
    error = BinsightError("x", given)
    given["a"] = 2
    assert error.details == {"a": 1}
