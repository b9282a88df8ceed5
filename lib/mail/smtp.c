/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>

#include "base/text.h"
#include "mail/delivery.h"

#define CONNECT_MS 10000L
#define ANSWER_S 30
#define ALL_ANSWERS 4 /* one try takes at most so many times as long as one answer */

struct smtp {
    CURL *curl;
    struct smtp_options o;
    struct str bytes; /* of what is being sent */
    size_t at;
    bool quits;       /* it says good-bye, and what comes back is about nothing */
    char verb[8];     /* the last command before that: "RCPT" */
    char answer[300]; /* the last line that the server said */
};

bool smtp_start(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

/* ---- what libcurl calls ---- */

static size_t give(char *to, size_t size, size_t n, void *arg)
{
    struct smtp *s = arg;
    size_t some = s->bytes.n - s->at < size * n ? s->bytes.n - s->at : size * n;
    memcpy(to, s->bytes.p + s->at, some);
    s->at += some;
    return some;
}

static size_t hear(char *line, size_t size, size_t n, void *arg)
{
    struct smtp *s = arg;
    struct str said = str_trim((struct str){ line, size * n });
    if (s->quits)
        return size * n;
    snprintf(s->answer, sizeof s->answer, "%.*s", (int)(said.n < 290 ? said.n : 290), said.p);
    return size * n;
}

/* Of what we say only the commands are looked at, never what stands behind them. */
static int watch(CURL *curl UNUSED, curl_infotype type, char *data, size_t n, void *arg)
{
    struct smtp *s = arg;
    size_t i = 0;
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    s->quits = n >= 4 && memcmp(data, "QUIT", 4) == 0;
    if (s->quits)
        return 0;
    for (; i < n && i + 1 < sizeof s->verb && data[i] >= 'A' && data[i] <= 'Z'; i++)
        s->verb[i] = data[i];
    s->verb[i] = 0;
    return 0;
}

static int is_stopped(void *arg, curl_off_t a UNUSED, curl_off_t b UNUSED, curl_off_t d UNUSED,
                      curl_off_t e UNUSED)
{
    const struct smtp *s = arg;
    if (s->o.beat)
        s->o.beat();
    return s->o.stop && atomic_load(s->o.stop);
}

/* ---- a connection ---- */

static bool is_this_machine(const char *url)
{
    const char *host = strstr(url, "://");
    return host
           && (strncmp(host + 3, "127.", 4) == 0 || strncmp(host + 3, "[::1]", 5) == 0
               || strncmp(host + 3, "localhost", 9) == 0);
}

static void set_up(struct smtp *s)
{
    CURL *c = s->curl;
    bool secret = s->o.user && !is_this_machine(s->o.url);
    long answer_s = s->o.answer_s ? s->o.answer_s : ANSWER_S;
    curl_easy_setopt(c, CURLOPT_URL, s->o.url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(secret ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (s->o.user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, s->o.user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, s->o.password);
    }
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
                     answer_s * 1000 < CONNECT_MS ? answer_s * 1000 : CONNECT_MS);
    curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, answer_s);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, answer_s * 1000 * ALL_ANSWERS);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(c, CURLOPT_READDATA, s);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, watch);
    curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
    curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, is_stopped);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
}

struct smtp *smtp_open(const struct smtp_options *o)
{
    if (strncmp(o->url, "smtp://", 7) != 0 && strncmp(o->url, "smtps://", 8) != 0)
        return NULL;
    struct smtp *s = calloc(1, sizeof *s);
    if (!s || !(s->curl = curl_easy_init())) {
        free(s);
        return NULL;
    }
    s->o = *o;
    set_up(s);
    return s;
}

void smtp_close(struct smtp *s)
{
    if (!s)
        return;
    curl_easy_cleanup(s->curl);
    free(s);
}

/* ---- one message ---- */

/* Which of our commands the server refused decides what the refusal is about. */
static enum verdict verdict_of(const struct smtp *s, CURLcode code)
{
    long status = 0;
    if (code == CURLE_OK)
        return MAIL_SENT;
    curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status < 500 || status > 599)
        return MAIL_LATER;
    if (strcmp(s->verb, "RCPT") == 0)
        return MAIL_NO_SUCH;
    return strcmp(s->verb, "DATA") == 0 ? MAIL_NEVER : MAIL_LATER;
}

/* A server may say anything: one line of UTF-8 is kept. */
static void say(struct delivery *out, const char *what)
{
    size_t n = 0;
    for (; *what && n + 1 < sizeof out->said; what++) {
        if (*what >= ' ' && *what <= '~')
            out->said[n++] = *what;
    }
    out->said[n] = 0;
}

void smtp_send(struct smtp *s, struct str from, struct str to, struct str bytes,
               struct delivery *out)
{
    char sender[300], recipient[300], error[CURL_ERROR_SIZE] = "";
    snprintf(sender, sizeof sender, "<%.*s>", STR_FMT(from));
    snprintf(recipient, sizeof recipient, "<%.*s>", STR_FMT(to));
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    *out = (struct delivery){ .verdict = MAIL_LATER };
    s->bytes = bytes;
    s->at = 0;
    s->verb[0] = s->answer[0] = 0;
    s->quits = false;
    curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, recipients);
    CURLcode code = curl_easy_perform(s->curl);
    curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    out->verdict = verdict_of(s, code);
    bool refused = s->answer[0] == '4' || s->answer[0] == '5';
    bool about_it = strcmp(s->verb, "RCPT") == 0 || strcmp(s->verb, "DATA") == 0;
    out->unreached = out->verdict == MAIL_LATER && !(refused && about_it);
    say(out, code == CURLE_OK || refused ? s->answer
             : error[0]                  ? error
                                         : curl_easy_strerror(code));
}
