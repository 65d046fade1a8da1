"""The line map: its bands, what they ask for, and the verbs that change them."""
