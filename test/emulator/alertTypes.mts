import type { AlertGroups, Filters } from './alertingShapes.mts';
import type { Entitlements } from './entitlements.mts';

/** What a policy may select, beside the alert type. */
export interface FilterOption {
	key: keyof Filters;
	/** Default false. */
	required?: boolean;
	/** The form of a value; any if left out. */
	form?: RegExp;
}

/** A kind of alert, and what a policy for it may filter by. */
export interface AlertType {
	/** What the dashboard lists it under. */
	group: string;
	type: string;
	name: string;
	description: string;
	filters: readonly FilterOption[];
	/** Whether an account may use it. */
	availableTo(entitlements: Entitlements): boolean;
}

const tunnelFilters: readonly FilterOption[] = [
	{ key: 'slo', required: true, form: /^\d{1,2}(\.\d+)?$/ },
	{ key: 'tunnel_id' },
	{ key: 'tunnel_name' },
];
const hasMagic = ({ magic = 'onboarded' }: Entitlements) => magic === 'onboarded';

const alertTypes: readonly AlertType[] = [
	{
		group: 'Cloudflare Network Interconnect',
		type: 'cni_maintenance_notification',
		name: 'Connection Maintenance Alert',
		description: 'Maintenance of a location where the account has an interconnect',
		filters: [],
		availableTo: ({ networkInterconnect = true }) => networkInterconnect,
	},
	{
		group: 'Cloudflare Status',
		type: 'maintenance_event_notification',
		name: 'Maintenance Notification',
		description: 'Maintenance of a point of presence was scheduled, changed or canceled',
		filters: [{ key: 'airport_code', form: /^[A-Z]{3}$/ }, { key: 'event_type' }],
		availableTo: () => true,
	},
	{
		group: 'Magic Transit',
		type: 'magic_tunnel_health_check_event',
		name: 'Magic Tunnel Health Check Alert',
		description: 'The health of a tunnel fell below the service level objective',
		filters: tunnelFilters,
		availableTo: hasMagic,
	},
	{
		group: 'Magic WAN',
		type: 'magic_wan_tunnel_health',
		name: 'Magic WAN Health Check Alert',
		description: 'The health of a tunnel fell below the service level objective',
		filters: tunnelFilters,
		availableTo: hasMagic,
	},
	// One that has nothing to do with interconnects.
	{
		group: 'SSL/TLS',
		type: 'universal_ssl_event_type',
		name: 'Universal SSL Alert',
		description: 'A Universal SSL certificate was validated, issued, renewed or has expired',
		filters: [],
		availableTo: () => true,
	},
];

/** The alert types that an account may use. */
export function availableTypes(entitlements: Entitlements): AlertType[] {
	return alertTypes.filter((one) => one.availableTo(entitlements));
}

/** The same as `available_alerts` answers it. */
export function availableAlerts(entitlements: Entitlements): AlertGroups {
	// Assumed: The groups and texts of `available_alerts`.
	return Object.fromEntries(
		availableTypes(entitlements).map(({ group, type, name, description, filters }) => [
			group,
			[{ type, display_name: name, description, filter_options: filters.map(filterOption) }],
		]),
	);
}

function filterOption({ key, required = false }: FilterOption) {
	return {
		AvailableValues: null,
		ComparisonOperator: '==',
		Key: key,
		Range: required ? '1-n' : '0-n',
	};
}
