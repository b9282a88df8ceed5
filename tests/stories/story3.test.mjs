// SPDX-License-Identifier: Apache-2.0
// The rep who promises only what the team can do: print is asked before Dana is told anything, what
// she owes and does not bring moves our date openly, and what she still expects is asked and
// answered, not passed over. Jo sells, below Max; Paul and Pia print. Office hours are Mon-Fri
// 09:00-17:00, all times UTC; the certificates take 7 business days from the final text.
import assert from 'node:assert/strict';
import { blamed, got, made, refused } from '../lib/expect.mjs';
import { Buyer, tell } from '../lib/story.mjs';

const ready = { kind: 'delivery', channel: 'email', what: 'Certificates ready',
    due: '2026-06-12T17:00:00Z' };
const need = 'All 2,000 certificates in hand at the AGM on 19 June';

/** 3.5 to 3.7: asked, answered "yes, if", and agreed by Dana on her own page. */
async function agreed(story) {
    const { admin } = story;
    const print = await made(admin.post('/api/v1/teams', { name: 'Print' }));
    const max = await story.hire(admin, 'Max', { manager: true });
    const jo = await story.hire(admin, 'Jo', { rep: true, reports_to_id: max.id });
    const paul = await story.hire(admin, 'Paul', { support: true, team_id: print.id });
    await story.hire(admin, 'Pia', { support: true, team_id: print.id });
    const contact = await made(jo.api.post('/api/v1/contacts',
        { name: 'Dana', email: 'dana@safecert.example' }));
    const { id } = await made(jo.api.post('/api/v1/deals',
        { name: 'Certificates', contact_id: contact.id, value: '20000.00' }));

    // 3.5 Nothing is promised for a team that was not asked; and a team is asked with the
    // customer's need, what is to be promised, the real deadline, whose it is, and what if not.
    await story.at('2026-05-22T10:00:00Z');
    const promise = (more) => jo.api.post('/api/v1/promises',
        { deal_id: id, by: 'us', ...ready, ...more });
    await refused(promise(), 409, 'team_not_asked');
    const ask = { deal_id: id, team: 'Print', promised: 'Ready on 12 June',
        wanted: ready.due, deadline: '2026-06-19T09:00:00Z', deadline_owner: 'buyer',
        if_missed: 'The AGM has no certificates.' };
    const { next } = await refused(jo.api.post('/api/v1/requests', ask), 409, 'need_missing');
    assert.match(next[0], /need/);
    const request = await made(jo.api.post('/api/v1/requests', { ...ask, need }));
    assert.equal(request.due, '2026-05-22T14:00:00Z');
    assert.equal((await story.alerts('paul@example.com', 'request_asked')).length, 1);
    await refused(promise(), 409, 'team_not_asked');

    // 3.6 Paul says yes, if: what Dana would have to do stands there, and is not agreed yet.
    await story.at('2026-05-22T13:30:00Z');
    const answer = (how) => paul.api.post(`/api/v1/requests/${request.id}/answer`, how);
    await blamed(answer({ answer: 'yes_if' }), 'conditions');
    const answered = await got(answer({ answer: 'yes_if', conditions: [
        { what: 'Final text', by: 'buyer', kind: 'input', due: '2026-06-03T17:00:00Z' },
        { what: 'Deposit of 5,000', by: 'buyer', kind: 'deposit', due: '2026-06-01T17:00:00Z' },
    ] }));
    assert.deepEqual(answered.conditions.map((one) => [one.what, one.promise_id]),
        [['Final text', null], ['Deposit of 5,000', null]]);
    assert.equal((await story.alerts('jo@example.com', 'request_answered')).length, 1);
    await refused(promise(), 409, 'team_not_asked');

    // 3.7 Jo writes; Dana agrees on her page; then it may be promised, and waits for her text.
    await story.at('2026-05-25T10:00:00Z');
    await made(jo.api.post('/api/v1/messages', {
        deal_id: id, channel: 'email', kind: 'information', subject: 'Your certificates',
        text: 'What we can promise, and what it needs, stands on your page.',
        next_step: 'Hear whether she agrees', next_step_due: '2026-05-26T17:00:00Z',
    }));
    await story.at('2026-05-26T10:00:00Z');
    const dana = new Buyer(story, (await story.letters(id)).at(-1));
    assert.match(await dana.words(), /you: Final text by Wed 3 Jun 17:00/);
    await dana.sendAt('We can promise it if', 'choose');
    const promises = async () => (await got(jo.api.get(`/api/v1/promises?deal_id=${id}`))).items;
    const [deposit, text] = (await promises()).sort((a, b) => a.due.localeCompare(b.due));
    assert.deepEqual([deposit, text].map(({ by, what, due }) => [by, what, due]), [
        ['buyer', 'Deposit of 5,000', '2026-06-01T17:00:00Z'],
        ['buyer', 'Final text', '2026-06-03T17:00:00Z'],
    ]);
    const pr1 = await made(promise({ depends_on_id: text.id, depends_days: 7 }));
    assert.equal(pr1.request_id, request.id);
    const hers = await dana.words();
    for (const line of ['Certificates ready due by Fri 12 Jun 17:00',
        'Final text due by Wed 3 Jun 17:00', 'Deposit of 5,000 due by Mon 1 Jun 17:00']) {
        assert.ok(hers.includes(line), `${line}: ${hers}`);
    }
    return { id, dana, request, deposit, text, pr1 };
}

tell('story 3: print is asked first, and a late text moves our date openly',
    '2026-05-22T09:00:00Z', async (story) => {
    const { id, dana, deposit, text, pr1 } = await agreed(story);
    const { Jo: jo, Pia: pia } = story.people;
    const promise = (one) => got(jo.api.get(`/api/v1/promises/${one.id}`));

    // 3.8 No deposit: it is overdue, in neutral words, and nobody above Jo hears of it.
    await story.at('2026-06-01T17:00:00Z');
    assert.equal((await promise(deposit)).status, 'overdue');
    assert.equal((await story.alerts('jo@example.com', 'promise_wait')).length, 1);
    const above = (await story.alerts('max@example.com')).map(({ kind }) => kind);
    assert.deepEqual(above.filter((kind) => /promise|request/.test(kind)), []);

    // 3.9 After a day of grace: one friendly reminder in Jo's name, and the question to ask.
    await story.at('2026-06-02T17:00:00Z');
    const reminders = (await story.letters(id)).filter(({ kind }) => kind === 'reminder');
    assert.equal(reminders.length, 1);
    assert.match(reminders[0].text, /Jo/);
    const [question] = await story.alerts('jo@example.com', 'promise_ask');
    assert.match(question.text, /What is preventing the deposit\?/);
    await refused(jo.api.patch(`/api/v1/deals/${id}`, { tags: 'rude' }), 409, 'neutral_words');

    // 3.12 The text is a business day late: within the hour Dana, Jo and print see our new date,
    // and the agreed one beside it.
    await story.at('2026-06-04T17:00:00Z');
    const moved = await promise(pr1);
    assert.deepEqual([moved.agreed, moved.due, moved.moved_by],
        ['2026-06-12T17:00:00Z', '2026-06-15T17:00:00Z', 'buyer']);
    for (const who of ['jo', 'paul', 'pia']) {
        const [alert, ...more] = await story.alerts(`${who}@example.com`, 'promise_moved');
        assert.match(alert.text, /Now Mon 15 Jun 17:00, agreed for Fri 12 Jun 17:00/);
        assert.deepEqual(more, []);
    }
    await story.at('2026-06-04T18:00:00Z');
    const [told] = (await story.letters(id)).filter(({ kind }) => kind === 'promise_moved');
    assert.equal(told.state, 'sent');
    assert.match(told.text, /Fri 12 Jun 17:00[\s\S]*Mon 15 Jun 17:00/);
    assert.match(await dana.words(),
        /Agreed first: Fri 12 Jun 17:00 . Now: Mon 15 Jun 17:00 . Moved from your side/);

    // 3.13 "I still expect the 12th" is not taken in silence: print is asked again, with her need.
    await story.at('2026-06-05T10:00:00Z');
    const asked = await dana.sendAt('Certificates ready', 'insist');
    assert.match(asked, /They answer by Fri 5 Jun 14:00/);
    const { items: queue } = await got(pia.api.get('/api/v1/requests'));
    const again = queue.find(({ answer }) => answer === 'waits');
    assert.deepEqual([again.need, again.due, again.promise_id],
        [need, '2026-06-05T14:00:00Z', pr1.id]);

    // 3.14 Pia: not all of it by the 12th. Dana sees the two things that are true, and takes one.
    await story.at('2026-06-05T11:30:00Z');
    await got(pia.api.post(`/api/v1/requests/${again.id}/answer`, {
        answer: 'yes_if', words: 'Not all of it by the 12th.',
        conditions: [{ what: 'Final text', by: 'buyer', kind: 'input',
            due: '2026-06-08T17:00:00Z' }],
        choices: [{ what: 'All of it', due: '2026-06-17T17:00:00Z' },
            { what: 'The first 200', due: '2026-06-12T17:00:00Z' }],
    }));
    const offered = await dana.words();
    assert.match(offered, /All of it by Wed 17 Jun 17:00/);
    assert.match(offered, /The first 200 by Fri 12 Jun 17:00/);
    assert.match(offered, /if you: Final text by Mon 8 Jun 17:00/);
    await dana.sendAt('All of it', 'choose');
    const chosen = await promise(pr1);
    assert.deepEqual([chosen.agreed, chosen.due, chosen.moved_by, chosen.moved_why],
        ['2026-06-12T17:00:00Z', '2026-06-17T17:00:00Z', 'buyer', 'All of it']);
    assert.equal((await promise(text)).due, '2026-06-08T17:00:00Z');
    const after = await dana.words();
    assert.match(after, /Agreed first: Fri 12 Jun 17:00 . Now: Wed 17 Jun 17:00/);
    assert.doesNotMatch(after, /The first 200/);
});
