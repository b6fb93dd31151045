"""The parts of release/package.py: a file for each form of package."""
