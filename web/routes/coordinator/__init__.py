"""Pages of a coordinator."""

from web.routes.coordinator import indicators, pilots, plans, quota, rules, spellings
from web.routes.table import POST, Route

PILOT = "/pilots/<reference>"
PLAN = f"{PILOT}/plans/<int:number>"
ROUTES: tuple[Route, ...] = (
    Route("/indicators", "indicators", indicators.show_indicators),
    Route("/indicators/print", "indicators_print", indicators.print_indicators),
    Route("/indicators/sheet", "indicators_sheet", indicators.export_indicators),
    Route("/pilots", "pilots", pilots.show_pilots),
    Route("/pilots", "open_pilot", pilots.open_pilot, POST),
    Route(PILOT, "pilot", pilots.show_pilot),
    Route(f"{PILOT}/status", "pilot_status", pilots.set_status, POST),
    Route(f"{PILOT}/posts", "add_post", pilots.add_post, POST),
    Route(f"{PILOT}/intake", "enter_intake", pilots.enter_intake, POST),
    Route(f"{PILOT}/intake/leave", "leave_intake", pilots.leave_intake, POST),
    Route(f"{PILOT}/barred", "bar_pair", pilots.bar_pair, POST),
    Route(f"{PILOT}/plans", "make_plan", pilots.make_plan, POST),
    Route(PLAN, "plan", plans.show_plan),
    Route(f"{PLAN}/move", "move_person", plans.move, POST),
    Route(f"{PLAN}/lock", "lock_people", plans.lock, POST),
    Route(f"{PLAN}/again", "solve_again", plans.solve_again, POST),
    Route(f"{PLAN}/acceptance", "accept_plan", plans.accept, POST),
    Route("/rules", "rules", rules.show_rules),
    Route("/rules/train", "train", rules.train, POST),
    Route("/rules/activation", "activate_version", rules.activate, POST),
    Route("/rules/what-if", "what_if", rules.show_what_if),
    Route("/rules/what-if", "try_file", rules.try_file, POST),
    Route("/rules/versions", "keep_version", rules.keep, POST),
    Route("/rules/file", "rules_file", rules.take_file),
    Route("/quota", "quota", quota.show_quota),
    Route("/quota", "enter_quota", quota.enter_quota, POST),
    Route("/words", "words", spellings.show_words),
    Route("/words/read-again", "read_words_again", spellings.read_again, POST),
)
