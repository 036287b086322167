"""Reading tables as people send them: from a file to typed rows, doubts and a report.

Here live formats, header names, cell parsers and the import use case. Must not: match text to concepts, put anything into words (codes
and parameters only; the sentences are in api/messages_import.py), or know a table of the database (writers are handed in).
"""
