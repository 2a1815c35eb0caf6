"""Small shared mechanisms with a name of their own: lifecycle, temp files, time, SI values.

Does not belong here: anything that knows parts, stock or devices.
"""
