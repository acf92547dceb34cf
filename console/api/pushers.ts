import { createHash, timingSafeEqual } from 'node:crypto'
import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { ACTOR, type ConsoleDeps } from './deps.ts'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Tells the name of the system behind an Authorization header. Throws `api.token` where tokens are set and it has none. */
export function pushersOf({ pushTokens = [], config }: Pick<ConsoleDeps, 'pushTokens' | 'config'>) {
  return (header: string | undefined): string => {
    if (pushTokens.length === 0) return ACTOR
    const given = digest(/^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? '')
    const known = pushTokens.find(({ secret }) => timingSafeEqual(digest(secret), given))
    if (!known) throw new AppError('api.token', say(config.lang)(consoleMessages.token))
    return known.name
  }
}
