import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';

import {
	readCredentials,
	type CloudflareCredentials,
} from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import { tooOld } from '../n8nVersion';
import { operationError } from './nodeErrors';

/** The credential type of all nodes of the package. */
export const CREDENTIAL_TYPE = 'cloudflareNetworkInterconnectApi';

/** A credential as n8n resolved it: checked, and as n8n needs it to authenticate requests with it. */
export interface Credential extends CloudflareCredentials {
	data: ICredentialDataDecryptedObject;
}

/** What n8n puts behind the message of an expression in a credential. */
const UNRESOLVED = ' [Error resolving credentials]';

/**
 * What n8n has of a credential.
 *
 * @param read asks n8n for the values
 * @param item the input item that its expressions were resolved with
 * @throws NodeOperationError when the credential is missing, an expression in it can't be resolved, or n8n is too old
 */
export async function storedCredential(
	node: INode,
	read: () => Promise<ICredentialDataDecryptedObject>,
	item?: number,
): Promise<ICredentialDataDecryptedObject> {
	if (tooOld) {
		const { message, description } = tooOld;
		throw operationError(node, message, { description, itemIndex: item, outcome: 'notSent' });
	}
	try {
		return await read();
	} catch (error) {
		const { message } = error as Error;
		const unresolved = message.endsWith(UNRESOLVED);
		throw operationError(
			node,
			unresolved
				? `An expression in the credential can't be resolved: ${message.slice(0, -UNRESOLVED.length)}`
				: message,
			{
				itemIndex: item,
				outcome: 'notSent',
				description: unresolved
					? 'Nothing was sent. Correct the expression in the credential or the data that it reads, and run again.'
					: 'Nothing was sent. Choose a credential in the node and run again.',
			},
		);
	}
}

/**
 * Checks what n8n has of a credential.
 *
 * @throws NodeOperationError that names the field that can't be used
 */
export function usableCredential(
	node: INode,
	data: ICredentialDataDecryptedObject,
	item?: number,
): Credential {
	try {
		return { ...readCredentials(data), data };
	} catch (error) {
		throw operationError(node, (error as Error).message, {
			itemIndex: item,
			outcome: 'notSent',
			description: 'Nothing was sent. Correct the credential, save it and run again.',
		});
	}
}
