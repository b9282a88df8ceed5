# SPDX-License-Identifier: Apache-2.0
"""Databases of a given size, always the same: made once per run through `counterpart import`, or
laid row by row as bench/insert.c does where a million would take too long."""
import csv
import datetime
import os
import random
import sqlite3
import subprocess

PROGRAM = os.path.join("build", "counterpart")
LAYER = os.path.join("build", "bench_insert")
PASSWORD = "a password for measuring"
ADMIN = "admin@bench.example"
MANAGER = "six@bench.example"
REP = "fifty@bench.example"
COMMON, RARE = "Engaging", "Negotiation"
SHARES = (("Prospecting", 0.20), (COMMON, 0.45), ("Proposal", 0.10), ("Won", 0.15), ("Lost", 0.10))
REPS_OWN, TEAMS, RARE_AMONG_OTHERS = 50, 1200, 35
OTHERS = 30
ROLES = (("all", ADMIN), ("six", MANAGER), ("own", REP))
LIST = "/deals?stage=%s&sort=-value&limit=50"


def run(*words):
    return subprocess.run([PROGRAM, *words], check=True, capture_output=True, text=True).stdout


def write(path, head, rows):
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(head)
        out.writerows(rows)
    return path


def people():
    yield "Six Manager", MANAGER, "false", "true", "Admin"
    for i in range(6):
        yield f"Team Rep {i}", f"team{i}@bench.example", "true", "false", "Six Manager"
    yield "Fifty Rep", REP, "true", "false", "Admin"
    for i in range(OTHERS):
        yield f"Other Rep {i}", f"other{i}@bench.example", "true", "false", "Admin"


def stage_of(chance):
    for stage, share in SHARES:
        chance -= share
        if chance < 0:
            return stage
    return SHARES[0][0]


def deals(n):
    """A rep with 50 deals and a team of six with 1,200, the same in every size; the rest belongs to
    others. The rare stage holds a fortieth of the first, and 35 deals of the others: what grows
    with n is only what the rep, the team and the rare stage do not show."""
    chance = random.Random(7)
    today = datetime.date.today()
    own = REPS_OWN + TEAMS
    for i in range(n):
        mine = i < own
        owner = "Fifty Rep" if i < REPS_OWN else f"Team Rep {i % 6}" if mine \
            else f"Other Rep {chance.randrange(OTHERS)}"
        rare = i % 40 == 3 if mine else (i - own) % ((n - own) // RARE_AMONG_OTHERS or 1) == 0
        stage = stage_of(chance.random())
        stage = RARE if rare else stage
        day = today + datetime.timedelta(days=chance.randrange(-120, 200))
        closed = day.isoformat() if stage in ("Won", "Lost") else ""
        yield (f"D{i}", f"Deal number {i}", f"Account {i % 500}", owner, stage,
               f"{chance.randrange(100, 9_000_000) / 100:.2f}", "" if closed else day.isoformat(),
               closed, "too dear" if stage == "Lost" else "")


DEAL = ("outside_id", "name", "account_id", "owner_id", "stage_id", "value", "expected_close",
        "closed_on", "lost_reason")


def deals_file(folder, n):
    path = os.path.join(folder, f"deal{n}.csv")
    return path if os.path.exists(path) else write(path, DEAL, deals(n))


def house(path):
    """A company without deals, in which everybody can sign in."""
    folder = os.path.dirname(path)
    secret = os.path.join(folder, "password")
    with open(secret, "w", encoding="utf-8") as f:
        f.write(PASSWORD)
    run("init", "--database", path, "--admin", ADMIN, "--name", "Admin", "--password-file", secret)
    files = (
        ("user", ("name", "email", "rep", "manager", "reports_to_id"), people()),
        ("account", ("name",), ((f"Account {i}",) for i in range(500))),
    )
    for record, head, rows in files:
        source = write(os.path.join(folder, f"{record}.csv"), head, rows)
        run("import", "--database", path, "--record", record, source)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE user SET password = (SELECT password FROM user WHERE email = ?)",
                   (ADMIN,))


def counted(path, n):
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT count(*) FROM deal").fetchone()[0]
    if found < n:
        raise SystemExit(f"bench: {found} of {n} deals came in")
    return path


def database(folder, n):
    path = os.path.join(folder, f"{n}.db")
    if os.path.exists(path):
        return path
    house(path)
    run("import", "--database", path, "--record", "deal", deals_file(folder, n))
    return counted(path, n)


def lay(path, source):
    """Into tables without indexes, which are made after."""
    with sqlite3.connect(path) as db:
        indexes = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS "
                             "NOT NULL AND tbl_name IN ('deal', 'deal_state', 'entry')").fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
    subprocess.run([LAYER, path, source], check=True, capture_output=True)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA cache_size = -262144")
        for _, sql in indexes:
            db.execute(sql)


def empty(folder):
    path = os.path.join(folder, "house.db")
    if not os.path.exists(path):
        house(path)
    return path


def laid(folder, n):
    """The same company as database(), which `counterpart check` finds in order."""
    path = os.path.join(folder, f"laid{n}.db")
    if not os.path.exists(path):
        with sqlite3.connect(empty(folder)) as old, sqlite3.connect(path) as new:
            old.backup(new)
        lay(path, deals_file(folder, n))
        run("reindex", "--database", path)
    return counted(path, n)


def key(path, email):
    return run("key", "--database", path, "--user", email).split()[-1]


def some_deal(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT max(id) FROM deal").fetchone()[0]


def forecast():
    today = datetime.date.today()
    return f"/api/v1/forecast?year={today.year}&quarter={(today.month - 1) // 3 + 1}"
