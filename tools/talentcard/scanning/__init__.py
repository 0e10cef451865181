"""The leak scan: files of all kinds, built sites and the registry's history, looked through for direct identifiers."""
