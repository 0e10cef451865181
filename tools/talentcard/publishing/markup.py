"""HTML as a browser reads it: the one place that names the library."""

from selectolax.lexbor import LexborHTMLParser as Document
from selectolax.lexbor import LexborNode as Node

__all__ = ["Document", "Node"]
