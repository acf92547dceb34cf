/** Addresses of the servers in the config, with the secrets that are kept apart from it put in. */
import { readFileSync } from 'node:fs'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import { type Environment, readSecret } from './config-file.ts'

type Server = Config['redis']

interface Outside {
  readonly config: Config
  readonly env: Environment
}

/** The whole address, user and password percent-encoded in it. Throws AppError `config.address`, `config.secret`. */
function addressOf(server: NonNullable<Server>, setting: string, env: Environment): string {
  const { url, user, password } = typeof server === 'string' ? { url: server } : server
  const address = URL.parse(readSecret(url, env))
  // The address itself may hold a password and is not quoted.
  if (!address?.host)
    throw new AppError('config.address', `${setting} 不是完整的地址，应写作 协议://主机:端口（not a whole address）`)
  if (user !== undefined) address.username = encodeURIComponent(user)
  if (password !== undefined) address.password = encodeURIComponent(readSecret(password, env))
  return address.href
}

/** `redis(s)://…`, or undefined where none is set. */
export const redisUrl = ({ config, env }: Outside): string | undefined =>
  config.redis && addressOf(config.redis, 'redis', env)

/** `postgres://…`, or undefined where none is set. */
export const postgresUrl = ({ config, env }: Outside): string | undefined =>
  config.postgres && addressOf(config.postgres, 'postgres', env)

export interface ElasticServer {
  /** `http(s)://[user:password@]host:port` */
  readonly node: string
  readonly apiKey: string | undefined
  /** PEM text of the authority that signed the server's certificate. */
  readonly ca: string | undefined
  /** Head of every name in the cluster. */
  readonly prefix: string | undefined
}

/** Undefined where none is set. */
export function elasticServer({ config, env }: Outside): ElasticServer | undefined {
  const server = config.elasticsearch
  if (!server) return undefined
  const node = addressOf(server, 'elasticsearch', env)
  if (typeof server === 'string') return { node, apiKey: undefined, ca: undefined, prefix: undefined }
  const { apiKey, ca, prefix } = server
  return {
    node,
    apiKey: apiKey && readSecret(apiKey, env),
    ca: ca && readCertificate(ca),
    prefix,
  }
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AppError('config.secret', `读不到证书文件 ${file}（cannot read the certificate）`, { cause })
  }
}
