"""Keys of buttons: the same deed has the same key on every page, and no two on one page are alike.

All go with Alt: a scanner types bare letters, and browsers keep most of what goes with Ctrl for themselves. Of those
with Alt they keep D, E and F and the menus' B, H, S, T and V; Streamlit keeps C and R.
"""

SEARCH = "Mod+K"
UNDO = "Alt+Z"
NEW = "Alt+N"
ADD = "Alt+A"
"""Add a line, or do all of it: pick all lines, apply a plan, change all parts."""
USE = "Alt+U"
"""Use of stock, also by building something."""
GATHER = "Alt+G"
RECEIVE = "Alt+I"
MOVE = "Alt+M"
SPLIT = "Alt+Y"
COUNT = "Alt+K"
ADJUST = "Alt+J"
"""Correct what is written: a balance, a kit."""
PICK = "Alt+P"
ORDER = "Alt+O"
LINE = "Alt+L"
REFUSE = "Alt+X"
