import type { TriggerPanelDefinition } from 'n8n-workflow';

const EXECUTIONS =
	'These executions show up in the <a data-key="executions">executions list</a>, but not in the editor.';

const FETCH =
	"<b>While building your workflow</b>, click the 'fetch' button to see the current state as an event for each type that you chose. Nothing is remembered.<br /><br />";

const LATER =
	'The first poll remembers the current state and starts nothing; every later one starts the workflow if something has changed since.';

/** What n8n shows beside the parameters. */
export const triggerPanel: TriggerPanelDefinition = {
	header: '',
	executionsHelp: {
		inactive: `${FETCH}<b>Once you're happy with your workflow</b>, activate it. n8n then asks Cloudflare at your poll times. ${LATER} ${EXECUTIONS}`,
		active: `${FETCH}<b>Your workflow also runs automatically</b>, since it's activated. n8n asks Cloudflare at your poll times. ${LATER} ${EXECUTIONS}`,
	},
	activationHint: {
		inactive:
			'Once you activate the workflow, n8n asks Cloudflare at your poll times. The first poll starts nothing.',
		active: 'n8n also asks Cloudflare at your poll times (those executions are not shown here).',
	},
};

/** What n8n says once the workflow is active. */
export const activationMessage =
	'n8n now asks Cloudflare at your poll times. The first poll remembers the current state; changes from then on start the workflow.';
