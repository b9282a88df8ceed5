// SPDX-License-Identifier: Apache-2.0
// A look into the database from outside, beside the running server.
import { DatabaseSync } from 'node:sqlite';

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

function row(columns) {
    return JSON.stringify(Object.values(columns).map(plain));
}

/* Larger whole numbers than JavaScript's own are kept exactly, as text. */
function all(database, sql) {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all();
}

const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
    ORDER BY name`;

/** Every row of every table, {table: [row, …]}, but of the tables that are left out. */
export function contents(file, ...leftOut) {
    return reading(file, (database) => {
        const names = all(database, tables).map(({ name }) => name);
        const kept = names.filter((name) => !leftOut.includes(name));
        return Object.fromEntries(kept.map((name) => (
            [name, all(database, `SELECT * FROM "${name}"`).map(row)])));
    });
}

/** The rows of one statement. */
export function rows(file, sql, ...values) {
    return reading(file, (database) => database.prepare(sql).all(...values));
}
