"""What every test may use, and the rule that nothing is skipped in silence."""

from collections import Counter

import pytest

pytest_plugins = ("tests.databases",)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many tests were skipped and why."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if isinstance(report.longrepr, tuple))
    if reasons:
        terminalreporter.section("SKIPPED, and why", yellow=True, bold=True)
        for reason, n_tests in reasons.most_common():
            terminalreporter.line(f"{n_tests} tests: {reason.removeprefix('Skipped: ')}", yellow=True)
