"""The port `Cluster` on a real Kubernetes cluster. Importing this is cheap: the client library is loaded at the first connection."""

from desktop_pipeline.adapters.kubernetes.cluster import KubernetesCluster
from desktop_pipeline.adapters.kubernetes.kubeconfig import contexts

__all__ = ["KubernetesCluster", "contexts"]
