# SPDX-License-Identifier: Apache-2.0
"""The part `postgresql`: requests against pgbench running their own statements, and pages of a
million deals against those of ten thousand. All programs share all cores: pgbench with the server,
or ours with the server and wrk."""
import json
import re

import measure
import pgserver
import asked
import seed
from measure import Server, median, row

SIZES = (10_000, 100_000, 1_000_000)
UNIQUE = ("\\set n :n + 1",
          "\\set id 1000000000 + (:run * 100 + :client_id) * 1000000 + :n",
          "\\set request 1000000000000000 + :id")
ANY_DEAL = """request = function()
  return wrk.format("GET", "/api/v1/deals/" .. math.random(1, %d))
end
"""
PLANS = {"session_preload_libraries": "auto_explain", "auto_explain__log_min_duration": 0,
         "auto_explain__log_analyze": "on", "auto_explain__log_buffers": "on",
         "auto_explain__log_timing": "off"}
PAGES = 20


class Organisation:
    def __init__(self, postgres, n):
        self.postgres, self.n, self.role = postgres, n, f"deals{n}"
        self.address, _ = postgres.organisation(n)
        self.key = seed.key(self.address, seed.ADMIN)

    def server(self, *more, **settings):
        self.postgres.tell(self.role, **settings)
        return Server.elsewhere(self.address, self.key, f"/api/v1/deals/{self.n}", *more)


def warmed(server):
    """What each thread keeps in memory is there, and plans are made."""
    server.load(seconds=1)
    return server


def read_script(organisation):
    with warmed(organisation.server(log_statement="all")) as server:
        _, groups = asked.of_one(organisation.postgres, server, lambda: server.get(server.path))
    deal = str(organisation.n)
    return asked.Script(asked.one_transaction(groups),
                           [f"\\set id random(1, {organisation.n})"],
                           lambda sql, n, value: ":id" if value == deal else None)


def create_script(organisation):
    with warmed(organisation.server(log_statement="all")) as server:
        server.creates(measure.CLIENTS, 1)
        answer, groups = asked.of_one(organisation.postgres, server, server.create)
    made = str(json.loads(answer)["id"])

    def varied(sql, n, value):
        if sql.startswith("INSERT INTO db_request") and n == "1":
            return ":request"
        return ":id" if value == made else None
    return asked.Script(asked.one_transaction(groups), UNIQUE, varied)


def against_pgbench(what, organisation, script, load, wanted):
    with warmed(organisation.server()) as server:
        pairs, repeated = measure.pairs_of(lambda: (load(server), script.run(organisation.address)))
    ratio, (ours, theirs) = median([a / b for a, b in pairs]), map(median, zip(*pairs))
    row(f"PostgreSQL, {organisation.n:,} deals: {what} : pgbench with its statements",
        f"{ratio:.0%} ({ours:,.0f} and {theirs:,.0f} a second; {repeated} repeated)",
        f"≥ {wanted:.0%}", ratio >= wanted)


def statements(organisation):
    reads = ANY_DEAL % organisation.n
    against_pgbench("by-id reads", organisation, read_script(organisation),
                    lambda server: server.load(script=reads), 0.40)
    against_pgbench("durable creates", organisation, create_script(organisation),
                    lambda server: server.creates(measure.CLIENTS), 0.60)


# ---- pages ----

def buffers(entries):
    """Pages of the server's memory that statements touched."""
    found = [re.search(r"Buffers: shared((?: \w+=\d+)+)", entry) for entry in entries]
    return sum(int(n) for one in found if one for n in re.findall(r"(?:hit|read)=(\d+)",
                                                                  one.group(1)))


def touched(organisations, servers, path, cookies):
    """The buffers of a request to each."""
    counts = []
    for one, server, cookie in zip(organisations, servers, cookies):
        for _ in ("plans are made", "and counted"):
            start = one.postgres.log_end()
            for _ in range(PAGES):
                server.get(path, cookie)
        counts.append(buffers(one.postgres.log_since(start)) / PAGES)
    return counts


def taken(_, servers, path, cookies):
    """The milliseconds of a request to each."""
    return [ms for ms, _ in measure.side_by_side(servers, path, cookies)]


def looked_at(organisations, look, **settings):
    """What look() tells of each page."""
    servers = [warmed(one.server("--timing", **settings)) for one in organisations]
    with servers[0], servers[1]:
        yield "forecast of the company's quarter", look(organisations, servers, seed.forecast(),
                                                        (None, None))
        for who, email in seed.ROLES:
            cookies = [server.sign_in(email, seed.PASSWORD) for server in servers]
            for stage in (seed.COMMON, seed.RARE):
                yield f"list, {who}, {stage}", look(organisations, servers, seed.LIST % stage,
                                                    cookies)


def pages(few, many):
    counts = list(looked_at((few, many), touched, **PLANS))
    times = dict(looked_at((few, many), taken))
    for what, (old, new) in counts:
        old_ms, ms = times[what]
        row(f"PostgreSQL, {what}: {many.n:,} : {few.n:,} deals",
            f"buffers {new / old:.2f} ({new:,.0f}), time {ms / old_ms:.2f} ({ms:.2f} ms)",
            "≤ 1.5 of the buffers", new <= 1.5 * old)


def postgresql(folder):
    with pgserver.Postgres(folder) as postgres:
        few, middle, many = (Organisation(postgres, n) for n in SIZES)
        pages(few, many)
        statements(middle)
        statements(many)
