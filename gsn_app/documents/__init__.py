"""Facts to PDF bytes, in memory only (takes dataclasses of the domain, returns bytes)."""
