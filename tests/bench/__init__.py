"""The benchmarks: `python -m tests.bench` prints a table and writes bench.json, one JSON object a line."""
