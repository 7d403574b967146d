"""Typology tables made safe: classes, register of releases, union audit (never sees a name)."""
