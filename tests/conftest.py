"""What every test may use, and the rule that nothing is skipped in silence."""

from collections import Counter

import pytest

pytest_plugins = ("tests.databases", "tests.worlds", "tests.resolvers", "tests.web.stage", "tests.web.browsing")


ASKED_ONCE = (
    "tests/api/test_access.py", "tests/api/test_canaries.py", "tests/api/test_foreign.py", "tests/api/test_mass_assignment.py",
    "tests/api/test_whole_document.py",
    "tests/api/test_workflow_machine.py", "tests/api/test_employer_view.py", "tests/api/test_probing.py", "tests/api/test_consents.py",
    "tests/api/test_reminders.py",
    "tests/web/test_administration.py", "tests/web/test_demo_roles.py", "tests/web/test_request_log.py", "tests/web/test_sign_in.py",
    "tests/web/test_sign_in_in_a_browser.py", "tests/web/test_sign_in_words.py",
)  # fmt: skip
"""Files whose questions are the same on every database and whose worlds take long to make: the ordinary run asks them on SQLite, the deep
one on PostgreSQL too. What they stand on (records, queries, use cases) is tested on both in every run."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the deep run what need not be asked twice each time."""
    for item in items:
        if item.nodeid.partition("::")[0] in ASKED_ONCE and "[postgresql" in item.nodeid:
            item.add_marker(pytest.mark.deep)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many tests were skipped and why."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if isinstance(report.longrepr, tuple))
    if reasons:
        terminalreporter.section("SKIPPED, and why", yellow=True, bold=True)
        for reason, n_tests in reasons.most_common():
            terminalreporter.line(f"{n_tests} tests: {reason.removeprefix('Skipped: ')}", yellow=True)
