"""What could be written better about a part; nothing is ever changed by itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.quality.normalisation import Finding, PartFields, check_part
from app.models import Seller
from app.services.lookups import find_part

_COPIED = (
    *("description", "manufacturer", "manufacturer_code", "package", "mounting_type", "voltage_rating"),
    *("input_voltage", "output_voltage", "dimensions", "tags"),
)


class QualityService:
    """Checks parts; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def findings(self, key: str) -> list[Finding]:
        """What could be written better about a part, field by field.

        Raises:
            RecordNotFoundException: no such part.
        """
        part = find_part(self._session, key)
        fields = {name: getattr(part, name) for name in _COPIED}
        checked = PartFields(
            type_name=part.type.name if part.type else None, has_value=part.si_value is not None, **fields
        )
        return check_part(checked, self._session.scalars(select(Seller.name)).all())
