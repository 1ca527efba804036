"""What both databases need to behave alike: ids, bytewise codes, bulk rows, many values asked for at once."""
