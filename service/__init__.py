"""The core over HTTP: validation, budgets, execution and encoding, no equations."""
