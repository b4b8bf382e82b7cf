"""What makes pages of docs/ from the code, and a site of all of them."""
