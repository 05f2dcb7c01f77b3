"""Every sentence a person reads, by id; clinical wording stands nowhere else."""
