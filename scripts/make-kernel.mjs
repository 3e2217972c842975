// Compiles the kernel of the fast road (AssemblyScript) to WebAssembly, and puts it into a module of core:
//   node scripts/make-kernel.mjs [--check]
// It lies in the repository as made, so that only who changes the kernel needs the compiler. `--check` says whether it is what the sources give.
import asc from 'assemblyscript/asc'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const columns = fileURLToPath(new URL('../packages/core/src/columns', import.meta.url))
const made = `${columns}/kernel-code.ts`
// No runtime: all memory is laid out by JavaScript.
const options = '-O3 --converge --runtime stub --noAssert --use abort= --importMemory --memoryBase 1024 --enable simd'

let code
const compiler = asc.createMemoryStream()
const { error } = await asc.main(['kernel/documents.ts', '--baseDir', columns, '--outFile', 'kernel.wasm', ...options.split(' ')], {
  writeFile: (_, contents) => void (code = contents),
  stderr: compiler,
})
if (error) {
  console.error(compiler.toString())
  throw new Error('The kernel does not compile', { cause: error })
}
const text = `// Made of the sources in kernel/ by \`pnpm run kernel\`.

/** The kernel as a WebAssembly module, in base 64. */
export const KERNEL_CODE: string =
  '${Buffer.from(code).toString('base64')}'
`
if (!process.argv.includes('--check')) {
  await writeFile(made, text)
  console.log(`The kernel has ${code.length} bytes`)
} else if ((await readFile(made, 'utf8')) === text) console.log('The kernel is as its sources have it')
else throw new Error('The kernel is not what its sources compile to: run `pnpm run kernel`')
