"""What both databases need to behave alike: ids, bytewise codes, bulk rows."""
