"""Which receipt belongs to which destination."""

from __future__ import annotations

from collections.abc import Collection

from msglint.addresses import identity
from msglint.outbox.receipt import FALLBACK, Receipt, base_of


def belongs(
    receipt: Receipt,
    address: str,
    correlation_id: str,
    transaction_id: str,
    is_alone: bool,
    known: Collection[str],
) -> bool:
    """Whether a receipt is of this destination.

    By its transaction id; by that of the call, where the reply did not tell all ids of an array; and, where the outbox
    has neither (the reply was lost, or comes only now), by correlation id and address. `known` are those ids of
    receipts that the outbox has; `is_alone` says that no other destination shares this transaction id.
    """
    told = receipt.transaction_id.removesuffix(FALLBACK)
    same_address = identity(receipt.address) == identity(address)
    same_correlation = bool(correlation_id) and receipt.correlation_id == correlation_id
    if transaction_id and told == transaction_id:
        if not receipt.address:
            return is_alone or same_correlation
        # the platform may write a number otherwise, but a mail also has receipts of those in cc and bcc
        return same_address or (is_alone and "@" not in receipt.address)
    if told in known or not receipt.address or not same_address:
        return False
    base = base_of(told)
    if transaction_id and base == base_of(transaction_id):
        return True
    return base not in known and same_correlation
