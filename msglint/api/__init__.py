"""The Messaging API from the caller's side: hosts, credentials, calls, and what the answers mean."""
