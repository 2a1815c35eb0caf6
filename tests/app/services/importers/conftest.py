"""What an import leaves behind, looked at in every table."""

import pytest
from sqlalchemy import text

from app.models import Base


@pytest.fixture
def counts(container):
    """How many rows every table holds."""

    def look():
        with container.engine().connect() as connection:
            query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in sorted(Base.metadata.tables))
            return dict(zip(sorted(Base.metadata.tables), connection.execute(text(query)).one(), strict=True))

    return look
