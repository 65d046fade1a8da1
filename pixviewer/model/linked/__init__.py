"""What is linked: detector, slices, rows and what is picked in any of them."""
