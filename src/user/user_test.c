/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "db/db.h"
#include "frame/history.h"
#include "frame/org.h"
#include "user/user.h"
#include "user/user_store.h"

static bool run_create(struct ctx *c, void *arg)
{
    return user_create(c, arg);
}

/* The row as it is to be; the id says which. */
static bool run_save(struct ctx *c, void *arg)
{
    struct user *now = arg, was;
    return record_get_any(c, &user_record, now->id, &was)
           && user_save(c, &was, now, STR("a test"));
}

static struct user user_of(struct place *p, int64_t id)
{
    struct user u;
    assert_true(record_get_any(&p->c, &user_record, id, &u));
    return u;
}

static struct user user_new(const char *name, const char *email)
{
    struct user u;
    user_init(&u);
    u.name = str_of(name);
    u.email = str_of(email);
    return u;
}

/* ---- who works here ---- */

static void a_new_user_is_an_active_rep_below_the_first(void **state)
{
    struct place *p = *state;
    struct user u = user_new("Cleo", "cleo@example.com");
    assert_true(place_write(p, run_create, &u));
    u = user_of(p, u.id);
    assert_true(u.rep && u.active && !u.manager && !u.administrator);
    assert_int_equal(u.reports_to_id, ADA);
    assert_true(line_is_open(&p->c, u.id, BEN));
}

static void an_email_belongs_to_one_user_however_it_is_written(void **state)
{
    struct place *p = *state;
    struct user u = user_new("Other Ben", "BEN@Example.com");
    assert_false(place_write(p, run_create, &u));
    assert_int_equal(p->c.fault.kind, FAULT_BAD_INPUT);
    assert_true(place_blames(p, "email"));
    u = user_of(p, ADA);
    u.email = STR("ben@example.com");
    assert_false(place_write(p, run_save, &u));
    assert_true(place_blames(p, "email"));
}

static void users_without_email_are_many(void **state)
{
    struct place *p = *state;
    struct user one = user_new("One", ""), two = user_new("Two", "");
    assert_true(place_write(p, run_create, &one));
    assert_true(place_write(p, run_create, &two));
}

static void a_ring_in_the_line_is_refused(void **state)
{
    struct place *p = *state;
    int64_t cleo = place_user(p, "Cleo", ROLE_MANAGER, ADA);
    struct user ben = user_of(p, BEN), boss = user_of(p, cleo);
    ben.reports_to_id = cleo;
    assert_true(place_write(p, run_save, &ben));
    boss.reports_to_id = BEN;
    assert_false(place_write(p, run_save, &boss));
    assert_true(place_blames(p, "reports_to_id"));
    boss.reports_to_id = cleo;
    assert_false(place_write(p, run_save, &boss));
    assert_true(place_blames(p, "reports_to_id"));
}

static void the_first_user_reports_to_nobody(void **state)
{
    struct place *p = *state;
    struct user ada = user_of(p, ADA);
    ada.reports_to_id = BEN;
    assert_false(place_write(p, run_save, &ada));
    assert_true(place_blames(p, "reports_to_id"));
}

static void a_manager_sees_who_is_moved_below_him_at_once(void **state)
{
    struct place *p = *state;
    int64_t cleo = place_user(p, "Cleo", ROLE_MANAGER, ADA);
    struct user ben = user_of(p, BEN);
    place_as(p, cleo, "web");
    assert_false(viewer_sees(p->c.viewer, BEN));
    ben.reports_to_id = cleo;
    assert_true(place_write(p, run_save, &ben));
    place_as(p, cleo, "web");
    assert_true(viewer_sees(p->c.viewer, BEN));
}

static void the_last_administrator_stays_one(void **state)
{
    struct place *p = *state;
    struct user ada = user_of(p, ADA);
    ada.administrator = false;
    assert_false(place_write(p, run_save, &ada));
    assert_ptr_equal(p->c.fault.gate, &last_administrator);
    ada.administrator = true;
    ada.active = false;
    assert_false(place_write(p, run_save, &ada));
    assert_ptr_equal(p->c.fault.gate, &last_administrator);
    place_user(p, "Cleo", ROLE_ADMINISTRATOR, ADA);
    assert_true(place_write(p, run_save, &ada));
}

static void somebody_without_a_role_is_refused(void **state)
{
    struct place *p = *state;
    struct user ben = user_of(p, BEN);
    ben.rep = false;
    assert_false(place_write(p, run_save, &ben));
    assert_true(place_blames(p, "rep"));
}

/* ---- history ---- */

struct password_order {
    int64_t user_id;
    struct str hash;
};

static bool run_password(struct ctx *c, void *arg)
{
    const struct password_order *o = arg;
    return user_password_set(c, o->user_id, o->hash);
}

static void a_change_is_kept_with_who_and_why_and_no_password(void **state)
{
    struct place *p = *state;
    struct password_order o = { BEN, STR("$argon2id$secret") };
    struct user ben = user_of(p, BEN);
    struct entries entries;
    place_as(p, ADA, "web");
    ben.office = STR("West");
    assert_true(place_write(p, run_save, &ben));
    assert_true(place_write(p, run_password, &o));
    assert_true(history_read(&p->c, "user", BEN, STR_NONE, 0, 10, &entries));
    assert_int_equal(entries.n, 2);
    for (size_t i = 0; i < entries.n; i++) {
        assert_int_equal(entries.p[i].user_id, ADA);
        assert_null(memmem(entries.p[i].body.p, entries.p[i].body.n, "argon2id", 8));
    }
    assert_non_null(memmem(entries.p[1].body.p, entries.p[1].body.n, "West", 4));
    assert_non_null(memmem(entries.p[1].body.p, entries.p[1].body.n, "a test", 6));
}

static void saving_never_changes_the_password(void **state)
{
    struct place *p = *state;
    struct password_order o = { BEN, STR("$argon2id$secret") };
    assert_true(place_write(p, run_password, &o));
    struct user ben = user_of(p, BEN);
    ben.password = STR_NONE;
    ben.office = STR("East");
    assert_true(place_write(p, run_save, &ben));
    assert_str(user_of(p, BEN).password, "$argon2id$secret");
}

/* ---- doors ---- */

struct doors {
    struct str session, key, link;
};

static bool run_doors(struct ctx *c, void *arg)
{
    struct doors *d = arg;
    return session_start(c, BEN, (struct session_from){ 0 }, &d->session)
           && key_make(c, BEN, STR("test"), &d->key) && user_invite(c, BEN, &d->link);
}

static void assert_doors(struct place *p, const struct doors *d, bool session, bool key, bool link)
{
    struct session opened;
    struct key_used used;
    int64_t id;
    assert_true(session_find(&p->c, d->session, &opened));
    assert_int_equal(opened.user_id, session ? BEN : 0);
    assert_true(key_find(&p->c, d->key, &used));
    assert_int_equal(used.user_id, key ? BEN : 0);
    assert_int_equal(user_invited(&p->c, d->link, &id), link);
    fault_clear(&p->c);
}

static void deactivation_ends_sessions_keys_and_links(void **state)
{
    struct place *p = *state;
    struct doors d;
    struct user ben = user_of(p, BEN);
    assert_true(place_write(p, run_doors, &d));
    assert_doors(p, &d, true, true, true);
    ben.active = false;
    assert_true(place_write(p, run_save, &ben));
    assert_doors(p, &d, false, false, false);
    assert_false(place_write(p, run_doors, &d));
    assert_ptr_equal(p->c.fault.gate, &user_inactive);
}

static void a_new_password_ends_sessions_and_leaves_keys(void **state)
{
    struct place *p = *state;
    struct doors d;
    struct password_order o = { BEN, STR("another hash") };
    assert_true(place_write(p, run_doors, &d));
    assert_true(place_write(p, run_password, &o));
    assert_doors(p, &d, false, true, true);
}

struct join_order {
    struct str link;
    int64_t user_id;
};

static bool run_join(struct ctx *c, void *arg)
{
    struct join_order *o = arg;
    return user_join(c, o->link, STR("the hash"), &o->user_id);
}

static void a_link_sets_a_password_once(void **state)
{
    struct place *p = *state;
    struct doors d;
    assert_true(place_write(p, run_doors, &d));
    struct join_order o = { .link = d.link };
    assert_true(place_write(p, run_join, &o));
    assert_int_equal(o.user_id, BEN);
    assert_str(user_of(p, BEN).password, "the hash");
    assert_false(place_write(p, run_join, &o));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
    assert_string_equal(p->c.fault.code, "link_used");
    assert_true(p->c.fault.next[0].n > 0);
}

static bool run_expire(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("UPDATE invitation SET expires = $1"), ARGS(I(instant_now().ms)));
}

static void an_old_or_unknown_link_is_not_found(void **state)
{
    struct place *p = *state;
    struct doors d;
    struct join_order unknown = { .link = STR("0123456789abcdef") };
    assert_false(place_write(p, run_join, &unknown));
    assert_string_equal(p->c.fault.code, "link_expired");
    assert_true(place_write(p, run_doors, &d));
    assert_true(place_write(p, run_expire, NULL));
    struct join_order old = { .link = d.link };
    assert_false(place_write(p, run_join, &old));
    assert_string_equal(p->c.fault.code, "link_expired");
}

static void a_new_link_ends_the_one_before(void **state)
{
    struct place *p = *state;
    struct doors first, second;
    int64_t id;
    assert_true(place_write(p, run_doors, &first));
    assert_true(place_write(p, run_doors, &second));
    assert_false(user_invited(&p->c, first.link, &id));
    fault_clear(&p->c);
    assert_true(user_invited(&p->c, second.link, &id));
}

static void nobody_is_invited_without_an_email(void **state)
{
    struct place *p = *state;
    struct doors d;
    struct user ben = user_of(p, BEN);
    ben.email = STR_NONE;
    assert_true(place_write(p, run_save, &ben));
    assert_false(place_write(p, run_doors, &d));
    assert_ptr_equal(p->c.fault.gate, &email_required);
}

/* ---- keys ---- */

static bool run_key_make(struct ctx *c, void *arg)
{
    return user_key_make(c, STR("a program"), arg);
}

static bool run_key_revoke(struct ctx *c, void *arg)
{
    return user_key_revoke(c, *(int64_t *)arg);
}

static void a_key_is_good_until_its_owner_revokes_it(void **state)
{
    struct place *p = *state;
    struct str key;
    struct api_keys keys;
    struct key_used used;
    place_as(p, BEN, "web");
    assert_true(place_write(p, run_key_make, &key));
    assert_true(keys_read(&p->c, BEN, &keys));
    assert_int_equal(keys.n, 1);
    assert_str(keys.p[0].label, "a program");
    place_as(p, ADA, "web");
    assert_false(place_write(p, run_key_revoke, &keys.p[0].id));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
    place_as(p, BEN, "web");
    assert_true(place_write(p, run_key_revoke, &keys.p[0].id));
    assert_true(key_find(&p->c, key, &used));
    assert_int_equal(used.user_id, 0);
}

static bool run_keys_until_full(struct ctx *c, void *arg UNUSED)
{
    struct str key;
    for (int i = 0; i < KEYS_MAX; i++) {
        if (!user_key_make(c, STR_NONE, &key))
            return false;
    }
    return !user_key_make(c, STR_NONE, &key);
}

static void one_user_has_only_so_many_keys(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    assert_false(place_write(p, run_keys_until_full, NULL));
    assert_ptr_equal(p->c.fault.gate, &keys_full);
}

/* ---- the first moment ---- */

static bool run_first(struct ctx *c, void *arg)
{
    return user_first(c, arg);
}

static void a_database_is_begun_once(void **state)
{
    struct place *p = *state;
    struct first f = { .company = STR("Acme"), .currency = STR("EUR"), .zone = STR("UTC") };
    user_init(&f.user);
    assert_false(place_write(p, run_first, &f));
    assert_string_equal(p->c.fault.code, "not_empty");
}

static bool run_empty(struct ctx *c, void *arg UNUSED)
{
    people_changed(c);
    return db_do(c, SQL("UPDATE user SET reports_to_id = NULL"), NO_ARGS)
           && db_do(c, SQL("DELETE FROM user"), NO_ARGS);
}

static void the_first_user_is_administrator_and_top_manager(void **state)
{
    struct place *p = *state;
    struct first f = { .company = STR("Acme"), .currency = STR("EUR"), .zone = STR("UTC") };
    struct str currency;
    assert_true(place_write(p, run_empty, NULL));
    user_init(&f.user);
    f.user.name = STR("Zoe");
    f.user.email = STR("zoe@example.com");
    assert_true(place_write(p, run_first, &f));
    struct user zoe = user_of(p, f.user.id);
    assert_true(zoe.administrator && zoe.manager && zoe.active && !zoe.rep);
    assert_int_equal(zoe.reports_to_id, 0);
    assert_true(setting_get(&p->c, "currency", &currency));
    assert_str(currency, "EUR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_user_is_an_active_rep_below_the_first),
        TEST(an_email_belongs_to_one_user_however_it_is_written),
        TEST(users_without_email_are_many),
        TEST(a_ring_in_the_line_is_refused),
        TEST(the_first_user_reports_to_nobody),
        TEST(a_manager_sees_who_is_moved_below_him_at_once),
        TEST(the_last_administrator_stays_one),
        TEST(somebody_without_a_role_is_refused),
        TEST(a_change_is_kept_with_who_and_why_and_no_password),
        TEST(saving_never_changes_the_password),
        TEST(deactivation_ends_sessions_keys_and_links),
        TEST(a_new_password_ends_sessions_and_leaves_keys),
        TEST(a_link_sets_a_password_once),
        TEST(an_old_or_unknown_link_is_not_found),
        TEST(a_new_link_ends_the_one_before),
        TEST(nobody_is_invited_without_an_email),
        TEST(a_key_is_good_until_its_owner_revokes_it),
        TEST(one_user_has_only_so_many_keys),
        TEST(a_database_is_begun_once),
        TEST(the_first_user_is_administrator_and_top_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
