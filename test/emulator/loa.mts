import PDFDocument from 'pdfkit';
import type { DirectInterconnect } from './shapes.mts';

/**
 * Makes a Letter of Authorization: a PDF of one page, the same bytes for the same input.
 *
 * @param interconnect the direct interconnect whose port may be connected to
 * @param customerName to whom the letter authorizes the cross-connect
 */
export function letterOfAuthorization(
	interconnect: DirectInterconnect,
	customerName: string,
): Promise<Buffer> {
	const pdf = new PDFDocument({
		size: 'A4',
		// Readable without a PDF library, for whoever checks what is in it.
		compress: false,
		info: {
			Title: `Letter of Authorization ${interconnect.name}`,
			Author: 'Cloudflare emulator',
			CreationDate: new Date('2025-01-01T00:00:00Z'),
		},
	});
	const chunks: Buffer[] = [];
	const finished = new Promise<Buffer>((resolve, reject) => {
		pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
		pdf.on('end', () => resolve(Buffer.concat(chunks)));
		pdf.on('error', reject);
	});
	const { facility } = interconnect;
	pdf.fontSize(20).text('Letter of Authorization').moveDown();
	pdf.fontSize(11);
	pdf.text('This letter was made by an emulator. It authorizes nothing.').moveDown();
	for (const [label, value] of [
		['Customer', customerName],
		['Interconnect', interconnect.name],
		['Facility', facility.name],
		['Address', facility.address.join(', ')],
		['Site', interconnect.site],
		['Port', interconnect.slot_id],
		['Speed', interconnect.speed],
	] as const) {
		pdf.font('Helvetica-Bold').text(label).font('Helvetica').text(value).moveDown(0.5);
	}
	pdf.end();
	return finished;
}
