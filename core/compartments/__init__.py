"""Trees of compartments, each an isopotential stretch of membrane, in time."""
