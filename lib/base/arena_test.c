/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WITH_ASAN
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#endif

enum { MIB = 1024 * 1024 };

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

static void memory_comes_zeroed_and_aligned(void **state)
{
    struct arena a;
    (void)state;

    arena_init(&a, MIB);
    for (int round = 0; round < 2; round++) {
        for (size_t n = 0; n < 300; n++) {
            unsigned char *p = arena_alloc(&a, n);

            assert_int_equal((uintptr_t)p % 16, 0);
            assert_true(all_zero(p, n));
            memset(p, 0xff, n);
        }
        arena_reset(&a);
    }
    arena_release(&a);
}

static void pieces_do_not_overlap_across_blocks(void **state)
{
    enum { PIECES = 500,
           SIZE = 1000 };
    unsigned char *p[PIECES];
    struct arena a;
    (void)state;

    arena_init(&a, 4 * MIB);
    for (int i = 0; i < PIECES; i++)
        p[i] = memset(arena_alloc(&a, SIZE), i, SIZE);
    for (int i = 0; i < PIECES; i++)
        for (int j = 0; j < SIZE; j++)
            assert_int_equal(p[i][j], i & 0xff);
    arena_release(&a);
    assert_int_equal(a.total, 0);
}

static void the_last_piece_grows_in_place(void **state)
{
    struct arena a;
    char *p, *grown;
    (void)state;

    arena_init(&a, MIB);
    p = arena_alloc(&a, 10);
    memcpy(p, "0123456789", 10);
    grown = arena_grow(&a, p, 10, 1000);
    assert_ptr_equal(grown, p);
    assert_memory_equal(grown, "0123456789", 10);
    assert_true(all_zero((unsigned char *)grown + 10, 990));
    assert_ptr_not_equal(arena_alloc(&a, 1), p);
    arena_release(&a);
}

static void a_piece_with_another_behind_it_moves_when_it_grows(void **state)
{
    struct arena a;
    char *p, *grown;
    (void)state;

    arena_init(&a, MIB);
    p = arena_alloc(&a, 10);
    memcpy(p, "0123456789", 10);
    arena_alloc(&a, 1);
    grown = arena_grow(&a, p, 10, 200);
    assert_ptr_not_equal(grown, p);
    assert_memory_equal(grown, "0123456789", 10);
    assert_true(all_zero((unsigned char *)grown + 10, 190));
    grown = arena_grow(&a, grown, 200, 300000);
    assert_memory_equal(grown, "0123456789", 10);
    arena_release(&a);
}

static void rewinding_forgets_what_came_after_the_mark(void **state)
{
    struct arena a;
    struct arena_mark mark;
    char *kept, *first, *again;
    size_t total;
    (void)state;

    arena_init(&a, 8 * MIB);
    kept = arena_alloc(&a, 4);
    memcpy(kept, "kept", 4);
    mark = arena_mark(&a);
    total = a.total;
    first = arena_alloc(&a, 100);
    memset(first, 0xff, 100);
    arena_alloc(&a, MIB);
    arena_rewind(&a, mark);
    assert_int_equal(a.total, total);
    again = arena_alloc(&a, 100);
    assert_ptr_equal(again, first);
    assert_true(all_zero((unsigned char *)again, 100));
    assert_memory_equal(kept, "kept", 4);
    arena_release(&a);
}

static void a_mark_of_an_empty_arena_can_be_rewound_to_again_and_again(void **state)
{
    struct arena a;
    struct arena_mark mark;
    (void)state;

    arena_init(&a, MIB);
    mark = arena_mark(&a);
    for (int i = 0; i < 100; i++) {
        arena_alloc(&a, 200000);
        arena_rewind(&a, mark);
    }
    assert_int_equal(a.used, 0);
    arena_release(&a);
}

static void a_reset_keeps_one_small_block_at_most(void **state)
{
    struct arena a;
    (void)state;

    arena_init(&a, 8 * MIB);
    arena_alloc(&a, 100);
    arena_alloc(&a, MIB);
    arena_reset(&a);
    assert_int_equal(a.total, 64 * 1024);
    arena_release(&a);
    arena_alloc(&a, MIB);
    arena_reset(&a);
    assert_int_equal(a.total, 0);
    arena_release(&a);
}

static void text_is_copied_and_ended_with_a_nul(void **state)
{
    struct arena a;
    struct str s;
    (void)state;

    arena_init(&a, MIB);
    s = arena_str(&a, str_cut(STR("dealer"), 0, 4));
    assert_int_equal(s.n, 4);
    assert_string_equal(s.p, "deal");
    assert_string_equal(arena_cstr(&a, STR_NONE), "");
    s = arena_printf(&a, "%d-%s", 42, "x");
    assert_string_equal(s.p, "42-x");
    s = arena_printf(&a, "%0700d", 7);
    assert_int_equal(s.n, 700);
    assert_int_equal(s.p[699], '7');
    assert_int_equal(s.p[700], 0);
    arena_release(&a);
}

static void over_the_ceiling(void)
{
    struct arena a;

    arena_init(&a, 100000);
    for (;;)
        arena_alloc(&a, 1000);
}

static void one_huge_piece(void)
{
    struct arena a;

    arena_init(&a, 100000);
    arena_alloc(&a, SIZE_MAX - 4);
}

static void an_array_that_overflows(void)
{
    struct arena a;

    arena_init(&a, 100000);
    arena_alloc_array(&a, 16, SIZE_MAX / 8);
}

static int exit_code_of(void (*run)(void))
{
    int status, null;
    pid_t child = fork();

    if (child == 0) {
        null = open("/dev/null", O_WRONLY);
        dup2(null, STDERR_FILENO);
        run();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void too_much_ends_the_process(void **state)
{
    (void)state;
    assert_int_equal(exit_code_of(over_the_ceiling), 1);
    assert_int_equal(exit_code_of(one_huge_piece), 1);
    assert_int_equal(exit_code_of(an_array_that_overflows), 1);
}

static void an_arena_can_be_filled_to_its_ceiling(void **state)
{
    struct arena a;
    (void)state;

    arena_init(&a, 1024);
    arena_alloc(&a, 900);
    assert_true(a.total <= 1024);
    arena_release(&a);
}

#ifdef WITH_ASAN
static void the_sanitizer_sees_gaps_and_forgotten_space(void **state)
{
    struct arena a;
    struct arena_mark mark;
    char *p, *q;
    (void)state;

    arena_init(&a, MIB);
    p = arena_alloc(&a, 24);
    mark = arena_mark(&a);
    q = arena_alloc(&a, 24);
    assert_false(__asan_address_is_poisoned(p + 23));
    assert_true(__asan_address_is_poisoned(p + 24));
    assert_false(__asan_address_is_poisoned(q));
    arena_rewind(&a, mark);
    assert_true(__asan_address_is_poisoned(q));
    arena_reset(&a);
    assert_true(__asan_address_is_poisoned(p));
    arena_release(&a);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_zeroed_and_aligned),
        cmocka_unit_test(pieces_do_not_overlap_across_blocks),
        cmocka_unit_test(the_last_piece_grows_in_place),
        cmocka_unit_test(a_piece_with_another_behind_it_moves_when_it_grows),
        cmocka_unit_test(rewinding_forgets_what_came_after_the_mark),
        cmocka_unit_test(a_mark_of_an_empty_arena_can_be_rewound_to_again_and_again),
        cmocka_unit_test(a_reset_keeps_one_small_block_at_most),
        cmocka_unit_test(text_is_copied_and_ended_with_a_nul),
        cmocka_unit_test(too_much_ends_the_process),
        cmocka_unit_test(an_arena_can_be_filled_to_its_ceiling),
#ifdef WITH_ASAN
        cmocka_unit_test(the_sanitizer_sees_gaps_and_forgotten_space),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
