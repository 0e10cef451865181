"""The outbox: messages rendered into files, a ledger of what became of each, and the way to a mail server."""
