"""Prints one JSON object a row on stdout, and a readable table on stderr."""

import argparse
import json
import os
import sys

from tests.bench import core, ears, mind, mouth, skills, surfaces, turn

BENCHES = {"core": core.rows, "turn": turn.rows, "ears": ears.rows, "mouth": mouth.rows, "mind": mind.rows}
BENCHES |= {"skills": skills.rows, "surfaces": surfaces.rows}


def main() -> int:
    """Run the named bench, or all."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("name", choices=[*BENCHES, "all"])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    options = parser.parse_args()
    names = list(BENCHES) if options.name == "all" else [options.name]
    for name in names:
        for row in BENCHES[name](quick=options.quick):
            whole = {"bench": name, **row, "load": round(os.getloadavg()[0], 1)}
            print(json.dumps(whole), flush=True)
            met = {True: "met", False: "NOT met", None: ""}[row["met"]]
            shown = f"{row['value']} {row['unit']}" if row["value"] is not None else row["why"]
            peer = (row["peer"] and f"{row['peer']['name']} {row['peer']['value']}") or ""
            line = f"{name:8} {row['row']:28} {shown:>24}  {row['goal']:16} {met:8} {peer}"
            print(line.rstrip(), file=sys.stderr)
            if row["value"] is not None and row.get("why"):
                print(f"{'':9}{row['why']}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
