"""A built resolver on disk: plain arrays, all of them memory-mapped on opening, and a little JSON, never pickle.

Here lives the file layout only: <folder>/resolver.json, and <folder>/<kind>/book.json and *.npy.
The files are tied to a taxonomy's version and to FORMAT; others are refused, so the caller builds anew.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from matcher.judgement import Judgement
from matcher.labelbook import LabelBook
from matcher.labels import STEMS, WHOLE, LabelMatcher
from matcher.lookup import ListTable, NumberLists, TextTable
from matcher.ngrams import View
from matcher.resolve import Resolver, reviewed_aliases
from matcher.text_column import TextColumn
from matcher.types import ConceptKind
from matcher.wordspace import Kind, WordSpace

FORMAT = 6
"""Raise when features, spelling rules or the layout change: old files then no longer fit the code."""
_SPACES = {"whole": WHOLE, "stems": STEMS}
_SPARSE = ("postings", "labels", "centroids")
_ARRAYS = ("rare", "concept_of", "penalty")
_TEXTS = ("concepts", "plains", "folded", "word_folds", "word_stems")
_BOOK_ARRAYS = ("owner", "alphabetical", "word_weights", "stem_weights", "concept_stems")
_EXACT = ("exact", "exact_fold", "exact_stems")


class StaleResolverError(ValueError):
    """The files belong to another taxonomy or another version of the code; build anew."""


def save_resolver(resolver: Resolver, folder: Path, taxonomy_version: str) -> None:
    """Write the resolver (without its aliases, which change oftener than the taxonomy). The folder is made if needed."""
    for kind, book in resolver.books.items():
        part = folder / kind.value
        part.mkdir(parents=True, exist_ok=True)
        _save_matcher(book.matcher, part)
        for name in _BOOK_ARRAYS:
            np.save(part / f"{name}.npy", getattr(book, name))
        for name in _TEXTS:
            _save_texts(part, name, getattr(book, name))
        _save_lists(part, "words", book.words)
        _save_table(part, "stems", book.stems)
        for name in _EXACT:
            _save_table(part, f"{name}_keys", getattr(book, name).keys)
            _save_lists(part, name, getattr(book, name).lists)
        head = {"unknown_weight": book.unknown_weight, "judgement": resolver.judgements[kind].to_json()}
        (part / "book.json").write_text(json.dumps(head), encoding="utf-8")
    (folder / "resolver.json").write_text(json.dumps({"format": FORMAT, "taxonomy": taxonomy_version}), encoding="utf-8")


def open_resolver(folder: Path, taxonomy_version: str, aliases: Mapping[tuple[ConceptKind, str], str] | None = None) -> Resolver:
    """Open what `save_resolver` wrote for this taxonomy version, with the present aliases.

    Raises StaleResolverError if nothing is there, or it belongs to another taxonomy version or FORMAT.
    """
    try:
        head = json.loads((folder / "resolver.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StaleResolverError(f"no saved resolver in {folder}") from error
    if head != {"format": FORMAT, "taxonomy": taxonomy_version}:
        raise StaleResolverError(f"{folder} holds a resolver of {head}, not of taxonomy {taxonomy_version} in format {FORMAT}")
    books, judgements = {}, {}
    for kind in ConceptKind:
        part = folder / kind.value
        tables = json.loads((part / "book.json").read_text(encoding="utf-8"))
        books[kind] = _book(tables, part)
        judgements[kind] = Judgement.from_json(tables["judgement"])
    return Resolver(books, judgements, reviewed_aliases(aliases))


def _book(head: Mapping[str, Any], part: Path) -> LabelBook:
    arrays: dict[str, Any] = {name: _mapped(part, name) for name in _BOOK_ARRAYS}
    texts: dict[str, Any] = {name: _open_texts(part, name) for name in _TEXTS}
    exact: dict[str, Any] = {
        name: ListTable(keys := _open_table(part, f"{name}_keys"), _open_lists(part, name, len(keys))) for name in _EXACT
    }
    return LabelBook(
        words=_open_lists(part, "words", len(texts["plains"])),
        stems=_open_table(part, "stems"),
        unknown_weight=head["unknown_weight"],
        matcher=_open_matcher(part),
        **arrays,
        **texts,
        **exact,
    )


def _mapped(part: Path, name: str) -> Any:
    """Map an array into memory. A plain view: the class of mapped arrays makes every small operation slower."""
    return np.load(part / f"{name}.npy", mmap_mode="r").view(np.ndarray)


def _save_texts(part: Path, name: str, texts: TextColumn) -> None:
    np.save(part / f"{name}_blob.npy", texts.blob)
    np.save(part / f"{name}_offsets.npy", texts.offsets)


def _open_texts(part: Path, name: str) -> TextColumn:
    texts = TextColumn(_mapped(part, f"{name}_blob"), _mapped(part, f"{name}_offsets"))
    _agree(part, name, len(texts.blob), int(texts.offsets[-1]))
    return texts


def _save_table(part: Path, name: str, table: TextTable) -> None:
    _save_texts(part, name, table.texts)
    np.save(part / f"{name}_checksums.npy", table.checksums)


def _open_table(part: Path, name: str) -> TextTable:
    table = TextTable(_open_texts(part, name), _mapped(part, f"{name}_checksums"))
    _agree(part, name, len(table.checksums), len(table.texts))
    return table


def _save_lists(part: Path, name: str, lists: NumberLists) -> None:
    np.save(part / f"{name}_numbers.npy", lists.numbers)
    np.save(part / f"{name}_bounds.npy", lists.bounds)


def _open_lists(part: Path, name: str, n_lists: int) -> NumberLists:
    lists = NumberLists(_mapped(part, f"{name}_numbers"), _mapped(part, f"{name}_bounds"))
    _agree(part, name, len(lists.numbers), int(lists.bounds[-1]))
    _agree(part, name, len(lists), n_lists)
    return lists


def _agree(part: Path, name: str, one: int, other: int) -> None:
    """Refuse files that do not belong together: mapped arrays are not looked at again before a text is asked."""
    if one != other:
        raise StaleResolverError(f"the files of {name} in {part} do not belong together: {one} and {other}")


def _save_matcher(matcher: LabelMatcher, part: Path) -> None:
    for name in _ARRAYS:
        np.save(part / f"{name}.npy", getattr(matcher, name))
    _save_matrix(part / "proposals", matcher.proposals)
    for name in _SPACES:
        space: WordSpace = getattr(matcher, name)
        for matrix in _SPARSE:
            _save_matrix(part / f"{name}_{matrix}", getattr(space, matrix))
        np.save(part / f"{name}_rarity.npy", space.rarity)
        np.save(part / f"{name}_column_of.npy", space.view.column_of)
        np.save(part / f"{name}_weight.npy", space.view.weight)


def _save_matrix(path: Path, matrix: sparse.csr_matrix) -> None:
    for array in ("data", "indices", "indptr"):
        np.save(path.with_name(f"{path.name}_{array}.npy"), getattr(matrix, array))
    np.save(path.with_name(f"{path.name}_shape.npy"), np.array(matrix.shape))


def _open_matcher(part: Path) -> LabelMatcher:
    def mapped(name: str) -> Any:
        return _mapped(part, name)

    def matrix(name: str) -> sparse.csr_matrix:
        shape = tuple(np.load(part / f"{name}_shape.npy").tolist())
        return sparse.csr_matrix((mapped(f"{name}_data"), mapped(f"{name}_indices"), mapped(f"{name}_indptr")), shape=shape, copy=False)

    def space(name: str, kind: Kind) -> WordSpace:
        view = View.of(kind.sizes, mapped(f"{name}_column_of"), mapped(f"{name}_weight"))
        matrices = {each: matrix(f"{name}_{each}") for each in _SPARSE}
        return WordSpace(kind=kind, view=view, rarity=mapped(f"{name}_rarity"), **matrices)

    spaces: dict[str, Any] = {name: space(name, kind) for name, kind in _SPACES.items()}
    return LabelMatcher(proposals=matrix("proposals"), **spaces, **{name: mapped(name) for name in _ARRAYS})
