import numpy as np
import pytest

from app.domain.demo.values import E24, draw_values, format_value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4700.0, "ohm", "4k7"),
        (220.0, "ohm", "220R"),
        (2.2, "ohm", "2R2"),
        (1e6, "ohm", "1M"),
        (1e-7, "F", "100nF"),
        (4.7e-6, "F", "4.7uF"),
        (2.2e-11, "F", "22pF"),
        (1e-5, "H", "10uH"),
    ],
)
def test_values_are_written_as_people_write_them(value: float, unit: str, text: str) -> None:
    assert format_value(value, unit) == text


def test_drawn_values_are_preferred_values_within_the_decades() -> None:
    values = draw_values(np.random.default_rng(1), 500, steps=12, first=0, last=3)
    allowed = {float(f"{mantissa}e{decade - 1}") for mantissa in E24[::2] for decade in range(4)}
    assert set(values) <= allowed
    assert min(values) < 10
    assert max(values) >= 1000
