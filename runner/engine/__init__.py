"""The nightly path: lock, run, transactions, ledger."""
