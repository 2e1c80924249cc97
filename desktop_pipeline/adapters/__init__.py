"""One folder or file for each thing in the world, each behind a port of `services.ports`."""
