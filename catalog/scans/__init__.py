"""A shop's own scans: checked, brought to true size, given four levels, kept beside the grown species."""

from catalog.scans.details import Details
from catalog.scans.refusals import ScanRefused
from catalog.scans.shelf import Shelf

__all__ = ["Details", "ScanRefused", "Shelf"]
