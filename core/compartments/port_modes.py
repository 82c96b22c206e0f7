"""A passive forest as its port sees it: a leak and a few modes, each a compartment on the port.

The voltages of the forest obey C V' = −G V + b V_a + i, V_a that of the port and i the currents of the leaks
(b: couplings to the port). With U = V − h⁰, G h⁰ = i, and modes G x_k = λ_k C x_k, x_kᵀ C x_k = 1,

    U = q V_a + Σ x_k u_k,   u_k' = β_k V_a − λ_k u_k,   β_k = bᵀ x_k,

where q is what joints without a capacitance take of V_a at once. Scaled by s_k, a mode is a compartment of
capacitance s_k², coupled to the port by β_k s_k and leaking by λ_k s_k² − β_k s_k: nothing if s_k = β_k/λ_k
(Foster's form of the driving-point admittance). The modes are Galerkin's in a rational Krylov space

    span{G⁻¹ b, (G + σ_1 C)⁻¹ b, ...}

(Ruhe 1984, doi:10.1016/0024-3795(84)90221-0), which makes admittance and transfer exact at s = 0 and s = σ,
keeps all conductances positive, and has an error that falls exponentially with the number of the σ
(Druskin, Knizhnerman and Zaslavsky 2009, doi:10.1137/080742403).
"""
