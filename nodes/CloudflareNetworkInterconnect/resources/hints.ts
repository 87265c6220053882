import type { NodeHint } from 'n8n-workflow';

/** Numbers of items up to this one have a hint of their own. */
const COUNTED = 10;

/** Whether the node, as it is set up, places orders: an expression without its braces. */
const ordering =
	'["cni", "interconnect"].includes($parameter["resource"]) && $parameter["operation"] === "create" && !$parameter["options"]["checkOnly"]';

/** n8n shows a hint as it is written, without expressions: each number of items needs its own. */
const counted = Array.from({ length: COUNTED + 1 }, (_, index): NodeHint => {
	const count = index + 1;
	const isLast = count > COUNTED;
	const items = isLast ? `More than ${COUNTED} items` : count === 1 ? '1 item' : `${count} items`;
	const orders = isLast ? 'one order for each' : count === 1 ? '1 order' : `${count} orders`;
	return {
		message: `${items}: this step places ${orders}.`,
		type: 'warning',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ ${ordering} && $input.all().length ${isLast ? '>=' : '==='} ${count} }}`,
	};
});

/** What the editor says before a node that orders has run. */
export const hints: NodeHint[] = [
	...counted,
	{
		message:
			"If a webhook, a schedule, or a retry can start this workflow, turn on the option 'Return Existing', which makes it safe to run the same order again.",
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ ${ordering} && $parameter["type"] !== "gcp_partner" && !$parameter["options"]["returnExisting"] }}`,
	},
	{
		// n8n asks a node for the hints in the input pane of the nodes that come after it.
		message:
			'The node before this one places orders, and it has no output yet: executing this step places them.',
		type: 'warning',
		location: 'inputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ ${ordering} }}`,
	},
];
