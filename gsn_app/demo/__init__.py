"""The fictitious commune: a demonstration vault made through the same actions as a person's gestures."""

from __future__ import annotations

from gsn_app.demo.generation import Demonstration, generate

__all__ = ["Demonstration", "generate"]
