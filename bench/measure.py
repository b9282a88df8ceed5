# SPDX-License-Identifier: Apache-2.0
"""Servers on one core, wrk on another, and what can be counted about them."""
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

PAIRS = 7
SECONDS = 3
CLIENTS = 16
SERVER_CORE, CLIENT_CORE = "0", "1"
ALL_CORES = f"0-{os.cpu_count() - 1}"
DISTURBED = 0.10
median, mean = statistics.median, statistics.mean

BODY = '{"name":"Made while measuring","value":"100.00"}'
POST = f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer %s"
wrk.body = '{BODY}'
"""


def row(what, figure, target, good):
    print(f"| {what} | {figure} | {target} | {'holds' if good else '**misses**'} |", flush=True)


def pairs_of(once, n=PAIRS):
    """What once() gave, n times undisturbed, and how many times it was repeated."""
    pairs, repeated = [], 0
    while len(pairs) < n:
        with quiet() as watch:
            pair = once()
        if watch.disturbed and repeated < n:
            repeated += 1
            continue
        pairs.append(pair)
    return pairs, repeated


def build_helpers(build):
    subprocess.run(["ninja", "-C", build, "bench_clocks", "bench_constant", "bench_dispatcher",
                    "bench_insert"],
                   check=True, capture_output=True)


def copy(database, to):
    """With what still stands in the write-ahead log."""
    with sqlite3.connect(database) as old, sqlite3.connect(to) as new:
        old.backup(new)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return {"cores": os.cpu_count(), "cpu": model.group(1) if model else "?",
            "commit": commit.stdout.strip()}


def stripped_bytes(program):
    with tempfile.NamedTemporaryFile() as f:
        subprocess.run(["strip", "-o", f.name, program], check=True)
        return os.path.getsize(f.name)


class timed:
    """A program run to its end on a copy of the database."""
    def __init__(self, database, words):
        with tempfile.TemporaryDirectory(prefix="counterpart-bench-") as folder:
            path = os.path.join(folder, "copy.db")
            copy(database, path)
            begun = time.monotonic()
            process = subprocess.Popen(words(path), stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            self.seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"bench: {process.args} ended with {process.returncode}")
        self.cpu, self.peak_kib = used.ru_utime + used.ru_stime, used.ru_maxrss


class quiet:
    """Whether others took more than a tenth of the machine between enter and exit."""
    @staticmethod
    def busy():
        with open("/proc/stat", encoding="utf-8") as f:
            return [int(n) for n in f.readline().split()[1:9]]

    def __enter__(self):
        self.before, self.own = self.busy(), os.times()
        self.disturbed = False
        return self

    def __exit__(self, *error):
        now = self.busy()
        spent = [b - a for a, b in zip(self.before, now)]
        stolen = spent[7] / max(sum(spent), 1)
        time.sleep(0.2)  # for what we ourselves started to end
        with open("/proc/loadavg", encoding="utf-8") as f:
            running = int(f.read().split()[3].split("/")[0])
        self.disturbed = stolen > DISTURBED or running > 4


def medians(timings):
    return median([ms for ms, _ in timings]), int(median([steps for _, steps in timings]))


def side_by_side(servers, path, cookies, times=200):
    """The median timings of each, taken in turns, so that a disturbance meets all alike."""
    seen = [[] for _ in servers]
    for _ in range(times):
        for server, cookie, timings in zip(servers, cookies, seen):
            timings.append(server.timing(path, cookie))
    return [medians(timings) for timings in seen]


class Server:
    def __init__(self, words, ready, headers=(), path="/", cores=(SERVER_CORE, CLIENT_CORE)):
        begun = time.monotonic()
        cores, self.client_cores = cores
        # A server logs a line for each request, as it does for everybody; to a file, not here.
        with open(os.path.join("build", "bench-server.log"), "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(["taskset", "-c", cores, *words],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        self.base = ready(self.process.stdout.readline())
        self.headers, self.path = list(headers), path
        self.get(path) if path.startswith("/api") else None
        self.started_ms = (time.monotonic() - begun) * 1000

    @classmethod
    def product(cls, database, key, path, *more):
        program = os.path.join("build", "counterpart")
        words = [program, "serve", "--database", database, "--listen", "127.0.0.1:0", "--threads",
                 "1", *more]
        return cls(words, lambda line: line.split()[-1], [f"Authorization: Bearer {key}"], path)

    @classmethod
    def elsewhere(cls, address, key, path, *more):
        """The product on a database server, sharing all cores with it and with wrk."""
        words = [os.path.join("build", "counterpart"), "serve", "--database", address, "--listen",
                 "127.0.0.1:0", *more]
        return cls(words, lambda line: line.split()[-1], [f"Authorization: Bearer {key}"], path,
                   (ALL_CORES, ALL_CORES))

    @classmethod
    def constant(cls):
        port = 18400
        return cls(["build/bench_constant", str(port), "1"], lambda _: f"http://127.0.0.1:{port}")

    @classmethod
    def dispatcher(cls, database, key):
        port = 18401
        return cls(["build/bench_dispatcher", database, f"127.0.0.1:{port}", "1"],
                   lambda _: f"http://127.0.0.1:{port}", [f"Authorization: Bearer {key}"],
                   "/api/v1/constant")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def get(self, path, cookie=None):
        request = urllib.request.Request(self.base + path)
        for header in [f"Cookie: {cookie}"] if cookie else self.headers:
            request.add_header(*header.split(": ", 1))
        with urllib.request.urlopen(request) as answer:
            return answer.read(), answer.headers

    def wrk(self, *words):
        out = subprocess.run(["taskset", "-c", self.client_cores, "wrk", "-t1", *words],
                             check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in out:
            raise SystemExit(f"bench: refused answers\n{out}")
        return out

    def load(self, path=None, seconds=SECONDS, script=""):
        """Requests per second, as wrk's script says where there is one."""
        headers = [word for header in self.headers for word in ("-H", header)]
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as f:
            f.write(script)
            f.flush()
            out = self.wrk(f"-c{CLIENTS}", f"-d{seconds}s", "-s", f.name, *headers,
                           self.base + (path or self.path))
        return float(re.search(r"Requests/sec:\s*([\d.]+)", out).group(1))

    def create(self):
        """The answer to one create."""
        request = urllib.request.Request(self.base + "/api/v1/deals", BODY.encode())
        for header in [*self.headers, "Content-Type: application/json"]:
            request.add_header(*header.split(": ", 1))
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def creates(self, clients, seconds=SECONDS):
        """Creates per second."""
        return self.create_run(clients, seconds)[1]

    def create_run(self, clients, seconds=SECONDS):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(POST % self.headers[0].rsplit(" ", 1)[1])
            script.flush()
            out = self.wrk(f"-c{clients}", f"-d{seconds}s", "-s", script.name,
                           self.base + "/api/v1/deals")
        done = int(re.search(r"(\d+) requests in", out).group(1))
        return done, float(re.search(r"Requests/sec:\s*([\d.]+)", out).group(1))

    def calls_while_creating(self, clients, *which):
        """How many creates were made, and how many system calls the server made for them."""
        with tempfile.NamedTemporaryFile("r") as counts:
            tracer = subprocess.Popen(["strace", "-f", "-c", *which, "-o", counts.name, "-p",
                                       str(self.process.pid)], stderr=subprocess.PIPE, text=True)
            tracer.stderr.readline()
            done = self.create_run(clients)[0]
            tracer.send_signal(signal.SIGINT)
            tracer.wait()
            rows = [line.split() for line in counts.read().splitlines()]
        return done, sum(int(r[3]) for r in rows if len(r) > 3 and r[3].isdigit()
                         and r[-1] != "total")

    def writes_and_fsyncs(self, clients):
        return self.calls_while_creating(clients, "-e", "trace=fsync,fdatasync")

    def timing(self, path, cookie=None):
        """Milliseconds in the server and statement steps of one request."""
        text = self.get(path, cookie)[1]["Server-Timing"]
        return (float(re.search(r"dur=([\d.]+)", text).group(1)),
                int(re.search(r"steps=(\d+)", text).group(1)))

    def timings(self, path, cookie=None, times=200):
        """Their medians."""
        return medians([self.timing(path, cookie) for _ in range(times)])

    def sign_in(self, email, password):
        """The session cookie of a person."""
        body = urllib.parse.urlencode({"email": email, "password": password}).encode()

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None
        try:
            urllib.request.build_opener(Stay).open(self.base + "/sign-in", body)
        except urllib.error.HTTPError as answer:
            return answer.headers["Set-Cookie"].split(";")[0]
        raise SystemExit("bench: could not sign in")

    def peak_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as f:
            return int(re.search(r"VmHWM:\s*(\d+)", f.read()).group(1))
