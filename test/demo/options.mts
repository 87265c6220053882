import { parseArgs } from 'node:util';

export interface DemoOptions {
	/** Show the help text and do nothing else. */
	help: boolean;
	/** End after both interconnects are created. */
	once: boolean;
	/** The port of n8n on 127.0.0.1; 0 for any free one. */
	n8nPort: number;
	/** The port of the emulator on 127.0.0.1; 0 for any free one. */
	emulatorPort: number;
}

export const help = `Orders a direct port and a Google Cloud partner interconnect with n8n, from a Cloudflare emulator on this machine.

Usage: npm run demo -- [options]

  --once                  end after both interconnects are created; the exit status is 0 only if both were
  --n8n-port <port>       the port of n8n's editor (default 5678; with --once any free one)
  --emulator-port <port>  the port of the emulator (default 8787; with --once any free one)
  --help                  show this text

All that the demo writes is in .demo, which \`npm run demo:clean\` removes, beside the build in dist.`;

/**
 * Reads the command line.
 *
 * @param args The arguments after the script's name.
 * @throws {Error} Where an option is not known or its value is no port, in words for the person who typed it.
 */
export function readOptions(args: string[]): DemoOptions {
	const values = parse(args);
	const port = (option: 'n8n-port' | 'emulator-port', usual: number) => {
		const text = values[option];
		if (text === undefined) return values.once ? 0 : usual;
		if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
			throw new Error(`--${option} takes a number from 0 (any free port) to 65535, not '${text}'.`);
		}
		return Number(text);
	};
	const n8nPort = port('n8n-port', 5678);
	const emulatorPort = port('emulator-port', 8787);
	if (n8nPort === emulatorPort && n8nPort !== 0) {
		throw new Error(`n8n and the emulator need a port each, not both ${n8nPort}.`);
	}
	return { help: values.help, once: values.once, n8nPort, emulatorPort };
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				help: { type: 'boolean', default: false },
				once: { type: 'boolean', default: false },
				'n8n-port': { type: 'string' },
				'emulator-port': { type: 'string' },
			},
		}).values;
	} catch (error) {
		const { message } = error as Error;
		throw new Error(`${message}.\n\`npm run demo -- --help\` shows the options.`, { cause: error });
	}
}
