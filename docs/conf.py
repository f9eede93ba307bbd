"""How Sphinx makes the site; `scripts/build-docs` runs it."""

project = "Tidemark"
html_title = "Tidemark"
html_theme = "furo"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
# index.rst takes README.md in whole; on its own it would be there twice.
exclude_patterns = ["README.md", "requirements.txt"]
myst_heading_anchors = 4
html_show_sourcelink = False
html_copy_source = False
