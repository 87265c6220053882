import { expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts } from './index.mts';
import { against, bare } from './support.mts';

// Letters of authorization.

const cni = `/accounts/${accounts.main.id}/cni`;

const { get } = against(() => emulator);

/** The text that pdfkit writes: hexadecimal strings, cut where letters are kerned. */
const textOf = (pdf: Buffer) =>
	pdf
		.toString('latin1')
		.split('\n')
		.filter((line) => line.endsWith(' TJ'))
		.map((line) =>
			[...line.matchAll(/<([0-9a-f]+)>/g)]
				.map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
				.join(''),
		);
const letter = async (query = '') => {
	const path = `${cni}/interconnects/mine/loa${query}`;
	const answer = await get(path, { responseType: 'arraybuffer' });
	expect(answer.headers['content-type']).toBe('application/pdf');
	return answer.data as Buffer;
};

test('is a PDF of one page about the port', async () => {
	const interconnect = emulator.addInterconnect({ name: 'mine' });
	const pdf = await letter();
	const source = pdf.toString('latin1');
	expect(source.startsWith('%PDF-')).toBe(true);
	expect(source.trimEnd().endsWith('%%EOF')).toBe(true);
	expect(source.match(/\/Type \/Page\b/g)).toHaveLength(1);
	const text = textOf(pdf);
	const { slot_id, facility } = interconnect as Extract<typeof interconnect, { slot_id: string }>;
	for (const shown of ['mine', slot_id, facility.name, accounts.main.name]) {
		expect(text).toContain(shown);
	}
});

test('names the customer that is asked for, and has the same bytes each time', async () => {
	emulator.addInterconnect({ name: 'mine' });
	const pdf = await letter('?name=J%C3%BCrgen%20%26%20S%C3%B6hne');
	expect(textOf(pdf)).toContain('Jürgen & Söhne');
	expect(textOf(pdf)).not.toContain(accounts.main.name);
	expect(await letter('?name=J%C3%BCrgen%20%26%20S%C3%B6hne')).toEqual(pdf);
	// The limit counts characters, not bytes or code units.
	const longest = await letter(`?name=${encodeURIComponent('𝕏'.repeat(200))}`);
	expect(longest.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
});

test('tells the name that is used when none is given', async () => {
	emulator.addInterconnect({ name: 'mine' });
	const { data } = await get(`${cni}/interconnects/mine/loa/default`);
	expect(data).toEqual({ name: accounts.main.name });
});

test('is only for direct interconnects', async () => {
	emulator.addInterconnect({ name: 'cloud', type: 'gcp_partner' });
	for (const path of ['loa', 'loa/default']) {
		const { status, data } = await get(`${cni}/interconnects/cloud/${path}`);
		expect({ status, data }).toEqual({ status: 404, data: bare });
	}
});
