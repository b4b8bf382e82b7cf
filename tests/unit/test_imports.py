"""Packages import only what stands below them, and no module imports itself by way of others."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import runner

ROOT = Path(runner.__file__).parent
# From top to bottom; packages in one row know nothing of each other.
LAYERS = [
    {"commands"},
    {"jobs", "report", "dba"},
    {"engine"},
    {"database"},
    {"statements"},
    {"environment"},
    {"errors"},
]
RANK = {package: rank for rank, layer in enumerate(LAYERS) for package in layer}
MODULES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts): path
    for path in ROOT.rglob("*.py")
    if path.name != "__init__.py"
}


def imported(module: str) -> Iterator[str]:
    """Yield the modules of lapse that a module imports, at its top, in a function or for its types."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            parts = module.split(".")[: -node.level]
            origin = ".".join([*parts, node.module] if node.module else parts)
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                yield whole if whole in MODULES else origin


def package(module: str) -> str:
    return module.split(".")[1]


def test_modules_import_each_other_by_relative_names() -> None:
    """For the package is called runner in the repository, and lapse once it is installed."""
    for path in MODULES.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not {name.split(".")[0] for name in names} & {"runner", "lapse"}, path


def test_each_module_belongs_to_a_package_of_the_layout() -> None:
    assert {package(module) for module in MODULES} == set(RANK)


@pytest.mark.parametrize("above", [name for layer in LAYERS for name in sorted(layer)])
def test_a_package_imports_only_packages_below_it(above: str) -> None:
    wrong = [
        f"{module} imports {other}"
        for module in MODULES
        if package(module) == above
        for other in imported(module)
        if other != "runner" and package(other) != above and RANK[package(other)] <= RANK[above]
    ]
    assert not wrong


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module: {other for other in imported(module) if other != "runner"} for module in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)  # CycleError names a cycle


def test_the_nightly_path_imports_nothing_of_the_dba() -> None:
    for module in MODULES:
        if package(module) in ("engine", "database", "statements", "jobs"):
            assert not [other for other in imported(module) if other.startswith("runner.dba")], module
