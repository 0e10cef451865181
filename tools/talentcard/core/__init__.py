"""The pure core: no file system, clock, git, YAML or templates; the shell hands it values and takes values back."""
