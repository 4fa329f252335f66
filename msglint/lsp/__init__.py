"""The language server: what `msglint check` says, and what the schemas know, while a message is typed."""
