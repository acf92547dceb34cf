/** Child of key-file.test.ts: adds its mark to a key file twenty times, or hangs while it has the file to itself. */
import { writeSync } from 'node:fs'
import { keyFile } from '../../cli/key-file.ts'

const [path = '', mark = ''] = process.argv.slice(2)
const file = keyFile(path)
if (mark === 'hang')
  file.update(() => {
    writeSync(1, 'at it\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    return ''
  })
else for (let n = 0; n < 20; n++) file.update((content = '') => content + mark)
