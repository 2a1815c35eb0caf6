"""Preferred values and how people write them: E series (IEC 60063), `4k7`, `100nF`."""

import numpy as np

E24 = (10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91)
_PREFIXES = ((1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "u"), (1e-9, "n"), (1e-12, "p"))


def draw_values(rng: np.random.Generator, count: int, steps: int, first: int, last: int) -> list[float]:
    """`count` values of the E series with `steps` (6, 12 or 24) per decade, powers of ten `first` to `last`."""
    mantissas = np.array(E24)[:: 24 // steps]
    drawn = rng.choice(mantissas, count)
    exponents = rng.integers(first, last + 1, count)
    return [float(f"{mantissa}e{exponent - 1}") for mantissa, exponent in zip(drawn, exponents, strict=True)]


def format_value(value: float, unit: str) -> str:
    """`4k7` for ohms, `4.7uF` and the like for everything else."""
    factor, prefix = next((pair for pair in _PREFIXES if value >= pair[0] * 0.9999), _PREFIXES[-1])
    number = f"{value / factor:.4g}"
    if unit != "ohm":
        return f"{number}{prefix}{unit}"
    letter = prefix or "R"
    return number.replace(".", letter) if "." in number else f"{number}{letter}"
