"""One parser per kind of cell: pure functions from a cell to a value or None, and the doubts.

Nothing here knows a column map, a row or a record. A parser never guesses: what it is not sure of becomes a question.
"""
