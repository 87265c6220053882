import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { accounts, credentials, type Credential, type Emulator } from '../emulator/index.mts';
import { node, run, type Outcome, type Run } from './engine.mts';

/**
 * The credential as n8n stores it.
 *
 * @param accountId the credential's own account; none by default
 */
export function stored(
	emulator: Pick<Emulator, 'baseUrl'>,
	credential: Credential = credentials.magicWanWrite,
	accountId = '',
): ICredentialDataDecryptedObject {
	const { baseUrl } = emulator;
	return credential.scheme === 'apiToken'
		? { authentication: 'apiToken', apiToken: credential.apiToken, accountId, baseUrl }
		: {
				authentication: 'globalApiKey',
				email: credential.email,
				apiKey: credential.apiKey,
				accountId,
				baseUrl,
			};
}

/**
 * Lets the node read what has been sent to it, and do what it does at once then: turns of the event loop, however long they
 * take.
 */
export async function untilRead(): Promise<void> {
	for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/** A resource locator as the editor stores it. */
export function locator(value: string, mode = 'id'): INodeParameters {
	return { __rl: true, mode, value };
}

/** Parameters of an operation, in the main account. */
export function operation(
	resource: string,
	value: string,
	parameters: INodeParameters = {},
): INodeParameters {
	return { resource, operation: value, accountId: locator(accounts.main.id), ...parameters };
}

/** Parameters of an operation of the resource `interconnect`, in the main account. */
export function interconnect(value: string, parameters: INodeParameters = {}): INodeParameters {
	return operation('interconnect', value, parameters);
}

/** Every operation of the node, as `resource.operation`. */
export function operationsOfNode(): string[] {
	return node.description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.map((option) =>
				[displayOptions?.show?.resource?.[0], 'value' in option ? option.value : ''].join('.'),
			),
		);
}

/** Runs the node against the emulator with a token that may do everything, unless told otherwise. */
export async function runOn(
	emulator: Pick<Emulator, 'baseUrl'>,
	parameters: INodeParameters,
	more: Partial<Run> = {},
): Promise<Outcome> {
	return await run({ parameters, credential: stored(emulator), ...more });
}
