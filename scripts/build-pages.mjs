// npm runs this after an install. Builds the pages where the tools for it are there; an install without them (--omit=dev)
// takes pages that were built elsewhere.
const vite = await import('vite').catch((error) => {
  if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined
  throw error
})
if (vite) await vite.build({ root: 'console/web', logLevel: 'warn' })
else console.error('the pages of the console are not built here: vite is a development dependency')
