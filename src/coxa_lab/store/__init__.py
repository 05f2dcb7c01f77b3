"""One person's folder of records: append only, atomic, locked, readable without Coxa."""

from coxa_lab.store.folder import Store, StoreNotice, open_store

__all__ = ["Store", "StoreNotice", "open_store"]
