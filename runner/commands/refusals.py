"""What is wrong with the arguments of a command, in words: typer's own are for developers.

typer has a copy of click inside, whose errors are public only by their bases.
"""

from typing import Any

import typer
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError

_END = "nothing was done"


def help_of(error: typer.TyperException) -> str | None:
    """Return the help that stands for an error: of a group that was called without arguments."""
    return error.format_message() if isinstance(error, NoArgsIsHelpError) else None


def refusal(error: typer.TyperException) -> str:
    """Return what is wrong, and what to write instead.

    Args:
        error: of the parser; its own words are kept where it is the callback of an option that refuses the value.
    """
    match error:
        case MissingParameter(param=param, ctx=ctx) if param is not None and ctx is not None:
            return f"{_name(param)} is missing{_choices(param)}; usage: {_usage(ctx)}; {_END}"
        case typer.BadParameter(param=param) if param is not None:
            return f"{_name(param)}{_advice(error, param)}; {_END}"
        case NoSuchOption(ctx=ctx) if ctx is not None:
            return _no_option(error.option_name, ctx)
        case UsageError(ctx=ctx) if type(error) is UsageError and ctx is not None:
            wrong = "too many arguments" if not hasattr(ctx.command, "commands") else "a command is missing"
            return f"{wrong}; usage: {_usage(ctx)}; {_END}"
    return f"{error.format_message().rstrip('.')}; {_END}"


def _no_option(name: str, ctx: Any) -> str:
    from ..environment.identifiers import nearest_name

    options = (option for param in ctx.command.get_params(ctx) for option in param.opts)
    known = [option.removeprefix("--") for option in options if option.startswith("--")]
    nearest = nearest_name(name.lstrip("-"), known)  # dashes are no likeness
    if nearest:
        return f"{ctx.command_path} has no option {name}; did you mean --{nearest}? Nothing was done"
    place = "; the options of a command come after it" if hasattr(ctx.command, "commands") else ""
    return f"{ctx.command_path} has no option {name}{place}; see {ctx.command_path} --help; {_END}"


def _advice(error: typer.BadParameter, param: Any) -> str:
    """Say what is wrong with a value: by the kind of its parameter, or by the type of pydantic's error."""
    from pydantic import ValidationError

    from ..environment.words import advice

    if not isinstance(error.__cause__, ValidationError):
        return f": {error.message.rstrip('.')}"
    fault = error.__cause__.errors()[0]
    if param.type_descriptor.is_choice:
        return f" {fault['input']!r} is unknown{_choices(param)}"
    return f" {fault['input']!r}: {advice(fault)}"


def _choices(param: Any) -> str:
    """Return what a parameter accepts, where it accepts only certain words."""
    choices = param.type_descriptor.choices
    return f": write {', '.join(choices[:-1])} or {choices[-1]}" if choices else ""


def _name(param: Any) -> str:
    """Return a parameter as the help has it: the longest form of an option, the word for an argument."""
    return str(max(param.opts, key=len) if param.param_type_name == "option" else param.display_name_raw.upper())


def _usage(ctx: Any) -> str:
    return " ".join([ctx.command_path, *(piece.strip("{}") for piece in ctx.command.collect_usage_pieces(ctx))])
