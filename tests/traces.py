"""Fails a test that logs at WARNING or above without having said so.

A test that provokes such a record carries ``@pytest.mark.expected_log("regular expression")``; a mark
whose record never comes fails too. ``tests/conftest.py`` re-exports the hooks.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator

import pytest


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def _listen(item: pytest.Item, *, complete: bool) -> Generator[None, object, object]:
    listener = _Listener()
    root = logging.getLogger()
    root.addHandler(listener)
    try:
        outcome = yield
    finally:
        root.removeHandler(listener)
    patterns = [mark.args[0] for mark in item.iter_markers("expected_log")]
    unexpected = [m for m in listener.messages if not any(re.search(p, m) for p in patterns)]
    if unexpected:
        pytest.fail("Unexpected log records:\n" + "\n".join(unexpected), pytrace=False)
    absent = [p for p in patterns if not any(re.search(p, m) for m in listener.messages)]
    if complete and absent:
        pytest.fail("Announced log records that never came: " + ", ".join(absent), pytrace=False)
    return outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _listen(item, complete=False))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _listen(item, complete=True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _listen(item, complete=False))
