/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"
#include "message/message_impl.h"
#include "promise/promise.h"

struct work {
    struct contact contact;
    struct product product;
    struct deal deal;
    struct message message;
};

static bool contact_run(struct ctx *c, void *arg)
{
    return contact_create(c, &((struct work *)arg)->contact);
}

static bool product_run(struct ctx *c, void *arg)
{
    return product_create(c, &((struct work *)arg)->product);
}

static bool deal_run(struct ctx *c, void *arg)
{
    return deal_create(c, &((struct work *)arg)->deal);
}

static bool send_run(struct ctx *c, void *arg)
{
    return message_send(c, &((struct work *)arg)->message);
}

static bool closed_run(struct ctx *c, void *arg)
{
    return contact_closed(c, ((struct work *)arg)->deal.id, STR("Bought elsewhere"));
}

static struct work *work_make(struct place *p)
{
    struct work *w = arena_new(&p->arena, struct work);
    place_as(p, BEN, "web");
    record_init(&contact_record, &w->contact);
    w->contact.name = STR("Amy");
    w->contact.email = STR("amy@example.com");
    assert_true(place_write(p, contact_run, w));
    product_init(&w->product);
    w->product.name = STR("MD-1");
    w->product.price = (struct money){ 480000, "USD" };
    w->product.options = w->product.delivery = w->product.payment_terms = STR("As you like.");
    w->product.how_to_order = w->product.returns = w->product.who_to_ask = STR("As you like.");
    assert_true(place_write(p, product_run, w));
    deal_init(&w->deal);
    w->deal.name = STR("MD-1 for Amy");
    w->deal.contact_id = w->contact.id;
    w->deal.product_id = w->product.id;
    w->deal.payment_path = PAYMENT_SELF;
    assert_true(place_write(p, deal_run, w));
    record_init(&message_record, &w->message);
    w->message.channel = CHANNEL_EMAIL;
    w->message.deal_id = w->deal.id;
    w->message.subject = STR("MD-1");
    w->message.text = STR("Dear Amy, it fits.");
    w->message.next_step = STR("Hear what she says");
    w->message.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    return w;
}

static bool refused_as(struct place *p, struct work *w, const char *code)
{
    w->message.id = w->message.letter_id = w->message.touch_id = w->message.promise_id = 0;
    return !place_write(p, send_run, w) && p->c.fault.kind == FAULT_REFUSED
           && strcmp(p->c.fault.code, code) == 0;
}

static void words_of_apology_are_known_in_a_few_languages(void **state)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        { "Sorry for the inconvenience", true },
        { "We APOLOGISE.", true },
        { "Das tut mir leid", true },
        { "Bitte entschuldigen Sie", true },
        { "Nous sommes désolés", true },
        { "Lo siento mucho", true },
        { "Here is the price", false },
        { "Not sorrow", false },
        { "The worrisome part is gone", false },
        { "", false },
    };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool is = text_apologizes(&p->c, str_of(rows[i].text));
        if (is != rows[i].is)
            print_error("%s\n", rows[i].text);
        assert_int_equal(is, rows[i].is);
    }
}

static void an_apology_without_a_remedy_leaves_nothing_behind(void **state)
{
    struct place *p = *state;
    struct work *w = work_make(p);
    w->message.text = STR("Sorry for the inconvenience.");
    assert_true(refused_as(p, w, "apology_needs_remedy"));
    assert_true(p->c.fault.next[0].n && p->c.fault.next[1].n);
    w->message.choice = STR("Blue today, or grey on Friday?");
    assert_true(place_write(p, send_run, w));
    assert_int_equal(w->message.promise_id, 0);
}

static void a_remedy_becomes_a_promise_of_ours(void **state)
{
    struct place *p = *state;
    struct work *w = work_make(p);
    struct promise made;
    w->message.text = STR("We apologize.");
    w->message.remedy = STR("We send the price");
    w->message.remedy_due = (struct instant){ p->c.now.ms + 3600000 };
    assert_true(place_write(p, send_run, w));
    assert_true(record_get_any(&p->c, &promise_record, w->message.promise_id, &made));
    assert_int_equal(made.by, BY_US);
    assert_int_equal(made.user_id, BEN);
    assert_int_equal(made.due.ms, w->message.remedy_due.ms);
}

static void a_price_lacks_what_the_products_page_lacks(void **state)
{
    struct place *p = *state;
    struct work *w = work_make(p);
    struct letter l;
    w->message.kind = MESSAGE_PRICE_INFO;
    assert_true(place_write(p, send_run, w));
    assert_true(record_get_any(&p->c, &letter_record, w->message.letter_id, &l));
    assert_non_null(strstr(arena_cstr(&p->arena, l.text), "Price: $4,800.00\n"));
    w->product.name = STR("MD-2");
    w->product.price = MONEY_NONE;
    w->product.returns = STR(" ");
    assert_true(place_write(p, product_run, w));
    w->message.product_id = w->product.id;
    w->message.next_step = STR("Hear again");
    assert_true(refused_as(p, w, "pack_incomplete"));
    assert_str(p->c.fault.detail, "The information pack of MD-2 lacks: price, returns.");
}

static void before_a_contact_one_sees_what_the_buyer_said(void **state)
{
    struct place *p = *state;
    struct work *w = work_make(p);
    struct before b;
    w->deal.need_by = day_of(2017, 3, 11);
    assert_true(before_read(&p->c, &w->deal, &b));
    assert_int_equal(b.known.n, 1);
    assert_str(b.need_by, "It was needed by 11 Mar 2017, 4 days ago.");
    assert_int_equal(b.closed.n, 0);
    assert_true(place_write(p, closed_run, w));
    assert_true(before_read(&p->c, &w->deal, &b));
    assert_str(b.closed, "on 15 Mar 2017: Bought elsewhere");
    assert_true(refused_as(p, w, "closed_by_buyer"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_of_apology_are_known_in_a_few_languages),
        TEST(an_apology_without_a_remedy_leaves_nothing_behind),
        TEST(a_remedy_becomes_a_promise_of_ours),
        TEST(a_price_lacks_what_the_products_page_lacks),
        TEST(before_a_contact_one_sees_what_the_buyer_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
