"""Stock arithmetic over the ledger: balances, levels over time, as-of."""
