/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a run: looked through, put in order, stored, opened again. */
#include "frame/policy.h"
#include "import/run/run.h"

#define PIECE_BYTES ((size_t)256 << 10)
#define READER_KIB 2048

void run_init(struct import_run *run, struct store *store, struct arena *a, int64_t user_id)
{
    *run = (struct import_run){ .store = store, .arena = a, .user_id = user_id };
    names_init(&run->planned, a);
    run->files = arena_array(a, struct import_file, FILES_MAX);
}

int64_t run_rows(const struct import_run *run)
{
    int64_t n = 0;
    for (size_t i = 0; i < run->n_files; i++)
        n += run->files[i].tally.rows;
    return n;
}

/* ---- a file comes in ---- */

static bool bad_file(struct ctx *c, struct str filename, const char *why)
{
    return fail(c, FAULT_BAD_INPUT, "bad_file",
                arena_printf(c->arena, "%.*s: %s", STR_FMT(filename), why));
}

struct heading {
    struct import_run *run;
    const struct file_said *said;
    bool native;
};

static struct file_map heading_map(void *arg, struct arena *a, const struct csv_row *head)
{
    struct heading *h = arg;
    const struct file_said *said = h->said;
    struct file_map map;
    h->native = preset_map(a, h->run->preset, said->filename, head, &map);
    if (said->mapping.n)
        return map_read(a, said->record, head, said->mapping);
    return h->native ? map : map_guess(a, said->filename, said->record, head);
}

static void dates_say(struct file_map *map, enum how how)
{
    for (size_t i = 0; how && i < map->n; i++) {
        if (map->p[i].how == HOW_ASK)
            map->p[i].how = how;
    }
}

const struct column_map *file_asks(const struct import_file *file)
{
    for (size_t i = 0; i < file->map.n; i++) {
        if (file->map.p[i].how == HOW_ASK)
            return &file->map.p[i];
    }
    return NULL;
}

static bool file_look(struct import_run *run, struct ctx *c, const struct file_said *said,
                      struct import_file *file)
{
    struct heading heading = { .run = run, .said = said };
    struct look look = { .format = said->format };
    if (!look_through(c, run->arena, &said->source, heading_map, &heading, &look)) {
        c->fault.detail = arena_printf(c->arena, "%.*s: %.*s", STR_FMT(said->filename),
                                       STR_FMT(c->fault.detail));
        return false;
    }
    dates_say(&look.map, said->dates);
    file->format = look.format;
    file->sample = look.sample;
    file->map = look.map;
    file->stages = look.stages;
    file->native = heading.native;
    file->tally.rows = look.rows;
    return true;
}

bool run_add(struct import_run *run, struct ctx *c, const struct file_said *said)
{
    if (run->n_files == FILES_MAX)
        return bad_file(c, said->filename, "At most 20 files are imported at once.");
    struct import_file *file = &run->files[run->n_files];
    *file = (struct import_file){ .source = said->source, .said = said->format };
    file->filename = arena_str(run->arena, said->filename);
    if (!file_look(run, c, said, file))
        return false;
    file->subject = file->map.record ? subject_of(file->map.record) : NULL;
    fates_read(run->arena, arena_str(run->arena, said->stages), &file->stages_said);
    run->n_files++;
    return true;
}

/* ---- their order, and their stages ---- */

static size_t place_of(const struct import_file *file)
{
    size_t i = 0;
    while (i < n_map_records
           && (!file->map.record || strcmp(file->map.record->name, map_records[i]) != 0))
        i++;
    return i;
}

static int by_place(const void *a, const void *b)
{
    const struct import_file *one = a, *other = b;
    size_t p = place_of(one), q = place_of(other);
    return p != q ? (p < q ? -1 : 1) : str_cmp(one->filename, other->filename);
}

bool run_settle(struct import_run *run, struct ctx *c)
{
    struct db *before = c->db;
    qsort(run->files, run->n_files, sizeof *run->files, by_place);
    c->db = store_reader(run->store, READER_KIB);
    if (!c->db)
        return broken(c, "no reader for an import");
    bool ok = db_read_begin(c, 0);
    for (size_t i = 0; ok && i < run->n_files; i++) {
        struct import_file *file = &run->files[i];
        bool make = run->stages == STAGES_AS_USUAL ? file->native : run->stages == STAGES_ALL_MADE;
        ok = fates_settle(c, &file->stages, &file->stages_said, make);
    }
    db_read_end(c);
    db_close(c->db);
    c->db = before;
    return ok;
}

/* ---- storing ---- */

static struct stored_file stored_of(struct arena *a, const struct import_file *file)
{
    return (struct stored_file){
        .id = file->id,
        .filename = file->filename,
        .record = str_of(file->map.record ? file->map.record->name : NULL),
        .mapping = map_text(a, &file->map),
        .sample = file->sample,
        .encoding = str_of(encoding_name(file->said.encoding)),
        .separator = str_of(separator_name(file->said.separator)),
        .read_as = arena_printf(a, "%s %s", encoding_name(file->format.encoding),
                                separator_name(file->format.separator)),
        .stages = fates_text(a, &file->stages),
        .tally = { .rows = file->tally.rows },
    };
}

struct storing {
    struct import_run *run;
    int state;
    struct str message;
    const struct import_file *file;
    int64_t piece;
    bool moved;
};

static bool store_job(struct ctx *c, void *arg)
{
    const struct storing *s = arg;
    struct import_run *run = s->run;
    struct import import;
    record_init(&import_record, &import);
    import.name = run->n_files == 1 ? run->files[0].filename
                                    : arena_printf(c->arena, "%zu files", run->n_files);
    import.user_id = run->user_id;
    import.preset = run->preset;
    import.state = s->state;
    import.message = s->message;
    import.list_price = run->list_price;
    import.rows_total = run_rows(run);
    import.rows_done = import.created_rows = import.updated_rows = 0;
    import.unchanged_rows = import.left_out_rows = import.problems = 0;
    if (!record_insert(c, &import_record, &import))
        return false;
    run->import_id = import.id;
    for (size_t i = 0; i < run->n_files; i++) {
        struct stored_file stored = stored_of(c->arena, &run->files[i]);
        if (!import_file_insert(c, import.id, &stored))
            return false;
        run->files[i].id = stored.id;
    }
    return true;
}

static bool piece_job(struct ctx *c, void *arg)
{
    const struct storing *s = arg;
    size_t from = (size_t)s->piece * PIECE_BYTES;
    return import_piece_add(c, s->file->id, s->piece,
                            str_cut(s->file->source.text, from, PIECE_BYTES));
}

static bool ready_job(struct ctx *c, void *arg)
{
    struct storing *s = arg;
    return import_files_whole(c, s->run->import_id, true)
           && import_state_move(c, s->run->import_id, IMPORT_FAILED, s->state, &s->moved);
}

/* People write in between; an upload that is cut off here says so. */
static bool bytes_store(struct import_run *run, struct ctx *c, int state)
{
    struct storing s = { .run = run, .state = state };
    for (size_t i = 0; i < run->n_files; i++) {
        s.file = &run->files[i];
        size_t n = s.file->source.text.n;
        for (s.piece = 0; (size_t)s.piece * PIECE_BYTES < n; s.piece++) {
            if (!writer_call(run->store, c, piece_job, &s))
                return false;
        }
    }
    return writer_call(run->store, c, ready_job, &s);
}

bool run_store(struct import_run *run, struct ctx *c, int state, bool bytes)
{
    struct storing s = { .run = run, .state = bytes ? IMPORT_FAILED : state };
    if (bytes)
        s.message = STR("Its files did not arrive whole.");
    return writer_call(run->store, c, store_job, &s) && (!bytes || bytes_store(run, c, state));
}

static bool maps_job(struct ctx *c, void *arg)
{
    const struct import_run *run = arg;
    for (size_t i = 0; i < run->n_files; i++) {
        struct stored_file stored = stored_of(c->arena, &run->files[i]);
        if (!import_file_mapping(c, &stored))
            return false;
    }
    return true;
}

bool run_store_maps(struct import_run *run, struct ctx *c)
{
    return writer_call(run->store, c, maps_job, run);
}

/* ---- opening ---- */

bool run_open(struct import_run *run, struct ctx *c, const struct import *import)
{
    struct stored_files files;
    run->import_id = import->id;
    run->preset = arena_str(run->arena, import->preset);
    run->list_price = import->list_price;
    if (!import_files_read(c, import->id, &files))
        return false;
    for (size_t i = 0; i < files.n; i++) {
        const struct stored_file *f = &files.p[i];
        struct file_said said = {
            .filename = f->filename,
            .source = { .file_id = f->id },
            .record = f->record,
            .mapping = f->mapping,
            .stages = f->stages,
        };
        if (!encoding_named(f->encoding, &said.format.encoding)
            || !separator_named(f->separator, &said.format.separator))
            return broken(c, "import file %lld is written in no known way", (long long)f->id);
        if (!run_add(run, c, &said))
            return false;
        run->files[i].id = f->id;
    }
    return true;
}

bool run_open_stored(struct import_run *run, struct ctx *c, const struct import *import)
{
    struct db *before = c->db;
    c->db = store_reader(run->store, READER_KIB);
    if (!c->db)
        return broken(c, "no reader for an import");
    bool ok = run_open(run, c, import);
    db_close(c->db);
    c->db = before;
    return ok;
}

/* ---- forgetting ---- */

struct dropping {
    int64_t import_id, dropped;
};

static bool drop_job(struct ctx *c, void *arg)
{
    struct dropping *d = arg;
    return import_files_whole(c, d->import_id, false)
           && import_pieces_drop(c, d->import_id, PIECES_AT_ONCE, &d->dropped);
}

bool run_drop_bytes(struct store *store, struct ctx *c, int64_t import_id)
{
    struct dropping d = { .import_id = import_id, .dropped = PIECES_AT_ONCE };
    while (d.dropped == PIECES_AT_ONCE) {
        if (!writer_call(store, c, drop_job, &d))
            return false;
    }
    return true;
}

static bool stale_find(struct store *store, struct ctx *c, int64_t *id)
{
    struct db *before = c->db;
    c->db = store_reader(store, READER_KIB);
    if (!c->db)
        return broken(c, "no reader for an import");
    int64_t days = policy_value(c, &upload_days);
    bool ok = !failed(c)
              && import_stale(c, (struct instant){ c->now.ms - days * INT64_C(86400000) }, id);
    db_close(c->db);
    c->db = before;
    return ok;
}

struct forgetting {
    int64_t id;
    bool mine;
};

/* Nobody begins it from here on; one that was begun in the meantime stays. */
static bool take_job(struct ctx *c, void *arg)
{
    struct forgetting *f = arg;
    return import_state_move(c, f->id, IMPORT_READY, IMPORT_FAILED, &f->mine);
}

static bool forget_job(struct ctx *c, void *arg)
{
    return import_forget(c, ((const struct forgetting *)arg)->id);
}

static bool forget(struct store *store, struct ctx *c, int64_t id)
{
    struct forgetting f = { .id = id };
    if (!writer_call(store, c, take_job, &f))
        return false;
    return !f.mine
           || (run_drop_bytes(store, c, id) && writer_call(store, c, forget_job, &f));
}

bool uploads_forget(struct store *store, struct ctx *c)
{
    int64_t id = 0, last = 0;
    do {
        last = id;
        if (!stale_find(store, c, &id))
            return false;
        if (id && id != last && !forget(store, c, id))
            return false;
    } while (id && id != last);
    return true;
}
