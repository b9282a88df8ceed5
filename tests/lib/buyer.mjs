// SPDX-License-Identifier: Apache-2.0
// What a buyer says, for tests in which a deal is more than presumed.
import { got, made } from './expect.mjs';

/** He calls and says that he is ready to buy: interest,
    right person and potential are confirmed. */
export async function confirm(api, { id }) {
    const { next_step, next_step_due } = await got(api.get(`/api/v1/deals/${id}`));
    await made(api.post('/api/v1/touches', {
        deal_id: id, channel: 'phone', direction: 'inbound', details: 'We are ready to buy.',
        buyer_stage: 'ready_to_buy', next_step: next_step || 'Send the offer',
        next_step_due: next_step_due || '2099-01-01T09:00:00Z',
    }));
}

/** An organisation that lets people call a presumed deal as likely as they like. */
export async function holdNothing(admin) {
    await got(admin.patch('/api/v1/policies/presumption_cap', { value: 100 }));
}
