import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context)
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/^\.{1,2}\/.*\.js$/.test(specifier)) throw error
      return next(specifier.replace(/\.js$/, '.ts'), context)
    }
  },
})

/** Import a TypeScript file of the repository as it is. Sources name each other as the compiled files would be called. */
export async function importTypeScript(file) {
  return import(new URL(`../../${file}`, import.meta.url))
}
