/* SPDX-License-Identifier: Apache-2.0 */
#include "zone.h"
#include "zone_rule.h"

#include <setjmp.h>
#include <cmocka.h>

#define DAY_MS INT64_C(86400000)

/* Each also as the process's zone, which libc reads. */
static const char *const names[] = {
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Nuuk",
    "America/Havana",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Jerusalem",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Norfolk",
    "Antarctica/Troll",
    "Etc/UTC",
    "America/Santiago",
    "Etc/GMT+5",
};

static struct instant at(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

/* From 1950 to 2120, every twenty hours or so. */
static void other_zones_show_what_libc_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct zone *z = zone_named(str_of(names[i]));
        assert_non_null(z);
        assert_true(zone_set(names[i]));
        for (int64_t ms = -7300 * DAY_MS; ms < 54800 * DAY_MS; ms += 70000001) {
            struct instant t = { ms };
            if (zone_wall(z, t) != instant_wall(t))
                print_error("%s at %lld: %lld, not %lld\n", names[i], (long long)ms,
                            (long long)zone_wall(z, t), (long long)instant_wall(t));
            assert_int_equal(zone_wall(z, t), instant_wall(t));
        }
    }
    assert_true(zone_set("UTC"));
}

static void an_hour_is_where_the_change_puts_it(void **state)
{
    static const struct {
        const char *zone, *utc, *wall;
    } rows[] = {
        { "Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59Z" },
        { "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z" },
        { "Europe/Berlin", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59Z" },
        { "Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z" },
        { "America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00Z" },
        { "America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00Z" },
        { "Europe/Berlin", "2099-07-01T10:00:00Z", "2099-07-01T12:00:00Z" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(zone_wall(zone_named(str_of(rows[i].zone)), at(rows[i].utc)),
                         at(rows[i].wall).ms);
}

static void what_is_no_zone_is_none(void **state)
{
    static const char *const none[] = { "", "Europe/Atlantis", "../../etc/passwd",
                                        "zone.tab", "/etc/localtime", "Europe//Berlin",
                                        "Europe/", "Europe", "EST5EDT,M3.2.0,M11.1.0" };
    (void)state;
    for (size_t i = 0; i < COUNT(none); i++)
        assert_null(zone_named(str_of(none[i])));
    assert_true(zone_named(STR("Europe/Berlin")) == zone_named(STR("Europe/Berlin")));
}

static void rules_of_other_forms_are_refused(void **state)
{
    static const char *const good[] = { "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30",
                                        "IST-1GMT0,M10.5.0,M3.5.0/1",
                                        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0" };
    static const char *const bad[] = { "", "1", "UTC", "CET-1CEST",
                                       "<+01-1", "CET-999", "CET-1CEST,J60,J300",
                                       "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x" };
    struct zone_rule r;
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(zone_rule_read(str_of(good[i]), &r));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(zone_rule_read(str_of(bad[i]), &r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_zones_show_what_libc_says),
        cmocka_unit_test(an_hour_is_where_the_change_puts_it),
        cmocka_unit_test(what_is_no_zone_is_none),
        cmocka_unit_test(rules_of_other_forms_are_refused),
    };
    if (!zone_set("UTC"))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
