/* SPDX-License-Identifier: Apache-2.0 */
/* The files that are built into the program. Their names change with their content, so they never
 * grow old. */
#include "web_impl.h"

/* A style sheet names its font without the hash it cannot know. */
static struct str short_name(struct str path)
{
    size_t prefix = sizeof("/static/") - 1;
    return str_cut(path, prefix, path.n);
}

static const struct asset *asset_at(struct str path)
{
    bool icon = str_is(path, "/favicon.ico");

    if (!icon && !str_starts(path, STR("/static/")))
        return NULL;
    for (size_t i = 0; i < n_assets; i++)
        if (icon ? strcmp(assets[i].name, "favicon.svg") == 0
                 : str_is(path, assets[i].path) || str_is(short_name(path), assets[i].name))
            return &assets[i];
    return NULL;
}

bool static_serves(const struct conn *k)
{
    return k->q.method == METHOD_GET && asset_at(k->q.path) != NULL;
}

enum MHD_Result static_send(struct conn *k)
{
    const struct asset *a = asset_at(k->q.path);
    bool own_path = str_is(k->q.path, a->path);
    bool packed = a->gzip_n && accepts_gzip(k->h.accept_encoding);
    struct outgoing o = {
        .status = 200,
        .type = a->type,
        .bytes = { (const char *)(packed ? a->gzip : a->plain), packed ? a->gzip_n : a->plain_n },
        .packed = packed,
        .cache = own_path ? "public, max-age=31536000, immutable" : "public, max-age=86400",
        .etag = arena_printf(&k->arena, "\"%s\"", a->path + sizeof("/static/") - 1),
    };

    fault_clear(&k->q.c); /* no route has this path */
    k->slot = counts_slot_more(k->server, SLOT_STATIC);
    if (k->h.if_none_match.n && str_same(k->h.if_none_match, o.etag)) {
        o.status = 304;
        o.bytes = STR_NONE;
        o.packed = false;
    }
    return outgoing_send(k, &o);
}
