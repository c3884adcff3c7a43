"""What `jarvis config` knows of the settings, from the daemon or by itself, and how it shows them."""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

from jarvis.config_sources import Asked
from jarvis.errors import BadInputError, ConfigError, NotRunningError


def known() -> dict[str, Any]:
    """As the running daemon tells: it may have another environment. Else as it would be if it started now.

    Raises ConfigError when nothing runs, and it could not start.
    """
    from jarvis.cli.client import call

    try:
        found: dict[str, Any] = call("GET", "/config")
    except NotRunningError:
        return _alone()
    return {**found, "running": True}


def _alone() -> dict[str, Any]:
    from jarvis.config import Config, asked
    from jarvis.config_list import listed
    from jarvis.config_mistakes import judge

    where = asked()
    gathered = where.gather(Config, where.read())
    config, mistakes = judge(Config, gathered)
    if config is None:
        more = f" There are {len(mistakes)} mistakes: `jarvis config check`." if mistakes[1:] else ""
        raise ConfigError(f"{mistakes[0]}{more}")
    told = {"file": str(where.file), "problem": "", "waits": [], "running": False}
    return {**told, "settings": listed(config, gathered)}


def no_such_section(name: str) -> NoReturn:
    """Say which sections there are."""
    from jarvis.config import Config
    from jarvis.config_terms import find

    if "." in name:
        raise BadInputError(
            f"`{name[:80]}` is no section. `jarvis config explain {find(name).key}` tells all."
        )
    raise BadInputError(f"There is no section `{name[:80]}`. There are: {', '.join(Config.model_fields)}.")


def show(found: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    """A table, and what is wrong or waits."""
    from ui import console

    if rows:
        cells = [(row["key"], written(row["value"]), row["source"]["sentence"], _when(row)) for row in rows]
        last = ("",) if any(row["waits"] for row in rows) else ()
        console.show_table(("setting", "value", "from", *last), [cell[: 3 + len(last)] for cell in cells])
    else:
        print(console.clean(f"Nothing is set: all have their defaults. Your file would be {found['file']}."))
        print("`jarvis config show --all` shows the defaults.")
    for row in rows:
        if row["overruled"]:
            print(console.clean(f"{row['key']}: {row['overruled']}"))
    if found["problem"]:
        print(console.clean(f"Something is wrong, and the settings stay as they were. {found['problem']}"))
    if found["waits"]:
        print(console.clean(f"These wait for a restart: {', '.join(found['waits'])}."))


def explain(row: dict[str, Any]) -> None:
    """All about a setting."""
    from ui import console

    unit = f", in {row['unit']}" if row["unit"] else ""
    when = "is taken at once" if row["at_once"] else "waits for the next start of Jarvis"
    print(console.clean(f"{row['key']}: {row['meaning']}"))
    pairs = {
        "value": written(row["value"]) + (f" ({_when(row)})" if row["waits"] else ""),
        "from": row["source"]["sentence"],
        "default": written(row["default"]),
        "may be": f"{row['type']}{unit}",
        "a change": when,
        "environment": ", ".join(row["variables"]),
    }
    if row["overruled"]:
        pairs["but"] = row["overruled"]
    if row["older_names"]:
        pairs["older name"] = ", ".join(row["older_names"])
    console.show_pairs(pairs)


def mistakes_in(where: Asked) -> list[dict[str, Any]]:
    """All mistakes, as JSON. Raises ConfigError when the file cannot be read at all."""
    from jarvis.config_change import mistakes

    content = where.read()
    try:
        return [{**one.to_json(), "sentence": str(one)} for one in mistakes(where, content)]
    except ConfigError as error:  # it is no YAML: then one cannot tell what else is wrong
        line = re.search(r", line (\d+): ", str(error))
        place = {"file": str(where.file), "line": int(line[1]) if line else 0, "key": ""}
        return [{**place, "problem": str(error), "remedy": "", "sentence": str(error)}]


def written(value: Any) -> str:
    """A value as one would write it into the file."""
    from jarvis.config_edit import as_yaml

    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value == "":
        return "(nothing)"
    if isinstance(value, dict):
        return as_yaml({key: str(one) for key, one in value.items()}) if value else "(nothing)"
    if isinstance(value, list):
        return as_yaml([str(one) for one in value]) if value else "(nothing)"
    return str(value)


def _when(row: dict[str, Any]) -> str:
    return f"until a restart: {written(row['now'])}" if row["waits"] else ""
