// SPDX-License-Identifier: Apache-2.0
// Amy asked on a Saturday; Rick has her deal, Mona is his manager, Eve the executive. Amy has the
// link to her page.
import assert from 'node:assert/strict';
import { client } from './api.mjs';
import { got, made } from './expect.mjs';
import { Page, linkTo } from './page.mjs';
import { hire } from './people.mjs';
import { start } from './server.mjs';

export const email = 'amy@buyer.example';
const asked = {
    name: 'Amy', email, item: 'MD-1', urgency: 'urgent', need_by: '2026-03-20',
    buyer_stage: 'ready_to_buy', message: 'I need an MD-1 by Friday.', channel: 'email',
};

export async function visit(t, args = []) {
    const server = await start(t, { clock: '2026-03-14T14:10:00Z', args });
    const ada = await server.client();
    const eve = await hire(server, ada, 'Eve', { executive: true });
    const mona = await hire(server, ada, 'Mona', { manager: true, reports_to_id: eve.id });
    const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
    await made(ada.post('/api/v1/products', { name: 'MD-1', price: '4800.00' }));
    const { status } = await client(server.origin).post('/api/v1/enquiries', asked);
    assert.equal(status, 201);
    await ada.setClock('2026-03-14T14:10:30Z'); // the receipt has left
    const { items: [deal] } = await got(rick.api.get('/api/v1/deals'));
    const url = await linkTo(ada, email);
    return { server, ada, eve, mona, rick, deal, url, amy: new Page(server.origin, url) };
}

export async function dealOf({ rick, deal }) {
    return got(rick.api.get(`/api/v1/deals/${deal.id}`));
}

export async function promisesOf({ rick, deal }) {
    return (await got(rick.api.get(`/api/v1/promises?deal_id=${deal.id}`))).items;
}

export async function alertsTo({ ada }, who, kind) {
    const { items } = await got(ada.get(`/api/v1/alerts?to=${who}@example.com`));
    return items.filter((alert) => alert.kind === kind);
}

export function promise(all, more) {
    return all.rick.api.post('/api/v1/promises', {
        deal_id: all.deal.id, by: 'us', kind: 'price_info', channel: 'email',
        what: 'Send the price', due: '2026-03-16T13:20:00Z', ...more,
    });
}
