"""The tree at the left: clusters, their app maps, and the workloads of those that are open."""
