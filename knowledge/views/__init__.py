"""The pages of the help centre's own content."""
