"""Every call to a cipher library, key shapes and byte layouts (imports nothing of the domain)."""
