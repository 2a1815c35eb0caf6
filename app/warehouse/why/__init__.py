"""Why a published figure is what it is: for every column, the rows it follows from and how they combine.

Belongs here: one declaration per column of a mart, and the one function that answers (`explain.explain`).
Does not belong here: computing the tables (`app.domain`); a declaration reads the snapshot alone and so checks them.
"""
