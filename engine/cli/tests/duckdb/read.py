"""Reads the table of a study with DuckDB, by the query that docs/study-parquet.md shows.

    python engine/cli/tests/duckdb/read.py target/debug/plantwright

What DuckDB finds must be what the study itself says with `--json`: replication by replication, to the last bit.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[4]
STUDY = """Study(
    scene: "{scene}",
    variants: {{"more room": (set: ["equipment.rack 1.capacity=4"])}},
    replications: (at_least: 6, at_most: 6),
)
"""


def main(program: str) -> None:
    page = (ROOT / "docs/study-parquet.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    columns = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        scene = ROOT / "scenes/studies/plants/racks.ron"
        (here / "more.ron").write_text(STUDY.format(scene=scene), encoding="utf-8")
        command = [str(pathlib.Path(program).resolve()), "study", "more.ron", "--json"]
        command += ["--parquet", "results.parquet"]
        told = json.loads(subprocess.run(command, cwd=here, check=True, capture_output=True).stdout)
        table = f"'{here / 'results.parquet'}'"
        found = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {table}").fetchall()]
        assert found == columns, f"the page tells of {columns}, the table has {found}"
        gains = duckdb.sql(query.replace("'results.parquet'", table)).fetchall()
    before, after = (one["figures"][0]["values"] for one in told["scenarios"])
    wanted = [("more room", number, b - a) for number, (a, b) in enumerate(zip(before, after))]
    assert gains == wanted, f"{gains} instead of {wanted}"
    print(f"DuckDB {duckdb.__version__} reads the gains of {len(gains)} replications as they are")


if __name__ == "__main__":
    main(sys.argv[1])
