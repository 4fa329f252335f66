"""The Messaging API on this machine: it takes, judges, limits, loses, and shows messages, and sends none."""
