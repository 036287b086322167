"""ENGINES: who does the ranking of everybody for everything: this process, or the workers of a Dask cluster. Both call one function of the
matcher over whole blocks of the snapshot, so that both give the same, bit for bit.

Here must not live: what is ranked and what is stored (services/bulk_runs.py).
"""

import ipaddress
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from matcher.snapshot.contest import BestRows, find_best
from matcher.snapshot.crowd import Crowd
from matcher.snapshot.shards import Contest, Span, best_of_part, gather, part_of, spans
from matcher.types import VacancySpec
from services.errors import InvalidValue, Unavailable
from services.installation import Installation
from services.shared_people import opened, shared_people

Batch = Sequence[VacancySpec]

PEOPLE_OF_A_PART = 4_000_000
"""How many people one task ranks at most. Up to so many there is one part: what is prepared for a vacancy is prepared once."""
CONNECT_SECONDS = 10
PATIENCE_SECONDS = 60
"""How long a batch may take before we look whether there is any worker left to do it."""
OUR_CLUSTER: Mapping[str, Any] = {
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Settings of our own cluster. Memory is kept for the next vacancy: Dask's default gives it back to the system at once (118 seconds of
system time over 9,000 vacancies, 4 without). No profile is taken and no page is served.
"""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """scheduler: address of a running cluster, None for one of our own on this machine; workers: processes of our own cluster or threads;
    parts: into how many parts everybody is cut, None for as many as their number asks for.
    """

    scheduler: str | None = None
    workers: int = 2
    parts: int | None = None


class Ranker(Protocol):
    """Ranks everybody for batches of vacancies."""

    @property
    def crowd(self) -> Crowd:
        """Everybody: the snapshot that is ranked, and who changed since."""

    def rank(self, batches: Sequence[Batch], contest: Contest) -> Iterator[list[BestRows]]:
        """The best rows of the snapshot for every vacancy, batch by batch in order."""


@dataclass(frozen=True)
class _Local:
    crowd: Crowd
    workers: int

    def rank(self, batches: Sequence[Batch], contest: Contest) -> Iterator[list[BestRows]]:
        whole = Span(0, len(self.crowd.snapshot))
        with ThreadPoolExecutor(self.workers) as threads:  # the loop over everybody releases the interpreter's lock
            yield from threads.map(lambda batch: best_of_part(self.crowd.snapshot, whole, batch, self.crowd.graph, contest), batches)


@contextmanager
def _local(installation: Installation, session: Session, options: EngineOptions) -> Iterator[Ranker]:
    yield _Local(installation.crowd(session), options.workers)


@dataclass(frozen=True)
class _Dask:
    """Tasks are batch × part. A task that died with its worker is done again by another; it changes nothing, so twice is no harm."""

    crowd: Crowd
    folder: str
    client: Any
    parts: tuple[Span, ...]

    def rank(self, batches: Sequence[Batch], contest: Contest) -> Iterator[list[BestRows]]:
        if batches:
            self._compile(batches[0][0], contest)
        waiting = [[self._task(span, batch, contest) for span in self.parts] for batch in batches]
        for place, (batch, tasks) in enumerate(zip(batches, waiting, strict=True)):
            self._wait_for(tasks)
            found = self.client.gather(tasks)
            waiting[place] = []  # lets the cluster forget the results
            yield [self._gathered(spec, list(best), contest) for spec, *best in zip(batch, *found, strict=True)]

    def _wait_for(self, tasks: list[Any]) -> None:
        """Wait as long as somebody is working; without any worker the tasks would wait for ever."""
        distributed: Any = import_module("distributed")
        while True:
            try:
                with self.client.as_current():
                    distributed.wait(tasks, timeout=PATIENCE_SECONDS)
                return
            except TimeoutError:
                if not self.client.scheduler_info()["workers"]:
                    raise Unavailable("unavailable.workers", remedy="start_scheduler") from None

    def _task(self, span: Span, batch: Batch, contest: Contest) -> Any:
        return self.client.submit(rank_part, self.folder, span, list(batch), contest, pure=False)

    def _gathered(self, spec: VacancySpec, best: list[BestRows], contest: Contest) -> BestRows:
        parts = list(zip(self.parts, best, strict=True))
        return gather(parts, self.crowd.snapshot.tie_hash, spec.reference, contest.as_of, contest.limit)

    def _compile(self, spec: VacancySpec, contest: Contest) -> None:
        """Rank once here, so that the compiled loop lies in its cache before the workers ask for it all at once."""
        find_best(self.crowd.snapshot, spec, self.crowd.graph, contest.scorer, contest.rules, contest.as_of, 1, contest.gone)


def rank_part(folder: str, span: Span, batch: Batch, contest: Contest) -> list[BestRows]:
    """One task, in a worker: the best of one part of everybody for a batch of vacancies."""
    stored, taxonomy = opened(folder)
    return best_of_part(part_of(stored.snapshot, span), span, batch, taxonomy, contest)


@contextmanager
def _dask(installation: Installation, session: Session, options: EngineOptions) -> Iterator[Ranker]:
    if options.scheduler is not None:
        _require_safe(options.scheduler)
    with shared_people(installation, session) as shared, _client(options) as client:
        n_people = len(shared.crowd.snapshot)
        yield _Dask(shared.crowd, str(shared.folder), client, spans(n_people, options.parts or -(-n_people // PEOPLE_OF_A_PART)))


def _require_safe(address: str) -> None:
    """Whoever reaches a scheduler can run what they like on its workers: beyond this machine only with certificates on both sides."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        host, has_port = parts.hostname or "", parts.port is not None
    except ValueError:
        host, has_port = "", False
    if not (host and has_port) or parts.scheme not in ("tcp", "tls"):
        raise InvalidValue("invalid_value.scheduler", field="--scheduler", parameters={"address": address})
    if parts.scheme != "tls" and not _is_loopback(host):
        raise InvalidValue("invalid_value.scheduler_open", field="--scheduler", parameters={"address": address})


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _client(options: EngineOptions) -> Iterator[Any]:
    """A client of the given cluster, or of one made here: on 127.0.0.1, without any web page."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise Unavailable("unavailable.cluster_extra", remedy="install_cluster") from error
    if options.scheduler is not None:
        try:
            client = distributed.Client(options.scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            told = {"address": options.scheduler, "reason": str(error).partition("\n")[0]}
            raise Unavailable("unavailable.scheduler", remedy="start_scheduler", parameters=told) from error
        with client:
            yield client
        return
    # memory_limit: pages of the one mapped file would be counted against every worker.
    with (
        import_module("dask").config.set(OUR_CLUSTER),
        distributed.LocalCluster(
            n_workers=options.workers, threads_per_worker=1, processes=True, host="127.0.0.1", protocol="tcp://",
            dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False}, worker_dashboard_address=None, memory_limit=0,
            silence_logs=logging.ERROR,
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        yield client


ENGINES: Mapping[str, Any] = MappingProxyType({"local": _local, "dask": _dask})
"""Name → context that gives a Ranker."""


def default_workers() -> int:
    """As many as this process may use cores."""
    return len(os.sched_getaffinity(0))
