import { interconnect, locator, runOn } from '../harness/support.mts';

/*
 * A worker of n8n's queue mode, as far as the rate limit goes: a process of its own that runs a workflow with many
 * items on n8n's engine. It knows nothing of the other workers.
 *
 * node start.cjs worker.mts <base URL> <name of an interconnect> <items>
 */

const [baseUrl = '', name = '', items = '0'] = process.argv.slice(2);

const options = { maxConcurrency: 50 };
void runOn({ baseUrl }, interconnect('get', { interconnectName: locator(name, 'name'), options }), {
	input: Array.from({ length: Number(items) }, () => ({})),
}).then(({ items: output, error }) => {
	process.stdout.write(JSON.stringify({ results: output.length, error: error?.message }));
});
