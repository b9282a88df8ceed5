// SPDX-License-Identifier: Apache-2.0
// exercised.mjs FILE - reads what the tests noted through contract.mjs: a result line for each path
// and method of the API's document, and one for each answer that was not as documented.
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const noted = new Set(readFileSync(file, 'utf8').trim().split('\n'));
const { paths } = JSON.parse(readFileSync(`${file}.json`, 'utf8'));

/* What is always refused is exercised by its refusal. */
function successOf({ responses }) {
    return Object.keys(responses).find((status) => status[0] === '2') ?? '409';
}

function judge(path, method, operation) {
    const what = `${method.toUpperCase()} ${path}`;
    const status = successOf(operation);
    return noted.has(`${what} ${status}`) ? `ok api: ${what} is exercised`
        : `not ok api: ${what}: no test had it answer ${status}`;
}

const operations = Object.entries(paths).flatMap(([path, methods]) => (
    Object.entries(methods).map(([method, operation]) => judge(path, method, operation))));
const wrong = [...noted].filter((line) => line.startsWith('wrong '));
const lines = [...operations, ...wrong.map((line) => `not ok api: ${line}`)];
console.log(lines.join('\n'));
process.exitCode = lines.some((line) => line.startsWith('not ok')) ? 1 : 0;
