// SPDX-License-Identifier: Apache-2.0
// Data from elsewhere that is not part of the project. What needs it must pass without it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../shared/data/', import.meta.url);

/** The path of a file or folder below ../shared/data; undefined when it is not there. */
export function shared(name) {
    const path = fileURLToPath(new URL(name, folder));
    return existsSync(path) ? path : undefined;
}

/** The path of a file or folder below tests/fixtures. */
export function fixture(name) {
    return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}
