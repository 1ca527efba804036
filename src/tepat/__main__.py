"""`python -m tepat` is the `tepat` command."""

from tepat.cli import main

main()
