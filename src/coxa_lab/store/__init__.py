"""One person's records: append only, atomic, locked; a folder is readable without Coxa."""

from coxa_lab.store.folder import Store, StoredRecord, StoreNotice, file_name, open_store
from coxa_lab.store.protocol import RecordStore

__all__ = ["RecordStore", "Store", "StoreNotice", "StoredRecord", "file_name", "open_store"]
