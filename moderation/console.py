"""The console script ``ceasefire``: the commands of ``flask --app wsgi``."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import FlaskGroup

from moderation import __version__

EXTRA_OF = {
    "waitress": "web",
    "detoxify": "classifier",
    "onnx": "classifier",
    "onnxruntime": "classifier",
    "py3langid": "classifier",
    "tokenizers": "classifier",
    "torch": "classifier",
    "transformers": "classifier",
}
"""The extra that installs a library which not every command needs."""


def load_app() -> Flask:
    """Return the application, made from the settings in the environment."""
    # The import reads the settings, which `--version` and a plain import do not need.
    app: Flask = import_module("moderation.wsgi").app
    return app


@click.group(
    cls=FlaskGroup,
    create_app=load_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
)
@click.version_option(__version__, prog_name="Ceasefire")
def commands() -> None:
    """Run and maintain Ceasefire, a comment section and moderation desk."""


# Flask's own options choose another application or its debugger. Neither is wanted.
commands.params = [each for each in commands.params if each.name == "version"]


def main() -> None:
    """Run the command line. Names the extra whose library is not installed."""
    try:
        commands()
    except ModuleNotFoundError as error:
        extra = EXTRA_OF.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise SystemExit(
            f"{error.name} is not installed. This command needs the extra {extra!r}:"
            f" pip install 'ceasefire[{extra}]'"
        ) from error
