"""The rules, one module per topic; importing this package fills `msglint.rule.RULES`."""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
