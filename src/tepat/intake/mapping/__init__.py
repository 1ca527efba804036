"""Files that no layout knows: what is kept of them, and the page where an officer names their columns."""
