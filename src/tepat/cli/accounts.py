"""tepat user …: what an administrator does without a browser."""

from typing import Annotated

import typer

from .actor import acting, named
from .app import app, ready
from .intake import As, Json
from .output import say, say_json
from .words import Commands

user_app = Commands(help="Pengguna.", no_args_is_help=True)
app.add_typer(user_app, name="user")


@user_app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="Nama untuk masuk, misalnya desa.senyiur.")],
    name: Annotated[str, typer.Option("--name", help="Nama lengkap.")],
    role: Annotated[str, typer.Option("--role", help="Kode peran, misalnya village_officer.")],
    region: Annotated[str, typer.Option("--region", help="Kode wilayah peran itu.")],
    as_: As = "",
    json: Json = False,
) -> None:
    """Tambah pengguna dengan satu peran; kata sandi dibuatkan dan ditampilkan sekali."""
    ready()
    from tepat.platform.accounts import services

    added = services.add_user(by=acting(as_), username=username, full_name=name, role=role, region=region)
    if json:
        say_json(
            {"username": added.user.username, "password": added.password, "role": role, "region": region}
        )
    else:
        say(f"Pengguna {added.user.username} ditambahkan. Kata sandi: {added.password}")
        say("Sampaikan langsung kepada orangnya; kata sandi ini tidak disimpan dan tidak ditampilkan lagi.")


@user_app.command("reset-code")
def reset_code(
    username: Annotated[str, typer.Argument(help="Nama pengguna yang perangkat kodenya hilang.")],
    as_: As = "",
) -> None:
    """Hapus perangkat kode (dan kode cadangan) seorang pengguna; semua sesinya berakhir."""
    ready()
    from tepat.platform.accounts import services

    services.reset_factors(by=acting(as_), user=named(username))
    say(f"Perangkat kode {username} dihapus. Ia masuk dengan kata sandi saja, dan dapat memasangnya lagi.")
