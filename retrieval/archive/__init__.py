"""Archives: persistent indexes over large folders of documents, in files or in PostgreSQL, behind one interface."""
