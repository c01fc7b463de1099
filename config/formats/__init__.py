"""How dates and instants are written where Django writes them."""
