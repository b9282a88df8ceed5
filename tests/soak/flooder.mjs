// SPDX-License-Identifier: Apache-2.0
// A process of its own that floods: {origin, n, bytes} comes, 'ready' goes back when the crowd
// stands.
import { Flood } from '../lib/flood.mjs';

process.on('message', async ({ origin, n, bytes }) => {
    const flood = new Flood(origin);
    await flood.come(n, bytes);
    if (bytes) {
        flood.trickle('a');
    }
    await flood.settle(5);
    process.send('ready');
});
process.on('disconnect', () => process.exit(0));
