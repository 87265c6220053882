import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { credentialType } from './built.mts';
import { resolvedInRun, resolvedOutsideOfRun } from './credentialExpressions.mts';
import { n8nWorkflow } from './n8n.mts';

const { ICredentialsHelper } = n8nWorkflow;

/** The items that n8n was asked for the values of the credential with, since the last run began. */
export const credentialReads: Array<number | undefined> = [];

/** Hands out one credential and calls the built credential's `authenticate`, as n8n's server does. */
export class CredentialsHelper extends ICredentialsHelper {
	private readonly data: ICredentialDataDecryptedObject;

	constructor(data: ICredentialDataDecryptedObject) {
		super();
		this.data = data;
	}

	getParentTypes = () => [];
	isCredentialUsableByNode = () => true;
	preAuthentication = async () => undefined;
	runPreAuthentication = async () => undefined;
	getCredentialsProperties = () => credentialType.properties;
	updateCredentials = async () => {};
	updateCredentialsOauthTokenData = async () => {};
	getDecrypted = async (
		...[, , , mode, executeData, , values]: Parameters<
			InstanceType<typeof ICredentialsHelper>['getDecrypted']
		>
	): Promise<ICredentialDataDecryptedObject> => {
		credentialReads.push(values?.itemIndex);
		const data = structuredClone(this.data);
		return values
			? resolvedInRun(data, mode, executeData, values)
			: resolvedOutsideOfRun(data, mode);
	};

	getCredentials = async (): Promise<never> => {
		throw new Error('Not part of a run');
	};

	authenticate = async (
		data: ICredentialDataDecryptedObject,
		_type: string,
		options: unknown,
	): Promise<IHttpRequestOptions> => {
		const { authenticate } = credentialType;
		if (typeof authenticate !== 'function') throw new Error('The credential has no function');
		return await authenticate(data, options as IHttpRequestOptions);
	};
}
