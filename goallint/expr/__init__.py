"""The rule language: expressions over forms, parsed and checked before any document is read.

parse → check (names and types, against a scope) → closures that give a value or Unknown and never raise.
"""
