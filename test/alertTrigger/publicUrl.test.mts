import { expect, test } from '@jest/globals';

import {
	isLoopback,
	whyUnreachable,
} from '../../nodes/CloudflareNetworkInterconnectAlertTrigger/publicUrl.ts';

test.each([
	'https://n8n.example.com/webhook/1',
	'https://n8n.example.com:8443/x',
	'https://203.0.113.7/x',
	'https://172.32.0.1/x',
	'https://100.128.0.1/x',
	'https://[2001:db8::1]/x',
])('%s can be called', (address) => {
	expect(whyUnreachable(address)).toBeUndefined();
});

test.each([
	['', /not a URL/],
	['n8n.example.com/webhook', /not a URL/],
	['http://n8n.example.com/webhook', /https/],
	['https://localhost:5678/x', /private network or of this machine/],
	['https://n8n/x', /private/],
	['https://n8n.local/x', /private/],
	['https://n8n.corp.internal/x', /private/],
	['https://127.0.0.1/x', /private/],
	['https://2130706433/x', /private/],
	['https://10.1.2.3/x', /private/],
	['https://172.16.0.1/x', /private/],
	['https://172.31.255.1/x', /private/],
	['https://192.168.1.1/x', /private/],
	['https://169.254.169.254/x', /private/],
	['https://100.64.0.1/x', /private/],
	['https://0.0.0.0/x', /private/],
	['https://[::1]/x', /private/],
	['https://[fd00::1]/x', /private/],
	['https://[fe80::1]/x', /private/],
	['https://[::ffff:10.0.0.1]/x', /private/],
])('%s cannot', (address, why) => {
	expect(whyUnreachable(address)).toMatch(why);
});

test('an emulator on this machine may call any address', () => {
	expect(isLoopback('http://127.0.0.1:8787/client/v4')).toBe(true);
	expect(isLoopback('http://[::1]:8787/client/v4')).toBe(true);
	expect(isLoopback('https://localhost/client/v4')).toBe(true);
	expect(isLoopback('https://api.cloudflare.com/client/v4')).toBe(false);
});
