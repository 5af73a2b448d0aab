/**
 * Child process of `scripts/fidelity.mjs`: `measure-entry WORKLOAD BASELINE ARM…` prints one table as JSON,
 * `measure-entry WORKLOAD --repetitions ARM…` the values of all repetitions.
 */
import { measure } from './measure'
import { readRepetitions } from './repeatability'

const [workload = '', baseline = '', ...arms] = process.argv.slice(2)
process.stdout.write(JSON.stringify(baseline === '--repetitions' ? await readRepetitions(workload, arms) : await measure(workload, baseline, arms)))
