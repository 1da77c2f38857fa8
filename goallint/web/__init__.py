"""The local page (`goallint serve`): drop a file, read the report, take the copy with comments along.

It serves one person on this machine: it listens on the loopback address only, knows no state, and keeps no file
longer than the answer takes.
"""
