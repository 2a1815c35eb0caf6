"""Weights as an option of commands that judge layouts."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.exceptions import ValidationException

if TYPE_CHECKING:
    from app.domain.placement.weights import Weights

WeightOption = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="NAME=VALUE",
        help="Judge by another weight this time: travel, co_use, spread, handling, horizon_months, misplaced.",
        show_default=False,
    ),
]


def with_given(weights: "Weights", given: list[str] | None) -> "Weights":
    """The store's weights, with those that were given on the command line.

    Raises:
        ValidationException: not written as NAME=VALUE, no such weight, or a value that makes no sense.
    """
    from app.domain.placement.weights import changed

    return changed(weights, dict(_parsed(text) for text in given or []))


def _parsed(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError as error:
        raise ValidationException(
            f"Write a weight as NAME=VALUE, such as spread=5, not {text}", field="weight"
        ) from error
