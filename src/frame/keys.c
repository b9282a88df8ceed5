/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/keys.h"

/* clang-format off */
static const struct key table[] = {
    { "Ctrl K", "Search, or run a command", NULL,            "search",   ROLE_STAFF, false },
    { "/",      "Search",                   NULL,            "search",   ROLE_STAFF, false },
    { "l",      "Log a touch on this deal", NULL,            "compose",  ROLE_SALES, true },
    { "c",      "New deal",                 "/deals/new",    NULL,       ROLE_SALES, true },
    { NULL,     "New enquiry",              "/enquiries/new", NULL,      ROLE_SALES, true },
    { NULL,     "Enquiries",                "/enquiries",    NULL,       ROLE_SALES, true },
    { NULL,     "New account",              "/accounts/new", NULL,       ROLE_OFFICE, true },
    { NULL,     "New contact",              "/contacts/new", NULL,       ROLE_OFFICE, true },
    { "g t",    "Go to Today",              "/",             NULL,       ROLE_STAFF, true },
    { "g b",    "Go to the board",          "/board",        NULL,       ROLE_DEALS, true },
    { "g d",    "Go to deals",              "/deals",        NULL,       ROLE_DEALS, true },
    { "g a",    "Go to accounts",           "/accounts",     NULL,       ROLE_STAFF, true },
    { "g c",    "Go to contacts",           "/contacts",     NULL,       ROLE_STAFF, true },
    { "g p",    "Go to products",           "/products",     NULL,       ROLE_STAFF, true },
    { "g f",    "Go to the forecast",       "/forecast",     NULL,       ROLE_DEALS, true },
    { "g r",    "Go to results",            "/results",      NULL,       ROLE_DEALS, true },
    { "g l",    "Go to alerts",             "/alerts",       NULL,       ROLE_STAFF, true },
    { NULL,     "Saved views",              "/views",        NULL,       ROLE_STAFF, true },
    { NULL,     "Bulk edits",               "/bulk",         NULL,       ROLE_OFFICE, true },
    { NULL,     "Import",                   "/import",       NULL,
      ROLE_MANAGER | ROLE_ADMINISTRATOR, true },
    { NULL,     "Change theme",             NULL,            "theme",    ROLE_STAFF, true },
    { "j",      "Next row",                 NULL,            "next",     ROLE_STAFF, false },
    { "k",      "Row before",               NULL,            "previous", ROLE_STAFF, false },
    { "?",      "Show the keys",            NULL,            "help",     ROLE_STAFF, true },
};
/* clang-format on */

const struct keys keys = { table, COUNT(table) };

bool key_is_for(const struct key *k, const struct frame *f)
{
    return (k->roles & f->roles) != 0;
}
