"""Pure rules: frames and values in, frames and values out.

Belongs here: what Binsight decides (usage, placement, stock arithmetic, data quality).
Does not belong here: reading, writing, clocks, randomness, sessions - those come in as arguments.
"""
