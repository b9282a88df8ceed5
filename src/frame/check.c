/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"
#include "frame/check.h"

#define WHERE_MAX ((size_t)4096)
#define SCRATCH_MAX ((size_t)1 << 20)

static void day_add(struct buf *b, int64_t n)
{
    struct day day = { (int32_t)n };
    if (!day_is(day))
        buf_lit(b, "no day");
    else
        buf_day(b, day);
}

static void time_add(struct buf *b, int64_t ms)
{
    struct instant t = { ms };
    if (!instant_is(t))
        buf_lit(b, "never");
    else
        buf_instant(b, t);
}

static void column_add(struct buf *b, struct db_rows *r, int column, struct str kind)
{
    if (db_is_null(r, column))
        buf_lit(b, "nothing");
    else if (str_is(kind, "text"))
        buf_add(b, db_text_peek(r, column));
    else if (str_is(kind, "day"))
        day_add(b, db_int(r, column));
    else if (str_is(kind, "time"))
        time_add(b, db_int(r, column));
    else
        buf_int(b, db_int(r, column));
}

static struct str where_of(struct arena *a, struct db_rows *r, const char *where)
{
    struct buf b;
    int column = 0;
    buf_init(&b, a, WHERE_MAX);
    for (struct str rest = str_of(where), kind; rest.n; column++) {
        buf_add(&b, str_split(rest, '{', &rest));
        if (!rest.n)
            break;
        kind = str_split(rest, '}', &rest);
        column_add(&b, r, column, kind);
    }
    return buf_str(&b);
}

bool check_rows(struct ctx *c, struct findings *f, const char *sql, struct db_args in,
                const char *where)
{
    struct db_rows r;
    struct arena scratch; /* the context's is for who keeps the findings */
    if (!db_rows_open(c, &r, sql, in))
        return false;
    arena_init(&scratch, SCRATCH_MAX);
    while (db_rows_next(&r)) {
        f->found(f, where_of(&scratch, &r, where));
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return db_rows_close(&r);
}

struct lines {
    struct findings findings;
    const struct check *check;
    struct buf *out;
};

static void line_add(struct findings *f, struct str where)
{
    struct lines *l = (struct lines *)f;
    buf_printf(l->out, "%s: %.*s\n", l->check->name, STR_FMT(where));
}

bool checks_look(struct ctx *c, const struct check *checks, struct buf *out)
{
    for (; checks->name; checks++) {
        struct lines l = { { line_add }, checks, out };
        if (!checks->look(c, &l.findings))
            return false;
    }
    return true;
}
