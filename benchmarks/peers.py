"""What one would rank a million people with instead: search engine, databases, fuzzy matching, over the same skills and requirements.

None of them asks a rule or a feature: they only find the people whose skills cover what is asked best. The skills are those our loop
reads (what trades stand for included), as a list of (person, concept, level); a vacancy is its 8 essential requirements of about 20 similar
concepts each, and the answer is the 50 people of the greatest mean over requirements of the greatest similarity × level.
"""

import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psycopg
import tantivy
from measure import Times, seconds, timed
from ours import LIMIT, World
from rapidfuzz import fuzz, process

from matcher.candidate_table import CandidateTable
from matcher.index import VacancyIndex
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.loop import Array
from services.pilot_taxonomy import read_pilot_taxonomy
from services.settings import FIXTURES_FOLDER

ROOT = Path(__file__).parents[1]
SAMPLE = 1_000
"""People whose raw strings are compared; the time is then multiplied."""
MEAN_OF_BEST = """SELECT person, sum(best) / 8.0 AS score FROM (
    SELECT person, requirement, max(similarity * level) AS best FROM held JOIN asked USING (concept) GROUP BY person, requirement
) AS covered GROUP BY person ORDER BY score DESC, person LIMIT 50"""

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One line per concept that serves a requirement."""

    requirement: list[int]
    concept: list[int]
    similarity: list[float]

    @property
    def exactly(self) -> list[int]:
        """The very concept of every requirement, without those like it."""
        return [concept for concept, similarity in zip(self.concept, self.similarity, strict=True) if similarity == 1.0]

    @property
    def lines(self) -> list[tuple[int, int, float]]:
        return list(zip(self.requirement, self.concept, self.similarity, strict=True))


@dataclass(frozen=True)
class Market:
    """The same data for every peer: person, concept, level byte per skill held, sorted by concept; what every vacancy asks."""

    world: World
    n_people: int
    person: Array
    concept: Array
    level: Array

    @classmethod
    def of(cls, world: World, snapshot: CandidateSnapshot) -> "Market":
        skills = snapshot.skills
        person = np.repeat(np.arange(len(snapshot), dtype=np.int32), np.diff(skills.starts))
        order = np.argsort(skills.concepts, kind="stable")
        return cls(world, len(snapshot), person[order], skills.concepts[order].astype(np.int32), skills.values[order])

    @cached_property
    def asked(self) -> list[Asked]:
        needs = (VacancyIndex.build([spec], self.world.graph).essential.relation for spec in self.world.vacancies)
        return [Asked(one.rows.tolist(), one.concepts.tolist(), one.values["similarity"].astype(float).tolist()) for one in needs]


def search_engine(market: Market, rounds: int) -> Iterator[Row]:
    """tantivy in memory, one segment. By default it counts all matches, as our answer does; without the count it may skip documents."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("skills", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    _, building = seconds(lambda: _write_documents(market, index))
    index.reload()
    searcher = index.searcher()
    for name, query_of in (("dis_max over all terms", _any_term), ("dis_max per requirement", _every_requirement)):
        queries = [query_of(schema, asked) for asked in market.asked]
        for counted in (True, False):
            times = timed(
                lambda number, all_=queries, count=counted: searcher.search(all_[number], LIMIT, count=count), min(rounds, len(queries))
            )
            yield {"what": f"tantivy, {name}{'' if counted else ', not counted'}", **times.figures, "build_s": building["s"]}


def _write_documents(market: Market, index: tantivy.Index) -> None:
    order = np.argsort(market.person, kind="stable")
    concepts = market.concept[order].tolist()
    starts = np.searchsorted(market.person[order], np.arange(market.n_people + 1)).tolist()
    words = [f"c{concept}" for concept in range(max(concepts, default=0) + 1)]
    writer = index.writer(500_000_000, num_threads=1)
    for start, end in itertools.pairwise(starts):
        document = tantivy.Document()
        document.add_text("skills", " ".join([words[concept] for concept in concepts[start:end]]))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _terms(schema: tantivy.Schema, asked: Asked) -> dict[int, list[tantivy.Query]]:
    groups: dict[int, list[tantivy.Query]] = {}
    for requirement, concept, similarity in asked.lines:
        term = tantivy.Query.term_query(schema, "skills", f"c{concept}", "freq")
        groups.setdefault(requirement, []).append(tantivy.Query.boost_query(term, similarity))
    return groups


def _any_term(schema: tantivy.Schema, asked: Asked) -> tantivy.Query:
    return tantivy.Query.disjunction_max_query([term for group in _terms(schema, asked).values() for term in group])


def _every_requirement(schema: tantivy.Schema, asked: Asked) -> tantivy.Query:
    groups = _terms(schema, asked).values()
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, tantivy.Query.disjunction_max_query(group)) for group in groups])


def duck_db(market: Market, rounds: int) -> Iterator[Row]:
    """DuckDB in memory, the table sorted by concept, with one thread and with as many as there are cores."""
    with duckdb.connect() as connection:
        columns = {"person": market.person, "concept": market.concept, "level": market.level}
        connection.register("columns", columns)
        _, building = seconds(lambda: connection.execute("CREATE TABLE held AS SELECT * FROM columns"))
        connection.unregister("columns")
        connection.execute("CREATE TABLE asked (requirement INTEGER, concept INTEGER, similarity DOUBLE)")

        def answer(_: int) -> Any:
            return connection.execute(MEAN_OF_BEST).fetchall()

        for threads in (1, os.cpu_count() or 1):
            connection.execute(f"SET threads = {threads}")
            yield {
                "what": f"DuckDB, threads = {threads}",
                **_asking(connection, "INSERT INTO asked VALUES (?, ?, ?)", market, answer, rounds),
                "build_s": building["s"],
            }


def _asking(connection: Any, insert: str, market: Market, answer: Callable[[int], Any], rounds: int) -> dict[str, float]:
    """Times of the query alone, each of another vacancy, whose requirements are put into their table before the clock runs."""
    every = []
    for number in range(rounds + 2):
        connection.execute("DELETE FROM asked")
        connection.cursor().executemany(insert, market.asked[number % len(market.asked)].lines)
        every.append(timed(answer, 1, warm=0))
    wall, processor = (np.concatenate([getattr(one, name) for one in every[2:]]) for name in ("wall", "processor"))
    return Times(wall, processor).figures


def postgresql(market: Market, rounds: int) -> Iterator[Row]:
    """Plain SQL on the server of KLADKA_TEST_DATABASE_URL, else on one of our own; says so when there is none."""
    sys.path.insert(0, str(ROOT))
    from tests.throwaway_postgresql import NoPostgreSQL, throwaway_server

    given = os.environ.get("KLADKA_TEST_DATABASE_URL")
    try:
        with (
            nullcontext(given) if given else throwaway_server() as url,
            psycopg.connect(str(url).replace("+psycopg", ""), autocommit=True) as connection,
        ):
            connection.execute("DROP SCHEMA IF EXISTS kladka_benchmark CASCADE; CREATE SCHEMA kladka_benchmark")
            try:
                yield from _in_postgresql(connection, market, rounds)
            finally:
                connection.execute("DROP SCHEMA kladka_benchmark CASCADE")
    except (NoPostgreSQL, psycopg.Error) as reason:
        yield {"what": f"PostgreSQL: left out ({str(reason).strip()[:80]})"}


def _in_postgresql(connection: Any, market: Market, rounds: int) -> Iterator[Row]:
    connection.execute("SET search_path TO kladka_benchmark; SET work_mem = '512MB'; SET jit = off")
    connection.execute("CREATE UNLOGGED TABLE held (person integer, concept integer, level smallint)")
    connection.execute("CREATE UNLOGGED TABLE asked (requirement integer, concept integer, similarity double precision)")
    _, building = seconds(lambda: _fill(connection, market))
    server = connection.info.server_version // 10_000
    for name, workers in (("one process", 0), ("parallel as it likes", 2)):
        connection.execute(f"SET max_parallel_workers_per_gather = {workers}")
        figures = _asking(
            connection, "INSERT INTO asked VALUES (%s, %s, %s)", market, lambda _: connection.execute(MEAN_OF_BEST).fetchall(), rounds
        )
        figures.pop("processor_ms"), figures.pop("processor_p99_ms")  # the work is done in another process
        yield {"what": f"PostgreSQL {server}, {name}", **figures, "build_s": building["s"]}


def _fill(connection: Any, market: Market) -> None:
    """Load through a CSV that DuckDB writes, sort by concept and index by it."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as writer:
        path = str(Path(folder) / "held.csv")
        writer.register("columns", {"person": market.person, "concept": market.concept, "level": market.level})
        writer.execute(f"COPY (SELECT * FROM columns) TO '{path}' (HEADER false)")  # noqa: S608
        with connection.cursor().copy("COPY held FROM STDIN (FORMAT csv)") as copy, Path(path).open("rb") as file:
            while piece := file.read(1 << 20):
                copy.write(piece)
    connection.execute("CREATE INDEX ON held (concept) INCLUDE (person, level)")
    connection.execute("VACUUM ANALYZE held")


def fuzzy(market: Market, table: CandidateTable, rounds: int) -> Iterator[Row]:
    """rapidfuzz WRatio between the words of requirements and of skills, in three ways one might try; over a sample, multiplied.

    The words are those of the pilot taxonomy, dealt out to the invented concepts.
    """
    concepts = [one for one in read_pilot_taxonomy(FIXTURES_FOLDER / "taxonomy").concepts if one.kind == "skill"]
    words = [next(label for _, label in one.labels()) for one in concepts]
    few = min(SAMPLE, len(table))
    end = int(np.searchsorted(table.skills.person_row, few))
    texts: list[list[str]] = [[] for _ in range(few)]
    for person, concept in zip(table.skills.person_row[:end].tolist(), table.skills.concept[:end].tolist(), strict=True):
        texts[person].append(words[concept % len(words)])
    joined, single = [", ".join(text) for text in texts], [one for text in texts for one in text]
    asked = [[words[concept % len(words)] for concept in one.exactly] for one in market.asked[:rounds]]
    for name, queries, choices in (
        ("everything asked as one string against all of a person as one", [[", ".join(one)] for one in asked], joined),
        ("every requirement against all of a person as one string", asked, joined),
        ("every requirement against every skill", asked, single),
    ):
        figures = timed(partial(_compare, queries, choices), len(queries), warm=1).figures
        scaled = {key: value * len(table) / few if key.endswith("_ms") else value for key, value in figures.items()}
        yield {"what": f"rapidfuzz WRatio, {name} (extrapolated from {few:,} people)", **scaled}


def _compare(queries: list[list[str]], choices: list[str], number: int) -> Any:
    return process.cdist(queries[number], choices, scorer=fuzz.WRatio, workers=1)
