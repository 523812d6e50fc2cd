"""The commands for narrative schemas: list, show, begin one of one's own, check it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from deepnews.app import exit_codes, texts
from deepnews.app import options as opt
from deepnews.app.console import put
from deepnews.home import from_home

if TYPE_CHECKING:
    from deepnews.schemas.library import CheckedFile

HELP: Final = """List, show, begin or check narrative schemas, the forms of story.

Schemas of your own lie in the folder that the setting schemas_dir (DEEPNEWS_SCHEMAS_DIR) names.

\b
Example:
  deepnews schemas list
"""
NEW: Final = """Begin a schema of your own: write a commented file to fill in.

\b
Example:
  deepnews schemas new court-report --lang en --dir ./schemas
"""
CHECK: Final = """Check schema files; each fault is named with file and line.

Exits with 0 when all are valid, else with 2.

\b
Example:
  deepnews schemas check ./schemas
"""
_CODE: Final = re.compile(r"[a-z][a-z0-9-]*")

NewCode = Annotated[str, typer.Argument(metavar="CODE", help="Code of the new schema: small letters, digits, hyphens.")]
NewLang = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of the schema.")]
NewDir = Annotated[
    Path | None, typer.Option("--dir", metavar="DIR", help="Folder for the file. Default: schemas_dir, else this one.")
]
ToCheck = Annotated[Path, typer.Argument(metavar="FILE|DIR", help="A schema file, or a folder of them.")]

schemas_app = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Give `app` the group of these commands."""
    app.add_typer(schemas_app, name="schemas")


@schemas_app.command("list", help=texts.SCHEMAS_LIST)
def schemas_list(lang: opt.Lang = None) -> None:
    """List schemas."""
    from deepnews.app import service
    from deepnews.schemas.library import load_schemas

    folder = service.make_settings().schemas_dir
    languages: tuple[Literal["en", "zh"], ...] = (lang,) if lang else ("en", "zh")
    for language in languages:
        for schema in load_schemas(language, folder):
            put(f"{language}  {schema.code} (version {schema.version}): {schema.title}. {schema.fits}")


@schemas_app.command("show", help=texts.SCHEMAS_SHOW)
def schemas_show(code: opt.SchemaCode, lang: opt.Lang = None) -> None:
    """Show a schema."""
    import yaml

    from deepnews.app import service
    from deepnews.schemas.library import load_schema

    schema = load_schema(code, lang or "en", service.make_settings().schemas_dir)
    put(yaml.safe_dump(schema.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=100).rstrip())


@schemas_app.command("new", help=NEW)
def schemas_new(code: NewCode, lang: NewLang = "en", folder: NewDir = None) -> None:
    """Write a skeleton."""
    from deepnews.app import service
    from deepnews.errors import UsageError
    from deepnews.schemas.library import skeleton

    if not _CODE.fullmatch(code) or code == "auto":
        raise UsageError(f"'{code}' cannot be the code of a schema.", hint="Use small letters, digits and hyphens.")
    target = from_home(folder or service.make_settings().schemas_dir or Path())
    path = target / f"{code}.{lang}.yaml"
    target.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(code, lang))
    except FileExistsError as error:
        raise UsageError(f"There is a file {path} already.", hint="Choose another code, or edit that file.") from error
    put(str(path))


@schemas_app.command("check", help=CHECK)
def schemas_check(path: ToCheck) -> None:
    """Check schema files."""
    from deepnews.errors import UsageError
    from deepnews.schemas.library import check_file, schema_files

    checked = [check_file(p) for p in schema_files(path)]
    if not checked:
        raise UsageError(f"There is no .yaml file in {path}.", hint="Begin one with: deepnews schemas new CODE")
    for file in checked:
        put(_verdict(file))
    raise typer.Exit(exit_codes.DONE if all(c.schema for c in checked) else exit_codes.WRONG_USE)


def _verdict(checked: CheckedFile) -> str:
    if checked.schema is None:
        return "\n".join(str(fault) for fault in checked.faults)
    return (
        f"{checked.file}: valid ({checked.schema.language}, {checked.schema.code}, {len(checked.schema.slots)} slots)"
    )
