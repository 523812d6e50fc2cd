"""DeepNews: from a folder of documents to a publishable long read, every claim checked against its source."""

__version__ = "0.1.0"
