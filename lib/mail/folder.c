/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/delivery.h"

bool folder_ready(const char *folder)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return false;
    return access(folder, W_OK | X_OK) == 0;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_cut(bytes, (size_t)n, bytes.n);
    }
    return fsync(fd) == 0;
}

static bool put(int dir, const char *part, const char *name, struct str bytes)
{
    int fd = openat(dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool ok = write_all(fd, bytes);
    ok = close(fd) == 0 && ok;
    if (ok && renameat(dir, part, dir, name) == 0)
        return fsync(dir) == 0;
    int why = errno;
    unlinkat(dir, part, 0);
    errno = why;
    return false;
}

void folder_put(const char *folder, struct str name, struct str bytes, struct delivery *out)
{
    char to[100], part[100];
    *out = (struct delivery){ .verdict = MAIL_SENT };
    snprintf(to, sizeof to, "%.*s.eml", STR_FMT(name));
    snprintf(part, sizeof part, ".%.*s.part", STR_FMT(name));
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || !put(dir, part, to, bytes)) {
        out->verdict = MAIL_LATER;
        out->unreached = true;
        snprintf(out->said, sizeof out->said, "The folder could not be written: %s",
                 strerror(errno));
    }
    if (dir >= 0)
        close(dir);
}
