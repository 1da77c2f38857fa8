"""Tests: each states a behaviour in one sentence."""
