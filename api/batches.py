"""A batch's lines read one by one, and told one by one: as if each had been sent alone, in one transaction."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import json
from marshmallow import Schema, ValidationError

from api.problems import RefusedFields, answer_domain_error, answer_refused_fields
from services.batches import BatchLine


def run_batch(raw: Sequence[Any], schema: Schema, name: str, store: Callable[[list[Any]], Sequence[BatchLine[Any]]]) -> dict[str, Any]:
    """Load every line, store those that were read, and tell of all. name: of the record in an answered line."""
    read = [_read(schema, one) for one in raw]
    commands = [command for command, _ in read if command is not None]
    stored = iter(store(commands) if commands else ())
    lines = [_told(next(stored), name) if problem is None else {"status": problem["status"], name: None, "problem": problem}
             for _, problem in read]  # fmt: skip
    return {"n_created": sum(line["status"] == 201 for line in lines), "lines": lines}


def _read(schema: Schema, raw: Any) -> tuple[Any, dict[str, Any] | None]:
    try:
        return schema.load(raw), None
    except ValidationError as error:
        return None, _problem(answer_refused_fields(RefusedFields(error.messages)).get_data())


def _told(line: BatchLine[Any], name: str) -> dict[str, Any]:
    if line.error is None:
        return {"status": 201, name: line.view, "problem": None}
    problem = _problem(answer_domain_error(line.error).get_data())
    return {"status": problem["status"], name: None, "problem": problem}


def _problem(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)
    return found
