"""The versioned records: one definition each, used alike in files, API, browser and database."""
