import type { IDataObject } from 'n8n-workflow';

import { bgpField } from '../../../shared/fields/bgp';
import { mtuField } from '../../../shared/fields/mtu';
import { optionsField, validateOnlyOption } from '../../../shared/fields/options';
import { magicInterconnectField } from '../../../shared/locators/magicInterconnect';
import { address6Param, addressParam, hostParam } from '../../../shared/params/addresses';
import { bgpParams } from '../../../shared/params/bgp';
import type { Params } from '../../../shared/params/types';
import { modified } from '../modified';
import type { Operation } from '../types';
import {
	givenField,
	refuseEmptyGroup,
	unlessEmpty,
	updateField,
	withoutUndefined,
} from '../updateFields';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update magic interconnect',
	description:
		"Update the tunnel that runs over an interconnect, or just validate the change. Fields you don't set are left unchanged.",
	effect: 'replace',
	fields: [
		magicInterconnectField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Automatic Return Routing',
					name: 'automaticReturnRouting',
					type: 'boolean',
					default: false,
					description:
						'Whether to route return traffic back through the tunnel it came from (must be enabled for the account)',
				},
				bgpField('BGP settings to change. Empty fields are left unchanged.', {
					more: [
						{
							displayName: 'Export Filter ID',
							name: 'exportFilterId',
							type: 'string',
							default: '',
							description:
								'The ID of the BGP filter profile for routes that Cloudflare advertises to you',
						},
						{
							displayName: 'Import Filter ID',
							name: 'importFilterId',
							type: 'string',
							default: '',
							description:
								'The ID of the BGP filter profile for routes that Cloudflare receives from you',
						},
					],
				}),
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					default: '',
					description: 'What the tunnel is for. Leave empty to remove the description.',
				},
				{
					displayName: 'GRE Cloudflare Endpoint',
					name: 'greCloudflareEndpoint',
					type: 'string',
					default: '',
					placeholder: 'e.g. 203.0.113.1',
					description:
						"Cloudflare's end of the GRE tunnel. Interconnects of version 1.5 don't have one.",
				},
				{
					displayName: 'Health Check',
					name: 'healthCheck',
					type: 'fixedCollection',
					placeholder: 'Add health check',
					default: {},
					description: 'Health check settings to change. Empty fields are left unchanged.',
					options: [
						{
							displayName: 'Settings',
							name: 'settings',
							values: [
								{
									displayName: 'Direction',
									name: 'direction',
									type: 'options',
									default: '',
									options: [
										{ name: 'Bidirectional', value: 'bidirectional' },
										{ name: 'Unchanged', value: '' },
										{ name: 'Unidirectional', value: 'unidirectional' },
									],
									description:
										'Bidirectional: the reply returns over the interconnect. Unidirectional: it returns over the Internet.',
								},
								{
									displayName: 'Enabled',
									name: 'enabled',
									type: 'options',
									default: '',
									options: [
										{ name: 'Disabled', value: false },
										{ name: 'Enabled', value: true },
										{ name: 'Unchanged', value: '' },
									],
									description: 'Whether to check the health of the tunnel',
								},
								{
									displayName: 'Rate',
									name: 'rate',
									type: 'options',
									default: '',
									options: [
										{ name: 'High', value: 'high' },
										{ name: 'Low', value: 'low' },
										{ name: 'Mid', value: 'mid' },
										{ name: 'Unchanged', value: '' },
									],
									description: 'How often to check the tunnel',
								},
								{
									displayName: 'Source',
									name: 'source',
									type: 'string',
									default: '',
									placeholder: 'e.g. 169.254.240.1',
									description: 'The IPv4 address that bidirectional checks are sent from',
								},
								{
									displayName: 'Target',
									name: 'target',
									type: 'string',
									default: '',
									placeholder: 'e.g. 203.0.113.1',
									description: 'The address that checks of type Request are sent to',
								},
								{
									displayName: 'Type',
									name: 'type',
									type: 'options',
									default: '',
									options: [
										{ name: 'Reply', value: 'reply' },
										{ name: 'Request', value: 'request' },
										{ name: 'Unchanged', value: '' },
									],
									description: 'Whether to send an ICMP reply or an ICMP request',
								},
							],
						},
					],
				},
				{
					displayName: 'Interface Address',
					name: 'interfaceAddress',
					type: 'string',
					default: '',
					placeholder: 'e.g. 169.254.240.2/31',
					description: "The tunnel's IPv4 address in CIDR notation, in a /30 or /31",
				},
				{
					displayName: 'Interface Address IPv6',
					name: 'interfaceAddress6',
					type: 'string',
					default: '',
					placeholder: 'e.g. 2001:db8::/127',
					description: "The tunnel's IPv6 address in CIDR notation, in a /127",
				},
				mtuField,
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. ams-primary',
					description: "The tunnel's name, unique in the account",
				},
			],
		},
		optionsField('replace', [validateOnlyOption]),
	],
	prepare(call) {
		const { api, params } = call;
		const path = ['magic', 'cf_interconnects', params.segment('magicInterconnectId')];
		const body = changesOf(params);
		if (Object.keys(body).length === 0) {
			throw params.refusal('updateFields', 'is empty: nothing would change');
		}
		refuseEmptyGroup(params, 'bgp', body.bgp);
		refuseEmptyGroup(params, 'healthCheck', body.health_check);
		const { md5_key: md5Key } = body.bgp ?? {};
		if (md5Key) api.conceal([md5Key]);
		const validateOnly = params.flag('options.validateOnly');
		return async () => {
			const json = await modified(call, { path, member: 'interconnect' }, body, validateOnly);
			return [{ json, ...(validateOnly && { wroteNothing: true }) }];
		};
	},
};

function changesOf(
	params: Params,
): IDataObject & { bgp?: { md5_key?: string | null }; health_check?: object } {
	const endpoint = givenField(params, 'greCloudflareEndpoint', (path) => hostParam(params, path));
	return withoutUndefined({
		automatic_return_routing: givenField(params, 'automaticReturnRouting', params.flag),
		bgp: unlessEmpty(bgpChanges(params)),
		description: givenField(params, 'description', params.textOrEmpty),
		gre: endpoint === undefined ? undefined : { cloudflare_endpoint: endpoint },
		health_check: unlessEmpty(healthCheckChanges(params)),
		interface_address: givenField(params, 'interfaceAddress', (path) =>
			addressParam(params, path, [30, 31]),
		),
		interface_address6: givenField(params, 'interfaceAddress6', (path) =>
			address6Param(params, path, 127),
		),
		mtu: givenField(params, 'mtu', params.count),
		name: givenField(params, 'name', params.requiredText),
	});
}

function bgpChanges(params: Params) {
	const settings = updateField('bgp.settings');
	return withoutUndefined({
		...bgpParams(params, settings),
		export_filter_id: params.text(`${settings}.exportFilterId`) || undefined,
		import_filter_id: params.text(`${settings}.importFilterId`) || undefined,
	});
}

function healthCheckChanges(params: Params) {
	const settings = updateField('healthCheck.settings');
	/** Inside the group an empty field stays as it is. */
	const filled = <Value>(name: string, read: (path: string) => Value) =>
		params.text(`${settings}.${name}`) === '' ? undefined : read(`${settings}.${name}`);
	const target = filled('target', (path) => hostParam(params, path));
	const source = filled('source', (path) => hostParam(params, path));
	const direction = filled('direction', params.option);
	if (source !== undefined && direction === 'unidirectional') {
		throw params.refusal(
			`${settings}.source`,
			"is set while 'Direction' is Unidirectional: only bidirectional checks have a source",
		);
	}
	const enabled = `${settings}.enabled`;
	return withoutUndefined({
		direction,
		enabled: (params.value(enabled) ?? '') === '' ? undefined : params.flag(enabled),
		rate: filled('rate', params.option),
		source,
		target: target === undefined ? undefined : { saved: target },
		type: filled('type', params.option),
	});
}
