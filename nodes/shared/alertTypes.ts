/**
 * Cloudflare's alerts about interconnects and what runs over them, with their names in its dashboard
 * (`GET /alerting/v3/available_alerts`).
 */
export const alertTypeOptions = [
	{
		name: 'CNI Maintenance',
		value: 'cni_maintenance_notification',
		description: 'Planned maintenance that affects an interconnect',
	},
	{
		name: 'Data Center Maintenance',
		value: 'maintenance_event_notification',
		description: 'Planned maintenance at a Cloudflare data center',
	},
	{
		name: 'Magic Transit Tunnel Health',
		value: 'magic_tunnel_health_check_event',
		description: 'A Magic Transit tunnel is down or up again',
	},
	{
		name: 'Magic WAN Tunnel Health',
		value: 'magic_wan_tunnel_health',
		description: 'A Magic WAN tunnel is down or up again',
	},
] as const;

export type AlertType = (typeof alertTypeOptions)[number]['value'];

export const alertTypes: AlertType[] = alertTypeOptions.map(({ value }) => value);
