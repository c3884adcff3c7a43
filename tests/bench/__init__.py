"""Benchmarks: `scripts/bench NAME`. They report; nothing is asserted about speed."""
