"""Work families: kinds of work between which somebody without a trade moves easily, by ISCO-08 code.

Source: the rubric's five families (farm, garden and outdoor labour; goods handling, packing, sorting and shop floor; cleaning and kitchen;
food production; building labour), written as prefixes of ISCO-08 unit groups. Families say nothing about a person.
"""

FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("outdoor", ("61", "62", "63", "92", "9613", "9624")),
    ("goods", ("432", "522", "8344", "932", "933", "9612", "962")),
    ("cleaning_kitchen", ("5153", "91", "94")),
    ("food", ("751", "816")),
    ("building", ("711", "712", "713", "931", "9622")),
)


def families_of(isco: str | None) -> int:
    """Return a bit mask of the families an occupation belongs to; 0 if it has no code or none fits."""
    if not isco:
        return 0
    return sum(1 << bit for bit, (_, prefixes) in enumerate(FAMILIES) if isco.startswith(prefixes))
