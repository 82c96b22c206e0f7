"""How ions move: random walks, mobility, diffusion, drift, Boltzmann's statistics, the charge of a cell."""
