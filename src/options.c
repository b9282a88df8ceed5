/* SPDX-License-Identifier: Apache-2.0 */
/* What the options mean, a row each, whichever command they belong to. */
#include "help.h"

/* clang-format off */
const struct option_row options[] = {
    { "admin", "EMAIL", "The first user: administrator, and manager of everybody." },
    { "administrator", NULL, "May add users and change settings." },
    { "all", "DIR", "Everything that is kept, in a folder: a file for each table." },
    { "company", "NAME", "What the organisation is called." },
    { "currency", "CODE", "The organisation's currency, as ISO 4217 has it; USD if not said." },
    { "database", "FILE", "The database. FILE.lock and FILE.sock lie beside it while it is served." },
    { "drain", "SECONDS", "When told to stop, let /readyz say so for this long before closing; 0 if not said." },
    { "email", "EMAIL", "With which the user signs in." },
    { "format", "csv|json", "How rows are written; csv if not said." },
    { "json", NULL, "What was found, for programs." },
    { "label", "TEXT", "What the key is for." },
    { "list-price", NULL, "Open deals without a value take the list price of their product." },
    { "listen", "ADDR:PORT", "Where to listen; 127.0.0.1:8080 if not said. Beyond loopback it needs TLS." },
    { "log-format", "logfmt|json", "How a line of the log looks; logfmt if not said." },
    { "log-level", "debug|info|warn|error", "The least that is logged; info if not said, which has a line for each request." },
    { "man", NULL, "Commands and options as the manual page has them." },
    { "manager", NULL, "Sees the deals of everybody below." },
    { "metrics-token-file", "FILE", "Who sends what stands there as a Bearer token may read /metrics from elsewhere." },
    { "name", "NAME", "The user's name." },
    { "no-batching", NULL, "Commit each write alone; to measure what sharing a commit is worth." },
    { "organisation", "NAME", "A new organisation of this name on the server that --database leads to." },
    { "password-file", "FILE", "The first user's password: one line of 12 characters or more." },
    { "preset", "maven", "The four files of that made-up company, in DIR." },
    { "public-url", "URL", "How browsers reach the server when a proxy stands before it: https://crm.example.com" },
    { "record", "NAME", "Which record: account, contact, product, deal, touch or user." },
    { "rep", NULL, "Sells." },
    { "replace", NULL, "Also where there is a database already; it is kept beside the new one." },
    { "reports-to", "EMAIL", "The user's manager; the first user if not said." },
    { "slow-ms", "MS", "Statements that take longer are logged with their plan; 200 if not said, 0 for none." },
    { "test-clock", "INSTANT", "Time stands still at INSTANT and moves by POST /test/clock; for tests, on loopback only." },
    { "threads", "N", "How many threads answer requests; one for each processor if not said." },
    { "timing", NULL, "Answers carry Server-Timing: milliseconds and statement steps." },
    { "tls-cert", "FILE", "The certificate with its chain, PEM." },
    { "tls-key", "FILE", "The key of the certificate, PEM." },
    { "trusted-proxy", "ADDR", "The proxy whose X-Forwarded-For and X-Request-Id count." },
    { "user", "EMAIL", "As which user, by e-mail." },
    { "zone", "ZONE", "The organisation's time zone, such as Europe/Vienna; UTC if not said." },
};
/* clang-format on */
const size_t n_options = COUNT(options);
