import { openSynapse, openToken } from '@bridge-downstream/glue-shim'
import { openStore } from '@bridge-downstream/s3-adapter'

const synapse = openSynapse({ token: openToken({ env: process.env, ssmParameter: '/bridge/token' }) })
const { bucket, baseKey } = await synapse.stsCredentials('syn100', 'read_only')
const store = openStore(`s3://${bucket}/${baseKey}`, { credentials: synapse.credentialsProvider('syn100', 'read_only') })
for await (const row of synapse.queryFileView({ viewId: 'syn123', columns: ['id', 'recordId'] })) console.log(row.get('recordId'))

export { store }
