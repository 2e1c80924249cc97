"""The pods of a workload: their state, events and merged logs."""
