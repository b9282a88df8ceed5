/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/notice.h"
#include "frame/org.h"
#include "frame/people.h"
#include "notice/notice.mail.h"
#include "outbox/outbox.h"

/* clang-format off */
static const struct mail alert_letter = {
    "alert", "An alert to one of us", LETTER_SERVICE, notice_mail_page, "X-15",
};
/* clang-format on */

static bool tell(struct ctx *c, int64_t user_id, struct str subject, struct str text)
{
    const struct person *who = person_find(c, user_id);
    struct notice view = { subject, text, site_origin() };
    struct letter l = { .to = who ? arena_str(c->arena, who->email) : STR_NONE };
    if (!who || !l.to.n)
        return !failed(c);
    return outbox_put(c, &alert_letter, &view, &l);
}

static const struct mail *const mails[] = { &alert_letter };

const struct slice notice_slice = {
    .name = "notice",
    TABLE(mails, mails),
    .tell = tell,
};
