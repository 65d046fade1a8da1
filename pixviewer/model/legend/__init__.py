"""The legend of categories: what they are called, which are shown, and what is lit up of them."""
