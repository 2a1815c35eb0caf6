"""Dagster resources that hand out plain objects of the application."""
