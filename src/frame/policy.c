/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/policy.h"
#include "frame/kept.h"
#include "frame/policy_store.h"

static bool load(struct ctx *c, struct arena *a, void *value)
{
    return policy_changes_read(c, a, value);
}

static struct kept kept_policies = {
    .name = "policies",
    .slot = KEPT_POLICIES,
    .size = sizeof(struct policy_changes),
    .load = load,
};

const struct policy *policy_named(struct str name)
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_policies; j++) {
            if (str_is(name, slices[i]->policies[j]->name))
                return slices[i]->policies[j];
        }
    }
    return NULL;
}

bool policy_value_at(struct ctx *c, const struct policy *p, struct instant at, int64_t *value)
{
    const struct policy_changes *all = kept_get(c, &kept_policies);
    if (!all)
        return false;
    *value = p->fallback;
    for (size_t i = 0; i < all->n; i++) {
        if (str_is(all->p[i].name, p->name) && all->p[i].changed.ms <= at.ms)
            *value = all->p[i].value;
    }
    return true;
}

int64_t policy_value(struct ctx *c, const struct policy *p)
{
    int64_t value = p->fallback;
    return policy_value_at(c, p, INSTANT_NONE, &value) ? value : p->fallback;
}

bool policy_set(struct ctx *c, const struct policy *p, int64_t value)
{
    if (value < p->min || value > p->max)
        return bad_field(c, str_of(p->name), "Give a number from %lld to %lld.", (long long)p->min,
                         (long long)p->max);
    if (value == policy_value(c, p))
        return !failed(c);
    kept_changed(c, &kept_policies);
    return policy_change_add(c, str_of(p->name), value);
}
