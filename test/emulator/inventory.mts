import { createHash } from 'node:crypto';
import type { Slot } from './shapes.mts';

/** A site of the inventory: Cloudflare's name for it, and the building. */
interface Site {
	site: string;
	facility: Slot['facility'];
}

// Real buildings, so that labels and searches meet real names; whether Cloudflare has ports there is not claimed.
const sites: readonly Site[] = [
	{
		site: 'ams01',
		facility: {
			name: 'Equinix AM5',
			address: ['Schepenbergweg 42', '1105 AT Amsterdam', 'Netherlands'],
		},
	},
	{
		site: 'cdg01',
		facility: {
			name: 'Telehouse Paris 2 Voltaire',
			address: ['137 Boulevard Voltaire', '75011 Paris', 'France'],
		},
	},
	{
		site: 'dfw01',
		facility: {
			name: 'Equinix DA1',
			address: ['1950 North Stemmons Freeway', 'Dallas, TX 75207', 'United States'],
		},
	},
	{
		site: 'fra03',
		facility: {
			name: 'Equinix FR5',
			address: ['Kleyerstraße 90', '60326 Frankfurt am Main', 'Germany'],
		},
	},
	{
		site: 'gru02',
		facility: {
			name: 'Equinix SP3',
			address: [
				'Avenida Marcos Penteado de Ulhoa Rodrigues 249',
				'Santana de Parnaíba, SP 06543-001',
				'Brazil',
			],
		},
	},
	{
		site: 'iad02',
		facility: {
			name: 'Equinix DC2',
			address: ['21715 Filigree Court', 'Ashburn, VA 20147', 'United States'],
		},
	},
	{
		site: 'lhr01',
		facility: {
			name: 'Telehouse North',
			address: ['Coriander Avenue', 'London E14 2AA', 'United Kingdom'],
		},
	},
	{
		site: 'nrt01',
		facility: {
			name: 'Equinix TY2',
			address: ['3-8-21 Higashi-Shinagawa, Shinagawa-ku', 'Tokyo 140-0002', 'Japan'],
		},
	},
	{
		site: 'ord01',
		facility: {
			name: 'Digital Realty ORD10',
			address: ['350 East Cermak Road', 'Chicago, IL 60616', 'United States'],
		},
	},
	{
		site: 'sin01',
		facility: {
			name: 'Equinix SG1',
			address: ['20 Ayer Rajah Crescent', 'Singapore 139964', 'Singapore'],
		},
	},
	{
		site: 'sjc01',
		facility: {
			name: 'Equinix SV1',
			address: ['11 Great Oaks Boulevard', 'San Jose, CA 95119', 'United States'],
		},
	},
	{
		site: 'syd01',
		facility: {
			name: 'Equinix SY1',
			address: ['639 Gardeners Road', 'Mascot NSW 2020', 'Australia'],
		},
	},
];

const slotsPerSite = 11;

/** A UUID that is always the same for the same text. */
export function uuidOf(text: string): string {
	const hex = createHash('sha256').update(text).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An identifier of 32 hexadecimal characters that is always the same for the same text. */
export function identifierOf(text: string): string {
	return uuidOf(text).replaceAll('-', '');
}

/**
 * The slots of a fresh emulator, always the same: every third has 100G, the others 10G, and every fourth is
 * occupied by another customer.
 */
export function slotInventory(): Slot[] {
	return sites.flatMap(({ site, facility }, siteIndex) =>
		Array.from({ length: slotsPerSite }, (_, port): Slot => {
			const index = siteIndex * slotsPerSite + port;
			return {
				id: uuidOf(`slot ${site} ${port}`),
				ccr_device_name: `${site}-ccr${1 + (port % 2)}`,
				facility,
				occupied: index % 4 === 3,
				site,
				speed: index % 3 === 2 ? '100G' : '10G',
			};
		}),
	);
}
