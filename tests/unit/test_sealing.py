"""Sealing and the blind index as values: what goes in comes out, in its own place alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.blindindex import SHORTEST_BEGINNING, WORD, entries, name_words, searched
from models.sealing import Key, Keys, Plain, SealBroken, Sealed, key_number

OLD, NEW = Key.of(1, b"1" * 32), Key.of(2, b"2" * 32)
NAMES = st.text(st.sampled_from("абвеёиійўАВЁ’' -"), max_size=12)
PEOPLE = st.tuples(NAMES, NAMES, NAMES)


@given(st.text(max_size=200), st.integers(1, 2**62))
def test_a_sealed_text_comes_back_and_is_never_sealed_alike_twice(text, row):
    keys = Keys([OLD])
    first, second = keys.seal("candidate_identity.surname", row, text), keys.seal("candidate_identity.surname", row, text)
    assert first != second
    assert keys.unseal("candidate_identity.surname", row, first) == text
    assert Keys([NEW, OLD]).unseal("candidate_identity.surname", row, second) == text


@pytest.mark.parametrize(
    ("place", "row"), [("candidate_identity.surname", 8), ("candidate_identity.given_name", 7), ("employer.surname", 7)]
)
def test_a_value_moved_to_another_row_column_or_table_does_not_open(place, row):
    sealed = Keys([OLD]).seal("candidate_identity.surname", 7, "Лобанёнок")
    with pytest.raises(SealBroken, match="moved"):
        Keys([OLD]).unseal(place, row, sealed)


@given(st.data())
def test_no_changed_byte_goes_unnoticed(data):
    sealed = bytearray(Keys([OLD]).seal("employer.contact", 1, "+375 00 1234567"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        Keys([OLD]).unseal("employer.contact", 1, bytes(sealed))


def test_a_wrong_key_and_a_missing_key_are_told_apart():
    sealed = Keys([OLD]).seal("employer.contact", 1, "words")
    assert key_number(sealed) == 1
    with pytest.raises(SealBroken, match="moved"):
        Keys([Key.of(1, b"x" * 32)]).unseal("employer.contact", 1, sealed)
    with pytest.raises(SealBroken, match="unknown_key"):
        Keys([NEW]).unseal("employer.contact", 1, sealed)
    for cut in (b"", sealed[:4], sealed[:20]):
        with pytest.raises(SealBroken):
            Keys([OLD]).unseal("employer.contact", 1, cut)


def test_sealing_and_blinding_do_not_share_a_key_and_the_newest_key_seals():
    assert Keys([OLD]).blind(WORD, "иванов") != Keys([NEW]).blind(WORD, "иванов")
    assert Keys([OLD]).blind(WORD, "иванов") != Keys([OLD]).blind("name", "иванов")
    assert Keys([NEW, OLD]).blind(WORD, "иванов") == Keys([NEW]).blind(WORD, "иванов")
    assert set(Keys([NEW, OLD]).blind_any(WORD, "иванов")) == {Keys([OLD]).blind(WORD, "иванов"), Keys([NEW]).blind(WORD, "иванов")}


def test_no_plain_value_goes_into_a_statement_or_a_message():
    with pytest.raises(TypeError, match="plain"):
        Sealed().process_bind_param(Plain("Лобанёнок"), None)
    with pytest.raises(TypeError, match="plain"):
        Sealed().process_bind_param("Лобанёнок", None)
    assert "Лобанёнок" not in repr(Plain("Лобанёнок"))
    assert repr(OLD) == "Key(number=1)"


def named(person, query):
    """The slow and obvious search: every word of the query is a word of the name, or begins a word of the surname."""
    surname, given_name, patronymic = person
    whole = set(name_words(f"{surname} {given_name} {patronymic}"))
    wanted = name_words(query)
    return bool(wanted) and all(
        word in whole or (len(word) >= SHORTEST_BEGINNING and any(each.startswith(word) for each in name_words(surname))) for word in wanted
    )


@given(st.lists(PEOPLE, max_size=6), st.data())
def test_the_blind_search_finds_whom_a_search_in_the_clear_finds(people, data):
    keys = Keys([OLD, NEW])
    begun = [name[: data.draw(st.integers(1, 8))] for person in people for name in person if name]
    query = " ".join(data.draw(st.lists(st.sampled_from([*begun, *(name for person in people for name in person), "ива"]), max_size=3)))
    index = [{keys.blind(kind, value) for kind, value in entries(*person)} for person in people]
    sought = searched(keys, query)
    found = [bool(sought) and all(own & set(under) for under in sought) for own in index]
    assert found == [named(person, query) for person in people]
