"""Linear systems on trees: a symmetric matrix whose graph is a tree, eliminated in O(n) steps."""
