"""Findings: what could be written better about all parts; `?kind=no-manufacturer` shows one kind."""

from app.ui.components.findings.every_part import findings_of_all
from app.ui.components.frame import page_frame

page_frame("Findings")
findings_of_all()
