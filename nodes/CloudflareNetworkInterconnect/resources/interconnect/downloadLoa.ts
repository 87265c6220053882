import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import { pdf } from '../../../shared/api';
import type { Operation } from '../types';

const PDF = 'application/pdf';

export const downloadLoa: Operation = {
	value: 'downloadLoa',
	name: 'Download LOA',
	action: 'Download letter of authorization for interconnect',
	description:
		'Download the Letter of Authorization (LOA), a PDF that the data center requires before it installs the cross-connect',
	effect: 'read',
	fields: [
		interconnectField,
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the output binary field to put the file in',
		},
		optionsField('read', [
			{
				displayName: 'Customer Name',
				name: 'customerName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Example Corporation',
				description:
					'The customer name on the letter, up to 200 characters. Leave empty to use the default name.',
			},
		]),
	],
	prepare({ api, params, binary }) {
		const name = params.segment('interconnectName');
		const property = params.requiredText('binaryPropertyName');
		const customerName = params.text('options.customerName');
		const length = [...customerName].length;
		if (length > 200) {
			throw params.refusal(
				'options.customerName',
				`has ${length} characters; Cloudflare accepts at most 200`,
			);
		}
		return async () => {
			const letter = await api.get(['cni', 'interconnects', name, 'loa'], {
				query: { name: customerName || undefined },
				expect: pdf,
			});
			// Names may have characters that file systems refuse, and others that turn a file name around.
			const safe = name.replace(/[\s\p{Cc}\p{Cf}\\/:*?"<>|%]+/gu, '-');
			const fileName = `LOA-${[...safe].slice(0, 200).join('')}.pdf`;
			return [
				{
					json: { fileName, mimeType: PDF, fileSize: letter.length, name },
					binary: { [property]: await binary(letter, fileName, PDF) },
				},
			];
		};
	},
};
