"""Pieces of the Devices page: the fleet, and one device with its configurations."""
