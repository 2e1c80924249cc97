"""What the user sets up: clusters, app maps, registries, engines; and the page of the first start."""
