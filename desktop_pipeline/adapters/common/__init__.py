"""What several adapters need: threads, child processes, HTTP. No port is implemented here."""
