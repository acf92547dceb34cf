import { RECORDS_BACKENDS } from './records-backends.ts'
import { describeRecords } from './records-contract.ts'
import { describeInvariants } from './records-invariants.ts'

for (const backend of RECORDS_BACKENDS) {
  describeRecords(backend)
  describeInvariants(backend)
}
