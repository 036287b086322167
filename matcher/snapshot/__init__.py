"""The people of a whole country as one immutable, memory-mapped file, and the exact best of them for a vacancy in milliseconds.

aspects.py    which facts go together, which rules and features they decide
layout.py     the arrays of a snapshot
classes.py    equal facts as classes
circles.py    who may know of whom, as classes
build.py      people as arrays → a snapshot
files.py      a snapshot on disk: written whole or not at all, checked when opened
imagined.py   blocks of imaginary people, over which the rules and features themselves fill tables
tables.py     one vacancy → tables: what every class of people and every sum of evidence gets
memory.py     what classes got lately, by the facts it depends on
loop.py       what the loop over everybody reads and answers
kernel.py     the one loop over everybody (numba), plain.py the same in NumPy
contest.py    the exact best rows: bounds first, then the features themselves for those who can still be among the best

No rule and no feature is written a second time here: equal facts form a class, the functions of `matcher.eligibility.RULES` and
`matcher.features.FEATURES` are applied to the classes, and the loop only adds up what they said.
"""
