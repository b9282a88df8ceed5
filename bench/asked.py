# SPDX-License-Identifier: Apache-2.0
"""What one request asks of PostgreSQL: its statements from the server's log, which of them travel
together from strace, and both as a script for pgbench."""
import re
import struct
import subprocess
import tempfile

import measure
import pgserver

CLIENTS, JOBS = measure.CLIENTS, 2
EXECUTED = re.compile(r"LOG:  execute [^:]+: (.*)", re.S)
VALUES = re.compile(r"DETAIL:  parameters: (.*)", re.S)
VALUE = re.compile(r"\$(\d+) = (?:'((?:[^']|'')*)'|NULL)")
SENT = re.compile(r'sendto\(\d+<UNIX.*?>, "((?:\\x..)*)"')


def text_of(value):
    return value if value is None else value.replace("''", "'")


def statements(entries):
    """Text and values of each."""
    found = []
    for entry in entries:
        executed, values = EXECUTED.search(entry), VALUES.search(entry)
        if executed:
            found.append((executed.group(1).strip(), {}))
        elif values:
            found[-1][1].update((one.group(1), text_of(one.group(2)))
                                for one in VALUE.finditer(values.group(1)))
    return found


def packets(trace):
    """How many statements were sent up to each mark of synchronization."""
    counts, n = [], 0
    for text in SENT.findall(trace):
        data = bytes.fromhex(text.replace("\\x", ""))
        while data:
            kind, size = data[:1], struct.unpack(">I", data[1:5])[0]
            n += kind == b"E"
            if kind == b"S":
                counts.append(n)
                n = 0
            data = data[1 + size:]
    return counts


def traced(postgres, server, ask):
    """The answer, and what the server sent for it."""
    with tempfile.NamedTemporaryFile("r") as trace:
        tracer = subprocess.Popen(["strace", "-f", "-yy", "-xx", "-s", "1000000", "-e",
                                   "trace=sendto", "-o", trace.name, "-p",
                                   str(server.process.pid)], stderr=subprocess.PIPE, text=True)
        tracer.stderr.readline()
        answer = ask()
        postgres.log_end()
        tracer.terminate()
        tracer.communicate()
        return answer, trace.read()


def of_one(postgres, server, ask):
    """The answer, and its statements as they went together."""
    start = postgres.log_end()
    answer, trace = traced(postgres, server, ask)
    all_of_it, groups = statements(postgres.log_since(start)), []
    for n in packets(trace):
        groups.append(all_of_it[:n])
        all_of_it = all_of_it[n:]
    if all_of_it or not groups:
        raise SystemExit("bench: the log and what was sent do not agree")
    return answer, groups


def one_transaction(groups):
    """The last BEGIN and one COMMIT; what a read sends without waiting goes with the rest."""
    begin = [s for group in groups for s in group if s[0].startswith("BEGIN")][-1]
    kept = [[s for s in group if not s[0].startswith(("BEGIN", "COMMIT"))] for group in groups]
    kept = [group for group in kept if group]
    kept[0].insert(0, begin)
    kept[-1].append(("COMMIT", {}))
    return kept


class Script:
    """For pgbench. `varied` says by what a value is replaced in a statement, or None."""
    def __init__(self, groups, before, varied):
        self.lines, self.values, self.varied = list(before), {}, varied
        for group in groups:
            self.add(["\\startpipeline"] if len(group) > 1 else [])
            self.add(self.statement(*one) + ";" for one in group)
            self.add(["\\endpipeline"] if len(group) > 1 else [])
        self.runs = 0

    def add(self, lines):
        self.lines += lines

    def statement(self, sql, values):
        def name(found):
            value = values.get(found.group(1))
            if not value:  # neither can be a variable
                return "NULL" if value is None else "''"
            return self.varied(sql, found.group(1), value) \
                or ":" + self.values.setdefault(value, f"v{len(self.values)}")
        return re.sub(r"\$(\d+)", name, sql)

    def run(self, address):
        """Transactions per second, after a first second for what its connections must learn."""
        self.runs += 1
        given = {"n": 0, "run": self.runs, **{name: value for value, name in self.values.items()}}
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as f:
            f.write("\n".join(self.lines) + "\n")
            f.flush()
            ran = subprocess.run(
                [pgserver.tool("pgbench"), "-n", "-M", "prepared", f"-c{CLIENTS}", f"-j{JOBS}",
                 f"-T{measure.SECONDS + 1}", "-P1", "-f", f.name,
                 *(word for name, value in given.items() for word in ("-D", f"{name}={value}")),
                 address], capture_output=True, text=True)
        if ran.returncode:
            raise SystemExit(f"bench: pgbench ended with {ran.returncode}\n{ran.stderr}")
        return measure.mean(map(float, re.findall(r", ([\d.]+) tps", ran.stderr)[1:]))
