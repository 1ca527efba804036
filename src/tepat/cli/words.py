"""What Typer itself says, in Indonesian: the frame of the help, and what is wrong with a command as typed.

Everything else that the command line says is Indonesian, so there is no English to choose here either.
"""

from collections.abc import Callable
from typing import Any

import typer

# Typer carries Click within itself and hands out neither its faults nor its formatter.
from typer._click import exceptions
from typer._click.core import Context
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup, TyperOption

_OPTIONS, _COMMAND = "[PILIHAN]", "PERINTAH [KATA]..."
_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Kata",
    "OPTIONS_PANEL_TITLE": "Pilihan",
    "COMMANDS_PANEL_TITLE": "Perintah",
    "REQUIRED_LONG_STRING": "[wajib]",
    "DEFAULT_STRING": "[bawaan: {}]",
}


class _Said:
    """How a command and a group of commands tell about themselves."""

    options_metavar: str | None

    def get_usage(self, ctx: Context) -> str:
        """The line of usage."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # the command beside this class
        return usage.replace("Usage: ", "Cara pakai: ", 1)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """The option --help."""
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]  # as above
        if option is not None:
            option.help = "Tampilkan bantuan ini, lalu selesai."
        return option

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """The whole help; what draws its frames is loaded only now, since it takes a while."""
        from typer import rich_utils

        for name, words in _PANELS.items():
            setattr(rich_utils, name, words)
        super().format_help(ctx, formatter)  # type: ignore[misc]  # as above


class Command(_Said, TyperCommand):
    """A command."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **{**named, "options_metavar": _OPTIONS})


class Group(_Said, TyperGroup):
    """Commands under one word."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **{**named, "options_metavar": _OPTIONS, "subcommand_metavar": _COMMAND})


class Commands(typer.Typer):
    """Where commands are added; each tells about itself in Indonesian."""

    def __init__(self, **named: Any) -> None:
        super().__init__(cls=Group, **named)

    def command(self, name: str | None = None, **named: Any) -> Callable[[Any], Any]:
        """Add a command."""
        return super().command(name, cls=Command, **named)


def wrongly_typed(fault: Exception) -> str:
    """What is wrong with the command as typed, and where to read how it is meant; empty for any other fault."""
    if not isinstance(fault, exceptions.UsageError) or isinstance(fault, exceptions.NoArgsIsHelpError):
        return ""
    path = fault.ctx.command_path if fault.ctx else "tepat"
    return f"{_wrong(fault)} Lihat caranya: {path} --help"


def _wrong(fault: exceptions.UsageError) -> str:
    match fault:
        case exceptions.MissingParameter(param=param):
            return f"{_named(param)} belum ditulis."
        case exceptions.BadParameter(param=param):
            return f"Isi {_named(param)} tidak dapat dipakai."
        case exceptions.NoSuchOption(option_name=name, possibilities=near):
            return f"Tidak ada pilihan {name}." + (f" Mungkin {', '.join(sorted(near))}." if near else "")
        case exceptions.BadOptionUsage(option_name=name):
            return f"Isi pilihan {name} belum ditulis atau tidak pada tempatnya."
        case _ if isinstance(fault.cmd, Group) and fault.message.startswith("No such command"):
            return f"Perintah itu tidak ada. Yang ada: {', '.join(sorted(fault.cmd.commands))}."
        case _ if isinstance(fault.cmd, Group):
            return f"Perintahnya belum ditulis. Yang ada: {', '.join(sorted(fault.cmd.commands))}."
        case _:
            return "Ada kata yang berlebih atau tidak pada tempatnya."


def _named(param: Any) -> str:
    return str(param.get_error_hint()).replace("'", "").replace(" / ", "/") if param else "Sebuah kata"
