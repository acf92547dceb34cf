/** Opens the console over the fixture, for looking at the pages: node test/console/serve.ts [port] */
import { fileURLToPath } from 'node:url'
import { startConsole } from '../../console/api/server.ts'
import { openCity } from './fixture.ts'

const city = await openCity(fileURLToPath(new URL('../../console/web/dist', import.meta.url)))
const running = await startConsole({ app: city.app, host: '127.0.0.1', port: Number(process.argv[2] ?? 8790) })
console.log(running.url)
