# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the bench's own, as Debian ships it but for its socket: what is committed is on
the disk. Organisations of a given size live in it, and its log tells what a request asked."""
import glob
import os
import re
import shutil
import sqlite3
import subprocess
import time

import seed

BIG = ("deal", "deal_state", "deal_sum", "stage_sum", "won_sum")
NULL = "\\N"


def tool(name):
    return sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))[-1]


def cell(value):
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


class Postgres:
    def __init__(self, folder):
        self.folder, self.name = folder, os.path.join(folder, "postgres")

    def __enter__(self):
        address = subprocess.run(["tools/postgres", "start", self.name], check=True, text=True,
                                 env={**os.environ, "COUNTERPART_FSYNC": "on"},
                                 stdout=subprocess.PIPE).stdout.strip()
        self.host = address.split("host=")[1]
        return self

    def __exit__(self, *error):
        subprocess.run(["tools/postgres", "stop", self.name], check=True)

    def address(self, role):
        return f"postgresql://{role}@/postgres?host={self.host}"

    def psql(self, sql, role="postgres"):
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.address(role)],
                              input=sql, check=True, capture_output=True, text=True).stdout

    # ---- organisations ----

    def organisation(self, n):
        """Its address, and the file of the same company."""
        role = f"deals{n}"
        source = seed.laid(self.folder, n)
        self.psql(f"CREATE ROLE {role} LOGIN; CREATE SCHEMA {role} AUTHORIZATION {role};"
                  f"ALTER ROLE {role} SET search_path = {role}")
        self.move(seed.empty(self.folder), role)
        with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as db:
            self.fill(db, role)
        seed.run("reindex", "--database", self.address(role))
        self.psql("VACUUM ANALYZE")
        return self.address(role), source

    def move(self, house, role):
        everything = os.path.join(self.folder, "everything")
        seed.run("export", "--database", house, "--all", everything)
        seed.run("import", "--database", self.address(role), "--all", everything)
        shutil.rmtree(everything)

    def fill(self, db, role):
        """The deals, into tables without indexes, which are made after: what the program made of a
        company without deals is there already."""
        indexes = self.psql(
            "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT "
            f"indisprimary AND indrelid IN ('deal'::regclass, 'deal_state'::regclass, "
            "'entry'::regclass)", role).splitlines()
        with subprocess.Popen(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", self.address("postgres")],
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              text=True) as psql:
            say = psql.stdin.write
            say(f"SET search_path = {role}; SET session_replication_role = replica; BEGIN;\n")
            for index in indexes:
                say(f"DROP INDEX {index.split('|')[0]};\n")
            for table in BIG:
                self.copy(db, table, say)
            self.copy(db, "entry", say, "WHERE record = 'deal'")
            for index in indexes:
                say(index.split("|")[1] + ";\n")
            for table in ("deal", "deal_state", "entry"):
                say(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "
                    f"FROM {table};\n")
            say("UPDATE account SET customer_since = COALESCE((SELECT min(closed_on) FROM deal "
                "WHERE account_id = account.id AND state = 1), customer_since);\nCOMMIT;\n")
        if psql.returncode:
            raise SystemExit(f"bench: {role} could not be filled")

    @staticmethod
    def copy(db, table, say, which=""):
        rows = db.execute(f"SELECT * FROM {table} {which}")
        say(f"COPY {table} ({', '.join(column[0] for column in rows.description)}) FROM STDIN;\n")
        for row in rows:
            say("\t".join(map(cell, row)) + "\n")
        say("\\.\n")

    # ---- what its log tells ----

    def tell(self, role, **settings):
        """Settings of a role, for connections made from now on; without any: as it was."""
        self.psql(f"ALTER ROLE {role} RESET ALL; ALTER ROLE {role} SET search_path = {role};"
                  + "".join(f"ALTER ROLE {role} SET {name.replace('__', '.')} = '{value}';"
                            for name, value in settings.items()))

    def log_end(self):
        """How long it is, once nothing more is written: what was asked before has ended."""
        size, before = os.path.getsize(os.path.join(self.host, "log")), -1
        while size != before:
            time.sleep(0.3)
            before, size = size, os.path.getsize(os.path.join(self.host, "log"))
        return size

    def log_since(self, start):
        """Its entries, each in one piece."""
        with open(os.path.join(self.host, "log"), encoding="utf-8") as f:
            f.seek(start)
            return re.split(r"\n(?=\d{4}-\d\d-\d\d )", f.read())
