"""Tables in files: delimited text, fixed columns, workbooks; encodings and separators are found out, sizes bounded.

Belongs here: bytes to rows of texts. Does not belong here: what the columns mean (`app.domain.importing`).
"""
