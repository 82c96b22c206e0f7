"""The kernels of trees, compiled before anybody waits for them."""

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.tree.request import CableTreeRequest, TreeInjection
from core.cable.tree.tree import tree


def warm() -> None:
    """Run through every kernel once; a long cone imports the Bessel functions, a profile the cubics."""
    cone = BranchColumns.of([Branch(length=5000.0, diameter=2.0, end_diameter=1.0)])
    tree(
        CableTreeRequest(
            branches=cone,
            injections=(TreeInjection(),),
            sites=(Place(),),
            attenuation_between=(),
            frequencies=(10.0,),
            duration=1.0,
            profiles_at=(1.0,),
        )
    )
