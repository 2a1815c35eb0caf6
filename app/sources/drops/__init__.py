"""Drops: files that devices, gateways, builds and people put below `drops/` in the object store.

Belongs here: telling what a file is from its content, and reading its lines; core dumps have a package of their own. A
file or line that cannot be read becomes a problem with its reason and never stops the others.
Does not belong here: which files are read when (`app.domain.fleet.drops`), fetching and keeping (`app.services.drops`).
"""
