"""What raw tables hold: the columns and types that core relies on, one module per family of the source.

Raw tables are stored as the source gave them. Their contracts are checked before core computes, so that a source that
drifted is named by table and column instead of by a figure that went wrong.
"""
