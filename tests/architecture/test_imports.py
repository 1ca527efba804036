"""Areas import downwards only (.importlinter), and secrets have one room."""

from importlinter.cli import lint_imports

from tests.architecture.tree import ROOT, SOURCE, imported, name_of, python_files


def test_the_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), cache_dir=None) == 0


def test_only_platform_crypto_imports_cryptography() -> None:
    room = SOURCE / "platform" / "crypto"
    others = [
        name_of(path)
        for path in python_files()
        if not path.is_relative_to(room)
        and any(name.split(".")[0] == "cryptography" for name in imported(path))
    ]

    assert not others


def test_the_engine_imports_no_django() -> None:
    found = [
        name_of(path)
        for path in python_files()
        if path.is_relative_to(SOURCE / "engine")
        and any(name.split(".")[0] == "django" for name in imported(path))
    ]

    assert not found
