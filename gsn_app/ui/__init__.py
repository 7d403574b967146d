"""PySide6 windows and words; they decide nothing (imports neither store nor crypto)."""

from gsn_app.ui.immortel import pin_singletons

pin_singletons()
