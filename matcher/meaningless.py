"""What people write where a skill or a trade was asked for and that is none: family, housing, health, places, pastimes, other trades.

Here lives what they are for; the phrases stand in `life_phrases` and `foreign_trades`. The resolver searches them beside the labels of the
taxonomy: a text that is nearest to one of them means nothing, in whatever spelling, layout or alphabet it comes. A phrase that is a label
of the taxonomy does not count here.
"""

from collections.abc import Collection

from matcher.foreign_trades import FOREIGN
from matcher.life_phrases import LIFE
from matcher.stems import words_of
from matcher.text import clean

MARK = "~"
"""First letter of the keys of these groups, which no concept's key begins with."""

_ROWS = {
    f"{MARK}{group}": tuple(phrase for each in text.split("|") if (phrase := " ".join(each.split())))
    for group, text in (*LIFE.items(), ("other_trade", FOREIGN))
}


def is_meaningless(concept: str) -> bool:
    """Tell whether a concept found is a group of these phrases."""
    return concept.startswith(MARK)


def phrases_without_meaning(labels: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return group key → phrases, without those that are labels. labels: of the taxonomy, cleaned and without punctuation."""
    return {
        group: tuple(phrase for phrase in phrases if " ".join(words_of(clean(phrase))) not in labels) for group, phrases in _ROWS.items()
    }
