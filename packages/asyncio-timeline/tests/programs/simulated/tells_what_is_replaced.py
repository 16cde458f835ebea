"""Prints each function that is not what the inventory says of it."""

import importlib
import types
import warnings

from asyncio_timeline.simulation.inventory import LISTED
from asyncio_timeline.simulation.simulate import simulation

warnings.simplefilter("ignore")


def functions(module: types.ModuleType) -> dict[str, object]:
    """The functions and classes of a module."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, types.BuiltinFunctionType)
        or (isinstance(value, type) and not issubclass(value, BaseException))
    }


modules: dict[str, types.ModuleType] = {}
for name in LISTED:
    try:
        modules[name] = importlib.import_module(name)
    except ImportError:  # of another system or another Python
        continue
before = {name: functions(module) for name, module in modules.items()}
found: list[str] = []
with simulation():
    for name, module in modules.items():
        harmless = " ".join(LISTED[name].harmless.values()).split()
        for each, value in before[name].items():
            is_replaced = vars(module)[each] is not value
            if is_replaced == (each in harmless):
                found.append(f"{name}.{each} is {'' if is_replaced else 'not '}replaced")
after = {name: functions(module) for name, module in modules.items()}
found += [f"{name} is not as before" for name in modules if after[name] != before[name]]
print("\n".join(found), end="")
