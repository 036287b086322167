"""How likely a string of letters is to be a Cyrillic (Russian or Belarusian) or an English word, by its letter pairs.

Here live two small tables, counted over the labels of the pilot taxonomy (fixtures/taxonomy). They only separate scripts and
keyboard layouts; they know no words.
"""

import re

CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяіў"
LATIN = "abcdefghijklmnopqrstuvwxyz"
_STEP = 3.0
_UNKNOWN = 9.0
_DIGITS = "0123456789abcdefghijklmnopq"

# One row per first letter ("_", a word's border, stands first), one column per second: −3 ln p, written in base 27, cut at 26.
_CYRILLIC_ROWS = (
    "q9a9a9hfaeq7b9ba6979ccddebkqqqdkhhi"
    "6jb9c9gdalda898qb799lgecdekqqqmaaja"
    "c6nfml7gh8qc8db5i7cj7qgfpgegakikc9q"
    "83qlom7qiaqacic6lehccqkkkkcq7ikqcbq"
    "94jgnlbqn9qe9jb5m5ng9oqimqqqqqlqqaq"
    "96ebfe7c99q9de96e8bh9liidfqh8gcjiqq"
    "5kdaebhdbia97a6ic698lgddcfiqqqqjiph"
    "96ede97fk6q7gq6cimhl7qqifqqq8ldqqqq"
    "a3b9d97hlaqaca98kdiicqqhcqqkcemjcaq"
    "6ee8dd8gbdb68c8ed998meeacigqqqqfaqq"
    "1qffndhqgqq8df7hknagqnqhhecqqqqqqqq"
    "63pfqpbqn8qj9kh6m9da8qqfqqqqqqqjq9q"
    "86iqjk6qq7qbdlh6lqnhbonoqqqqc5mb88q"
    "64dhqk5pn9qcdeb6ajjialnnijiqaogqaaq"
    "b5qgec8kh6qbpq87oqc9dhneihio6fkhb8q"
    "ama6a8dcbfaa898ga799ifghadhqqqljima"
    "d5pjnl7qq9qd7pe5f5gdaqqngllqdhkmebq"
    "84ffff8gl9qbhba5hkdb8jgfgefq8hbieqq"
    "a7gbki9oobq6acb89fb4ahgbeiqkbekpedq"
    "95hbnh7nm9q9eka6j7gi9jlmdqqq9bbheqq"
    "5d9dbalbali88aboa88aigbgaaiqqqo9lqn"
    "a4lqlq6qk7qk9ff6q7e99gliqqqqglglq8q"
    "36ibdjbqqcqh9g75gbgacqqjnqqqqqkqqcq"
    "a5qdmq6qm6qdqkk9kkiebqqbqqqq59cg99q"
    "d6idqq6qq6q8mo5cimqgcoqkkoqq5fcqqqq"
    "e7q9qq9qq6q7ahbbadn89qqj5qqq7hdjqqq"
    "g8pppp6pp1pppkdkppppeppppppppfppppp"
    "hhhhhh1hhhhhhhhhhhhhhhhhhhhhhhhh7hh"
    "4qc9eg8gfq88baaqcbbcqj8bfcnqqqqi8ee"
    "3qddeeaqflqbqc3heqbaqifcea9qqqqccqq"
    "edbbbdif8qa75a7ga799je9efeqqqqqjigg"
    "1ldeidqfjqqeeejnqbbcqkincgbqqqqeqqq"
    "2qgbcbiabmfcabaqe9a9qpfbdegqqqqaiob"
    "4nfbdbggaqg68d7qe89apeg9bgqqqqnlcha"
    "2gdbgjljgqq6af8qfdd8qjqdd8qqqqqqklq"
)
_LATIN_ROWS = (
    "q9879b9aabfda9eb7j968edapjk"
    "dqb89jdaq8qb7a6qbq686ccdgcg"
    "c5cnj6jjn7gn6nn6nn6bn7nnnen"
    "a6mcq7qq69q79ki6kj9d79qqqdq"
    "4aiic5pcj5hpbel9pp88pagfpcp"
    "59g9aaefgelj9b7jbj469hfdefm"
    "97nnn68nn4nn8nn6nn8e89nnnnn"
    "2alqq7qdaaqqclcclq8ajcqqqhq"
    "65hko5ook6oohec5kocgaejfodo"
    "gbg8cadaqqqi8c38bha88lbqfmi"
    "g6gcg4gggaggggg3ggggg6ggggg"
    "4egnh4hng5ngcg9fdne7dghgnnn"
    "66jf95gqj6qe7hi8eqqaacfiqcm"
    "759ok4koo6ookbg77okaocohoho"
    "6amb88e3i8ifhkecnml87egkqhq"
    "dbdaaecckbqc8958aq5b98bagij"
    "86ljh5pkb7pi7gi79p6bcaippgp"
    "gggbggggggggbgggggggg1ggggg"
    "57fcb5gei7obgcc8fjd9abdiqaq"
    "3anbq7mq89qdediaalq96bqgqiq"
    "67mck5lma5qqegk8jq789bkfqbq"
    "hbc9f9dck9pj797p9k566hgpigp"
    "d7mfm2mmm5mmmmmemmhmmfhmmdm"
    "75iie5mmb6mmfea5mmaagmmmmgm"
    "5dh8h6hhc6hhchhh8hhh5hhhh9h"
    "1debd8mem9mmacmbcmb9gmmdmmm"
    "b6ggg4ggb4ggggg6gggggggggg7"
)


def _costs(alphabet: str, rows: str) -> dict[str, float]:
    letters = "_" + alphabet
    return {
        first + second: _DIGITS.index(rows[row * len(letters) + column]) / _STEP
        for row, first in enumerate(letters)
        for column, second in enumerate(letters)
    }


_CYRILLIC_COSTS = _costs(CYRILLIC, _CYRILLIC_ROWS)
_LATIN_COSTS = _costs(LATIN, _LATIN_ROWS)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def _likelihood(text: str, costs: dict[str, float]) -> float:
    total, pairs = 0.0, 0
    for word in _WORD.findall(text):
        bordered = f"_{word}_"
        for at in range(len(bordered) - 1):
            total += costs.get(bordered[at : at + 2], _UNKNOWN)
        pairs += len(bordered) - 1
    return -total / pairs if pairs else -_UNKNOWN


def cyrillic_likelihood(text: str) -> float:
    """Mean log-likelihood per letter pair as Russian or Belarusian; about −2.5 for words, below −5 for other strings."""
    return _likelihood(text.replace("ё", "е"), _CYRILLIC_COSTS)


def english_likelihood(text: str) -> float:
    """Mean log-likelihood per letter pair as English; about −2.5 for words, below −4 for other strings."""
    return _likelihood(text, _LATIN_COSTS)
