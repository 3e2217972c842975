import { expect, test } from 'vitest'
import { nameRepository } from './repository-fields.mjs'

const place = { server: 'https://github.example', repository: 'owner/name', directory: 'packages/a' }
const repository = { type: 'git', url: 'git+https://github.example/owner/name.git', directory: 'packages/a' }

test('a package gets its repository, page and issues', () => {
  expect(nameRepository({ name: 'a', version: '1.0.0' }, place)).toEqual({
    name: 'a',
    version: '1.0.0',
    repository,
    homepage: 'https://github.example/owner/name/tree/main/packages/a#readme',
    bugs: { url: 'https://github.example/owner/name/issues' },
  })
})

test('what it says itself stays', () => {
  const manifest = { name: 'a', repository, homepage: 'https://a.example', bugs: { url: 'https://a.example/bugs' } }
  expect(nameRepository(manifest, place)).toEqual(manifest)
})

test('another repository does not publish it', () => {
  const manifest = { name: 'a', repository: { type: 'git', url: 'git+https://github.example/other/name.git' } }
  expect(() => nameRepository(manifest, place)).toThrow('a names the repository git+https://github.example/other/name.git, and this is')
})

test.each(['server', 'repository'])('without the %s nothing is named', (part) => {
  expect(() => nameRepository({ name: 'a' }, { ...place, [part]: undefined })).toThrow('one is not set')
})
