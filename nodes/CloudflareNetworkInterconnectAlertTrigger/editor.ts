import type { TriggerPanelDefinition } from 'n8n-workflow';

const EXECUTIONS =
	'These executions show up in the <a data-key="executions">executions list</a>, but not in the editor.';

const LISTEN =
	"<b>While building your workflow</b>, click the 'execute step' button. n8n registers its test address in your Cloudflare account, with a policy for each alert type, and removes both when an alert has arrived or you stop listening. An alert may take long to come: to build the workflow, you can also pin an item.<br /><br />";

const REGISTERED =
	'a webhook destination and a notification policy for each alert type are registered in your Cloudflare account';

/** What n8n shows beside the parameters. */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Receive alerts from Cloudflare',
	executionsHelp: {
		inactive: `${LISTEN}<b>Once you're happy with your workflow</b>, activate it: ${REGISTERED}, and every alert starts the workflow. ${EXECUTIONS}`,
		active: `${LISTEN}<b>Your workflow also runs automatically</b>, since it's activated: ${REGISTERED}, and every alert starts the workflow. ${EXECUTIONS}`,
	},
	activationHint: {
		inactive: `Once you activate the workflow, ${REGISTERED}. Deactivating it removes them.`,
		active:
			'This workflow is registered in your Cloudflare account and also runs on every alert (those executions are not shown here).',
	},
};

/** What n8n says once the workflow is active. */
export const activationMessage =
	'A webhook destination and a notification policy for each alert type are now registered in your Cloudflare account. Deactivating the workflow removes them.';
