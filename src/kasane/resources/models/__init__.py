"""社会資源の表。ふるまいは持たない。"""

from kasane.resources.models.directory import ListingSource, Resource, ResourceKind
from kasane.resources.models.geography import Boundary, Municipality, PostalCode
from kasane.resources.models.listed import Listed

__all__ = ["Boundary", "Listed", "ListingSource", "Municipality", "PostalCode", "Resource", "ResourceKind"]
