// Import directions of docs/architecture.md, checked in CI. A room may import only what its rule allows.
const room = (name, allowed) => ({
  name: `${name}-imports`,
  comment: `${name} may import only ${allowed.join(', ') || 'libraries'}`,
  severity: 'error',
  from: { path: `^${name}/` },
  to: {
    path: '^(model|crawlers|analyzers|pipeline|store|delivery|console|cli|samples|test|bench)/',
    pathNot: [`^${name}/`, ...allowed.map((a) => (a.endsWith('.ts') ? `^${a.replaceAll('.', '\\.')}$` : `^${a}/`))],
  },
})

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    room('model', []),
    room('crawlers', ['model']),
    room('analyzers', ['model']),
    room('pipeline', ['model', 'analyzers']),
    room('store', ['model', 'analyzers/text/segment.ts']),
    room('delivery', ['model']),
    room('console/api', ['model']),
    room('console/web', ['console/api']),
    room('samples', ['model']),
    {
      name: 'model-knows-no-library-but-zod',
      severity: 'error',
      from: { path: '^model/' },
      to: { dependencyTypes: ['npm'], pathNot: 'node_modules/zod' },
    },
    {
      name: 'only-the-composition-root-picks-adapters',
      comment:
        'cli/stores.ts opens the stores for cli/app.ts, cli/transfer.ts carries them; nobody else in cli touches one',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/(app|stores|transfer)\\.ts$' },
      to: { path: '^store/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
