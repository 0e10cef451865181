"""The monthly and yearly work of section 七, as values: figures, packs and reports that documents are made of."""
