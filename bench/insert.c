/* SPDX-License-Identifier: Apache-2.0 */
/* insert.c - what an import is measured against: bench/seed.py's deals straight into the same
 * tables with the same indexes, and nothing else. No rules, no rights, no history of who may, no
 * links looked up in the database, no other users.
 *
 *     bench_insert DATABASE deal.csv
 *
 * DATABASE holds the users, accounts and stages. Rows are split at commas (the file has no quotes)
 * and written in transactions of ROWS with synchronous=FULL, as many as an import has slices.
 */
#include <ctype.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 500
#define COLUMNS 9
#define NAMES_MAX 4096
#define NONE_DAY 2932897
#define NONE_TIME INT64_C(253402300800000)

static sqlite3 *db;
static struct {
    char *name;
    int64_t id;
} names[NAMES_MAX];
static size_t n_names;

static void stop(const char *what)
{
    fprintf(stderr, "insert: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void run(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        stop(sql);
}

static sqlite3_stmt *prepared(const char *sql)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
        stop(sql);
    return s;
}

static void names_read(const char *sql)
{
    sqlite3_stmt *s = prepared(sql);
    while (sqlite3_step(s) == SQLITE_ROW && n_names < NAMES_MAX) {
        names[n_names].id = sqlite3_column_int64(s, 1);
        names[n_names++].name = strdup((const char *)sqlite3_column_text(s, 0));
    }
    sqlite3_finalize(s);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int64_t id_of(const char *name)
{
    const void *found = bsearch(&name, names, n_names, sizeof names[0], by_name);
    if (!found)
        stop(name);
    return ((const int64_t *)found)[1];
}

/* Days since 1970 of "2024-05-03". */
static int64_t day_of(const char *text)
{
    int year, month, day;
    if (sscanf(text, "%d-%d-%d", &year, &month, &day) != 3)
        return NONE_DAY;
    year -= month <= 2;
    int era = year / 400, of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void split(char *line, char *cells[COLUMNS])
{
    line[strcspn(line, "\r\n")] = 0;
    for (int i = 0; i < COLUMNS; i++) {
        cells[i] = line;
        line += strcspn(line, ",");
        if (*line)
            *line++ = 0;
    }
}

static void put(sqlite3_stmt *s)
{
    if (sqlite3_step(s) != SQLITE_DONE)
        stop("insert");
    sqlite3_reset(s);
}

struct deal {
    char *outside, *name, *reason, fold[200];
    int64_t id, account, owner, stage, cents, expected, closed, now;
    int state, probability;
};

static void deal_put(sqlite3_stmt *s, const struct deal *d)
{
    const int64_t numbers[] = { d->id, d->now, d->account, d->stage, d->state, d->owner, d->cents,
                                d->probability, d->expected, d->closed };
    const char *texts[] = { d->name, d->fold, d->reason, d->outside };
    for (int i = 0; i < 10; i++)
        sqlite3_bind_int64(s, i + 1, numbers[i]);
    for (int i = 0; i < 4; i++)
        sqlite3_bind_text(s, i + 11, texts[i], -1, SQLITE_STATIC);
    put(s);
}

static void state_put(sqlite3_stmt *s, const struct deal *d)
{
    const int64_t numbers[] = { d->id, d->now, d->owner, d->stage, d->state,
                                d->state ? d->closed : d->expected, d->probability, d->cents };
    for (int i = 0; i < 8; i++)
        sqlite3_bind_int64(s, i + 1, numbers[i]);
    put(s);
}

static void entry_put(sqlite3_stmt *s, const struct deal *d)
{
    char body[300];
    snprintf(body, sizeof body, "{\"title\":\"%s\"}", d->name);
    sqlite3_bind_int64(s, 1, d->id);
    sqlite3_bind_int64(s, 2, d->now);
    sqlite3_bind_text(s, 3, body, -1, SQLITE_STATIC);
    put(s);
}

static void deal_read(struct deal *d, char *cells[COLUMNS])
{
    static const struct {
        const char *name;
        int state, probability;
    } stages[] = {
        { "Prospecting", 0, 10 },
        { "Engaging", 0, 25 },
        { "Proposal", 0, 50 },
        { "Negotiation", 0, 75 },
        { "Won", 1, 100 },
        { "Lost", 2, 0 },
    };
    size_t n = strlen(cells[1]);
    int i = 0;
    while (strcmp(stages[i].name, cells[4]) != 0)
        i++;
    d->outside = cells[0];
    d->name = cells[1];
    d->reason = cells[8];
    for (size_t k = 0; k <= n && k < sizeof d->fold; k++)
        d->fold[k] = (char)tolower((unsigned char)cells[1][k]);
    d->account = id_of(cells[2]);
    d->owner = id_of(cells[3]);
    d->stage = i + 1;
    d->state = stages[i].state;
    d->probability = stages[i].probability;
    d->cents = (int64_t)(strtod(cells[5], NULL) * 100 + 0.5);
    d->expected = day_of(cells[6]);
    d->closed = day_of(cells[7]);
    d->id++;
}

/* A kept sum of deals by who and what, once by owner and once for all. */
static void sum_put(const char *table, const char *by, const char *sums, const char *which)
{
    char sql[600];
    for (int all = 0; all < 2; all++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO %s SELECT %s AS who, %s, %s FROM deal %s GROUP BY who, %s", table,
                 all ? "0" : "owner_id", by, sums, which, by);
        run(sql);
    }
}

static void sums_put(void)
{
    sum_put("deal_sum", "CASE WHEN state = 0 THEN expected_close ELSE closed_on END, state",
            "-1, 'USD', count(*), sum(value_base), sum(value_base * probability)", "");
    sum_put("stage_sum", "stage_id", "count(*), sum(value_base), sum(value_base * probability)",
            "");
    sum_put("won_sum", "stage_id, closed_on", "count(*), sum(value_base)", "WHERE state = 1");
    run("UPDATE account SET customer_since = COALESCE((SELECT min(closed_on) FROM deal "
        "WHERE account_id = account.id AND state = 1), customer_since)");
}

static long rows_put(FILE *f)
{
    sqlite3_stmt *deal = prepared(
        "INSERT INTO deal (id, version, created, updated, account_id, pipeline_id, stage_id, "
        "state, owner_id, value, value_currency, value_base, probability, expected_close, "
        "closed_on, source, last_seq, name, name_fold, lost_reason, outside_id) VALUES "
        "(?1, 1, ?2, ?2, ?3, 1, ?4, ?5, ?6, ?7, 'USD', ?7, ?8, ?9, ?10, 7, 1, ?11, ?12, ?13, ?14)");
    sqlite3_stmt *state = prepared(
        "INSERT INTO deal_state (deal_id, entered, owner_id, stage_id, state, day, confirmed, "
        "probability, currency, value, value_base) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, -1, ?7, 'USD', ?8, ?8)");
    sqlite3_stmt *entry = prepared(
        "INSERT INTO entry (record, record_id, seq, kind, happened, entered, user_id, door, body) "
        "VALUES ('deal', ?1, 1, 'imported', ?2, ?2, 1, 'import', ?3)");
    struct deal d = { .now = (int64_t)time(NULL) * 1000 };
    char line[1000], *cells[COLUMNS];
    long n = 0;
    run("BEGIN");
    while (fgets(line, sizeof line, f)) {
        split(line, cells);
        deal_read(&d, cells);
        deal_put(deal, &d);
        state_put(state, &d);
        entry_put(entry, &d);
        if (++n % ROWS == 0)
            run("COMMIT; BEGIN");
    }
    run("COMMIT");
    sqlite3_finalize(deal);
    sqlite3_finalize(state);
    sqlite3_finalize(entry);
    return n;
}

int main(int argc, char **argv)
{
    char head[1000];
    FILE *f = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (!f || !fgets(head, sizeof head, f) || sqlite3_open(argv[1], &db) != SQLITE_OK)
        stop("bench_insert DATABASE deal.csv");
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
        "PRAGMA cache_size = -65536");
    names_read("SELECT name, id FROM user UNION ALL SELECT name, id FROM account");
    qsort(names, n_names, sizeof names[0], by_name);
    printf("%ld rows\n", rows_put(f));
    sums_put();
    sqlite3_close(db);
    return 0;
}
