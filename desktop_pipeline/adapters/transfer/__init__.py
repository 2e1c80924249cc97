"""The Transfers port: files and folders to and from servers that speak SFTP, FTP or FTP with explicit TLS."""

from desktop_pipeline.adapters.transfer.transfers import Transfers

__all__ = ["Transfers"]
