"""Body landmarks of a seated test seen from the front -> rotation of each hip, compensations, quality."""
