"""A docstring that lists parameters lists the ones the function has, in their order."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

import pytest
from numpydoc.docscrape import get_doc_object
from numpydoc.validate import Validator

from tests.house.tree import SRC

CORE_MODULES: Final = sorted(
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
    for path in (SRC / "coxa").rglob("*.py")
)


def public_functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Public functions and methods that a module defines, with their dotted names."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            yield f"{module.__name__}.{name}", value
        elif inspect.isclass(value):
            for member, method in vars(value).items():
                if inspect.isfunction(method) and not member.startswith("_"):
                    yield f"{module.__name__}.{name}.{member}", method


@pytest.mark.parametrize("module_name", CORE_MODULES)
def test_documented_parameters_are_the_real_ones(module_name: str) -> None:
    wrong = []
    for name, function in public_functions(importlib.import_module(module_name)):
        if "Parameters\n" in (function.__doc__ or ""):
            mismatches = Validator(get_doc_object(function)).parameter_mismatches
            # numpydoc takes any `cls` for a class method's own, also in a plain function
            wrong += [f"{name}: {text}" for _, text in mismatches if "{'cls'}" not in text]
    assert wrong == []
