/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "contact/contact.h"
#include "db/db.h"
#include "deal/deal.h"
#include "frame/org.h"
#include "link/link.h"
#include "link/link_limit.h"

struct made {
    struct deal d;
    struct contact p;
    struct str url;
};

static bool run_make(struct ctx *c, void *arg)
{
    struct made *m = arg;
    record_init(&contact_record, &m->p);
    m->p.name = STR("Amy");
    deal_init(&m->d);
    m->d.name = STR("Beds");
    return contact_create(c, &m->p) && (m->d.contact_id = m->p.id) && deal_create(c, &m->d)
           && link_make(c, m->d.id, m->p.id, &m->url);
}

static bool run_again(struct ctx *c, void *arg)
{
    struct made *m = arg;
    return link_make(c, m->d.id, m->p.id, &m->url);
}

static bool run_revoke(struct ctx *c, void *arg)
{
    return links_revoke(c, ((struct made *)arg)->d.id);
}

static bool run_remove(struct ctx *c, void *arg)
{
    return deal_remove(c, &((struct made *)arg)->d);
}

static struct made make(struct place *p)
{
    struct made m;
    site_origin_set(STR("https://crm.example.com"));
    place_as(p, BEN, "web");
    assert_true(place_write(p, run_make, &m));
    return m;
}

static struct str token_of(const struct made *m)
{
    return str_cut(m->url, strlen("https://crm.example.com/b/"), m->url.n);
}

static bool opens(struct place *p, struct str token)
{
    struct link l;
    fault_clear(&p->c);
    return link_find(&p->c, token, &l);
}

static void a_link_opens_one_deal_for_one_contact(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    struct link l;
    assert_true(str_starts(m.url, STR("https://crm.example.com/b/")));
    assert_int_equal(token_of(&m).n, 64);
    assert_true(link_find(&p->c, token_of(&m), &l));
    assert_int_equal(l.deal_id, m.d.id);
    assert_int_equal(l.contact_id, m.p.id);
}

static void each_letter_has_a_link_of_its_own_and_both_open(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    struct str first = token_of(&m);
    assert_true(place_write(p, run_again, &m));
    assert_false(str_same(first, token_of(&m)));
    assert_true(opens(p, first) && opens(p, token_of(&m)));
}

static void only_a_hash_is_kept(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    struct str hash = STR_NONE;
    assert_true(db_get(&p->c, SQL("SELECT hash FROM link"), NO_ARGS, OUTS(OB(&hash))));
    assert_int_equal(hash.n, 32);
    assert_true(str_same(hash, token_hash(p->c.arena, token_of(&m))));
}

static void guessed_expired_and_revoked_links_are_told_apart_by_nobody(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    struct str guess = arena_str(&p->arena, token_of(&m));
    struct fault faults[3];
    ((char *)guess.p)[9] = guess.p[9] == 'a' ? 'b' : 'a';
    assert_false(opens(p, guess));
    faults[0] = p->c.fault;
    assert_true(place_write(p, run_revoke, &m));
    assert_false(opens(p, token_of(&m)));
    faults[1] = p->c.fault;
    assert_true(place_write(p, run_again, &m));
    place_clock_to(p, "2018-03-15T10:00:00Z");
    assert_false(opens(p, token_of(&m)));
    faults[2] = p->c.fault;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(faults[i].kind, FAULT_NOT_FOUND);
        assert_string_equal(faults[i].code, "link_closed");
        assert_true(str_same(faults[i].detail, faults[0].detail));
    }
    assert_false(opens(p, STR_NONE));
    assert_false(opens(p, STR("short")));
}

static void a_link_is_good_until_its_last_moment(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    place_clock_to(p, "2018-03-15T09:59:59Z");
    assert_true(opens(p, token_of(&m)));
}

static void a_removed_deal_takes_its_links_along(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    assert_true(place_write(p, run_remove, &m));
    assert_false(opens(p, token_of(&m)));
}

static void who_tries_many_wrong_links_has_to_wait_and_others_have_not(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    struct link l;
    for (int i = 0; i < WRONG_PER_MINUTE; i++) {
        assert_false(link_open(&p->c, STR("wrong"), STR("203.0.113.7"), &l));
        assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
        fault_clear(&p->c);
    }
    assert_false(link_open(&p->c, token_of(&m), STR("203.0.113.7"), &l));
    assert_int_equal(p->c.fault.kind, FAULT_TOO_MANY);
    fault_clear(&p->c);
    assert_true(link_open(&p->c, token_of(&m), STR("203.0.113.8"), &l));
}

static void one_link_opens_sixty_times_a_minute(void **state)
{
    struct place *p = *state;
    struct made m = make(p);
    struct link l;
    for (int i = 0; i < LINK_PER_MINUTE; i++)
        assert_true(link_open(&p->c, token_of(&m), STR("203.0.113.9"), &l));
    assert_false(link_open(&p->c, token_of(&m), STR("203.0.113.10"), &l));
    assert_int_equal(p->c.fault.kind, FAULT_TOO_MANY);
    assert_true(link_limit('x', STR("x"), 1, false, 0));
    assert_false(link_limit('x', STR("x"), 1, false, 59999));
    assert_true(link_limit('x', STR("x"), 1, false, 60000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_link_opens_one_deal_for_one_contact),
        TEST(each_letter_has_a_link_of_its_own_and_both_open),
        TEST(only_a_hash_is_kept),
        TEST(guessed_expired_and_revoked_links_are_told_apart_by_nobody),
        TEST(a_link_is_good_until_its_last_moment),
        TEST(a_removed_deal_takes_its_links_along),
        TEST(who_tries_many_wrong_links_has_to_wait_and_others_have_not),
        TEST(one_link_opens_sixty_times_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
