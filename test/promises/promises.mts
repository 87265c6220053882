/** Tests that hold a promise. */
export interface Held {
	/** What they try, for the reader of docs/promises.md. */
	by: string;
	/** What the paths of their files below `test` begin with. */
	files: string;
	/** Found in their full names; all tests of the files where it is left out. */
	tests?: RegExp;
}

export interface Promised {
	/** Words of the README, or of the document that it leads to. */
	says: string;
	document: string;
	held: Held[];
}

const matrix = 'faults/faults';
const POST = /(create|upsert) \((?!.*Check Only)/;

/** What the package promises, and the tests that hold it to that. */
export const promises: Promised[] = [
	{
		says: 'If a response is lost, the node checks what exists before it does anything else.',
		document: 'README.md',
		held: [
			{
				by: 'every create with every fault, before and after Cloudflare acts',
				files: matrix,
				tests: POST,
			},
			{
				by: 'random histories of faults, cancels and retries, with 5,000 orders',
				files: 'soak/soak',
			},
			{
				by: 'n8n workers killed and frozen in the middle of orders',
				files: 'queue/',
				tests: /die or freeze/,
			},
			{ by: '500 webhook-started runs on two workers', files: 'queue/', tests: /runs order/ },
			{ by: 'Retry On Fail, other nodes and other executions', files: 'orders/' },
		],
	},
	{
		says: 'All items are validated before the first order is sent',
		document: 'README.md',
		held: [
			{ by: 'bad values in every field of every operation', files: 'action/badInput' },
			{ by: 'random input', files: 'faults/random' },
		],
	},
	{
		says: 'missing data must not order in another account or widen a listing',
		document: 'README.md',
		held: [
			{ by: 'expressions that return nothing', files: 'action/input' },
			{ by: 'accounts of items, credentials and pickers', files: 'action/accounts' },
		],
	},
	{
		says: "If the outcome can't be determined, the error says what is known and what to check.",
		document: 'README.md',
		held: [
			{
				by: 'the message of every operation for every fault',
				files: matrix,
				tests: /with (apiToken|globalApiKey)$/,
			},
			{ by: 'the words of rejections', files: 'action/refusals' },
		],
	},
	{
		says: '**Check Only** tells before an order whether it would succeed',
		document: 'README.md',
		held: [
			{ by: 'what is checked', files: 'action/checkOnly' },
			{
				by: 'every check with every fault: nothing is written',
				files: matrix,
				tests: /Check Only/,
			},
		],
	},
	{
		says: "**Stays below Cloudflare's rate limit:** all nodes of an n8n that use the same credential share it",
		document: 'README.md',
		held: [
			{ by: 'up to ten workers in virtual time', files: 'shared/pace/' },
			{ by: 'three processes in real time', files: 'soak/workers' },
			{ by: 'two workers of n8n with one credential', files: 'queue/', tests: /below the limits/ },
		],
	},
	{
		says: 'when a port goes down, a slot becomes free, or Cloudflare announces maintenance',
		document: 'README.md',
		held: [
			{ by: 'polls, and random histories of changes and alerts', files: 'trigger/' },
			{ by: 'registrations and deliveries', files: 'alertTrigger/' },
			{ by: 'n8n killed during polls and registrations', files: 'e2e/triggers' },
			{ by: 'main killed and replaced in queue mode', files: 'queue/', tests: /main ends by/ },
		],
	},
	{
		says: 'check, order, Letter of Authorization, wait, CNI connection, routes',
		document: 'README.md',
		held: [
			{ by: 'the template in a real n8n', files: 'e2e/trafficTemplates' },
			{ by: 'waiting for a status', files: 'action/waitForStatus' },
			{ by: 'the LOA, byte for byte', files: 'queue/', tests: /letter/ },
		],
	},
	{
		says: 'Delete never deletes all routes',
		document: 'CHANGELOG.md',
		held: [{ by: 'whatever the input', files: 'action/magicRoutes', tests: /delet/i }],
	},
	{
		says: "If Cloudflare's response repeats a part of a secret, none of its words are shown.",
		document: 'README.md',
		held: [
			{ by: 'echoes of every secret in every response', files: 'faults/secrets' },
			{ by: 'pairing keys and MD5 keys', files: 'faults/keys' },
		],
	},
	{
		says: 'Redirects are not followed, and responses over 10 MB are rejected.',
		document: 'README.md',
		held: [
			{ by: 'every operation with each redirect', files: matrix, tests: /redirect/ },
			{ by: 'every operation with a response that is too large', files: matrix, tests: /10 MB/ },
			{ by: 'no credential at another host', files: matrix, tests: /another host/ },
		],
	},
	{
		says: 'every output item is linked to its input item',
		document: 'README.md',
		held: [{ by: 'every operation', files: 'action/operations' }],
	},
	{
		says: 'Saved workflows keep working',
		document: 'CONTRIBUTING.md',
		held: [
			{ by: 'names, values and defaults of all parameters', files: 'action/savedWorkflows' },
			{ by: 'what earlier releases stored', files: 'upgrades/' },
			{ by: 'the oldest and the newest engine of n8n', files: 'versions/' },
		],
	},
	{
		says: 'All of them also run against the [emulator]',
		document: 'workflows/README.md',
		held: [
			{ by: 'each template in a real n8n', files: 'e2e/', tests: /templ|order|estate|report/i },
		],
	},
];
