"""Stock arithmetic over the ledger: balances, levels over time, as-of, the originals of undos.

Everything here is written as Narwhals expressions on lazy frames: the same function runs on Polars and on a cluster
behind Spark Connect. Only what both can do is used: windows name their order, no as-of joins, no pivots.
"""
