"""The Binsight application: everything the four doors share, and nothing of Dagster.

Belongs here: rules (`domain`), promises about tables (`contracts`), readers (`sources`, `warehouse`), the system of
record (`models`, `migrations`), actions (`services`) and the doors (`api`, `ui`, `cli`).
Does not belong here: assets, schedules, sensors, runs - see the packages `assets` and `pipelines`.
"""
