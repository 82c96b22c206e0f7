"""The literature that the equations and parameter sets come from, one entry a source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A source: citation and DOI (or None where the source has none)."""

    key: str
    citation: str
    doi: str | None = None


_ENTRIES = (
    Reference(
        "nernst-1888",
        "Nernst W (1888) Zur Kinetik der in Lösung befindlichen Körper. Z Phys Chem 2U:613-637",
        "10.1515/zpch-1888-0274",
    ),
    Reference(
        "weiss-1901",
        "Weiss G (1901) Sur la possibilité de rendre comparables entre eux les appareils servant à "
        "l'excitation électrique. Arch Ital Biol 35:413-446",
    ),
    Reference(
        "lapicque-1907",
        "Lapicque L (1907) Recherches quantitatives sur l'excitation électrique des nerfs traitée comme une "
        "polarisation. J Physiol Pathol Gen 9:620-635",
    ),
    Reference(
        "hodgkin-1948",
        "Hodgkin AL (1948) The local electric changes associated with repetitive action in a non-medullated "
        "axon. J Physiol 107:165-181",
        "10.1113/jphysiol.1948.sp004260",
    ),
    Reference(
        "goldman-1943",
        "Goldman DE (1943) Potential, impedance, and rectification in membranes. J Gen Physiol 27:37-60",
        "10.1085/jgp.27.1.37",
    ),
    Reference(
        "hodgkin-katz-1949",
        "Hodgkin AL, Katz B (1949) The effect of sodium ions on the electrical activity of the giant axon "
        "of the squid. J Physiol 108:37-77",
        "10.1113/jphysiol.1949.sp004310",
    ),
    Reference(
        "mullins-noda-1963",
        "Mullins LJ, Noda K (1963) The influence of sodium-free solutions on the membrane potential of frog "
        "muscle fibers. J Gen Physiol 47:117-132",
        "10.1085/jgp.47.1.117",
    ),
    Reference(
        "hodgkin-huxley-katz-1952",
        "Hodgkin AL, Huxley AF, Katz B (1952) Measurement of current-voltage relations in the membrane of "
        "the giant axon of Loligo. J Physiol 116:424-448",
        "10.1113/jphysiol.1952.sp004716",
    ),
    Reference(
        "hodgkin-huxley-1952",
        "Hodgkin AL, Huxley AF (1952) A quantitative description of membrane current and its application to "
        "conduction and excitation in nerve. J Physiol 117:500-544",
        "10.1113/jphysiol.1952.sp004764",
    ),
    Reference(
        "shampine-1982",
        "Shampine LF (1982) Implementation of Rosenbrock methods. ACM Trans Math Softw 8:93-113",
        "10.1145/355993.355994",
    ),
    Reference(
        "huxley-1959",
        "Huxley AF (1959) Ion movements during nerve activity. Ann NY Acad Sci 81:221-246",
        "10.1111/j.1749-6632.1959.tb49311.x",
    ),
    Reference(
        "evans-1975",
        "Evans JW (1975) Nerve axon equations: IV The stable and the unstable impulse. "
        "Indiana Univ Math J 24:1169-1190",
    ),
    Reference(
        "beyn-1990",
        "Beyn WJ (1990) The numerical computation of connecting orbits in dynamical systems. "
        "IMA J Numer Anal 10:379-405",
        "10.1093/imanum/10.3.379",
    ),
    Reference(
        "morris-lecar-1981",
        "Morris C, Lecar H (1981) Voltage oscillations in the barnacle giant muscle fiber. "
        "Biophys J 35:193-213",
        "10.1016/S0006-3495(81)84782-0",
    ),
    Reference(
        "rinzel-ermentrout-1998",
        "Rinzel J, Ermentrout GB (1998) Analysis of neural excitability and oscillations. In: Koch C, "
        "Segev I (eds) Methods in Neuronal Modeling, 2nd edn. MIT Press, pp 251-291",
    ),
    Reference(
        "chan-tsai-2010",
        "Chan RPK, Tsai AYJ (2010) On explicit two-derivative Runge-Kutta methods. "
        "Numer Algorithms 53:171-194",
        "10.1007/s11075-009-9349-1",
    ),
    Reference(
        "tsitouras-2011",
        "Tsitouras C (2011) Runge-Kutta pairs of order 5(4) satisfying only the first column simplifying "
        "assumption. Comput Math Appl 62:770-775",
        "10.1016/j.camwa.2011.06.002",
    ),
    Reference(
        "hairer-wanner-1996",
        "Hairer E, Wanner G (1996) Solving Ordinary Differential Equations II, 2nd edn. Springer",
        "10.1007/978-3-642-05221-7",
    ),
    Reference(
        "ascher-1995",
        "Ascher UM, Mattheij RMM, Russell RD (1995) Numerical Solution of Boundary Value Problems for "
        "Ordinary Differential Equations. SIAM",
        "10.1137/1.9781611971231",
    ),
    Reference(
        "fairgrieve-jepson-1991",
        "Fairgrieve TF, Jepson AD (1991) O.K. Floquet multipliers. SIAM J Numer Anal 28:1446-1462",
        "10.1137/0728075",
    ),
    Reference(
        "govaerts-sautois-2006",
        "Govaerts W, Sautois B (2006) Computation of the phase response curve: a direct numerical approach. "
        "Neural Comput 18:817-847",
        "10.1162/neco.2006.18.4.817",
    ),
    Reference(
        "ermentrout-1996",
        "Ermentrout B (1996) Type I membranes, phase resetting curves, and synchrony. "
        "Neural Comput 8:979-1001",
        "10.1162/neco.1996.8.5.979",
    ),
    Reference(
        "hansel-1995",
        "Hansel D, Mato G, Meunier C (1995) Synchrony in excitatory neural networks. Neural Comput 7:307-337",
        "10.1162/neco.1995.7.2.307",
    ),
    Reference(
        "sanz-serna-2016",
        "Sanz-Serna JM (2016) Symplectic Runge-Kutta schemes for adjoint equations, automatic "
        "differentiation, optimal control, and more. SIAM Rev 58:3-33",
        "10.1137/151002769",
    ),
    Reference(
        "kuznetsov-2004",
        "Kuznetsov YA (2004) Elements of Applied Bifurcation Theory, 3rd edn. Springer",
        "10.1007/978-1-4757-3978-7",
    ),
    Reference(
        "izhikevich-2007",
        "Izhikevich EM (2007) Dynamical Systems in Neuroscience: The Geometry of Excitability and Bursting. "
        "MIT Press, chs 4 and 6",
        "10.7551/mitpress/2526.001.0001",
    ),
    Reference(
        "golomb-amitai-1997",
        "Golomb D, Amitai Y (1997) Propagating neuronal discharges in neocortical slices: computational and "
        "experimental study. J Neurophysiol 78:1199-1211",
        "10.1152/jn.1997.78.3.1199",
    ),
    Reference(
        "stiefel-2009",
        "Stiefel KM, Gutkin BS, Sejnowski TJ (2009) The effects of cholinergic neuromodulation on neuronal "
        "phase-response curves of modeled cortical neurons. J Comput Neurosci 26:289-301",
        "10.1007/s10827-008-0111-9",
    ),
    Reference(
        "pospischil-2008",
        "Pospischil M, Toledo-Rodriguez M, Monier C, Piwkowska Z, Bal T, Frégnac Y, Markram H, Destexhe A "
        "(2008) Minimal Hodgkin-Huxley type models for different classes of cortical and thalamic neurons. "
        "Biol Cybern 99:427-441",
        "10.1007/s00422-008-0263-8",
    ),
    Reference(
        "hille-2001",
        "Hille B (2001) Ion Channels of Excitable Membranes, 3rd edn. Sinauer",
    ),
    Reference(
        "einstein-1905",
        "Einstein A (1905) Über die von der molekularkinetischen Theorie der Wärme geforderte Bewegung von "
        "in ruhenden Flüssigkeiten suspendierten Teilchen. Ann Phys 322:549-560",
        "10.1002/andp.19053220806",
    ),
    Reference(
        "smoluchowski-1906",
        "von Smoluchowski M (1906) Zur kinetischen Theorie der Brownschen Molekularbewegung und der "
        "Suspensionen. Ann Phys 326:756-780",
        "10.1002/andp.19063261405",
    ),
    Reference(
        "berg-1993",
        "Berg HC (1993) Random Walks in Biology, expanded edn. Princeton University Press",
    ),
    Reference(
        "fick-1855",
        "Fick A (1855) Ueber Diffusion. Ann Phys 170:59-86",
        "10.1002/andp.18551700105",
    ),
    Reference(
        "crank-1975",
        "Crank J (1975) The Mathematics of Diffusion, 2nd edn. Oxford University Press",
    ),
    Reference(
        "planck-1890",
        "Planck M (1890) Ueber die Erregung von Electricität und Wärme in Electrolyten. Ann Phys 275:161-186",
        "10.1002/andp.18902750202",
    ),
    Reference(
        "ussing-1949",
        "Ussing HH (1949) The distinction by means of tracers between active transport and diffusion. "
        "Acta Physiol Scand 19:43-56",
        "10.1111/j.1748-1716.1949.tb00633.x",
    ),
    Reference(
        "maxwell-1860",
        "Maxwell JC (1860) Illustrations of the dynamical theory of gases. Part I. Philos Mag 19:19-32",
        "10.1080/14786446008642818",
    ),
    Reference(
        "feynman-1963",
        "Feynman RP, Leighton RB, Sands M (1963) The Feynman Lectures on Physics, vol I. Addison-Wesley",
    ),
    Reference(
        "koch-1999",
        "Koch C (1999) Biophysics of Computation: Information Processing in Single Neurons. "
        "Oxford University Press",
    ),
    Reference(
        "poppe-wijers-1990",
        "Poppe GPM, Wijers CMJ (1990) More efficient computation of the complex error function. "
        "ACM Trans Math Softw 16:38-46",
        "10.1145/77626.77629",
    ),
    Reference(
        "hodgkin-rushton-1946",
        "Hodgkin AL, Rushton WAH (1946) The electrical constants of a crustacean nerve fibre. "
        "Proc R Soc Lond B 133:444-479",
        "10.1098/rspb.1946.0024",
    ),
    Reference(
        "rall-1959",
        "Rall W (1959) Branching dendritic trees and motoneuron membrane resistivity. Exp Neurol 1:491-527",
        "10.1016/0014-4886(59)90046-9",
    ),
    Reference(
        "rall-1969",
        "Rall W (1969) Time constants and electrotonic length of membrane cylinders and neurons. "
        "Biophys J 9:1483-1508",
        "10.1016/S0006-3495(69)86467-2",
    ),
    Reference(
        "agmon-snir-segev-1993",
        "Agmon-Snir H, Segev I (1993) Signal delay and input synchronization in passive dendritic "
        "structures. J Neurophysiol 70:2066-2085",
        "10.1152/jn.1993.70.5.2066",
    ),
    Reference(
        "weideman-trefethen-2007",
        "Weideman JAC, Trefethen LN (2007) Parabolic and hyperbolic contours for computing the Bromwich "
        "integral. Math Comput 76:1341-1356",
        "10.1090/S0025-5718-07-01945-X",
    ),
    Reference(
        "rall-rinzel-1973",
        "Rall W, Rinzel J (1973) Branch input resistance and steady attenuation for input to one branch of a "
        "dendritic neuron model. Biophys J 13:648-687",
        "10.1016/S0006-3495(73)86014-X",
    ),
    Reference(
        "rall-1962",
        "Rall W (1962) Theory of physiological properties of dendrites. Ann NY Acad Sci 96:1071-1092",
        "10.1111/j.1749-6632.1962.tb54120.x",
    ),
    Reference(
        "koch-poggio-1985",
        "Koch C, Poggio T (1985) A simple algorithm for solving the cable equation in dendritic trees of "
        "arbitrary geometry. J Neurosci Methods 12:303-315",
        "10.1016/0165-0270(85)90015-9",
    ),
    Reference(
        "clements-redman-1989",
        "Clements JD, Redman SJ (1989) Cable properties of cat spinal motoneurones measured by combining "
        "voltage clamp, current clamp and intracellular staining. J Physiol 409:63-87",
        "10.1113/jphysiol.1989.sp017485",
    ),
    Reference(
        "agmon-snir-segev-1993",
        "Agmon-Snir H, Segev I (1993) Signal delay and input synchronization in passive dendritic "
        "structures. J Neurophysiol 70:2066-2085",
        "10.1152/jn.1993.70.5.2066",
    ),
    Reference(
        "connor-stevens-1971",
        "Connor JA, Stevens CF (1971) Prediction of repetitive firing behaviour from voltage clamp data on "
        "an isolated neurone soma. J Physiol 213:31-53",
        "10.1113/jphysiol.1971.sp009366",
    ),
    Reference(
        "connor-walter-mckown-1977",
        "Connor JA, Walter D, McKown R (1977) Neural repetitive firing: modifications of the Hodgkin-Huxley "
        "axon suggested by experimental results from crustacean axons. Biophys J 18:81-102",
        "10.1016/S0006-3495(77)85598-7",
    ),
    Reference(
        "dayan-abbott-2001",
        "Dayan P, Abbott LF (2001) Theoretical Neuroscience. MIT Press, pp 196-198, 224",
    ),
    Reference(
        "ermentrout-terman-2010",
        "Ermentrout GB, Terman DH (2010) Mathematical Foundations of Neuroscience. Springer",
        "10.1007/978-0-387-87708-2",
    ),
    Reference(
        "wang-buzsaki-1996",
        "Wang XJ, Buzsáki G (1996) Gamma oscillation by synaptic inhibition in a hippocampal interneuronal "
        "network model. J Neurosci 16:6402-6413",
        "10.1523/JNEUROSCI.16-20-06402.1996",
    ),
    Reference(
        "traub-miles-1991",
        "Traub RD, Miles R (1991) Neuronal Networks of the Hippocampus. Cambridge University Press",
        "10.1017/CBO9780511895401",
    ),
    Reference(
        "ermentrout-kopell-1998",
        "Ermentrout GB, Kopell N (1998) Fine structure of neural spiking and synchronization in the presence "
        "of conduction delays. Proc Natl Acad Sci USA 95:1259-1264",
        "10.1073/pnas.95.3.1259",
    ),
    Reference(
        "brette-2007",
        "Brette R et al (2007) Simulation of networks of spiking neurons: a review of tools and strategies. "
        "J Comput Neurosci 23:349-398",
        "10.1007/s10827-007-0038-6",
    ),
    Reference(
        "boergers-2017",
        "Börgers C (2017) An Introduction to Modeling Neuronal Dynamics. Springer",
        "10.1007/978-3-319-51171-9",
    ),
    Reference(
        "fitzhugh-1961",
        "FitzHugh R (1961) Impulses and physiological states in theoretical models of nerve membrane. "
        "Biophys J 1:445-466",
        "10.1016/S0006-3495(61)86902-6",
    ),
    Reference(
        "nagumo-1962",
        "Nagumo J, Arimoto S, Yoshizawa S (1962) An active pulse transmission line simulating nerve axon. "
        "Proc IRE 50:2061-2070",
        "10.1109/JRPROC.1962.288235",
    ),
    Reference(
        "fitzhugh-1969",
        "FitzHugh R (1969) Mathematical models of excitation and propagation in nerve. In: Schwan HP (ed) "
        "Biological Engineering. McGraw-Hill, pp 1-85",
    ),
    Reference(
        "hindmarsh-rose-1984",
        "Hindmarsh JL, Rose RM (1984) A model of neuronal bursting using three coupled first order "
        "differential equations. Proc R Soc Lond B 221:87-102",
        "10.1098/rspb.1984.0024",
    ),
    Reference(
        "chay-keizer-1983",
        "Chay TR, Keizer J (1983) Minimal model for membrane oscillations in the pancreatic beta-cell. "
        "Biophys J 42:181-190",
        "10.1016/S0006-3495(83)84384-7",
    ),
    Reference(
        "destexhe-1996",
        "Destexhe A, Bal T, McCormick DA, Sejnowski TJ (1996) Ionic mechanisms underlying synchronized "
        "oscillations and propagating waves in a model of ferret thalamic slices. J Neurophysiol "
        "76:2049-2070",
        "10.1152/jn.1996.76.3.2049",
    ),
    Reference(
        "huguenard-mccormick-1992",
        "Huguenard JR, McCormick DA (1992) Simulation of the currents involved in rhythmic oscillations in "
        "thalamic relay neurons. J Neurophysiol 68:1373-1383",
        "10.1152/jn.1992.68.4.1373",
    ),
    Reference(
        "sharp-1993",
        "Sharp AA, O'Neil MB, Abbott LF, Marder E (1993) Dynamic clamp: computer-generated conductances in "
        "real neurons. J Neurophysiol 69:992-995",
        "10.1152/jn.1993.69.3.992",
    ),
    Reference(
        "roth-van-rossum-2009",
        "Roth A, van Rossum MCW (2009) Modeling synapses. In: De Schutter E (ed) Computational modeling "
        "methods for neuroscientists. MIT Press, 139-160",
        "10.7551/mitpress/9780262013277.003.0007",
    ),
    Reference(
        "hines-1984",
        "Hines M (1984) Efficient computation of branched nerve equations. Int J Biomed Comput 15:69-76",
        "10.1016/0020-7101(84)90008-4",
    ),
    Reference(
        "lytton-hines-2005",
        "Lytton WW, Hines ML (2005) Independent variable time-step integration of individual neurons for "
        "network simulations. Neural Comput 17:903-921",
        "10.1162/0899766053429453",
    ),
    Reference(
        "frankenhaeuser-huxley-1964",
        "Frankenhaeuser B, Huxley AF (1964) The action potential in the myelinated nerve fibre of Xenopus "
        "laevis as computed on the basis of voltage clamp data. J Physiol 171:302-315",
        "10.1113/jphysiol.1964.sp007378",
    ),
    Reference(
        "chiu-1979",
        "Chiu SY, Ritchie JM, Rogart RB, Stagg D (1979) A quantitative description of membrane currents in "
        "rabbit myelinated nerve. J Physiol 292:149-166",
        "10.1113/jphysiol.1979.sp012843",
    ),
    Reference(
        "sweeney-1987",
        "Sweeney JD, Mortimer JT, Durand D (1987) Modeling of mammalian myelinated nerve for functional "
        "neuromuscular stimulation. Proc IEEE Eng Med Biol Soc 9:1577-1578",
    ),
    Reference(
        "basser-roth-1991",
        "Basser PJ, Roth BJ (1991) Stimulation of a myelinated nerve axon by electromagnetic induction. "
        "Med Biol Eng Comput 29:261-268",
        "10.1007/BF02446708",
    ),
    Reference(
        "harris-1981",
        "Harris AL, Spray DC, Bennett MVL (1981) Kinetic properties of a voltage-dependent junctional "
        "conductance. J Gen Physiol 77:95-117",
        "10.1085/jgp.77.1.95",
    ),
    Reference(
        "furshpan-potter-1959",
        "Furshpan EJ, Potter DD (1959) Transmission at the giant motor synapses of the crayfish. "
        "J Physiol 145:289-325",
        "10.1113/jphysiol.1959.sp006143",
    ),
    Reference(
        "golomb-rinzel-1993",
        "Golomb D, Rinzel J (1993) Dynamics of globally coupled inhibitory neurons with heterogeneity. "
        "Phys Rev E 48:4810-4814",
        "10.1103/PhysRevE.48.4810",
    ),
    Reference(
        "grassmann-1985",
        "Grassmann WK, Taksar MI, Heyman DP (1985) Regenerative analysis and steady state distributions for "
        "Markov chains. Oper Res 33:1107-1116",
        "10.1287/opre.33.5.1107",
    ),
    Reference(
        "demmel-1999",
        "Demmel J, Gu M, Eisenstat S, Slapničar I, Veselić K, Drmač Z (1999) Computing the singular value "
        "decomposition with high relative accuracy. Linear Algebra Appl 299:21-80",
        "10.1016/S0024-3795(99)00134-2",
    ),
    Reference(
        "brink-barr-1977",
        "Brink P, Barr L (1977) The resistance of the septum of the median giant axon of the earthworm. "
        "J Gen Physiol 69:517-536",
        "10.1085/jgp.69.5.517",
    ),
    Reference(
        "rushton-1951",
        "Rushton WAH (1951) A theory of the effects of fibre size in medullated nerve. J Physiol 115:101-122",
        "10.1113/jphysiol.1951.sp004655",
    ),
    Reference(
        "waxman-bennett-1972",
        "Waxman SG, Bennett MVL (1972) Relative conduction velocities of small myelinated and non-myelinated "
        "fibres in the central nervous system. Nat New Biol 238:217-219",
        "10.1038/newbio238217a0",
    ),
    Reference(
        "brill-1977",
        "Brill MH, Waxman SG, Moore JW, Joyner RW (1977) Conduction velocity and spike configuration in "
        "myelinated fibres: computed dependence on internode distance. J Neurol Neurosurg Psychiatry "
        "40:769-774",
        "10.1136/jnnp.40.8.769",
    ),
)

REFERENCES = {entry.key: entry for entry in _ENTRIES}


def cite(*keys: str) -> tuple[Reference, ...]:
    """References with these keys, in this order, each once."""
    return tuple(REFERENCES[key] for key in dict.fromkeys(keys))
