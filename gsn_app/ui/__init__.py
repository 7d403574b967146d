"""PySide6 windows and words; they decide nothing (imports neither store nor crypto)."""
