"""The weights that this store judges layouts by."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.domain.placement.weights import Weights, changed, differences
from app.models import PlacementWeights
from app.services.batch_service import BatchService

_ROW = 1


@dataclass(frozen=True)
class WeightsChange:
    """The batch to undo it with (none when nothing changed), and what was done in words."""

    batch_id: int | None
    message: str


class WeightsService:
    """Reads and changes the weights; every change is a batch, which is their history."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def get(self) -> Weights:
        """The weights in force: the usual ones until somebody changed them."""
        row = self._session.get(PlacementWeights, _ROW)
        return Weights() if row is None else Weights(**{name: getattr(row, name) for name in asdict(Weights())})

    def put(self, weights: Weights) -> WeightsChange:
        """Judge by these weights from now on.

        Raises:
            ValidationException: one of them is out of its range.
        """
        wanted = changed(weights, asdict(weights))
        told = differences(self.get(), wanted)
        if not told:
            return WeightsChange(None, "Nothing changed: the weights are as they were")
        message = f"Weights changed: {told}"
        batch = self._batches.open("edit", note=message)
        row = self._session.get(PlacementWeights, _ROW, with_for_update=True)
        if row is None:
            self._session.add(PlacementWeights(id=_ROW, **asdict(wanted)))
        else:
            for name, value in asdict(wanted).items():
                setattr(row, name, value)
        self._session.flush()
        return WeightsChange(batch.id, message)
