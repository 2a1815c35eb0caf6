"""Core dumps: what an ESP-IDF device keeps of its memory and registers when it crashes.

Belongs here: recognising a dump by its content, proving that it is whole, the facts that it states plainly, and whose
it is.
Does not belong here: names of functions and lines, for which the program that ran is needed, and telling which crashes
are the same. Both belong to a later room, which reads `core.core_dump_v1` and the dumps themselves.
"""
