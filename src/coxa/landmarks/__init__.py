"""Body landmarks seen from the front -> rotation of each hip, compensations, quality."""
