"""A built resolver on disk: plain arrays (memory-mapped on opening) and JSON, never pickle.

Here lives the file layout only: <folder>/resolver.json, and <folder>/<kind>/book.json, *.txt (a string a line) and *.npy.
The files are tied to a taxonomy's version and to FORMAT; others are refused, so the caller builds anew.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from matcher.judgement import Judgement
from matcher.labelbook import LabelBook
from matcher.labels import STEMS, WHOLE, LabelMatcher
from matcher.ngrams import View
from matcher.resolve import Resolver, reviewed_aliases
from matcher.types import ConceptKind
from matcher.wordspace import Kind, WordSpace

FORMAT = 5
"""Raise when features, spelling rules or the layout change: old files then no longer fit the code."""
_SPACES = {"whole": WHOLE, "stems": STEMS}
_SPARSE = ("postings", "labels", "centroids")
_ARRAYS = ("rare", "concept_of", "penalty")
_STRINGS = ("concepts", "plains", "folded", "word_folds", "word_stems")
_EXACT = ("exact", "exact_fold", "exact_stems")


class StaleResolverError(ValueError):
    """The files belong to another taxonomy or another version of the code; build anew."""


def save_resolver(resolver: Resolver, folder: Path, taxonomy_version: str) -> None:
    """Write the resolver (without its aliases, which change oftener than the taxonomy). The folder is made if needed."""
    for kind, book in resolver.books.items():
        part = folder / kind.value
        part.mkdir(parents=True, exist_ok=True)
        _save_matcher(book.matcher, part)
        np.save(part / "owner.npy", book.owner)
        np.save(part / "word_weights.npy", book.word_weights)
        for name in _STRINGS:
            _save_strings(part / name, getattr(book, name))
        for name in _EXACT:
            _save_strings(part / f"{name}_keys", tuple(getattr(book, name)))
            _save_lists(part / name, tuple(getattr(book, name).values()))
        _save_lists(part / "words", book.words)
        _save_strings(part / "stem_weight_keys", tuple(book.stem_weight))
        np.save(part / "stem_weight.npy", np.array(tuple(book.stem_weight.values()), np.float64))
        _save_strings(part / "concept_stems", [" ".join(sorted(stems)) for stems in book.concept_stems])
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
    strings: dict[str, Any] = {name: tuple(_open_strings(part / name)) for name in _STRINGS}
    exact: dict[str, Any] = {
        name: dict(zip(_open_strings(part / f"{name}_keys"), _open_lists(part / name), strict=True)) for name in _EXACT
    }
    weights = np.load(part / "stem_weight.npy").tolist()
    return LabelBook(
        owner=np.load(part / "owner.npy"),
        word_weights=np.load(part / "word_weights.npy"),
        words=tuple(_open_lists(part / "words")),
        concept_stems=tuple(frozenset(stems.split()) for stems in _open_strings(part / "concept_stems")),
        stem_weight=dict(zip(_open_strings(part / "stem_weight_keys"), weights, strict=True)),
        unknown_weight=head["unknown_weight"],
        matcher=_open_matcher(part),
        **strings,
        **exact,
    )


def _save_strings(path: Path, strings: Sequence[str]) -> None:
    """Write one string a line; words hold no line breaks. Reading this is many times faster than JSON."""
    path.with_suffix(".txt").write_bytes("".join(f"{each}\n" for each in strings).encode("utf-8"))


def _open_strings(path: Path) -> list[str]:
    return path.with_suffix(".txt").read_bytes().decode("utf-8").split("\n")[:-1]


def _save_lists(path: Path, lists: Sequence[Sequence[int]]) -> None:
    """Write lists of numbers as one array and where each of them ends."""
    np.save(path.with_suffix(".npy"), np.fromiter((number for each in lists for number in each), np.int32))
    np.save(path.with_name(f"{path.name}_ends.npy"), np.cumsum([len(each) for each in lists], dtype=np.int64))


def _open_lists(path: Path) -> list[tuple[int, ...]]:
    numbers = tuple(np.load(path.with_suffix(".npy")).tolist())
    ends = np.load(path.with_name(f"{path.name}_ends.npy")).tolist()
    return [numbers[start:end] for start, end in zip([0, *ends], ends, strict=False)]


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
        return np.load(part / f"{name}.npy", mmap_mode="r")

    def matrix(name: str) -> sparse.csr_matrix:
        shape = tuple(np.load(part / f"{name}_shape.npy").tolist())
        return sparse.csr_matrix((mapped(f"{name}_data"), mapped(f"{name}_indices"), mapped(f"{name}_indptr")), shape=shape, copy=False)

    def space(name: str, kind: Kind) -> WordSpace:
        view = View(kind.sizes, mapped(f"{name}_column_of"), mapped(f"{name}_weight"))
        matrices = {each: matrix(f"{name}_{each}") for each in _SPARSE}
        return WordSpace(kind=kind, view=view, rarity=mapped(f"{name}_rarity"), **matrices)

    spaces: dict[str, Any] = {name: space(name, kind) for name, kind in _SPACES.items()}
    return LabelMatcher(proposals=matrix("proposals"), **spaces, **{name: mapped(name) for name in _ARRAYS})
