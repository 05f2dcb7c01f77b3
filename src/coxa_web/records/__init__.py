"""What one person's installation keeps: records, never changed; notes, the few things that are."""
