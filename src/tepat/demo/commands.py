"""What `tepat demo` and `tepat demo generate` do; words and options of the commands live in tepat.cli."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tepat.demo.generator import Progress
from tepat.demo.generator import generate as generate_list
from tepat.demo.refusals import DemoRefused

# The layout in which damage is planted, with the truth beside it.
PLANTED = "p3ke_2023"


def generate(
    *,
    families: int,
    out: Path,
    seed: int = 1,
    regency: str = "64.08",
    damage: float | None = None,
    layout: str = PLANTED,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """Write a generated list into a folder, in P3KE 2023 with damage and its truth; the result is what --json prints.

    Raises DemoRefused when the wish cannot be met.
    """
    if layout != PLANTED:
        if damage:
            raise DemoRefused(
                f"Kerusakan hanya ditanam pada tata letak {PLANTED}. Hilangkan --damage, atau pilih {PLANTED}."
            )
        from tepat.demo.other_layouts import generate_in

        paths = generate_in(
            layout, families=families, out=out, seed=seed, regency=regency, on_progress=on_progress
        )
        return {"families": families, "layout": layout, "files": [str(path) for path in paths]}
    written = generate_list(
        families=families,
        out=out,
        seed=seed,
        regency=regency,
        damage=1.0 if damage is None else damage,
        on_progress=on_progress,
    )
    return written.as_json()


def prepare(*, families: int, initialise: Callable[[Progress], object], on_progress: Progress) -> None:
    """Make the installation a filled demonstration; quick when it is one already.

    `initialise` makes folder, keys and tables (what `tepat init` does). Raises DemoRefused.
    """
    from tepat.demo import marker, regency
    from tepat.platform.health import unmigrated

    known = marker.read()
    if known is None or not known.ready or unmigrated():
        initialise(on_progress)
    regency.seed(families=families, on_progress=on_progress)


def serve(*, host: str, port: int, say: Callable[[str], None]) -> int:
    """Print the accounts, run web and worker until told to stop."""
    from tepat.platform import supervisor

    return supervisor.serve(host, port, on_ready=lambda url: say(welcome(url)))


def welcome(url: str) -> str:
    """The address, the accounts with their passwords, and what to try."""
    from django.conf import settings

    from tepat.demo import marker
    from tepat.demo.regency import SAMPLE_FOLDER
    from tepat.platform.accounts.roles import ROLES
    from tepat.platform.regions.queries import full_names

    known = marker.read()
    accounts = known.accounts if known else ()
    names = full_names({account.region for account in accounts})
    lines = [
        f"{account.username:<25} {account.password}   {ROLES[account.role].title}, "
        f"{names.get(account.region, account.region)}"
        for account in accounts
    ]
    return "\n".join(
        (
            f"Kabupaten peragaan siap di {url}",
            "Semua orang di dalamnya karangan; setiap NIK berawalan 99.",
            "",
            *lines,
            "",
            f"Berkas contoh untuk diunggah sebagai dinsos: {settings.DATA / SAMPLE_FOLDER}",
            "Berhenti dengan Ctrl-C.",
        )
    )
