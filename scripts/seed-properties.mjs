import fc from 'fast-check'

// Each run of the tests is the same, also of properties that name no seed.
fc.configureGlobal({ seed: Number(process.env['BRIDGE_DOWNSTREAM_SEED'] ?? 1) })
