/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <fcntl.h>
#include <unistd.h>

#include "image.h"

#define DISKS 200
#define INODE 7

/* A record made by hand, and a folder for the disks. */
struct place {
    char folder[64], record[96], file[96];
    int fd;
};

static int place_make(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    if (!p)
        return -1;
    snprintf(p->folder, sizeof p->folder, "/tmp/counterpart-image-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    snprintf(p->record, sizeof p->record, "%s/record", p->folder);
    snprintf(p->file, sizeof p->file, "%s/a", p->folder);
    p->fd = open(p->record, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    *state = p;
    return p->fd < 0;
}

static int place_remove(void **state)
{
    struct place *p = *state;
    close(p->fd);
    unlink(p->record);
    unlink(p->file);
    rmdir(p->folder);
    free(p);
    return 0;
}

static void put(struct place *p, enum disk_kind kind, uint64_t at, const void *bytes, size_t n)
{
    static const char nothing[8];
    struct disk_op op = { .kind = kind, .n = (uint32_t)n, .inode = INODE, .at = at };
    assert_int_equal(write(p->fd, &op, sizeof op), sizeof op);
    assert_int_equal(write(p->fd, n ? bytes : nothing, n), n);
    assert_int_equal(write(p->fd, nothing, -n % 8), -n % 8);
}

/* A whole sector of one letter. */
static void put_sector(struct place *p, size_t sector, char letter)
{
    char bytes[512];
    memset(bytes, letter, sizeof bytes);
    put(p, DISK_WRITE, sector * 512, bytes, sizeof bytes);
}

/* The file with its name, safe. */
static void put_file(struct place *p)
{
    put(p, DISK_CREATE, 0, "a", 1);
    put(p, DISK_SYNC_FOLDER, 0, NULL, 0);
}

/* What stands at the beginning of each of two sectors on the disks there could be: '-' when the
 * file ends before. */
struct seen {
    int letter[2][128];
    int missing;
};

static void look(const struct place *p, struct seen *seen)
{
    int fd = open(p->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        seen->missing++;
        return;
    }
    for (int i = 0; i < 2; i++) {
        unsigned char c = '-';
        (void)!pread(fd, &c, 1, i * 512);
        seen->letter[i][c < 128 ? c : '?']++;
    }
    close(fd);
    unlink(p->file);
}

static struct seen draw(const struct place *p, bool lying)
{
    struct seen seen = { 0 };
    uint64_t chance = 42;
    struct image *m = image_open(p->record, lying);
    assert_non_null(m);
    image_advance(m, image_bytes(m));
    for (int i = 0; i < DISKS; i++) {
        assert_true(image_write(m, p->folder, &chance));
        look(p, &seen);
    }
    image_close(m);
    return seen;
}

static void what_a_sync_covered_is_on_every_disk(void **state)
{
    struct place *p = *state;
    put_file(p);
    put_sector(p, 0, 'A');
    put_sector(p, 1, 'B');
    put(p, DISK_SYNC, 0, NULL, 0);
    struct seen seen = draw(p, false);
    assert_int_equal(seen.letter[0]['A'], DISKS);
    assert_int_equal(seen.letter[1]['B'], DISKS);
}

static void what_was_written_since_is_there_or_not_sector_by_sector(void **state)
{
    struct place *p = *state;
    char both[1024];
    put_file(p);
    put_sector(p, 0, 'A');
    put_sector(p, 1, 'B');
    put(p, DISK_SYNC, 0, NULL, 0);
    memset(both, 'C', sizeof both);
    put(p, DISK_WRITE, 0, both, sizeof both);
    struct seen seen = draw(p, false);
    assert_true(seen.letter[0]['A'] > 20 && seen.letter[0]['C'] > 20);
    assert_int_equal(seen.letter[0]['A'] + seen.letter[0]['C'], DISKS);
    assert_true(seen.letter[0]['C'] != seen.letter[1]['C']); /* torn on some */
}

static void a_disk_that_lies_keeps_nothing_for_sure(void **state)
{
    struct place *p = *state;
    put_file(p);
    put_sector(p, 0, 'A');
    put(p, DISK_SYNC, 0, NULL, 0);
    struct seen seen = draw(p, true);
    assert_true(seen.letter[0]['A'] > 20 && seen.letter[0]['A'] < DISKS - 20);
}

static void what_a_failed_sync_covered_is_not_saved_by_the_next_one(void **state)
{
    struct place *p = *state;
    put_file(p);
    put_sector(p, 0, 'A');
    put(p, DISK_SYNC_FAILED, 0, NULL, 0);
    put_sector(p, 1, 'B');
    put(p, DISK_SYNC, 0, NULL, 0);
    struct seen seen = draw(p, false);
    assert_true(seen.letter[0]['A'] > 20 && seen.letter[0]['A'] < DISKS - 20);
    assert_int_equal(seen.letter[1]['B'], DISKS);
}

static void what_was_written_again_after_a_failed_sync_is_saved(void **state)
{
    struct place *p = *state;
    put_file(p);
    put_sector(p, 0, 'A');
    put(p, DISK_SYNC_FAILED, 0, NULL, 0);
    put_sector(p, 0, 'C');
    put(p, DISK_SYNC, 0, NULL, 0);
    assert_int_equal(draw(p, false).letter[0]['C'], DISKS);
}

static void a_name_is_safe_when_its_folder_was_synced(void **state)
{
    struct place *p = *state;
    put(p, DISK_CREATE, 0, "a", 1);
    put(p, DISK_SYNC, 0, NULL, 0);
    struct seen seen = draw(p, false);
    assert_true(seen.missing > 20 && seen.missing < DISKS - 20);
    put(p, DISK_SYNC_FOLDER, 0, NULL, 0);
    assert_int_equal(draw(p, false).missing, 0);
    put(p, DISK_UNLINK, 0, "a", 1);
    seen = draw(p, false);
    assert_true(seen.missing > 20 && seen.missing < DISKS - 20);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_sync_covered_is_on_every_disk),
        TEST(what_was_written_since_is_there_or_not_sector_by_sector),
        TEST(a_disk_that_lies_keeps_nothing_for_sure),
        TEST(what_a_failed_sync_covered_is_not_saved_by_the_next_one),
        TEST(what_was_written_again_after_a_failed_sync_is_saved),
        TEST(a_name_is_safe_when_its_folder_was_synced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
