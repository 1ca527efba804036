"""What a person is entitled to read of himself (UU 27/2022 Pasal 7): a copy on paper, with who received the data."""
