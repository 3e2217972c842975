// Stands in bundles for @aws-sdk/credential-provider-node.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
