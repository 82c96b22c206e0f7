"""Run the benchmarks: all of them, or those that are named."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> int:
    """Run each module that has a `main`, under its name."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"]
    chosen = sys.argv[1:] or known
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    for name in chosen:
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            print(f"\n=== {name}")
            module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
