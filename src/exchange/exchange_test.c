/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "exchange/exchange.h"
#include "exchange/exchange_file.h"
#include "frame/org.h"
#include "frame/testing.h"

static struct rate_file file;

static void reads(struct place *p, const char *text, const char *base)
{
    fault_clear(&p->c);
    assert_true(rate_file_read(&p->c, str_of(text), str_of(base), STR("test.csv"), &file));
}

static bool is_there(struct place *p, size_t i, const char *want)
{
    const struct rate *r = &file.p[i];
    struct buf b;
    buf_init(&b, &p->arena, 100);
    buf_day(&b, r->day);
    buf_printf(&b, " 1 %.*s = %.*s %.*s", STR_FMT(r->base), STR_FMT(r->rate),
               STR_FMT(r->currency));
    return str_is(buf_str(&b), want);
}

static void a_line_for_each_rate_is_read(void **state)
{
    struct place *p = *state;
    reads(p, "day,base,currency,rate,source,entered\r\n2017-03-10,EUR,USD,1.0840,bank,x\r\n", "");
    assert_int_equal(file.n, 1);
    assert_true(is_there(p, 0, "2017-03-10 1 EUR = 1.0840 USD"));
    reads(p, "Date;Currency;Rate\n2017-03-10;usd; 1.0840\n", "EUR");
    assert_true(is_there(p, 0, "2017-03-10 1 EUR = 1.0840 USD"));
}

/* As the European Central Bank writes it: both files end their lines with a comma. */
static void a_column_for_each_currency_is_read(void **state)
{
    struct place *p = *state;
    reads(p, "Date,USD,JPY,CYP,\n2017-03-10,1.0840,160.50,N/A,\n2017-03-09,1.0900,,N/A,\n", "");
    assert_int_equal(file.n, 3);
    assert_true(is_there(p, 0, "2017-03-10 1 EUR = 1.0840 USD"));
    assert_true(is_there(p, 1, "2017-03-10 1 EUR = 160.50 JPY"));
    assert_true(is_there(p, 2, "2017-03-09 1 EUR = 1.0900 USD"));
    reads(p, "Date, USD, JPY, \n10 March 2017, 1.0840, 160.50, \n", "");
    assert_true(is_there(p, 1, "2017-03-10 1 EUR = 160.50 JPY"));
    reads(p, "Date,USD\n2017-03-10,1.25\n", "GBP");
    assert_true(is_there(p, 0, "2017-03-10 1 GBP = 1.25 USD"));
}

/* All of them are for one dollar, whatever the file's own description says of some. */
static void a_line_for_each_country_is_read(void **state)
{
    struct place *p = *state;
    reads(p,
          "Date,Country,Exchange rate\n2017-03-01,Euro,0.9358\n2017-03-01,Japan,112.9157\n"
          "2017-03-01,Germany,1.8\n2017-03-01,Venezuela,9.985\n2017-04-01,Venezuela,9.985\n"
          "2017-03-01,Atlantis,5\n",
          "");
    assert_int_equal(file.n, 2);
    assert_true(is_there(p, 0, "2017-03-01 1 USD = 0.9358 EUR"));
    assert_true(is_there(p, 1, "2017-03-01 1 USD = 112.9157 JPY"));
    assert_int_equal(file.n_left_out, 3);
    assert_str(file.left_out[1].what, "Venezuela");
    assert_int_equal(file.left_out[1].n, 2);
    assert_int_equal(file.left_out[1].first_line, 5);
}

static void lines_that_cannot_be_read_are_counted_with_the_reason(void **state)
{
    struct place *p = *state;
    reads(p,
          "day,base,currency,rate\n2017-02-30,EUR,USD,1\n28 nov,EUR,USD,1\n2017-03-10,EUR,USD,0\n"
          "2017-03-10,EUR,DEM,2\n2017-03-10,EUR,EUR,1\n2017-03-10,,USD,1\n2017-03-10,EUR,USD,\n",
          "");
    assert_int_equal(file.n, 0);
    assert_int_equal(file.n_left_out, 6);
}

static void blames(struct place *p, const char *text, const char *base, const char *field)
{
    fault_clear(&p->c);
    assert_false(rate_file_read(&p->c, str_of(text), str_of(base), STR("x"), &file));
    assert_true(place_blames(p, field));
}

static void a_file_of_another_kind_is_refused(void **state)
{
    struct place *p = *state;
    blames(p, "", "", "file");
    blames(p, "name,city\nAcme,Bonn\n", "", "file");
    blames(p, "day,rate\n2017-03-10,1\n", "", "file");
    blames(p, "day,currency,rate\n2017-03-10,USD,1\n", "", "base");
    blames(p, "day,currency,rate\n2017-03-10,USD,1\n", "EURO", "base");
}

static void a_file_brought_again_enters_what_is_new_only(void **state)
{
    struct place *p = *state;
    reads(p, "Date,USD,JPY\n2017-03-10,1.0840,160.50\n", "");
    assert_true(rate_file_store(&p->c, p->store, &file));
    assert_int_equal(file.entered, 2);
    reads(p, "Date,USD,JPY\n2017-03-10,1.0840,160.60\n2017-03-11,1.0840,160.60\n", "");
    assert_true(rate_file_store(&p->c, p->store, &file));
    assert_int_equal(file.entered, 3);
    assert_int_equal(file.unchanged, 1);
}

static bool to_buf(void *b, struct str piece)
{
    buf_add(b, piece);
    return true;
}

static void what_is_written_out_reads_back(void **state)
{
    struct place *p = *state;
    struct buf b;
    reads(p, "Date,USD\n2017-03-10,1.8040\n", "");
    assert_true(rate_file_store(&p->c, p->store, &file));
    reads(p, "Date,USD\n2017-03-10,1.0840\n", "");
    assert_true(rate_file_store(&p->c, p->store, &file));
    buf_init(&b, &p->arena, 10000);
    assert_true(rate_file_write(&p->c, to_buf, &b));
    assert_str(buf_str(&b), "day,base,currency,rate,source,entered\r\n"
                            "2017-03-10,EUR,USD,1.8040,test.csv,2017-03-15T10:00:00Z\r\n"
                            "2017-03-10,EUR,USD,1.0840,test.csv,2017-03-15T10:00:00Z\r\n");
    reads(p, arena_cstr(&p->arena, buf_str(&b)), "");
    assert_int_equal(file.n, 2);
}

/* ---- deals that wait ---- */

#define DEALS 450 /* more than one batch */

static bool many(struct ctx *c, void *arg UNUSED)
{
    for (int i = 0; i < DEALS; i++) {
        struct deal d;
        deal_init(&d);
        d.name = STR("Forty desks");
        d.value = i % 3 ? (struct money){ 1000000, "EUR" } : (struct money){ 1000000, "CHF" };
        if (!deal_create(c, &d))
            return false;
    }
    return true;
}

static void all_deals_that_wait_get_a_rate_that_came(void **state)
{
    struct place *p = *state;
    struct stage_total total;
    struct deal_waitings left;
    struct buf out;
    place_as(p, ADA, "web");
    assert_true(place_write(p, many, NULL));
    reads(p, "Date,USD\n2017-03-10,1.0840\n", "");
    assert_true(rate_file_store(&p->c, p->store, &file));
    exchange_begin(p->store);
    exchange_begin(p->store);
    exchange_settle(0);
    exchange_stop();
    assert_true(stage_total_read(&p->c, stage_first(&p->c, 0, ENDING_NONE)->id, &total));
    assert_int_equal(total.value, INT64_C(1084000) * (DEALS / 3 * 2));
    assert_true(deals_waiting_read(&p->c, 0, 1000, &left));
    assert_int_equal(left.n, DEALS / 3);
    buf_init(&out, &p->arena, 10000);
    assert_true(deal_sums_check(&p->c, &out));
    assert_str(buf_str(&out), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_line_for_each_rate_is_read),
        TEST(a_column_for_each_currency_is_read),
        TEST(a_line_for_each_country_is_read),
        TEST(lines_that_cannot_be_read_are_counted_with_the_reason),
        TEST(a_file_of_another_kind_is_refused),
        TEST(a_file_brought_again_enters_what_is_new_only),
        TEST(what_is_written_out_reads_back),
        TEST(all_deals_that_wait_get_a_rate_that_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
