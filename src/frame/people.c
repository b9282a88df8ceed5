/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "base/text.h"
#include "frame/people.h"
#include "frame/kept.h"
#include "frame/people_store.h"

static bool load(struct ctx *c, struct arena *a, void *value);

static struct kept kept_people = {
    .name = "people",
    .slot = KEPT_PEOPLE,
    .size = sizeof(struct people),
    .load = load,
};

static struct person *find(const struct people *all, int64_t id)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (all->p[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < all->n && all->p[low].id == id ? (struct person *)&all->p[low] : NULL;
}

/* Whether `who` stands at or below `top`. Rings are refused when they are made; the bound is for a
 * damaged table. */
static bool is_below(const struct people *all, const struct person *who, int64_t top)
{
    for (size_t steps = 0; who && steps <= all->n; steps++) {
        if (who->id == top)
            return true;
        who = who->manager_id ? find(all, who->manager_id) : NULL;
    }
    return false;
}

static void line_walk(const struct people *all, struct person *top, struct arena *a)
{
    int64_t *owners = arena_array(a, int64_t, all->n);
    size_t n = 0;
    owners[n++] = top->id;
    bool leads = top->roles & (ROLE_MANAGER | ROLE_EXECUTIVE);
    for (size_t i = 0; i < all->n && leads; i++) {
        if (all->p[i].id != top->id && is_below(all, &all->p[i], top->id))
            owners[n++] = all->p[i].id;
    }
    top->owners = owners;
    top->n_owners = n;
    top->sees_all = leads && n == all->n;
}

static bool load(struct ctx *c, struct arena *a, void *value)
{
    struct people *all = value;
    if (!people_read(c, a, all))
        return false;
    for (size_t i = 0; i < all->n; i++)
        line_walk(all, (struct person *)&all->p[i], a);
    return true;
}

const struct people *people(struct ctx *c)
{
    return kept_get(c, &kept_people);
}

void people_changed(struct ctx *c)
{
    kept_changed(c, &kept_people);
}

const struct person *person_find(struct ctx *c, int64_t id)
{
    const struct people *all = people(c);
    return all ? find(all, id) : NULL;
}

const struct person *person_asked(struct ctx *c, struct str text)
{
    const struct people *all = people(c);
    struct str email = fold(c->arena, text);
    int64_t id = 0;
    if (str_to_int(text, &id))
        return person_find(c, id);
    for (size_t i = 0; all && i < all->n; i++) {
        if (email.n && str_same(fold(c->arena, all->p[i].email), email))
            return &all->p[i];
    }
    return NULL;
}

struct str person_name(struct ctx *c, int64_t id)
{
    const struct person *who = id ? person_find(c, id) : NULL;
    return who ? arena_str(c->arena, who->name) : STR("nobody");
}

bool viewer_make(struct ctx *c, int64_t id, const char *door, const struct viewer **out)
{
    const struct person *who = person_find(c, id);
    if (failed(c))
        return false;
    if (!who || !who->active)
        return fail(c, FAULT_SIGN_IN, "sign_in",
                    STR("This sign-in is no longer valid. Sign in again."));
    struct viewer *v = arena_new(c->arena, struct viewer);
    int64_t *owners = arena_array(c->arena, int64_t, who->n_owners);
    memcpy(owners, who->owners, who->n_owners * sizeof *owners);
    *v = (struct viewer){ who->id, who->roles, who->sees_all, owners, who->n_owners, door };
    *out = v;
    return true;
}

bool viewer_sees(const struct viewer *v, int64_t owner_id)
{
    if (v->sees_all)
        return true;
    for (size_t i = 0; i < v->n_owners; i++) {
        if (v->owners[i] == owner_id)
            return true;
    }
    return false;
}

bool line_is_open(struct ctx *c, int64_t id, int64_t manager)
{
    const struct people *all = people(c);
    if (!all)
        return false;
    const struct person *above = manager ? find(all, manager) : NULL;
    return !above || !is_below(all, above, id);
}

struct str token_new(struct arena *a)
{
    unsigned char random[32];
    char *text = arena_alloc(a, TOKEN_TEXT + 1);
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(text, TOKEN_TEXT + 1, random, sizeof random,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
    return (struct str){ text, TOKEN_TEXT };
}

struct str token_hash(struct arena *a, struct str token)
{
    unsigned char *hash = arena_alloc(a, 32);
    crypto_generichash(hash, 32, (const unsigned char *)(token.p ? token.p : ""), token.n, NULL, 0);
    return (struct str){ (const char *)hash, 32 };
}
