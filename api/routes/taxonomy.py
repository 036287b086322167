"""Concepts: search by label, resolve free text."""

from typing import Any

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.place import FoundPlacesSchema, PlaceSearchQuery
from api.schemas.taxonomy import ResolveAnswer, ResolveSchema, SearchAnswer, SearchQuery
from matcher.types import ConceptKind
from services.place_search import search_places
from services.resolution import resolve_texts
from services.taxonomy_search import search_taxonomy

taxonomy = ApiBlueprint("taxonomy", "Skills and occupations, and what free text stands for.", "")

RESOLVE_EXAMPLE = {"texts": ["РДС", "электрогазосварщик 4 разряда"], "kind": "skill", "language": "ru"}


@taxonomy.route("/taxonomy/search")
@taxonomy.arguments(SearchQuery, location="query")
@taxonomy.response(200, SearchAnswer)
def search_concepts(query: dict[str, Any]) -> dict[str, Any]:
    """Find concepts by part of a label

    In any language; the nearest first, each concept once.
    """
    kind = ConceptKind(query["kind"]) if "kind" in query else None
    found = search_taxonomy(current_installation(), current_actor(), query["q"], kind, asked_language(), query["limit"])
    return {"concepts": found}


@taxonomy.route("/resolve", methods=["POST"])
@taxonomy.arguments(Query, location="query")
@taxonomy.arguments(ResolveSchema, example=RESOLVE_EXAMPLE)
@taxonomy.response(200, ResolveAnswer)
def resolve_free_text(_query: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Say what free texts stand for

    Accepted (sure), suggested (a person picks) or unresolved (kept as text). Nothing is stored.
    """
    language = asked["language"] or asked_language()
    return {"resolutions": resolve_texts(current_installation(), current_actor(), asked["texts"], asked["kind"], language)}


@taxonomy.route("/places")
@taxonomy.arguments(PlaceSearchQuery, location="query")
@taxonomy.response(200, FoundPlacesSchema)
def find_places(query: dict[str, Any]) -> dict[str, Any]:
    """Find places by the beginning of a name

    In Russian, Belarusian or Latin letters; the most populous first.
    """
    found = search_places(current_installation(), current_actor(), query["q"], query.get("province"), query["limit"])
    return {"places": found}
