/** Child process of `scripts/fidelity.mjs`: `measure-entry WORKLOAD BASELINE ARM…` prints one table as JSON. */
import { measure } from './measure'

const [workload = '', baseline = '', ...arms] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await measure(workload, baseline, arms)))
