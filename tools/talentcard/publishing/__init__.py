"""From view models to a finished site: templates, the builder, and the exchange of the old folder for the new."""
