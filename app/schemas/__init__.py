"""Pydantic shapes of requests and responses: `*Create`, `*Update`, `*Response`, `*List`."""
