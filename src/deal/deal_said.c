/* SPDX-License-Identifier: Apache-2.0 */
/* What people write about a deal: tags, why it was lost, whose deadline it is, and a step that
 * would verify once more what the buyer has verified himself. */
#include "base/text.h"
#include "deal/deal_presumed.h"
#include "frame/history.h"
#include "frame/neutral.h"

#define TAGS_MAX 12
#define TAG_LENGTH 40

/* clang-format off */
const struct gate already_verified = {
    "already_verified", "The buyer has verified this himself.",
    { "Leave it out: his order does not wait for it.", "Say why it has to be verified again." },
    "S0-11", false,
};
const struct gate price_waits = {
    "price_waits", "A special price or special terms of this deal wait for a decision.",
    { "Wait for the decision: the value changes with it.", "Withdraw the request." }, "S2-16", false,
};
/* clang-format on */

/* ---- tags ---- */

static bool has_tag(struct str all, struct str tag)
{
    struct str rest = all, one;
    while (rest.n) {
        one = str_trim(str_split(rest, ',', &rest));
        if (str_same(one, tag))
            return true;
    }
    return false;
}

/* "agm, paper": each once, in the order they came. */
static bool tags_derive(struct ctx *c, struct deal *d)
{
    struct str rest = d->tags;
    struct buf b;
    size_t n = 0;
    buf_init(&b, c->arena, d->tags.n + 2 * TAGS_MAX + 2);
    while (rest.n) {
        struct str tag = str_trim(str_split(rest, ',', &rest));
        if (!tag.n || has_tag(buf_str(&b), tag))
            continue;
        if (++n > TAGS_MAX || utf8_length(tag) > TAG_LENGTH)
            return bad_field(c, STR("tags"), "At most %d tags of at most %d characters.", TAGS_MAX,
                             TAG_LENGTH);
        if (b.n)
            buf_lit(&b, ", ");
        buf_add(&b, tag);
    }
    d->tags = buf_str(&b);
    return true;
}

static bool deadline_is_somebodys(struct ctx *c, const struct deal *d)
{
    if (day_is(d->deadline) && d->deadline_of == DEADLINE_OF_NOBODY)
        return bad_field(c, STR("deadline_of"),
                         "Say whose it is: buyer_need, seller_capacity, seller_target or law.");
    if (!day_is(d->deadline) && d->deadline_of != DEADLINE_OF_NOBODY)
        return bad_field(c, STR("deadline"), "Give the day of the deadline.");
    return true;
}

bool deal_words_derive(struct ctx *c, const struct deal *was, struct deal *d)
{
    bool tags = !was || !str_same(was->tags, d->tags);
    bool reason = !was || !str_same(was->lost_reason, d->lost_reason);
    bool deadline = !was || was->deadline.n != d->deadline.n || was->deadline_of != d->deadline_of;
    if (tags && !tags_derive(c, d))
        return false;
    if (deal_is_imported(c))
        return true;
    return (!tags || neutral(c, "tags", d->tags, d->id))
           && (!reason || neutral(c, "lost_reason", d->lost_reason, d->id))
           && (!deadline || deadline_is_somebodys(c, d));
}

/* ---- what the buyer has verified ---- */

/* How words begin that ask for something to be verified once more, folded. */
static const char *const verifies[] = {
    "verif",
    "confirm",
    "reconfirm",
    "recheck",
    "doublecheck",
    "again",
    "bestatig",
    "nochmal",
    "erneut",
    "nachpruf",
    "uberpruf",
    "reverif",
    "nouveau",
    "nuevo",
};
/* Words that name nothing. */
static const char *const empty[] = { "with", "from", "that", "this", "their", "company" };

static bool is_letter(char k)
{
    return (unsigned char)k >= 0x80 || (k >= 'a' && k <= 'z') || (k >= '0' && k <= '9');
}

static struct str word_next(struct str *rest)
{
    size_t from = 0, to;
    while (from < rest->n && !is_letter(rest->p[from]))
        from++;
    to = from;
    while (to < rest->n && is_letter(rest->p[to]))
        to++;
    struct str word = { rest->p + from, to - from };
    *rest = (struct str){ rest->p + to, rest->n - to };
    return word;
}

static bool any_begins(struct str text, const char *const *beginnings, size_t n)
{
    while (text.n) {
        struct str word = word_next(&text);
        for (size_t i = 0; i < n; i++) {
            if (str_starts(word, str_of(beginnings[i])))
                return true;
        }
    }
    return false;
}

/* "insurer" and "insurance": the first five letters, or the whole of a shorter one. */
static bool are_alike(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    if (n < 4)
        return false;
    if (n < 5)
        return str_same(a, b);
    return memcmp(a.p, b.p, 5) == 0;
}

static bool names(struct str subject, struct str text)
{
    while (subject.n) {
        struct str rest = text, word = word_next(&subject);
        if (any_begins(word, empty, COUNT(empty)))
            continue;
        while (rest.n) {
            if (are_alike(word, word_next(&rest)))
                return true;
        }
    }
    return false;
}

static struct str warning_of(struct arena *a, const struct deal_verified *v)
{
    struct buf b;
    buf_init(&b, a, 600);
    for (size_t i = 0; i < v->name.n; i++)
        buf_char(&b, v->name.p[i] == '_' ? ' ' : v->name.p[i]);
    buf_lit(&b, ": verified by buyer ");
    buf_day(&b, v->day);
    if (v->with.n) {
        buf_lit(&b, " with ");
        buf_add(&b, v->with);
    }
    buf_char(&b, '.');
    return buf_str(&b);
}

bool deal_verified_warning(struct ctx *c, int64_t deal_id, struct str step, struct str *warning)
{
    struct deal_verifieds all;
    *warning = STR_NONE;
    if (!step.n)
        return true;
    struct str folded = fold(c->arena, step);
    if (!any_begins(folded, verifies, COUNT(verifies)))
        return true;
    if (!deal_verified_read(c, deal_id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const struct deal_verified *v = &all.p[i];
        if (names(v->name, folded) || names(fold(c->arena, v->with), folded)) {
            *warning = warning_of(c->arena, v);
            return true;
        }
    }
    return true;
}

bool deal_step_is_new(struct ctx *c, int64_t deal_id, struct str step, struct str why)
{
    struct str warning;
    if (str_trim(why).n || deal_is_imported(c))
        return true;
    if (!deal_verified_warning(c, deal_id, step, &warning))
        return false;
    if (!warning.n)
        return true;
    refuse(c, &already_verified, deal_id);
    c->fault.detail = arena_printf(c->arena, "The buyer has verified this himself. %.*s",
                                   STR_FMT(warning));
    return false;
}

/* ---- while a special price waits ---- */

bool deal_value_is_free(struct ctx *c, const struct deal *was, const struct deal *now)
{
    bool same = was->value.minor == now->value.minor
                && strcmp(was->value.currency, now->value.currency) == 0;
    bool waits;
    if (same || now->state != DEAL_OPEN || deal_is_imported(c))
        return true;
    return deal_asked_for(c, now->id, &waits) && (!waits || refuse(c, &price_waits, now->id));
}

/* ---- what happens beside it ---- */

bool deal_tell(struct ctx *c, struct deal *d, const char *kind, const char *member, int64_t id)
{
    struct str body = arena_printf(c->arena, "{\"%s\":%lld}", member, (long long)id);
    return history_add(c, (struct entry){ .record = "deal",
                                          .record_id = d->id,
                                          .seq = deal_next_seq(d),
                                          .kind = str_of(kind),
                                          .happened = INSTANT_NONE,
                                          .body = body });
}

bool deal_tell_alone(struct ctx *c, int64_t deal_id, const char *kind, const char *member,
                     int64_t id)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, deal_id, &was))
        return false;
    now = was;
    return deal_tell(c, &now, kind, member, id) && deal_save_touched(c, &was, &now);
}
