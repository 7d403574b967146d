"""The vault: SQLCipher, schema, unit of work, one module per concept, journal."""
