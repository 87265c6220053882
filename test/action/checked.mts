/* What "Check Only" returns, and how to read it. */

export interface Checked {
	ok: boolean | null;
	wouldSend: { method: string; path: string; body: object } | null;
	checks: Array<{ check: string; ok: boolean | null; message: string }>;
	existing?: object;
}

export const verdicts = ({ checks }: Checked) =>
	Object.fromEntries(checks.map(({ check: name, ok }) => [name, ok]));
export const messageOf = ({ checks }: Checked, name: string) =>
	checks.find((one) => one.check === name)!.message;
