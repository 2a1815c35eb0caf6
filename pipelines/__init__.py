"""When and with what: the composition root of Dagster.

Belongs here: definitions, jobs, schedules, sensors, environment.
Does not belong here: what exists (`assets`) or how it is computed (`app.domain`).
"""
