/* Imported before tests that draw: each run of them has another seed, unless the environment names one. */
process.env.SEED ??= 'fresh';
