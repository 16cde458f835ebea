"""Prints the functions and classes of the modules that it is given, as JSON."""

import importlib
import json
import sys
import types
import warnings

warnings.simplefilter("ignore")
found: dict[str, list[str]] = {}
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name)
    except ImportError:  # of another system or another Python
        continue
    found[name] = [
        each
        for each, value in vars(module).items()
        if isinstance(value, types.BuiltinFunctionType)
        or (isinstance(value, type) and not issubclass(value, BaseException))
    ]
print(json.dumps(found))
