"""The core as the browser's worker calls it: one flat buffer in, one JSON string out.

What each buffer and each reply holds: ``docs/protocols/worker.md``.
"""
