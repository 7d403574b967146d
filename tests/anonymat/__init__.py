"""Proof that the report betrays nobody: the method, and an attacker written apart from it."""
