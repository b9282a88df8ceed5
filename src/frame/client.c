/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>

#include "frame/client.h"

#define NAME_MAX_BYTES 40

static struct str place_of_v4(struct arena *a, const unsigned char ip[4])
{
    return arena_printf(a, "%d.%d.%d.x", ip[0], ip[1], ip[2]);
}

struct str client_place(struct arena *a, struct str address)
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    unsigned char ip[16];
    char text[INET6_ADDRSTRLEN];

    if (inet_pton(AF_INET, arena_cstr(a, address), ip) == 1)
        return place_of_v4(a, ip);
    if (inet_pton(AF_INET6, arena_cstr(a, address), ip) != 1)
        return STR_NONE;
    if (memcmp(ip, mapped, sizeof mapped) == 0)
        return place_of_v4(a, ip + sizeof mapped);
    memset(ip + 6, 0, sizeof ip - 6);
    return arena_printf(a, "%s/48", inet_ntop(AF_INET6, ip, text, sizeof text));
}

static bool mentions(struct str s, const char *word)
{
    return s.n && memmem(s.p, s.n, word, strlen(word));
}

struct known {
    const char *mark, *name;
};

/* The first whose mark is there: Edge says Chrome too, and Chrome says Safari. */
static struct str first_of(struct str agent, const struct known *known, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (mentions(agent, known[i].mark))
            return str_of(known[i].name);
    }
    return STR_NONE;
}

struct str client_browser(struct arena *a, struct str agent)
{
    static const struct known browsers[] = {
        { "Edg", "Edge" },
        { "OPR/", "Opera" },
        { "Firefox/", "Firefox" },
        { "FxiOS/", "Firefox" },
        { "CriOS/", "Chrome" },
        { "Chromium/", "Chromium" },
        { "Chrome/", "Chrome" },
        { "Safari/", "Safari" },
    };
    static const struct known systems[] = {
        { "Android", "Android" },
        { "iPhone", "iPhone" },
        { "iPad", "iPad" },
        { "Windows", "Windows" },
        { "Mac OS X", "macOS" },
        { "CrOS", "ChromeOS" },
        { "Linux", "Linux" },
    };
    struct str browser = first_of(agent, browsers, COUNT(browsers)), rest;
    struct str system = first_of(agent, systems, COUNT(systems));

    if (!browser.n && str_starts(agent, STR("Mozilla/")))
        browser = STR("A browser");
    if (!browser.n)
        browser = str_split(str_split(agent, ' ', &rest), '/', &rest);
    if (browser.n > NAME_MAX_BYTES)
        browser = STR("A program");
    return system.n ? arena_printf(a, "%.*s on %.*s", STR_FMT(browser), STR_FMT(system))
                    : arena_str(a, browser);
}
