"""Suivi nominatif: follow young people in difficulty without ever betraying them."""

__version__ = "0.1.0"
