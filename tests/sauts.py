"""Polices skipped tests: a skip or an expected failure whose reason is not in ``sauts.toml`` fails.

``tests/conftest.py`` re-exports the hooks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Generator
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("sauts.toml")


def allowed_reasons() -> frozenset[str]:
    """The reasons of ``sauts.toml``, exactly as tests must word them."""
    with LIST.open("rb") as file:
        return frozenset(entry["reason"] for entry in tomllib.load(file)["saut"])


def reason_of(longrepr: object) -> str:
    """The reason pytest keeps as the last of (file, line, « Skipped: reason »)."""
    text = str(longrepr[-1]) if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ").strip()


def refuse_unlisted(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn an unlisted skip into a failure, in place."""
    if report.outcome != "skipped":
        return
    expected_failure = getattr(report, "wasxfail", None)
    reason = reason_of(report.longrepr) if expected_failure is None else expected_failure
    if reason in allowed_reasons():
        return
    report.outcome = "failed"
    report.longrepr = f"Skipped for a reason that tests/sauts.toml does not list: {reason}"
    if expected_failure is not None:
        del report.wasxfail


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_unlisted(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_unlisted(report)
    return report
