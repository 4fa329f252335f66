"""How fast msglint is, beside its peers: `python -m bench.run`."""
