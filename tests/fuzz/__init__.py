"""Fuzzing: any bytes into every door of goallint, and what may come out."""
