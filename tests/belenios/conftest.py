"""Says at the end of a run, in one visible line each, which peers could not be had."""

import pytest

from tests.belenios.peer import ABSENT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in ABSENT:
        terminalreporter.write_line(f"NOT COMPARED with a reference tool: {reason}")
