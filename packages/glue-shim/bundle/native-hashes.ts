// Stands in bundles for the SDK's hashes in JavaScript, which it takes where Node's own crypto has none: in Lambda it has them.
function leftOut(): never {
  throw new Error('Hashes in JavaScript are not in this bundle')
}

export { leftOut as Sha1Js, leftOut as Sha256Js }
