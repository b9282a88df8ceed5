// SPDX-License-Identifier: Apache-2.0
// Real disks that are too small, where a test may mount one.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after } from './after.mjs';
import { folderFor } from './server.mjs';

const command = promisify(execFile);

/** A disk of its own, so small; false where this process may not make one. */
export async function mounted(t, kib) {
    const folder = join(await folderFor(t), 'disk');
    await mkdir(folder);
    const made = await command('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'none', folder])
        .then(() => true, () => false);
    if (made) {
        after(t, () => command('umount', [folder]));
    }
    return made && folder;
}

/** Until not a byte more goes there; what fills it is the file `filler`. */
export async function fill(folder) {
    await command('sh', ['-c', `cat /dev/zero >'${folder}/filler' 2>/dev/null || :`]);
}
