import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import type { RunningN8n } from './n8n.mts';

/** Where Debian's package `chromium` puts it; the environment variable CHROMIUM names another one. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Pictures for the documentation are taken where the environment variable SCREENSHOTS is set. */
const images = process.env.SCREENSHOTS && join(__dirname, '..', '..', 'docs', 'images');

/** n8n's editor in a headless browser, as its owner sees it. */
export interface Editor {
	page: Page;
	/** Opens a workflow, or a new one. */
	open(workflowId?: string): Promise<void>;
	/** Opens a node of the workflow that is open. @returns its panel */
	openNode(name: string): Promise<Locator>;
	/** The names of the parameters that the panel of a node shows, in their order. */
	fields(): Promise<string[]>;
	/** Chooses a value of a parameter with options, by its label. */
	choose(parameter: string, label: string): Promise<void>;
	/** Takes a picture for the documentation, where that is asked for. */
	picture(name: string, of?: Locator): Promise<void>;
	stop(): Promise<void>;
}

/**
 * Starts the editor, logged in.
 *
 * @throws Error where there is no Chromium
 */
export async function startEditor(
	{ baseUrl }: Pick<RunningN8n, 'baseUrl'>,
	owner: { email: string; password: string },
): Promise<Editor> {
	if (!existsSync(executablePath)) {
		throw new Error(
			`There is no ${executablePath}. Install it with "apt-get install chromium", or name another one in CHROMIUM.`,
		);
	}
	const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
	const page = await browser.newPage({
		viewport: { width: 1400, height: 820 },
		colorScheme: 'light',
	});
	page.setDefaultTimeout(30_000);
	await page.goto(`${baseUrl}/signin`);
	await page.fill('input[autocomplete="email"]', owner.email);
	await page.fill('input[type="password"]', owner.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(/home|workflow/);
	const byId = (id: string) => page.locator(`[data-test-id="${id}"]`);
	return {
		page,
		async open(workflowId = 'new') {
			await page.goto(`${baseUrl}/workflow/${workflowId}`);
			await byId(workflowId === 'new' ? 'canvas-add-button' : 'canvas-node')
				.first()
				.waitFor();
		},
		async openNode(name) {
			await byId('canvas-node').filter({ hasText: name }).first().dblclick();
			await byId('ndv').waitFor();
			return byId('ndv');
		},
		async fields() {
			const inputs = page.locator(
				'[data-test-id="ndv"] [data-test-id^="parameter-input-"]:visible',
			);
			const ids = await inputs.evaluateAll((found) =>
				found.map((one) => one.getAttribute('data-test-id')!.replace('parameter-input-', '')),
			);
			return [...new Set(ids)].filter((id) => !['field', 'item'].includes(id));
		},
		async choose(parameter, label) {
			await byId(`parameter-input-${parameter}`).locator('input').first().click();
			await page.locator('.el-select-dropdown__item:visible', { hasText: label }).first().click();
		},
		picture: async (name, of) => await takePicture(of ?? page, name),
		stop: async () => await browser.close(),
	};
}

/** Takes a picture for the documentation, where that is asked for. */
async function takePicture(of: Page | Locator, name: string): Promise<void> {
	if (!images) return;
	mkdirSync(images, { recursive: true });
	// n8n's build copies every PNG of the repository into the package.
	const path = join(images, `${name}.jpg`);
	// The buttons that execute the workflow are in front of it.
	const buttons = '[class*="_executionButtons_"], [data-test-id^="execute-workflow-button"]';
	const style = `${buttons} { visibility: hidden }`;
	await of.screenshot({ path, type: 'jpeg', quality: 85, animations: 'disabled', style });
}
