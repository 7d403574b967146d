"""Windows: PySide6 widgets and French words; decides nothing and never sees a key or a query."""

from gsn_app.ui.reference_none import protect_none

protect_none()
