"""Notebooks of analysts (marimo): each opens the published snapshot read-only and answers one question.

May import anything of `app`; nothing imports notebooks.
"""
