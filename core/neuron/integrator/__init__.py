"""The adaptive integrators of one run: kernels that read tables, and what drives them."""
