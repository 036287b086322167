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
    "q9a8camh9dq8b8996879bdfecaqqqqgkhfg"
    "5na9c9gdbidb8a8qc989lgdacclqqqq98kc"
    "c9nnnn6nn9nc7ac5n6cf7nhenncjbngnbbn"
    "94qqlq6qibq9eib7qeedbqiqilcq5glqacq"
    "a4mfmgfmg9mb8mc4m7mm7mmmmmmmmmmmmbm"
    "a6ecdd6c88o8co87gbao8oiodeoo9ebofoo"
    "5jecdbfcbg9a7a7kc599mhccdeiqqqqgfqg"
    "96lfc87lh7l6al6dflfl6llfblllaldllll"
    "93b9b87nnanbd989nenncnnjenngcejjean"
    "6ef6bd8gae979b8ifaa8iif9dgjqqqqgaqq"
    "1medmfdmgmm8gm6mmm9mmmmmfcbmmmmmmmm"
    "63qhqqbqj7qhaqg6l8fb8qqgqqqqqqqqq8q"
    "a6ppip6pp7pbhpd7lplpclplppppc4l998p"
    "64fooo4ooaoddgc6coioboooohiobodoaco"
    "c5mfge8lq6qbql86qqc9cfqgqjmq6eiib9q"
    "9n86a8dbdf9a9a9gc888jiji9clqqqqgela"
    "g5jhpp7ppcpc8pf5f4phapppppkpehgpeep"
    "94ghej8gj9qcecb6eqdc7jfhefhq8kcfbqq"
    "c8fcjfbppcp6bcc98gb4bjg8fppiebpjbep"
    "a5haqf7qj9q7cm96m7hgbgmqgmqqa8bdcqq"
    "5caadboccko8a9cod888oidg8aooooo8koo"
    "e5jjjj7jj6jj6cj5jcje7jjjjjjjejjjj7j"
    "36fckkckkekg8k75gcebakkkkkkkkkkkkdk"
    "b4ninn8nn7n9nngannngdnnbnnnn66de89n"
    "e5nenn6nn6n8in5fnnnfannhiinn5ffnnnn"
    "m8m5mmamm5m9cgcbdmmaammm7mmm5ddmmmm"
    "i8iiii9ii1iiieeiiiiibiiiiiiiieiiiii"
    "cccccc3cccccccccccccccccccccccccccc"
    "4pk8ei9kjp68caapcbabpk9aiapppppg9gb"
    "3nnjfjandnnbnb4nnnafnhnfda9nnnncenn"
    "fd8dajjdajc78b6jc777jj8ef9jjjjjjfdf"
    "1maghambimmdfdmimm8emiiibmdmmmmemmm"
    "2oiccbg89oibabdokbdaoofeefioooo9iod"
    "4nn8ccgeane79d6nnad9igf8bdnnnnnicgd"
    "4ekaddgegkk59e6kkda9kkkfc9kkkkkkkgk"
)
_LATIN_ROWS = (
    "o997ab8baagc99c98fa67biaoig"
    "dma89mebm8ma7b6mbm686gdfhcm"
    "c79hh6hhh7hh5hh7hh6dh8hhhbh"
    "98kck7kk5ak88kk6kkag78kkkek"
    "4cjje5j9e5djajedjja9j9jjj8j"
    "57naabfhghnjba7ibf57anhbdfn"
    "97hhh7bhh5hh8hh5hhbd86hhhhh"
    "1akkk7kkbbkkbkcbkkbcfakkkfk"
    "66jjj4jjj5jjjdb5jjajbdjjjaj"
    "nae9cabcnnnn9c38bib97nbnine"
    "c7ccc5ccccccccc6ccccc6ccccc"
    "5hhhh4hhh4hhhh6hchc7hhhchhh"
    "67llc4ell5lf9gg6ell9adgllcl"
    "648jj4fjj8jjj9jaajjbjcjfjjj"
    "6cmb77f4g7hhhmdbmmm87eimmhm"
    "dfbbbbcflcld7958al6c88abhdl"
    "96jjj5jj97jf8dj89j6ac9fjjjj"
    "ddd8ddddddddddddddddd2ddddd"
    "47ife5mim7m9eaa8fmg99begmbm"
    "3dmem7im88mcmeg99im86bmmmmm"
    "68mci6mm85mmggg8fm888dmcmam"
    "f9c9dadjj9jd8d8j7j566jfjjjj"
    "g8gbg2ggg5gggggggggggggggbg"
    "88hdh4hhd5hhbhb4hhdhhhhhhhh"
    "7dddddddd5dddddddddd3dddddd"
    "19hhh7hdhbhhdhhbdhh9hhhhhhh"
    "ccccc5ccc3ccccccccccccccccc"
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
