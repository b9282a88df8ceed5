/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/client.h"
#include "frame/note.h"
#include "frame/testing.h"
#include "user/user_store.h"

static void a_network_is_kept_instead_of_an_address(void **state)
{
    struct place *p = *state;
    static const char *const table[][2] = {
        { "192.0.2.77", "192.0.2.x" },
        { "::ffff:192.0.2.77", "192.0.2.x" },
        { "2001:db8:1:2:3:4:5:6", "2001:db8:1::/48" },
        { "::1", "::/48" },
        { "nonsense", "" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT(table); i++)
        assert_str(client_place(&p->arena, str_of(table[i][0])), table[i][1]);
}

static void a_browser_is_told_by_its_name_and_system(void **state)
{
    struct place *p = *state;
    static const char *const table[][2] = {
        { "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
          "Firefox on Linux" },
        { "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
          "Edge on Windows" },
        { "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
          "like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
          "Safari on iPhone" },
        { "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/140.0.0.0 Mobile Safari/537.36",
          "Chrome on Android" },
        { "curl/7.88.1", "curl" },
        { "Mozilla/5.0 (compatible)", "A browser" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT(table); i++)
        assert_str(client_browser(&p->arena, str_of(table[i][0])), table[i][1]);
}

static bool run_start(struct ctx *c, void *token)
{
    return session_start(c, BEN, (struct session_from){ STR("192.0.2.x"), STR("curl") }, token);
}

/* Behind what was submitted before it. */
static bool run_nothing(struct ctx *c UNUSED, void *arg UNUSED)
{
    return true;
}

static void what_a_read_notes_is_written_soon_after_once(void **state)
{
    struct place *p = *state;
    struct str token;
    struct session s;
    struct note n = { .kind = NOTE_SESSION, .at = { 42 }, .text = "2001:db8:1::/48" };
    struct sessions all;
    assert_true(place_write(p, run_start, &token));
    assert_true(session_find(&p->c, token, &s));
    note_put(&n); /* nobody has opened the queue: it is forgotten */
    notes_open(p->store);
    n.id = s.id;
    for (int i = 0; i < 1000; i++) {
        n.at.ms = 1000 + i;
        note_put(&n);
    }
    notes_close();
    for (int i = 0; i < 2; i++)
        assert_true(place_write(p, run_nothing, NULL));
    assert_true(sessions_read(&p->c, BEN, s.id, &all));
    assert_int_equal(all.n, 1);
    assert_true(all.p[0].seen.ms >= 1000 && all.p[0].seen.ms < 2000);
    assert_str(all.p[0].place, "2001:db8:1::/48");
    assert_true(all.p[0].here);
}

static void more_notes_than_there_is_room_for_are_dropped(void **state)
{
    struct place *p = *state;
    notes_open(p->store);
    for (int i = 0; i < 5000; i++)
        note_put(&(struct note){ .kind = NOTE_KEY, .id = i + 1, .at = { 1 } });
    notes_close();
    assert_true(place_write(p, run_nothing, NULL));
}

static bool run_device(struct ctx *c, void *token)
{
    return device_keep(c, BEN, token) && place_keep(c, BEN, STR("192.0.2.x"));
}

static void a_known_browser_is_one_persons_and_the_oldest_goes(void **state)
{
    struct place *p = *state;
    struct str first = STR_NONE, again, other;
    bool known;
    assert_true(place_write(p, run_device, &first));
    again = first;
    assert_true(place_write(p, run_device, &again));
    assert_true(str_same(first, again));
    assert_true(device_known(&p->c, BEN, first, &known) && known);
    assert_true(device_known(&p->c, ADA, first, &known) && !known);
    assert_true(place_known(&p->c, BEN, STR("192.0.2.x"), &known) && known);
    assert_true(place_known(&p->c, ADA, STR("192.0.2.x"), &known) && !known);
    for (int i = 0; i < DEVICES_MAX + 1; i++) {
        other = STR_NONE;
        assert_true(place_write(p, run_device, &other));
    }
    assert_true(device_known(&p->c, BEN, first, &known) && !known);
    assert_true(device_known(&p->c, BEN, other, &known) && known);
}

struct named_key {
    struct str text;
    int64_t id;
    struct instant used;
};

static bool run_key(struct ctx *c, void *arg)
{
    struct named_key *k = arg;
    return key_make(c, BEN, STR("a program"), &k->text);
}

static bool run_used(struct ctx *c, void *arg)
{
    const struct named_key *k = arg;
    return note_store(c, &(struct note){ .kind = NOTE_KEY, .id = k->id, .at = k->used });
}

static bool run_revoke(struct ctx *c, void *arg)
{
    const struct named_key *k = arg;
    bool revoked;
    return key_revoke(c, BEN, k->id, &revoked) && revoked;
}

static bool run_end_all(struct ctx *c, void *arg UNUSED)
{
    return sessions_end_of(c, BEN, true);
}

/* Whose it is, by a read of its own, and how many steps that took. */
static int64_t owner_of(struct place *p, struct named_key *k, int64_t *steps)
{
    struct key_used found;
    assert_true(db_read_begin(&p->c, 0));
    db_steps(p->c.db);
    assert_true(key_find(&p->c, k->text, &found));
    db_read_end(&p->c);
    *steps = db_steps(p->c.db);
    if (found.id)
        k->id = found.id;
    return found.user_id;
}

/* A key that is in memory. */
static struct named_key key_in_use(struct place *p)
{
    struct named_key k = { .text = STR_NONE };
    int64_t steps;
    assert_true(place_write(p, run_key, &k));
    assert_int_equal(owner_of(p, &k, &steps), BEN);
    k.used = instant_now();
    assert_true(place_write(p, run_used, &k));
    assert_int_equal(owner_of(p, &k, &steps), BEN);
    assert_int_equal(owner_of(p, &k, &steps), BEN);
    assert_int_equal(steps, 0);
    return k;
}

static void a_key_is_asked_for_until_its_use_is_noted(void **state)
{
    struct place *p = *state;
    struct named_key k = key_in_use(p);
    int64_t steps;
    k.used.ms -= 2 * NOTED_MS;
    assert_true(place_write(p, run_used, &k));
    kept_forget();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(owner_of(p, &k, &steps), BEN);
        assert_true(steps > 0);
    }
}

static void a_revoked_key_is_nobodys_at_once(void **state)
{
    struct place *p = *state;
    struct named_key one = key_in_use(p), other = key_in_use(p);
    int64_t steps;
    assert_true(place_write(p, run_revoke, &one));
    assert_int_equal(owner_of(p, &one, &steps), 0);
    assert_int_equal(owner_of(p, &other, &steps), BEN);
    assert_true(place_write(p, run_end_all, NULL));
    assert_int_equal(owner_of(p, &other, &steps), 0);
}

/* A read that began before may still let it in; what it saw is not kept. */
static void a_read_from_before_the_revoking_keeps_nothing(void **state)
{
    struct place *p = *state;
    struct named_key k = key_in_use(p);
    struct db *old = store_reader(p->store, 256), *own = p->c.db;
    struct key_used found;
    int64_t n, steps;
    p->c.db = old;
    assert_true(db_read_begin(&p->c, 0));
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM api_key"), NO_ARGS, OUTS(OI(&n))));
    p->c.db = own;
    assert_true(place_write(p, run_revoke, &k));
    p->c.db = old;
    assert_true(key_find(&p->c, k.text, &found));
    assert_int_equal(found.user_id, BEN);
    db_read_end(&p->c);
    assert_int_equal(owner_of(p, &k, &steps), 0);
    db_close(old);
    p->c.db = own;
    assert_int_equal(owner_of(p, &k, &steps), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_network_is_kept_instead_of_an_address),
        TEST(a_browser_is_told_by_its_name_and_system),
        TEST(what_a_read_notes_is_written_soon_after_once),
        TEST(more_notes_than_there_is_room_for_are_dropped),
        TEST(a_known_browser_is_one_persons_and_the_oldest_goes),
        TEST(a_key_is_asked_for_until_its_use_is_noted),
        TEST(a_revoked_key_is_nobodys_at_once),
        TEST(a_read_from_before_the_revoking_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
