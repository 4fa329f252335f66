"""Listens for delivery receipts and writes them into an outbox. Needs the extra `receipts`."""
