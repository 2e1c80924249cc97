"""The grid of the Pipeline page: what is shown (cells), held (model), painted (delegate) and done by mouse and keys (view)."""
