"""What the checks found in a batch, and what they propose."""
