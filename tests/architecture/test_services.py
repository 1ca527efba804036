"""Every write is a service: keyword-only, `by` first, atomic, its audit event in the same transaction.

A module `services.py` shows its services by name; of a package `services/` the public ones are those in its
`__all__`, the rest are their parts.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import SOURCE, name_of, parsed, python_files

# Writing through the ORM; queries, views and jobs do not.
READERS = {"views.py", "queries.py", "forms.py", "jobs.py", "api.py", "context.py", "home.py"}
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create", "delete"}
# `enqueue("intake.read_batch", by=…)`: the name of the work stands where a function's name would.
NAME_FIRST = {"enqueue"}
WRITERS = ("services.py", "services/", "models/", "migrations/", "demo/")


def _exported(package: Path) -> set[str]:
    for node in parsed(package / "__init__.py").body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"{name_of(package)}/__init__.py has no __all__")


def _services() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in python_files():
        in_package = path.parent.name == "services"
        if path.name != "services.py" and not in_package:
            continue
        public = _exported(path.parent) if in_package else None
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                if public is not None and node.name not in public:
                    continue
                yield f"{name_of(path)}:{node.lineno} {node.name}", node


def _called(function: ast.FunctionDef) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            names.add(ast.unparse(node.func))
    return names


def test_there_are_services() -> None:
    assert len(list(_services())) > 10


def test_every_service_takes_who_acts_first_and_by_name() -> None:
    wrong = [
        where
        for where, function in _services()
        if (function.args.args and function.name not in NAME_FIRST)
        or function.args.posonlyargs
        or function.args.vararg
        or not function.args.kwonlyargs
        or function.args.kwonlyargs[0].arg != "by"
    ]

    assert not wrong


def test_every_service_is_one_transaction() -> None:
    wrong = [
        where
        for where, function in _services()
        if not any("transaction.atomic" in ast.unparse(one) for one in function.decorator_list)
    ]

    assert not wrong


def test_every_service_writes_its_audit_event() -> None:
    silent = [
        where
        for where, function in _services()
        if not _called(function) & {"record", "audit.record", "_record"}
    ]

    assert not silent


def test_only_services_write() -> None:
    """Views, jobs, queries, forms and the command line leave every write to a service."""
    found = []
    for path in python_files():
        name = name_of(path)
        if any(part in f"/{name}" for part in WRITERS) or path.is_relative_to(SOURCE / "engine"):
            continue
        if path.name not in READERS and not path.is_relative_to(SOURCE / "cli"):
            continue
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
                and "objects" in ast.unparse(node.func)
            ):
                found.append(f"{name}:{node.lineno} {ast.unparse(node.func)}")

    assert not found
