"""What a family of parts is: everything needed to invent one more part of a type."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Package:
    """A package or form: its name, pins, pitch, how it is mounted and how large it is."""

    name: str
    pins: int | None = None
    pitch: str | None = None
    mounting: str | None = None
    dimensions: str | None = None


@dataclass(frozen=True)
class ValueRange:
    """Main values of a family: an E series over powers of ten in a base unit."""

    unit: str
    steps: int
    first_decade: int
    last_decade: int


@dataclass(frozen=True)
class PartFamily:
    """One type of part.

    `share` is its weight in the store; `text` is the description with `{value}`, `{package}` and the names of
    `choices` in braces, `code` the pattern of its order codes; a choice named `rating` or `output` is also the part's
    voltage rating or output voltage. `trade` says which makers make it; `price` is the typical unit price in EUR;
    `sizes` are the shares of small, medium and large; `use` is how many units one typical use takes; `season` is how
    strongly usage swings over the year (0..1).
    """

    type_name: str
    share: float
    text: str
    code: str
    trade: str
    price: float
    packages: tuple[Package, ...]
    values: ValueRange | None = None
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    supplies: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sizes: tuple[float, float, float] = (1.0, 0.0, 0.0)
    needs: tuple[str, ...] = ()
    use: float = 1.5
    season: float = 0.15
