// SPDX-License-Identifier: Apache-2.0
// A look into the database from outside, beside the running server: a file, or an address on a
// server. What lib/db keeps for itself is left out, and when a session or key was used last,
// which reads note about once a minute.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export const isAddress = (database) => database.startsWith('postgresql://');

// ---- a file ----

function reading(file, look) {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
        return look(database);
    } finally {
        database.close();
    }
}

function plain(value) {
    if (value instanceof Uint8Array) {
        return Buffer.from(value).toString('hex');
    }
    return typeof value === 'bigint' ? String(value) : value;
}

/* When something was used last is noted by reads too, in a while: it is no change. */
const noted = { session: ['seen', 'address'], api_key: ['used'] };

function row(columns, table) {
    const told = Object.entries(columns).filter(([name]) => !noted[table]?.includes(name));
    return JSON.stringify(told.map(([, value]) => plain(value)));
}

/* Larger whole numbers than JavaScript's own are kept exactly, as text. */
function all(database, sql) {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all();
}

const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
    AND name NOT LIKE 'db\\_%' ESCAPE '\\' ORDER BY name`;

function contentsOfFile(file, leftOut) {
    return reading(file, (database) => {
        const names = all(database, tables).map(({ name }) => name);
        const kept = names.filter((name) => !leftOut.includes(name));
        return Object.fromEntries(kept.map((name) => (
            [name, all(database, `SELECT * FROM "${name}"`).map((it) => row(it, name))])));
    });
}

// ---- an address ----

/* Debian's psql is a script that looks for this one: it takes four times as long. */
function psqlItself(folder = '/usr/lib/postgresql') {
    const newest = existsSync(folder) && readdirSync(folder).sort().at(-1);
    return newest ? `${folder}/${newest}/bin/psql` : 'psql';
}

const program = psqlItself();

function psql(address, sql) {
    return execFileSync(program, ['-qAtX', '-v', 'ON_ERROR_STOP=1', address], {
        input: sql, encoding: 'utf8', maxBuffer: 256 << 20,
    }).trimEnd();
}

/** The sender of letters that was killed had its lease until now, and not for 30 s more. */
export function senderLeaseEnds(database) {
    if (isAddress(database)) {
        psql(database, 'UPDATE sender_lease SET until = until - 30000;');
    }
}

const onServer = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
    AND tablename NOT LIKE 'db\\_%' ORDER BY 1`;

const tablesOf = new Map();

/* They are all made before a test looks. */
function tablesOnServer(address) {
    if (!tablesOf.has(address)) {
        tablesOf.set(address, psql(address, onServer).split('\n'));
    }
    return tablesOf.get(address);
}

function contentsOnServer(address, leftOut) {
    const names = tablesOnServer(address).filter((name) => !leftOut.includes(name));
    const parts = names.map((name) => (
        `SELECT '${name}' AS t, (to_jsonb(r) - '{used,seen}'::text[])::text AS r
            FROM "${name}" r`));
    const found = Object.fromEntries(names.map((name) => [name, []]));
    const text = psql(address, `SELECT json_build_array(t, r) FROM (${parts.join(' UNION ALL ')}) x
        ORDER BY t COLLATE "C", r COLLATE "C";`);
    for (const line of text ? text.split('\n') : []) {
        const [name, columns] = JSON.parse(line);
        found[name].push(columns);
    }
    return found;
}

function quoted(value) {
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function bytesAgain(columns) {
    return Object.fromEntries(Object.entries(columns).map(([name, value]) => (
        [name, String(value).startsWith('\\x') ? Buffer.from(value.slice(2), 'hex') : value])));
}

function rowsOnServer(address, sql, values) {
    let n = 0;
    const text = sql.replace(/\?/g, () => { n += 1; return quoted(values[n - 1]); });
    return JSON.parse(psql(address, `SELECT coalesce(json_agg(q), '[]') FROM (${text}) q;`))
        .map(bytesAgain);
}

// ---- either ----

/** Every row of every table, {table: [row, …]}, but of the tables that are left out. */
export function contents(database, ...leftOut) {
    return isAddress(database) ? contentsOnServer(database, leftOut)
        : contentsOfFile(database, leftOut);
}

/** The rows of one statement. */
export function rows(database, sql, ...values) {
    return isAddress(database) ? rowsOnServer(database, sql, values)
        : reading(database, (file) => file.prepare(sql).all(...values));
}
