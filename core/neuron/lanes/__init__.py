"""Many runs of one model side by side, in the lanes of the vector units."""
