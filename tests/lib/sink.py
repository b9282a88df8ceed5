#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server for tests: Debian's aiosmtpd on a free port of loopback, which it prints.

Each letter that it takes becomes a line of JSON in FILE, on the disk before it says 250:
{"from","to","data"}, and a line "taken" of what it prints. A recipient's name says how it is
treated: later@ (451), nobody@ (550), refused@ (554 behind the text), hang@ (no answer to RCPT),
slow@ (none to the text).
  sink.py FILE [--port N] [--login NAME PASSWORD]
"""
import argparse
import asyncio
import json
import os

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

NEVER_S = 3600


class Sink:
    def __init__(self, path):
        self.fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "hang":
            await asyncio.sleep(NEVER_S)
        if name == "later":
            return "451 4.2.0 Come again"
        if name == "nobody":
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "refused":
            return "554 5.7.1 We do not like this"
        if name == "slow":
            await asyncio.sleep(NEVER_S)
        line = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos,
                           "data": envelope.content.decode("utf-8", "replace")})
        os.write(self.fd, line.encode() + b"\n")
        os.fsync(self.fd)
        print("taken", flush=True)
        return "250 OK"


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("file")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--login", nargs=2)
    args = options.parse_args()
    sink = Sink(args.file)

    def check(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and [data.login.decode(),
                                                    data.password.decode()] == args.login
        return AuthResult(success=good)

    def connection():
        if not args.login:
            return SMTP(sink, hostname="sink.test")
        return SMTP(sink, hostname="sink.test", authenticator=check, auth_required=True,
                    auth_require_tls=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", args.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
