// SPDX-License-Identifier: Apache-2.0
// The fields that a client may set, record by record, and what is wrong input for each kind.

const text = (max = 200) => ({ kind: 'text', max });
const lines = (max = 10000) => ({ kind: 'lines', max });
const whole = (min, max) => ({ kind: 'whole', min, max });
const email = { kind: 'email', max: 254 };
const money = { kind: 'money' };
const day = { kind: 'day' };
const instant = { kind: 'instant' };
const flag = { kind: 'flag' };
const word = { kind: 'word' };
const percent = { kind: 'percent' };
const ref = { kind: 'ref' };
const url = { kind: 'url', max: 200 };

const huge = 2 ** 53; // whose next neighbour JavaScript cannot say

export const records = {
    accounts: {
        name: text(), website: text(), phone: text(50), sector: text(100), country: text(100),
        address: lines(1000), employees: whole(0, huge), founded: whole(1, 9999),
        revenue: money, parent_id: ref, notes: lines(), outside_id: text(),
    },
    contacts: {
        name: text(), email, phone: text(50), mobile: text(50), account_id: ref,
        position: text(), buying_role: word, reports_to_id: ref, preferred_channel: word,
        only_by: word, no_phone: flag, no_email: flag, no_text: flag, no_social: flag,
        no_letter: flag, no_visit: flag, contact_hours: text(), contact_days: whole(1, 3660),
        zone: text(64), priorities: lines(2000), notes: lines(), outside_id: text(),
    },
    products: {
        name: text(), code: text(50), series: text(100), price: money, active: flag,
        description: lines(), options: lines(2000), delivery: lines(2000),
        payment_terms: lines(2000), how_to_order: lines(2000), returns: lines(2000),
        who_to_ask: lines(2000), demo: lines(2000), demo_url: url, outside_id: text(),
    },
    deals: {
        name: text(), account_id: ref, contact_id: ref, product_id: ref, item: text(),
        options: lines(2000), pipeline_id: ref, stage_id: ref, owner_id: ref, value: money,
        probability: percent, expected_close: day, close_touch_id: ref, seller_target: day,
        urgency: word, need_by: day, budget_from: money, budget: money, payment_path: word,
        source: word, direction: word, purpose: word, knowledge: word, alternatives: word,
        engaged_on: day, lost_reason: text(), lost_to: text(), lost_cause: word,
        next_step: text(), next_step_due: instant, deadline: day, deadline_of: word,
        tags: text(), outside_id: text(),
    },
    touches: {
        deal_id: ref, contact_id: ref, channel: word, direction: word, happened: instant,
        details: lines(), minutes: whole(0, 1440), buyer_minutes: whole(0, 1440), no_show: word,
        answered: word, needs: lines(2000), clarity: lines(2000), urgency: word, need_by: day,
        budget: money, payment_path: word, kind: word, shared: text(), next_step: text(),
        next_step_due: instant, again_why: text(), buyer_close: day, buyer_stage: word,
        purpose: word, outside_id: text(),
    },
    users: {
        name: text(), email, rep: flag, manager: flag, administrator: flag, support: flag,
        executive: flag, reports_to_id: ref, team_id: ref, office: text(), active: flag,
        on_duty: flag, started_on: day, mentor_id: ref, outside_id: text(),
    },
};

/** What must be given. */
export const required = {
    accounts: ['name'], contacts: ['name'], products: ['name'], deals: ['name'],
    touches: ['deal_id', 'details'], users: ['name'],
};

const notText = [7, true, { of: 'it' }, ['two', 'texts']];
const notNumber = ['seven', '7', 1.5, true, { of: 'it' }, [1, 2]];

const wrong = {
    text: ({ max }) => ['x'.repeat(max + 1), 'a\u0007bell', 'two\nlines', ...notText],
    lines: ({ max }) => ['é'.repeat(max + 1), 'a\u0007bell', ...notText],
    email: ({ max }) => ['nobody', '@example.com', 'a b@example.com', `${'x'.repeat(max)}@e.com`,
        ...notText],
    whole: ({ min, max }) => [min - 1, max === huge ? max + 2 : max + 1, 1e30, ...notNumber],
    percent: () => [-1, 101, ...notNumber],
    ref: () => [0, -1, 999999, 2 ** 60, ...notNumber],
    money: () => ['lots', '1.005', '1e3', '$5 €', 1e30, true, [1, 2],
        { amount: '1.005', currency: 'USD' }, { amount: '1.00', currency: 'QQQ' },
        { amount: 'lots', currency: 'USD' }, { currency: 'USD' },
        { amount: '1.00', colour: 'red' }],
    day: () => ['2017-02-30', '03/31/2017', 'tomorrow', '2017-03-31T10:00:00Z', ...notText],
    instant: () => ['then', '2017-13-01T00:00:00Z', '2017-03-31T25:00:00Z', ...notText],
    url: ({ max }) => [`https://${'x'.repeat(max)}`, 'example.com/demo', 'javascript:alert(1)',
        ...notText],
    flag: () => ['true', 'yes', 1, 0, { of: 'it' }],
    word: () => ['no such word', '0', ...notText],
};

/** Values that this field must refuse. */
export function wrongValues(field) {
    return wrong[field.kind](field);
}

/** The fields of these kinds. */
export function fieldsOf(record, ...kinds) {
    return Object.entries(records[record]).filter(([, field]) => kinds.includes(field.kind));
}
