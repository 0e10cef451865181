"""The search of the site: each edition's pages and the words that mean the same, as one file for the browser."""

from talentcard.publishing.search.index import files
from talentcard.publishing.search.vocabulary import findings

__all__ = ["files", "findings"]
