"""What an evaluation of adoption would have said, held against what the simulation knows."""
