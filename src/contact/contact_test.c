/* SPDX-License-Identifier: Apache-2.0 */
#include "contact/contact.h"
#include "contact/contact_store.h"
#include "frame/testing.h"

static bool add(struct ctx *c, void *row)
{
    return contact_create(c, row);
}

struct change_of {
    struct contact was, now;
};

static bool change(struct ctx *c, void *arg)
{
    struct change_of *w = arg;
    return contact_save(c, &w->was, &w->now, STR_NONE);
}

static struct contact contact_add(struct place *p, const char *name, const char *email)
{
    struct contact who;
    record_init(&contact_record, &who);
    who.name = str_of(name);
    who.email = str_of(email);
    assert_true(place_write(p, add, &who));
    return who;
}

static void an_address_is_known_however_it_is_written(void **state)
{
    struct place *p = *state;
    int64_t id = 0;
    place_as(p, BEN, "web");
    struct contact dana = contact_add(p, "Dana", "Dana.W@example.com");

    contact_add(p, "Nobody", "");
    assert_true(contact_by_email(&p->c, STR("dana.w@EXAMPLE.com"), &id));
    assert_int_equal(id, dana.id);
    assert_true(contact_by_email(&p->c, STR(""), &id));
    assert_int_equal(id, 0);
}

static void nobody_reports_to_himself(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct change_of boss = { .was = contact_add(p, "Boss", "") };
    struct change_of dana = { .was = contact_add(p, "Dana", "") };

    dana.now = dana.was;
    dana.now.reports_to_id = boss.was.id;
    assert_true(place_write(p, change, &dana));
    boss.now = boss.was;
    boss.now.reports_to_id = dana.was.id;
    assert_false(place_write(p, change, &boss));
    assert_true(place_blames(p, "reports_to_id"));
    boss.now.reports_to_id = boss.was.id;
    assert_false(place_write(p, change, &boss));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_is_known_however_it_is_written),
        TEST(nobody_reports_to_himself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
