"""What would change under other rules or weights."""

import json
from typing import Any

from api.calendar import today
from api.identity import current_actor, current_installation
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.whatif import WhatIfAnswerSchema, WhatIfSchema
from services.settings import FIXTURES_FOLDER
from services.whatif import what_if
from services.whatif_answers import WhatIfAnswer, WhatIfQuery

what_ifs = ApiBlueprint("what-if", "A look ahead before anybody activates rules or weights. Nothing is stored.", "/what-if")

EXAMPLE = {"rules": json.loads((FIXTURES_FOLDER / "rules" / "rules.json").read_text(encoding="utf-8")), "limit": 20}


@what_ifs.route("", methods=["POST"])
@what_ifs.arguments(Query, location="query")
@what_ifs.arguments(WhatIfSchema, example=EXAMPLE)
@what_ifs.response(200, WhatIfAnswerSchema)
def ask_what_if(_query: dict[str, Any], asked: dict[str, Any]) -> WhatIfAnswer:
    """Compare rules or weights

    Those given with the active ones, over everybody and every open vacancy.
    """
    rules, weights = (json.dumps(asked[name]) if name in asked else None for name in ("rules", "weights"))
    query = WhatIfQuery(asked.get("as_of") or today(), rules, weights, asked["limit"])
    return what_if(current_installation(), current_actor(), query)
